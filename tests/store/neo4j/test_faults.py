"""Servers and programs that die in the middle of a load of 25 000 records; others who read and write meanwhile."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import settings

from clustergraph.errors import StoreBusyError, StoreError
from clustergraph.model.records import Entity, Link
from clustergraph.progress import Progress, silent
from clustergraph.store.base import Load, LoadedFile, LoadStats, SourceInfo, Store, connect
from clustergraph.store.neo4j import writing
from tests.build import e, firm, inn, link, said
from tests.store.server import standing
from tests.store.server.owned import Owned
from tests.store.telling import graph, speaker, tell

pytestmark = pytest.mark.neo4j
FIRMS, SUPPLIES = 5000, 20_000
TIMES = 10 if settings.get_current_profile_name() == "long" else 2
"""How often each is killed; `make test-long` hits every tenth of a load."""
LOADER = """
import sys
from clustergraph.store.base import connect
from tests.store.neo4j.test_faults import say_all
with connect(sys.argv[1]) as store:
    say_all(store, lambda step, done, total=None: print(step, done, flush=True))
"""


def records() -> Iterator[Entity | Link]:
    for n in range(1, FIRMS + 1):
        yield e("Enterprise", inn=inn(n), name=f"Фирма {n}")
    for n in range(SUPPLIES):
        src, dst = firm(n % FIRMS + 1), firm(n * 7 % FIRMS + 1)
        yield link(src, "SUPPLIES", dst, period=str(2000 + n // FIRMS), amount=float(n))


def say_all(store: Store, progress: Progress = silent) -> LoadStats:
    statements = (said(record, line) for line, record in enumerate(records(), 1))
    return store.load(Load("source/a", [LoadedFile("a.csv", "all")]), statements, progress=progress)


def emptied(server: Owned) -> str:
    standing.empty(server.address)
    return server.address


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Owned]:
    with Owned(standing.release(), tmp_path_factory.mktemp("own")) as started:
        connect(started.address, create=True).close()
        yield started


@pytest.fixture(scope="module")
def undisturbed() -> Iterator[Store]:
    """What stands in the end, in a file: a parity test holds that a server says the same."""
    with connect("memory:", create=True) as store:
        speaker(store, "a")
        say_all(store)
        yield store


def is_completed(address: str, undisturbed: Store) -> None:
    """The store says that the load is unfinished, or it is as before; the same again completes it."""
    with connect(address) as store:
        if list(store.loads()) == [] and store.stats().nodes:
            assert "Load 1 of 'source/a' was interrupted: run it again." in map(str, store.check())
            assert store.stamp() != undisturbed.stamp()
        say_all(store)
        assert store.stamp() == undisturbed.stamp()
        assert graph(store) == graph(undisturbed)
        assert store.check() == []


@pytest.mark.parametrize("part", range(TIMES))
def test_a_killed_loader_says_so_and_its_load_is_completed(part: int, server: Owned, undisturbed: Store) -> None:
    address = emptied(server)
    with connect(address) as store:
        speaker(store, "a")
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = ['src', '.']\n{LOADER}", address]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, encoding="utf-8") as loader:
        assert loader.stdout
        steps = 0
        for line in loader.stdout:
            steps += line.startswith("writing")
            if steps > part * 5 // TIMES:  # 25 000 records are five batches
                break
        try:
            loader.wait(random.Random(part).random())
        except subprocess.TimeoutExpired:
            loader.kill()
    is_completed(address, undisturbed)


@pytest.mark.parametrize("part", range(TIMES))
def test_a_killed_server_is_one_line_and_the_load_is_completed(
    part: int, server: Owned, undisturbed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_RESTART_SECONDS", 0.0)
    address = emptied(server)
    timers: list[Timer] = []

    def progress(step: str, done: int, total: int | None = None) -> None:
        if step == "writing" and total and done * TIMES > part * total and not timers:
            timers.append(Timer(random.Random(part).random() / 2, server.kill))
            timers[0].start()
            timers[0].join(0.5 if part == TIMES - 1 else 0)  # the last part is soon done

    try:
        with connect(address) as store:
            speaker(store, "a")
            with pytest.raises(StoreError, match="No answer from bolt") as told:
                say_all(store, progress)
            assert "\n" not in str(told.value)
    finally:
        for timer in timers:
            timer.join()
        server.start()
    is_completed(address, undisturbed)


def test_a_server_that_is_started_again_between_two_batches_interrupts_nothing(
    server: Owned, undisturbed: Store
) -> None:
    address = emptied(server)
    killed: list[int] = []

    def progress(step: str, done: int, total: int | None = None) -> None:
        if step == "writing" and done >= 10_000 and not killed:
            killed.append(done)
            server.kill()
            server.start()

    with connect(address) as store:
        speaker(store, "a")
        assert say_all(store, progress).created == FIRMS + SUPPLIES
        assert store.stamp() == undisturbed.stamp()
        assert store.check() == []
    assert killed


def test_a_second_loader_is_told_who_loads_and_a_reader_reads_on(server: Owned, undisturbed: Store) -> None:
    address = emptied(server)
    seen: list[str] = []

    def progress(step: str, done: int, total: int | None = None) -> None:
        if step != "writing" or done < 10_000 or seen:
            return
        with connect(address) as other:  # by another name: a source that nobody loads
            with pytest.raises(StoreBusyError, match=r"Another program is writing .* since") as busy:
                tell(other, "source/b", e("Enterprise", inn=inn(1), name="Другая"))
            seen.append(str(busy.value))
            assert list(other.loads("source/a")) == []
            assert len(list(other.entities())) == FIRMS
            assert other.search("фирма 17")
            assert "Load 1 of 'source/a' was interrupted: run it again." in map(str, other.check())
            assert other.stamp() != undisturbed.stamp()

    with connect(address) as store:
        speaker(store, "a")
        speaker(store, "b")
        say_all(store, progress)
        assert seen
        assert graph(store) == graph(undisturbed)
        tell(store, "source/b", e("Enterprise", inn=inn(1), name="Другая"))


def test_a_writer_whose_lock_was_taken_stops(server: Owned, monkeypatch: pytest.MonkeyPatch) -> None:
    address = emptied(server)
    seen: list[LoadStats] = []

    def progress(step: str, done: int, total: int | None = None) -> None:
        if step == "writing" and done >= 10_000 and not seen:
            monkeypatch.setenv("CLUSTERGRAPH_NEO4J_FORCE", "1")
            with connect(address) as other:
                seen.append(tell(other, "source/b", e("Enterprise", inn=inn(1), name="Другая")))
            monkeypatch.delenv("CLUSTERGRAPH_NEO4J_FORCE")

    with connect(address) as store:
        speaker(store, "a")
        speaker(store, "b")
        with pytest.raises(StoreBusyError):
            say_all(store, progress)
        assert [each.created for each in seen] == [1]
        say_all(store)
        assert store.check() == []


def test_a_withdrawal_that_is_cut_says_so_and_is_completed(server: Owned, monkeypatch: pytest.MonkeyPatch) -> None:
    address = emptied(server)
    with connect(address) as store:
        speaker(store, "a")
        say_all(store)
        monkeypatch.setattr(writing, "_RESTART_SECONDS", 0.0)
        done = writing._done
        steps: list[object] = []

        def cut(*arguments: object) -> None:
            steps.append(arguments)
            if len(steps) == 3:
                raise KeyboardInterrupt
            done(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(writing, "_done", cut)
        with pytest.raises(KeyboardInterrupt):
            store.withdraw("source/a")
        monkeypatch.setattr(writing, "_done", done)
        assert "The withdrawal of 'source/a' was interrupted: run it again." in map(str, store.check())
        with pytest.raises(StoreError, match="was interrupted"):
            say_all(store)
        store.withdraw("source/a")
        assert graph(store) == []
        assert store.check() == []


def test_a_database_that_may_only_be_read_says_so(tmp_path: Path) -> None:
    with Owned(standing.release(), tmp_path) as server, connect(server.address, create=True) as store:
        store.put_source(SourceInfo("source/a", 60))
    server.conf = "server.databases.read_only=neo4j\n"
    with server, connect(server.address) as store:
        assert [each.uid for each in store.sources()] == ["source/a"]
        with pytest.raises(StoreError, match="may only be read"):
            store.put_source(SourceInfo("source/b", 60))
