"""What is measured of the store, each in a process of its own; the numbers of firms and links are arguments."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustergraph.model.records import Statement, Value

_POINTS = 2_000
_WALKS = 200
_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def _uid(number: int) -> str:
    return f"org/x-{number:012d}"


def _inn(number: int) -> str:
    """Return the INN of a firm that does not exist: the tax region 00 is given to nobody."""
    digits = f"00{number:07d}"
    return digits + str(sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 % 10)


def _statements(firms: int, links: int) -> Iterator[Statement]:
    """Give firms, then links: five from each firm and five to it."""
    from clustergraph.model.records import Place, Statement, link
    from clustergraph.model.terms import LinkKind

    yield from _firms(firms)
    for i in range(links):
        src, dst = i * 7919 % firms, (i * 104729 + i // firms + 1) % firms
        amount: dict[str, Value] = {
            "product": "20.16.51",
            "period": "2023",
            "document": f"Д-{i}",
            "amount": float(i % 100_000 + 1),
        }
        yield Statement(link(_uid(src), LinkKind.SUPPLIES, _uid(dst), amount), Place("bench.csv", "", firms + i + 2))


def _firms(firms: int, name: str = "Учебный завод") -> Iterator[Statement]:
    from clustergraph.model.records import Entity, Place, Statement
    from clustergraph.model.terms import Kind

    for i in range(firms):
        props = {
            "inn": _inn(i),
            "name": f"ООО «{name} № {i}»",
            "okved2": f"{10 + i % 23}.{10 + i % 9}",
            "region": "55",
        }
        yield Statement(Entity(_uid(i), Kind.ORGANIZATION, props), Place("bench.csv", "", i + 2))


def make(firms: str, links: str) -> None:
    """Make the statements and drop them."""
    for _ in _statements(int(firms), int(links)):
        pass


def stage(firms: str, links: str) -> None:
    """Make the statements and insert them into a TEMP table as they are."""
    from clustergraph.model.records import Link, canonical

    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA temp_store = FILE")
    connection.execute("CREATE TEMP TABLE raw(uid, src, dst, props, line)")

    def rows() -> Iterator[tuple[object, ...]]:
        for said in _statements(int(firms), int(links)):
            record = said.record
            ends = (record.src, record.dst) if isinstance(record, Link) else ("", "")
            yield record.uid, *ends, canonical(record.props), said.place.line

    connection.execute("BEGIN")
    connection.executemany("INSERT INTO raw VALUES (?, ?, ?, ?, ?)", rows())
    connection.execute("COMMIT")


def load(store: str, file: str, firms: str, links: str) -> None:
    """Load the statements as a file of this number; every file but the first writes nothing."""
    stats = _load(store, "bench", file, _statements(int(firms), int(links)))
    assert (stats == 0) == (file != "1")


def half(store: str, firms: str, links: str) -> None:
    """Let another source speak of every second firm."""
    _load(store, "other", "half", islice(_firms(int(firms), "Другое имя"), 0, None, 2))


def _load(store: str, source: str, file: str, statements: Iterator[Statement]) -> int:
    """Load as a source; return how many statements were written."""
    from clustergraph.store.base import Load, LoadedFile, SourceInfo, connect

    uid = f"source/{source}"
    with connect(store, create=True) as opened:
        run = Load(uid, (LoadedFile(f"{file}.csv", file),), "r", speaker=SourceInfo(uid, 60))
        stats = opened.load(run, statements)
    return stats.created + stats.updated + stats.closed


def small(store: str, run: str, firms: str, links: str) -> dict[str, float]:
    """Load 50 rows of a second source; measure it reloaded with one row changed."""
    _load(store, "small", f"{run}-1", islice(_firms(int(firms), "Малое"), 50))

    def changed() -> Iterator[Statement]:
        yield from islice(_firms(1, "Новое"), 1)
        yield from islice(_firms(int(firms), "Малое"), 1, 50)

    started = time.process_time()
    written = _load(store, "small", f"{run}-2", changed())
    assert written == 1
    return {"seconds": time.process_time() - started}


def project(store: str, links: str) -> dict[str, float]:
    """Take all links to arrays."""
    import numpy as np  # noqa: F401 its import is no part of the projection

    from clustergraph.store.base import Projection, connect

    with connect(store) as opened:
        started = time.process_time()
        arrays = opened.project(Projection())
        assert len(arrays.src) > int(links) * 0.9
        return {"seconds": time.process_time() - started}


def read(store: str, firms: str) -> dict[str, float]:
    """Read single records and two hops around them; microseconds of CPU, median."""
    from clustergraph.model.terms import LinkKind
    from clustergraph.store.base import connect

    def timed(task: Callable[[int], object], times: int) -> float:
        seconds = []
        for i in range(times):
            number = i * 97 % int(firms)
            started = time.thread_time()
            task(number)
            seconds.append(time.thread_time() - started)
        return median(seconds) * 1e6

    with connect(store, read_only=True) as opened:
        return {
            "uid": timed(lambda i: opened.get(_uid(i)), _POINTS),
            "inn": timed(lambda i: list(opened.entities(where={"inn": _inn(i)})), _POINTS),
            "out": timed(lambda i: opened.neighbours(_uid(i), [LinkKind.SUPPLIES], "out", depth=2), _WALKS),
            "both": timed(lambda i: opened.neighbours(_uid(i), depth=2), _WALKS),
        }


def withdraw(store: str, firms: str) -> dict[str, float]:
    """Withdraw the large source; half of its nodes stay, since another source speaks of them."""
    from clustergraph.store.base import connect

    with connect(store) as opened:
        started = time.process_time()
        opened.withdraw("source/bench")
        seconds = time.process_time() - started
        assert abs(sum(opened.stats().nodes.values()) - int(firms) // 2) <= 50  # and what the small source says
        return {"seconds": seconds}


def status(store: str) -> None:
    """Say what is in the graph, and how ready it is."""
    from clustergraph import Graph

    with Graph.open(store, read_only=True) as graph:
        graph.status()


def doctor(store: str) -> None:
    """Check every record."""
    from clustergraph import Graph

    assert Graph.doctor(store, full=True).well
