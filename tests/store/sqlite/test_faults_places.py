"""Where people keep their stores: odd names, long paths, folders that vanish, shares without shared memory."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import sqlite3
from pathlib import Path

import pytest

from clustergraph.errors import StoreError
from clustergraph.store.base import Store, connect
from clustergraph.store.sqlite import opening
from clustergraph.store.sqlite.store import SqliteStore
from tests.store.sqlite.auditing import audit
from tests.store.sqlite.injecting import load_neighbour, load_region, start, state, state_of
from tests.store.sqlite.operations import READING, WRITING

FIRMS = 300
NAMES = ["мой граф.db", "a b.db", "#1?x=1&mode=memory.db", "50%.db", "%41.db", 'it\'s "so".db', "«ё».db", "-r", "граф"]


def small(store: Store) -> None:
    load_region(store, firms=30)
    load_neighbour(store, 30)


@pytest.mark.parametrize("name", NAMES)
def test_a_store_may_have_any_name(name: str, tmp_path: Path) -> None:
    if os.name != "posix" and set(name) & set('?"'):
        pytest.skip("Windows has no such names")
    folder = tmp_path / f"папка {name}"
    folder.mkdir()
    with connect(str(folder / name), create=True) as store:
        small(store)
        before = state(store)
        store.backup(folder / f"копия {name}")
    for path in (folder / name, folder / f"копия {name}"):
        assert state_of(path) == before
        with connect(f"sqlite:{path}", read_only=True) as reader:
            assert state(reader) == before
    assert all(each.name.startswith((name, f"копия {name}")) for each in folder.iterdir())


def test_a_path_that_is_too_long_or_no_path_is_named(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(12):
        deep /= "очень длинная папка " * 3
    for path in (tmp_path / ("x" * 300), deep / "graph.db", tmp_path / "a\0b.db"):
        for create in (True, False):
            with pytest.raises(StoreError):
                connect(str(path), create=create)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="Windows refuses such folders itself")
def test_a_deep_path_works_or_is_named(tmp_path: Path) -> None:
    deep = tmp_path / "/".join(["папка"] * 60)
    deep.mkdir(parents=True)
    told = ""
    try:
        with connect(str(deep / "graph.db"), create=True) as store:
            small(store)
    except StoreError as error:
        told = error.message
    assert str(deep) in told if told else (deep / "graph.db").exists()


@pytest.mark.skipif(os.name != "posix", reason="links need a right on Windows")
def test_links_in_a_circle_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    for create in (True, False):
        with pytest.raises(StoreError):
            connect(str(tmp_path / "a"), create=create)


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps the folder of an open file")
def test_a_folder_that_vanishes_is_named_before_anything_is_said_to_be_kept(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    with connect(str(folder / "graph.db"), create=True) as store:
        small(store)
        shutil.rmtree(folder)
        for name, change in WRITING.items():
            with pytest.raises(StoreError, match="share"):
                change(store)
            assert not store._db.in_transaction, name  # type: ignore[attr-defined]
        for read in READING.values():
            with contextlib.suppress(StoreError):
                read(store)
    assert not folder.exists()


def on_a_share(path: Path) -> SqliteStore:
    """Open a store where programs have no memory in common, as on a network share."""
    db = sqlite3.connect(f"{path.as_uri()}?vfs=unix-dotfile", uri=True, isolation_level=None)
    opening._set_up(db, str(path), read_only=False)
    store = SqliteStore(db, str(path))
    store.ensure_schema()
    return store


@pytest.mark.skipif(os.name != "posix", reason="the file system without shared memory is one of POSIX")
def test_a_share_works_without_shared_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "graph.db"
    with caplog.at_level(logging.WARNING), on_a_share(path) as store:
        assert len(caplog.messages) == 1
        assert "is in a shared folder: one person at a time may write" in caplog.text
        load_region(store, firms=FIRMS)
        load_neighbour(store, FIRMS)
        load_region(store, "second", FIRMS)
        store.undo("source/a")
        before = state(store)
        assert audit(store) == []
        assert [each.name for each in tmp_path.iterdir()] == ["graph.db", "graph.db.lock"][
            : len(list(tmp_path.iterdir()))
        ]
    assert state_of(path) == before


def die_with_a_journal(path: Path) -> None:
    """Write without a log, as on a share, and be killed while the file is neither before nor after."""

    writing: list[str] = []  # batches of TEMP rows have transactions of their own

    def die(sql: str) -> None:
        if sql == "COMMIT" and writing:
            os.kill(os.getpid(), signal.SIGKILL)
        if sql.startswith("BEGIN IMMEDIATE"):
            writing.append(sql)

    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA cache_size = 10")
    store = SqliteStore(db, str(path))
    store.ensure_schema()
    db.set_trace_callback(die)
    load_region(store, "second", FIRMS)


@pytest.mark.skipif(os.name != "posix", reason="a process sends itself SIGKILL")
@pytest.mark.parametrize("read_only", [True, False])
def test_a_half_written_file_of_a_share_is_put_back(read_only: bool, tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    with connect(str(path), create=True) as store:
        load_region(store, firms=FIRMS)
        before = state(store)
    whole = path.read_bytes()
    child = start(die_with_a_journal, path)
    child.started()
    child.join()
    assert (tmp_path / "graph.db-journal").stat().st_size > 0
    assert path.read_bytes() != whole
    with connect(str(path), read_only=read_only) as store:
        assert state(store) == before
    assert not (tmp_path / "graph.db-journal").exists()
