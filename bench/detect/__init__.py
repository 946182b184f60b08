"""Detection against planted clusters: quality, time and memory of ours, of peers and of no method at all."""

from bench.detect.tables import table

__all__ = ["table"]
