"""Every backend is held to the same tests: a new one is a line in BACKENDS and a way to an empty store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clustergraph.store.base import Store, connect

BACKENDS = ("memory", "file")


def address(backend: str, folder: Path) -> str:
    """Where an empty store of a backend is."""
    return "memory:" if backend == "memory" else str(folder / "graph.db")


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with connect(address(request.param, tmp_path), create=True) as opened:
        yield opened
