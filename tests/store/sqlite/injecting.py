"""Faults, really injected: what is loaded, the processes that die on the way, and how a store is looked at after."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from clustergraph import i18n
from clustergraph.errors import ClustergraphError
from clustergraph.model.records import Statement
from clustergraph.store.base import Load, LoadedFile, LoadStats, SourceInfo, Store, connect
from clustergraph.store.sqlite import opening
from tests.build import e, firm, inn, link, said

FIRMS = 1200
SOURCE, OTHER = "source/a", "source/b"


def region(version: str = "first", firms: int = FIRMS) -> list[Statement]:
    """What the large source says: firms and their deals; the second version changes a part and leaves a part out."""
    second = version == "second"
    told: list[Statement] = []
    for number in range(1, firms + 1):
        if second and number % 5 == 0:
            continue
        name = f"ООО «Фирма {number}»" + (" (новая)" if second and number % 3 == 0 else "")
        told.append(said(e("Enterprise", inn=inn(number), name=name, region="55"), number, file=version))
        for step in (1, 7):
            amount = float(number * step + (second and number % 4 == 0))
            buyer = firm((number + step) % firms + 1)
            told.append(said(link(firm(number), "SUPPLIES", buyer, period="2023", amount=amount), number, file=version))
    return told


def neighbour(firms: int = FIRMS) -> list[Statement]:
    """What another source says of some of the same firms."""
    told = [said(e("Enterprise", inn=inn(n), name=f"Завод {n}", okved2="20.1"), n) for n in range(1, firms, 10)]
    return told + [
        said(link(firm(n), "SUPPLIES", firm(n + 1), period="2023", amount=0.5), n) for n in range(1, firms, 15)
    ]


def load_region(store: Store, version: str = "first", firms: int = FIRMS) -> LoadStats:
    """Load the large source; it is made by its first load."""
    run = Load(SOURCE, [LoadedFile(version, version)], speaker=SourceInfo(SOURCE, 60))
    return store.load(run, region(version, firms))


def load_neighbour(store: Store, firms: int = FIRMS) -> LoadStats:
    """Load the other source."""
    return store.load(Load(OTHER, [LoadedFile("b", "b")], speaker=SourceInfo(OTHER, 80)), neighbour(firms))


def first(store: Store) -> None:
    load_region(store)


def second(store: Store) -> None:
    load_region(store, "second")


def withdraw(store: Store) -> None:
    store.withdraw(SOURCE)


def undo(store: Store) -> None:
    """Take back the second version; again: nothing, where the first one stands."""
    if [each.files[0].name for each in store.loads(SOURCE) if not each.undone_at][-1:] == ["second"]:
        store.undo(SOURCE)


def state(store: Store) -> dict[str, Any]:
    """Everything that a store answers: the graph, each statement with its place, the change log, sources, loads."""
    loads = list(store.loads())
    return {
        "nodes": list(store.entities()),
        "links": list(store.links()),
        "said": {info.uid: list(store.statements(source=info.uid)) for info in store.sources()},
        "changes": [list(store.changes(each.no)) for each in loads],
        "loads": [(each.no, each.source, each.files, each.stats, bool(each.undone_at)) for each in loads],
        "sources": [info.uid for info in store.sources()],
        "stamp": store.stamp(),
        "stats": store.stats(),
        "found": store.search("фирма 12", limit=50),
        "documents": [(name, store.document(name)) for name in store.documents()],
    }


def state_of(path: Path) -> dict[str, Any]:
    """Open a store, as the next command would, and return what it answers."""
    with connect(str(path)) as store:
        return state(store)


@cache
def _context() -> BaseContext:
    """A server that has everything imported already and forks: a process costs milliseconds."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        [__name__, "clustergraph.store.sqlite.store", "clustergraph.store.sqlite.projecting"]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # what is tested is what is tested here
        forkserver.ensure_running()
    return context


@dataclass
class Child:
    """A process of its own, which tells when it has started."""

    process: BaseProcess
    ear: Connection

    def started(self) -> None:
        assert self.ear.poll(60)
        assert self.ear.recv() == opening.__file__  # it runs what is tested here

    def answer(self) -> Any:
        """Wait until it is done; return what its task returned."""
        assert self.ear.poll(60)
        found = self.ear.recv()
        self.join()
        return found

    def kill(self) -> None:
        """Kill it as `kill -9` does, if it still runs."""
        self.process.kill()
        self.join()

    def join(self) -> None:
        self.process.join(60)
        assert self.process.exitcode is not None
        self.process.close()
        self.ear.close()


def start(task: Callable[..., Any], *arguments: Any) -> Child:
    """Let another process do a task; where an error of ours ends it, its answer is (class, message, hint)."""
    ear, mouth = multiprocessing.Pipe(duplex=False)
    process = _context().Process(target=_run, args=(mouth, task, arguments))  # type: ignore[attr-defined]
    process.start()
    mouth.close()
    return Child(process, ear)


def _run(mouth: Connection, task: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    i18n.set_language("en")
    i18n.catalogue("store")  # a task may give up the right to read it
    mouth.send(opening.__file__)
    try:
        answer = task(*arguments)
    except ClustergraphError as error:
        answer = type(error).__name__, error.message, error.hint
    mouth.send(answer)


def ask(task: Callable[..., Any], *arguments: Any) -> Any:
    """Let another process do a task; return its answer."""
    child = start(task, *arguments)
    child.started()
    return child.answer()


def write(path: Path, change: Callable[[Store], object], cache_pages: int = 0) -> None:
    """Change a store; with few pages in memory, what is not committed yet stands in the log on disk as well."""
    with connect(str(path)) as store:
        if cache_pages:
            store._db.execute(f"PRAGMA cache_size = {cache_pages}")  # type: ignore[attr-defined]
        change(store)


def write_and_die(path: Path, change: Callable[[Store], object], at: str) -> None:
    """Change a store, and be killed just before the statement that starts so."""

    def die(sql: str) -> None:
        if sql.startswith(at):
            os.kill(os.getpid(), signal.SIGKILL)

    with connect(str(path)) as store:
        store._db.set_trace_callback(die)  # type: ignore[attr-defined]
        change(store)


def seconds(task: Callable[..., Any], *arguments: Any) -> float:
    """How long another process takes for a task."""
    child = start(task, *arguments)
    child.started()
    begun = time.perf_counter()
    child.answer()
    return time.perf_counter() - begun
