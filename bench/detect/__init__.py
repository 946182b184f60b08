"""Detection against planted clusters: quality, time and memory of our methods, of peers and of no method at all."""
