"""Whatever is asked of a store that is closed, locked or in other hands: an error of ours, never one of SQLite's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clustergraph.errors import StoreBusyError, StoreError
from clustergraph.model.records import Statement
from clustergraph.store.base import Load, Store, connect
from tests.build import e, inn, said
from tests.store.sqlite.injecting import load_neighbour, load_region
from tests.store.sqlite.operations import READING, WRITING

OPERATIONS: dict[str, Callable[[Store], object]] = {
    **READING,
    **WRITING,
    "backup": lambda store: store.backup(Path(store.address).with_name("copy.db")),
    "check": lambda store: store.check(),
    "check all": lambda store: store.check(full=True),
    "ensure_schema": lambda store: store.ensure_schema(),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("base") / "graph.db"
    with connect(str(path), create=True) as store:
        load_region(store, firms=30)
        load_neighbour(store, 30)
    return path.read_bytes()


@pytest.fixture
def path(base: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "graph.db"
    path.write_bytes(base)
    return path


@pytest.fixture
def store(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr("clustergraph.store.sqlite.opening.BUSY_MS", 1)
    with connect(str(path)) as opened:
        yield opened


def test_every_operation_is_in_the_list() -> None:
    named = {name.partition(" ")[0] for name in OPERATIONS}
    promised = {name for name in Store.__abstractmethods__ if name not in {"open", "close", "document"}}
    assert promised - named <= {"put"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_closed_store_says_so(name: str, store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="did not answer"):
        OPERATIONS[name](store)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_store_of_another_thread_says_so(name: str, store: Store) -> None:
    with ThreadPoolExecutor(1) as pool, pytest.raises(StoreError, match="did not answer"):
        pool.submit(OPERATIONS[name], store).result()


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_store_that_another_program_keeps_to_itself_is_busy(
    name: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clustergraph.store.sqlite.opening.BUSY_MS", 1)
    with connect(str(path)) as store:
        store._db.execute("PRAGMA journal_mode = DELETE")  # type: ignore[attr-defined]
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusyError, match="Another program is writing"):
            OPERATIONS[name](store)
        other.execute("ROLLBACK")
        other.close()
        assert store.check(full=True) == []
    with pytest.raises(StoreError):
        OPERATIONS[name](store)


def bug() -> Iterator[Statement]:
    yield said(e("Enterprise", inn=inn(1)))
    raise KeyError("bug")


def test_a_bug_stays_a_bug(store: Store) -> None:
    with pytest.raises(KeyError, match="bug"):
        store.load(Load("source/a", []), bug())
    assert store.check(full=True) == []
