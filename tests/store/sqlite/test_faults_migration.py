"""A store that an older program wrote, and a program that dies while it brings it up to date."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clustergraph.errors import StoreError
from clustergraph.store.base import connect
from tests.store.sqlite.auditing import audit
from tests.store.sqlite.injecting import load_neighbour, load_region, seconds, start, state, write

FIRMS = 1200
TIMES = 6


def older(path: Path) -> dict[str, Any]:
    """Write a store of version 0: without a change log, documents and a digest of the ontology; return its graph."""
    with connect(str(path), create=True) as store:
        load_region(store, firms=FIRMS)
        load_neighbour(store, FIRMS)
        before = graph(state(store))
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "DROP TABLE change; DROP TABLE document; DROP TABLE meta; PRAGMA user_version = 0;"
            "PRAGMA journal_mode = DELETE"
        )
    return before


def graph(whole: dict[str, Any]) -> dict[str, Any]:
    return {name: whole[name] for name in ("nodes", "links", "said", "stamp", "stats", "found")}


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def rows(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def opened(path: Path) -> None:
    write(path, lambda store: None)


def is_brought_up_to_date(path: Path, before: dict[str, Any], old: list[str]) -> None:
    """Open the store; it says the same as before, and what it was stands beside."""
    opened(path)
    with connect(str(path)) as store:
        assert graph(state(store)) == before
        assert audit(store) == []
        assert store.check(full=True) == []
    assert version(path) == 1
    kept = sorted(path.parent.glob("graph.v0*.db"))
    assert kept
    assert any(version(each) == 0 and rows(each) == old for each in kept)


def test_a_kill_at_any_moment_of_a_migration_loses_nothing(tmp_path: Path) -> None:
    base, folder = tmp_path / "base.db", tmp_path / "store"
    before, path = older(base), folder / "graph.db"
    old = rows(base)
    folder.mkdir()
    shutil.copyfile(base, path)
    whole = seconds(opened, path)
    dice = random.Random(5)
    for moment in range(TIMES):
        shutil.rmtree(folder)
        folder.mkdir()
        shutil.copyfile(base, path)
        child = start(opened, path)
        child.started()
        time.sleep((moment + dice.random()) / TIMES * whole)
        child.kill()
        is_brought_up_to_date(path, before, old)


def test_an_older_store_without_room_for_its_copy_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    older(path)
    before = rows(path)
    (tmp_path / "graph.v0.db.clustergraph-part").mkdir()  # the copy cannot be written
    with pytest.raises(StoreError, match="cannot be reached"):
        connect(str(path))
    assert rows(path) == before
    assert version(path) == 0
