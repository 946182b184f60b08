"""Detection against planted clusters: quality, time and memory of ours, of peers and of no method at all."""

PARTS = ("goals", "families", "unseen", "others", "public", "null", "times", "large")
"""Modules with a `table`, in the order of the page."""
