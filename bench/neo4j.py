"""The store on a Neo4j server with a heap of 512 MB, beside SQLite: rows loaded, loaded again, to arrays, withdrawn.

The tests fetch the server; its driver is measured as it comes, and with the faster one, neo4j-rust-ext.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measure import Measured, measure

if TYPE_CHECKING:
    from clustergraph.model.records import Statement, Value
    from clustergraph.store.base import Store

FIRMS, LINKS = int(os.environ.get("BENCH_FIRMS", "200_000")), int(os.environ.get("BENCH_LINKS", "1_000_000"))
_RELEASE = os.environ.get("BENCH_NEO4J", "2026")
_JAVA = ("-Xmx512m", "-XX:+UseSerialGC")
_CPU_OF_SERVER = """CALL dbms.queryJmx('java.lang:type=OperatingSystem') YIELD attributes
RETURN attributes.ProcessCpuTime.value AS nanoseconds"""
_SMALL = 50


def table() -> list[str]:
    """Measure one server with each driver and return the section for docs/benchmarks.md."""
    from tests.store.server.running import VERSIONS, running

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = measure("bench.neo4j:make").cpu
        embedded = measure("bench.neo4j:load_file", folder / "store.db").cpu - made
        with running(_RELEASE, folder / "rust", java=_JAVA) as address:
            rust = _story(address, _rust(), whole=True)
        with running(_RELEASE, folder / "pure", java=_JAVA) as address:
            pure = _story(address, None, whole=False)
    return [
        f"## Neo4j {VERSIONS[_RELEASE]}: {FIRMS:,} firms, {LINKS:,} links, a heap of 512 MB",
        "",
        "Seconds are CPU of program and server together, by the clock in brackets; making the rows is taken off.",
        f"SQLite takes {embedded:.1f} s for the same load in the same run. The program's memory peaks at",
        f"{rust['load'].peak:.0f} MB. The same rows in another file write nothing.",
        f"Load average at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        "",
        "| | neo4j-rust-ext | pure driver | floor | goal |",
        "|---|--:|--:|--:|--:|",
        *_rows(rust, pure, made, embedded),
    ]


def _rows(rust: dict[str, Measured], pure: dict[str, Measured], made: float, embedded: float) -> Iterator[str]:
    def both(name: str, less: float = 0.0) -> tuple[str, ...]:
        shown = [
            f"{_seconds(of[name]) - less:.1f} s ({of[name].said['clock']:.0f})" if name in of else ""
            for of in (rust, pure)
        ]
        return tuple(shown)

    def ratios(name: str, less: float, unit: str, units: tuple[float, ...]) -> tuple[str, ...]:
        pairs = zip((rust, pure), units, strict=True)
        return tuple(
            f"{(_seconds(of[name]) - less) / by:.{2 if by > 10 else 1}f} {unit}" if name in of else ""
            for of, by in pairs
        )

    loads = tuple(_seconds(of["load"]) - made for of in (rust, pure))
    rates = tuple(
        f"{LINKS / of['load'].said['links']:,.0f} ({LINKS / of['load'].said['links_clock']:,.0f})"
        for of in (rust, pure)
    )
    arrays = tuple(_seconds(of["project"]) for of in (rust, pure))
    yield _row("whole load", *both("load", made))
    yield _row("against SQLite", *ratios("load", made, "×", (embedded, embedded)), "18; 28 ×", "12; 20 ×")
    yield _row("links a second while links are written", *rates, "12,000; 6,000", "18,000; 9,000")
    yield _row("the same rows in another file", *ratios("again", made, "of the load", loads), "1/4", "1/10")
    yield _row("links to arrays", *both("project"), "4 s", "2 s")
    yield _row("record by record", *ratios("read", 0.0, "× as long", arrays), "10 ×", "20 ×")
    yield _row(f"a source of {_SMALL} rows into it", *both("small"), "5 s", "0.5 s")
    yield _row("a source of half as many links", *both("half", made / 2))
    yield _row("withdrawn", *ratios("withdraw", 0.0, "of the load", loads), "1", "1/2")


def _row(*cells: str) -> str:
    return "| " + " | ".join((*cells, "", "")[:5]) + " |"


def _seconds(measured: Measured) -> float:
    """Return CPU seconds of the task itself, of program and server."""
    return measured.said["cpu"] + measured.said["server"]


def _story(address: str, packages: Path | None, *, whole: bool) -> dict[str, Measured]:
    """Run all tasks, or those that the driver makes a difference to."""
    tasks = [("load", "1"), ("again", "2"), ("project", ""), ("read", "")]
    tasks += [("small", ""), ("half", ""), ("withdraw", "")] if whole else []
    told = {}
    for name, more in tasks:
        told[name] = measure(f"bench.neo4j:{name}", address, *filter(None, [more]), packages=packages)
        print(name, told[name], file=sys.stderr, flush=True)
    return told


def _rust() -> Path:
    """Return a folder with the faster driver, of the version of the other one."""
    driver = version("neo4j")
    folder = Path(".cache") / "peers" / f"neo4j-{driver}"
    if not folder.exists():
        wanted = f"neo4j-rust-ext=={driver}.*"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), wanted]
        subprocess.run(command, check=True)
    return folder.resolve()


@contextmanager
def _measured(store: Store, said: dict[str, float]) -> Iterator[None]:
    """Note what program and server take for a task, and the time by the clock."""
    before = _server_cpu(store), time.process_time(), time.perf_counter()
    yield
    after = time.process_time(), time.perf_counter()
    said |= {"server": _server_cpu(store) - before[0], "cpu": after[0] - before[1], "clock": after[1] - before[2]}


def _server_cpu(store: Store) -> float:
    _, rows = store.ask(_CPU_OF_SERVER, {}, 1)
    return float(rows[0]["nanoseconds"]) / 1e9


def statements() -> Iterator[Statement]:
    """Make the rows: firms, then links among them."""
    from clustergraph.model.records import Entity, Place, Statement, link
    from clustergraph.model.terms import Kind, LinkKind

    for i in range(FIRMS):
        props = {"name": f"ООО «Учебный завод № {i}»", "okved2": f"{10 + i % 23}.{10 + i % 9}", "region": "55"}
        yield Statement(Entity(f"org/x-{i:012d}", Kind.ORGANIZATION, props), Place("bench.csv", "", i + 2))
    for i in range(LINKS):
        src, dst = i * 7919 % FIRMS, (i * 104729 + i // FIRMS + 1) % FIRMS
        said: dict[str, Value] = {"product": "20.16.51", "period": "2023", "document": f"Д-{i}", "amount": i % 1e5 + 1}
        supply = link(f"org/x-{src:012d}", LinkKind.SUPPLIES, f"org/x-{dst:012d}", said)
        yield Statement(supply, Place("bench.csv", "", FIRMS + i + 2))


def make() -> None:
    """Make the rows and drop them."""
    for _ in statements():
        pass


def load_file(path: str) -> None:
    """Load the rows into an SQLite file."""
    with _connected(path, create=True) as store:
        assert _tell(store, "source/bench", "1", statements()) == FIRMS + LINKS


def load(address: str, file: str) -> dict[str, float]:
    """Load the rows as a file of this number; note when the first links were written and when the last."""
    from clustergraph.store.neo4j.database import Desk

    said: dict[str, float] = {}
    written = Desk.write
    times: list[tuple[float, float, float]] = []

    def write(desk: Desk, name: str, *rows: Any) -> None:
        if name == "write/new_links" and not times:
            times.append(now())
        written(desk, name, *rows)
        if name == "write/new_links":
            times[1:] = [now()]

    def now() -> tuple[float, float, float]:
        return time.perf_counter(), time.process_time(), _server_cpu(store)

    Desk.write = write  # type: ignore[assignment, method-assign]
    with _connected(address, create=True) as store, _measured(store, said):
        stats = _tell(store, "source/bench", file, statements())
    if file == "1":
        assert stats == FIRMS + LINKS
        begun, ended = times
        clock, cpu, server = (end - begin for begin, end in zip(begun, ended, strict=True))
        said |= {"links_clock": clock, "links": cpu + server}
    else:
        assert stats == 0
    return said


def again(address: str, file: str) -> dict[str, float]:
    """Load the same rows as another file."""
    return load(address, file)


def small(address: str) -> dict[str, float]:
    """Load 50 rows of a second source."""
    said: dict[str, float] = {}
    with _connected(address) as store, _measured(store, said):
        _tell(store, "source/small", "3", islice(statements(), _SMALL))
    return said


def half(address: str) -> dict[str, float]:
    """Load a source that tells of half as many links, all its own."""
    said: dict[str, float] = {}
    with _connected(address) as store, _measured(store, said):
        assert _tell(store, "source/half", "4", _others()) == LINKS // 2
    return said


def _others() -> Iterator[Statement]:
    from dataclasses import replace

    from clustergraph.model.records import Link, link

    for each in islice(statements(), FIRMS, FIRMS + LINKS // 2):
        assert isinstance(each.record, Link)
        props = {**each.record.props, "period": "2024"}
        yield replace(each, record=link(each.record.src, each.record.kind, each.record.dst, props))


def withdraw(address: str) -> dict[str, float]:
    """Withdraw that source."""
    said: dict[str, float] = {}
    with _connected(address) as store, _measured(store, said):
        assert store.withdraw("source/half").closed == LINKS // 2
    return said


def project(address: str) -> dict[str, float]:
    """Take all links to arrays."""
    import numpy as np  # noqa: F401 its import is no part of the projection

    from clustergraph.store.base import Projection

    said: dict[str, float] = {}
    with _connected(address) as store, _measured(store, said):
        assert len(store.project(Projection()).src) == LINKS
    return said


def read(address: str) -> dict[str, float]:
    """Read all links record by record."""
    said: dict[str, float] = {}
    with _connected(address) as store, _measured(store, said):
        assert sum(1 for _ in store.links()) == LINKS
    return said


def _connected(address: str, *, create: bool = False) -> Store:
    from clustergraph.store.base import connect

    return connect(address, create=create)


def _tell(store: Store, source: str, file: str, said: Iterator[Statement]) -> int:
    from clustergraph.store.base import Load, LoadedFile, SourceInfo

    run = Load(source, (LoadedFile(f"{file}.csv", file * 64),), "r", speaker=SourceInfo(source, 60))
    stats = store.load(run, said)
    return stats.created + stats.updated + stats.closed
