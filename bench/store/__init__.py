"""The store alone, and a file read end to end beside FollowTheMoney; `store.large` is five times as large."""

from bench.store.tables import table

__all__ = ["table"]
