"""A store in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clustergraph.store.base import Store, connect


@pytest.fixture
def store() -> Iterator[Store]:
    with connect("memory:", create=True) as opened:
        yield opened
