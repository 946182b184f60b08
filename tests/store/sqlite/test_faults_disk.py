"""No room, no right to write: one clear sentence, and the store as before."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from clustergraph.errors import StoreError
from clustergraph.store.base import Store, connect
from tests.store.sqlite.auditing import audit
from tests.store.sqlite.injecting import ask, first, load_neighbour, second, state, state_of, undo, withdraw
from tests.store.sqlite.operations import READING, WRITING

posix = pytest.mark.skipif(os.name != "posix", reason="limits and owners of files are set as POSIX does")
CHANGES = {"a reload": second, "a withdrawal": withdraw, "an undo": undo}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("base") / "graph.db"
    with connect(str(path), create=True) as store:
        load_neighbour(store, 400)
        first(store)
    return path.read_bytes()


@pytest.fixture
def path(filled: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "graph.db"
    path.write_bytes(filled)
    return path


def limited(path: Path, limit: int, change: str) -> None:
    """Change a store where no file may grow beyond a limit; little stays in memory."""
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with connect(str(path)) as store:
        store._db.execute("PRAGMA cache_size = 20")  # type: ignore[attr-defined]
        CHANGES[change](store)


@posix
@pytest.mark.parametrize("change", ["a reload", "a withdrawal"])
@pytest.mark.parametrize("room", [0, 40_000, 400_000])
def test_a_full_disk_keeps_the_store_as_it_was(change: str, room: int, path: Path) -> None:
    before = state_of(path)
    told = ask(limited, path, room, change)
    assert told[0] == "StoreError"
    assert str(path) in told[1]
    assert "free some space" in told[2] or room == 0
    assert state_of(path) == before
    with connect(str(path)) as store:
        assert audit(store) == []
        CHANGES[change](store)
        assert state(store) != before
        assert audit(store) == []


@posix
def test_a_disk_that_is_full_when_all_is_kept_loses_nothing(path: Path, tmp_path: Path) -> None:
    """The log has it; that it does not fit into the file yet is no matter of this load."""
    other = tmp_path / "other.db"
    other.write_bytes(path.read_bytes())
    with connect(str(other)) as store:
        second(store)
        after = state(store)
    size = path.stat().st_size
    assert ask(only_the_log_fits, path, size) is None
    assert state_of(path) == after


def only_the_log_fits(path: Path, size: int) -> None:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with connect(str(path)) as store:

        def limit(sql: str) -> None:
            if sql.startswith("PRAGMA wal_checkpoint"):
                resource.setrlimit(resource.RLIMIT_FSIZE, (size - 4096, size - 4096))

        store._db.set_trace_callback(limit)  # type: ignore[attr-defined]
        second(store)


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_may_not_grow_is_as_before(change: str, path: Path) -> None:
    if change == "an undo":
        with connect(str(path)) as store:
            second(store)
    before = state_of(path)
    with connect(str(path)) as store:
        db = store._db  # type: ignore[attr-defined]
        db.execute("VACUUM")
        db.execute("PRAGMA max_page_count = 1")  # SQLite takes it as: no page more than now
        told = refused(store, CHANGES[change])
        assert "Nothing of this load was kept" in told or (change == "a withdrawal" and not told)
        assert state(store) == before or not told
        db.execute("PRAGMA max_page_count = 1000000")
        CHANGES[change](store)
        assert audit(store) == []
        assert state(store) != before


def as_nobody(path: Path, operations: Sequence[str]) -> list[str]:
    """Do what is asked as a user who owns nothing; return what was refused, and how."""
    if os.geteuid() == 0:  # root may write anywhere
        os.setgid(65534)
        os.setuid(65534)
    with connect(str(path)) as store:
        return [f"{name}: {told}" for name in operations if (told := refused(store, {**READING, **WRITING}[name]))]


def refused(store: Store, operation: Callable[[Store], object]) -> str:
    try:
        operation(store)
    except StoreError as error:
        return str(error)
    return ""


@posix
def test_a_read_only_file_is_read_and_not_written(filled: bytes) -> None:
    with TemporaryDirectory() as folder:  # tmp_path lies in a folder that only its owner may enter
        path = Path(folder) / "graph.db"
        path.write_bytes(filled)
        path.chmod(0o444)
        Path(folder).chmod(0o777)
        before = state_of(path)
        told = ask(as_nobody, path, [*READING, *WRITING])
        assert [each.partition(":")[0] for each in told] == list(WRITING)
        assert all("cannot be reached" in each and "readable and writable" in each for each in told)
        assert state_of(path) == before


@posix
@pytest.mark.parametrize("there", [True, False])
def test_a_read_only_folder_is_named(there: bool, filled: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "graph.db"
        if there:
            path.write_bytes(filled)
            path.chmod(0o444)
        Path(folder).chmod(0o555)
        kind, message, hint = ask(as_nobody, path, ["stats"])
        assert kind == "StoreError"
        assert str(path) in message
        assert hint
        assert path.exists() == there
        Path(folder).chmod(0o755)


@posix
def test_a_folder_that_may_not_be_entered_is_named(filled: bytes) -> None:
    with TemporaryDirectory() as folder:
        inner = Path(folder) / "locked"
        inner.mkdir()
        (inner / "graph.db").write_bytes(filled)
        inner.chmod(0o000)
        Path(folder).chmod(0o755)
        kind, message, _ = ask(as_nobody, inner / "graph.db", ["stats"])
        inner.chmod(0o755)
        assert kind == "StoreError"
        assert "cannot be reached" in message
