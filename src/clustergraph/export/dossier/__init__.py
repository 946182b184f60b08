"""The dossier of a group: documents an expert edits and hands over."""
