"""A program that is killed in the middle of a load: the store says so, and the same load again completes it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from clustergraph.model.records import Entity, Link
from clustergraph.store.base import Store, connect
from tests.build import e, firm, inn, link
from tests.store.server import standing
from tests.store.telling import graph, speaker, tell

FIRMS, SUPPLIES = 500, 4000
_BEGUN = "MATCH (l:Load) WHERE l.finished_at IS NULL RETURN count(l) AS count"
_LOADER = """
import sys
from clustergraph.store.base import connect
from clustergraph.store.neo4j import database, stepping, writing
from tests.store.neo4j.test_killed import say_all
database.BATCH = stepping.BATCH = 100
stepping.PATIENT = writing.PATIENT = 200
with connect(sys.argv[1], create=True) as store:
    say_all(store)
"""


def records() -> list[Entity | Link]:
    firms = [e("Enterprise", inn=inn(n), name=f"Фирма {n}") for n in range(1, FIRMS + 1)]
    supplies = [
        link(firm(n % FIRMS + 1), "SUPPLIES", firm(n * 7 % FIRMS + 1), period=str(2000 + n // FIRMS), amount=float(n))
        for n in range(SUPPLIES)
    ]
    return [*firms, *supplies]


def say_all(store: Store) -> None:
    tell(store, "source/a", *records(), file="all")


@pytest.mark.neo4j
@pytest.mark.parametrize("patience", [0.0, 0.3, 0.8])
def test_a_killed_load_says_so_and_is_completed(patience: float) -> None:
    address = standing.emptied()
    with connect(address, create=True) as store, connect("memory:", create=True) as other:
        speaker(store, "a")
        root = Path(__file__).parents[3]
        command = [sys.executable, "-c", f"import sys; sys.path[:0] = ['src', '.']\n{_LOADER}", address]
        with (
            subprocess.Popen(command, cwd=root) as loader,
            GraphDatabase.driver(address, telemetry_disabled=True) as driver,
        ):
            while loader.poll() is None and not driver.execute_query(_BEGUN).records[0]["count"]:
                time.sleep(0.02)
            time.sleep(patience)
            loader.kill()
            finished = not driver.execute_query(_BEGUN).records[0]["count"]
        if not finished:
            assert "Load 1 of 'source/a' was interrupted: run it again." in map(str, store.check())
        say_all(store)  # the lock of the dead program is taken over
        speaker(other, "a")
        say_all(other)
        assert graph(store) == graph(other)
        assert store.stamp() == other.stamp()
        assert store.check(full=True) == []
