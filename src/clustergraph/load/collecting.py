"""The collector of cycles while rows stream through."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_COLLECT_AFTER = 100_000
"""Objects made before the collector looks for cycles: rows make many objects and no cycles, so it finds nothing."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for cycles seldom while rows stream through; afterwards as before."""
    before = gc.get_threshold()
    if 0 < before[0] < _COLLECT_AFTER:
        gc.set_threshold(_COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
