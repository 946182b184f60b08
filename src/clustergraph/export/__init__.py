"""Tables and graph files."""
