"""One reader a family of file formats: rows with their place."""
