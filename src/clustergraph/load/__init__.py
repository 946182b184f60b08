"""File to rows to records: readers, mapping, problems."""
