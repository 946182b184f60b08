"""Every backend is held to the same tests: a new one is a line in BACKENDS and a way to an empty store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clustergraph.store.base import Store, connect
from tests.store.server import standing

BACKENDS = ("memory", "file", pytest.param("neo4j", marks=pytest.mark.neo4j))


def address(backend: str, folder: Path) -> str:
    """Where an empty store of a backend is."""
    if backend == "neo4j":
        return standing.emptied()
    return "memory:" if backend == "memory" else str(folder / "graph.db")


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with connect(address(request.param, tmp_path), create=True) as opened:
        yield opened


@pytest.fixture(scope="session", autouse=True)
def server() -> Iterator[None]:
    """Stop the server of the tests, where one was started."""
    yield
    standing.stop()
