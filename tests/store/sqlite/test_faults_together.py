"""Several programs at one store: each sees a state that was, one writes, nobody hinders the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clustergraph.store.base import SourceInfo, connect
from clustergraph.store.sqlite import opening
from tests.store.sqlite.auditing import audit
from tests.store.sqlite.injecting import ask, first, load_neighbour, load_region, second, start, state

FIRMS = 300
ROUNDS = 4


def toggled(path: Path) -> None:
    """Load one version after the other."""
    with connect(str(path)) as store:
        for _ in range(ROUNDS):
            for version in ("second", "first"):
                load_region(store, version, FIRMS)


def seen(path: Path, done: Path) -> list[list[Any]]:
    """Read the graph again and again, each time as one answer, until there is a file that says it is done."""
    graphs: list[list[Any]] = []
    with connect(str(path), read_only=True) as store:
        while True:
            last = done.exists()
            for graph in (list(store.entities()), list(store.links())):
                if graph not in graphs:
                    graphs.append(graph)
            if last:
                return graphs


def backed_up(path: Path, folder: Path, done: Path) -> int:
    """Make backups until there is a file that says it is done."""
    made = 0
    with connect(str(path), read_only=True) as store:
        while True:
            last = done.exists()
            store.backup(folder / f"copy-{made}.db")
            made += 1
            if last or made == 20:
                return made


def test_a_viewer_a_load_and_backups_go_on_at_once(tmp_path: Path) -> None:
    path, done, copies = tmp_path / "graph.db", tmp_path / "done", tmp_path / "copies"
    copies.mkdir()
    known: list[list[Any]] = []
    with connect(str(path), create=True) as store:
        for version in ("second", "first"):
            load_region(store, version, FIRMS)
            known += [list(store.entities()), list(store.links())]
    viewer, saver, loader = (
        start(seen, path, done),
        start(backed_up, path, copies, done),
        start(toggled, path),
    )
    for child in (viewer, saver, loader):
        child.started()
    assert loader.answer() is None
    done.touch()
    assert all(graph in known for graph in viewer.answer())
    assert saver.answer() == len(list(copies.iterdir()))
    for copy in copies.glob("copy-*.db"):
        with connect(str(copy), read_only=True) as store:
            assert list(store.entities()) in known
            assert list(store.links()) in known
            assert store.check() == []
    with connect(str(path)) as store:
        assert audit(store) == []


def impatient(path: Path) -> None:
    opening.BUSY_MS = 20
    with connect(str(path)) as store:
        store.put_document("pins", b"1")


def test_a_second_program_that_writes_is_told_to_wait(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    with connect(str(path), create=True) as store:
        store._db.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
        kind, message, hint = ask(impatient, path)
        assert (kind, hint) == ("StoreBusyError", "Try again when its load has finished.")
        assert message == f"Another program is writing to '{path}'."
        store._db.execute("ROLLBACK")  # type: ignore[attr-defined]
        assert ask(impatient, path) is None


def waiting_in_a_load(path: Path, held: Path) -> None:
    with connect(str(path)) as store:
        store._db.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
        held.touch()
        while True:
            pass


def test_a_dead_writer_keeps_nobody_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clustergraph.store.sqlite.opening.BUSY_MS", 1)
    path, held = tmp_path / "graph.db", tmp_path / "held"
    connect(str(path), create=True).close()
    child = start(waiting_in_a_load, path, held)
    child.started()
    while not held.exists():
        pass
    child.kill()
    with connect(str(path)) as store:
        store.put_document("pins", b"1")


def created(path: Path) -> str:
    with connect(str(path), create=True) as store:
        load_neighbour(store, 30)
    return "done"


def test_two_programs_may_make_the_same_store(tmp_path: Path) -> None:
    for number in range(5):
        path = tmp_path / f"graph-{number}.db"
        children = [start(created, path) for _ in range(2)]
        for child in children:
            child.started()
        assert [child.answer() for child in children] == ["done", "done"]
        with connect(str(path)) as store:
            assert audit(store) == []


def test_an_open_answer_hinders_no_load(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    with connect(str(path), create=True) as store, connect(str(path), read_only=True) as reader:
        first(store)
        before = state(reader)
        answers = reader.entities(), reader.links(), reader.statements(source="source/a")
        begun = [[next(answer)] for answer in answers]
        second(store)
        load_neighbour(store)
        whole = [list(head) + list(answer) for head, answer in zip(begun, answers, strict=True)]
        assert whole == [before["nodes"], before["links"], before["said"]["source/a"]]
        assert state(reader) == state(store) != before
        store.put_source(SourceInfo("source/c", 1))
    assert [each.name for each in tmp_path.iterdir()] == ["graph.db"]


def test_an_answer_of_the_same_store_may_be_open_while_it_loads(tmp_path: Path) -> None:
    with connect(str(tmp_path / "graph.db"), create=True) as store:
        load_region(store, firms=FIRMS)
        answer = store.entities()
        next(answer)
        load_region(store, "second", FIRMS)
        store.undo("source/a")
        load_region(store, "second", FIRMS)
        answer.close()  # type: ignore[attr-defined]
        assert store.check(full=True) == []
