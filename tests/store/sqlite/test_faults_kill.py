"""A program that dies: whatever the moment, the store is as before or as after, and doing it again completes it."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clustergraph.store.base import Store, connect
from tests.store.sqlite.auditing import audit
from tests.store.sqlite.injecting import (
    first,
    load_neighbour,
    load_region,
    second,
    seconds,
    start,
    state,
    state_of,
    undo,
    withdraw,
    write,
    write_and_die,
)

Change = Callable[[Store], object]

# what is interrupted → how the store was made, how often
CASES: dict[str, tuple[Change, tuple[Change, ...], int]] = {
    "a first load": (first, (load_neighbour,), 20),
    "a reload that updates and closes": (second, (load_neighbour, first), 8),
    "a withdrawal": (withdraw, (load_neighbour, first), 6),
    "an undo": (undo, (load_neighbour, first, second), 4),
}


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def prepared(path: Path, steps: tuple[Change, ...]) -> dict[str, Any]:
    with connect(str(path), create=True) as store:
        for step in steps:
            step(store)
        return state(store)


def again(path: Path, before: Path) -> None:
    """Put the store back to what it was."""
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    shutil.copyfile(before, path)


def is_completed(path: Path, change: Change, after: dict[str, Any]) -> None:
    with connect(str(path)) as store:
        change(store)
        assert state(store) == after
        assert audit(store) == []
    assert names(path.parent) == [path.name]


@pytest.mark.parametrize("case", CASES)
def test_a_kill_at_any_moment_leaves_the_store_before_or_after(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, steps, times = CASES[case]
    base, path, temporary = tmp_path / "base.db", tmp_path / "store" / "graph.db", tmp_path / "temporary"
    path.parent.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    before = prepared(base, steps)
    again(path, base)
    whole = seconds(write, path, change)
    after = state_of(path)
    assert after != before
    dice = random.Random(4)
    for moment in range(times):  # every part of the work is hit, by chance within it
        again(path, base)
        child = start(write, path, change, 50 * (moment % 2))
        child.started()
        time.sleep((moment + dice.random()) / times * whole)
        child.kill()
        assert state_of(path) in (before, after)
        is_completed(path, change, after)
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="a process sends itself SIGKILL")
@pytest.mark.parametrize(("at", "kept"), [("COMMIT", False), ("PRAGMA wal_checkpoint", True)])
def test_what_is_committed_is_kept_and_nothing_else(at: str, kept: bool, tmp_path: Path) -> None:
    base, path = tmp_path / "base.db", tmp_path / "store" / "graph.db"
    path.parent.mkdir()
    before = prepared(base, (load_neighbour, first))
    again(path, base)
    write(path, second)
    after = state_of(path)
    again(path, base)
    child = start(write_and_die, path, second, at)
    child.started()
    child.join()
    assert names(path.parent) == ["graph.db", "graph.db-shm", "graph.db-wal"]
    with connect(str(path), read_only=True) as reader:
        assert state(reader) == (after if kept else before)
    is_completed(path, second, after)


def test_the_log_of_a_dead_program_goes_with_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    prepared(path, (first,))
    child = start(write_and_die, path, second, "PRAGMA wal_checkpoint")
    child.started()
    child.join()
    assert (tmp_path / "graph.db-wal").stat().st_size > 0
    with connect(str(path)) as store:
        assert load_region(store, "second").same_again
    assert names(tmp_path) == ["graph.db"]
