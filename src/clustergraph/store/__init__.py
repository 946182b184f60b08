"""Statements of sources in, the graph out."""
