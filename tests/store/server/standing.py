"""The one server of a run of the tests: started when the first test asks, emptied for each, stopped at the end."""

from __future__ import annotations

import os
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from neo4j import GraphDatabase

from tests.store.server.running import VERSIONS, running

_ASKED = "CLUSTERGRAPH_TEST_NEO4J"
_running = ExitStack()


def address() -> str:
    """The address of the server: the one that is named, else one started here; skips where none is asked for."""
    asked = os.environ.get(_ASKED, "auto" if os.environ.get("CI") == "true" else "")
    if not asked:
        pytest.skip(f"needs a Neo4j server: set {_ASKED}=auto (Maven fetches one), or to the address of an empty one")
    return asked if "://" in asked else _started(asked if asked in VERSIONS else "2026")


@cache
def _started(release: str) -> str:
    home = _running.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
    return _running.enter_context(running(release, Path(home)))


def emptied() -> str:
    """The address of the server, without any data; the schema stays."""
    found = address()
    empty(found)
    return found


def empty(found: str) -> None:
    """Take everything out of a server but its schema."""
    with GraphDatabase.driver(found, telemetry_disabled=True) as driver:
        while True:
            summary = driver.execute_query(
                "MATCH (n) WHERE NOT n:Meta OR n.uid <> 'meta' WITH n LIMIT 10000 DETACH DELETE n"
            ).summary
            if not summary.counters.nodes_deleted:
                break
        driver.execute_query("MATCH (m:Meta) SET m.next_idx = 0")


def stop() -> None:
    """Stop what was started."""
    _running.close()
    _started.cache_clear()


def release() -> str:
    """The release that servers of a test's own are of; skips where none is asked for, or only an address is."""
    asked = os.environ.get(_ASKED, "auto" if os.environ.get("CI") == "true" else "")
    if not asked or "://" in asked:
        pytest.skip(f"needs servers of its own: set {_ASKED}=auto")
    return asked if asked in VERSIONS else "2026"
