"""A store against plain dictionaries: whatever is loaded, withdrawn, undone and weighed, every answer is theirs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustergraph.model.records import Entity, Place, Record, Statement
from clustergraph.model.terms import Kind
from clustergraph.store.base import Load, LoadedFile, LoadStats, Projection, SourceInfo, Store, connect
from tests.build import firm, inn, link
from tests.store.conftest import BACKENDS, address
from tests.store.plain import Plain, Telling
from tests.store.telling import graph

EXAMPLES = 25 if settings.get_current_profile_name() == "default" else settings().max_examples
MODEL = settings(max_examples=EXAMPLES, deadline=None)
SOURCES = ("source/a", "source/b", "source/b/x")
PRIORITIES = (40, 60)
ALIAS = "org/x-0123456789ab"
DATES = st.sampled_from(["", "2022", "2023-05"])

FIRMS = st.builds(
    lambda number, name, region, kpp, kind: Entity(
        firm(number),
        Kind(kind),
        {"inn": inn(number)}
        | {key: value for key, value in (("name", name), ("region", region), ("kpp", kpp)) if value},
    ),
    st.integers(1, 3),
    st.sampled_from(["", "Альфа", "Альфа-Бета", "Бета"]),
    st.sampled_from(["", "54", "55"]),
    st.sampled_from([[], ["1"], ["1", "2"]]),
    st.sampled_from(["Organization", "Enterprise"]),
)
ENTRIES = st.builds(
    lambda since, until: Entity(
        "cluster/c",
        Kind.INDUSTRIAL_CLUSTER,
        {key: value for key, value in (("since", since), ("until", until)) if value},
    ),
    DATES,
    st.sampled_from(["", "2024"]),
)
SUPPLIES = st.builds(
    lambda src, dst, amount: link(
        firm(src), "SUPPLIES", firm(dst), period="2022", **({} if amount is None else {"amount": amount})
    ),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from([None, 1.0, 2.5]),
)
MEMBERS = st.builds(
    lambda number, since: link(
        firm(number), "MEMBER_OF", "cluster/c", role="finished", **({"since": since} if since else {})
    ),
    st.integers(1, 2),
    DATES,
)
STATEMENTS = st.builds(
    lambda record, line, observed_on, said_as: Statement(record, Place("a.csv", "", line), observed_on, said_as),
    st.one_of(FIRMS, ENTRIES, SUPPLIES, MEMBERS),
    st.integers(1, 99),
    DATES,
    st.sampled_from(["", "", ALIAS]),
)
TELLINGS = st.builds(
    lambda source, statements, day, whole, repeat, ends: Telling(
        source, statements, day, whole, repeat, "end" if ends and day else "close"
    ),
    st.sampled_from(SOURCES),
    st.lists(STATEMENTS, max_size=6, unique_by=lambda each: (each.record.uid, each.said_as)),
    DATES,
    st.booleans(),
    st.sampled_from(["refuse", "sum:amount"]),
    st.booleans(),
)
Act = Telling | tuple[str, str]
ACTS = st.one_of(
    TELLINGS, TELLINGS, st.tuples(st.sampled_from(["withdraw", "undo", "again", "weigh"]), st.sampled_from(SOURCES))
)


@contextmanager
def empty(backend: str) -> Iterator[tuple[Store, Plain]]:
    """An empty store whose sources are known, and the same in plain dictionaries."""
    with TemporaryDirectory() as folder, connect(address(backend, Path(folder)), create=True) as store:
        for source in SOURCES:
            store.put_source(SourceInfo(source, PRIORITIES[0]))
        yield store, Plain(dict.fromkeys(SOURCES, PRIORITIES[0]))


def tell(store: Store, telling: Telling, *, dry_run: bool = False) -> LoadStats:
    digest = sha256(repr(telling.statements).encode()).hexdigest()
    run = Load(
        telling.source,
        [LoadedFile("a.csv", digest)],
        observed_on=telling.observed_on,
        whole=telling.whole,
        repeat=telling.repeat,
        missing=telling.missing,
    )
    return store.load(run, telling.statements, dry_run=dry_run)


def kept(store: Store) -> list[object]:
    """All that a dry run must leave as it is."""
    said = [list(store.statements(source=source)) for source in SOURCES]
    return [graph(store), list(store.sources()), list(store.loads()), store.stamp(), said]


def dry(store: Store, run: Callable[[], LoadStats]) -> LoadStats:
    before = kept(store)
    stats = run()
    assert kept(store) == before
    return stats


def act(store: Store, plain: Plain, what: Act) -> None:
    """Do the same to both; counts are equal, too, and a dry run tells them beforehand."""
    if isinstance(what, Telling):
        foreseen = dry(store, lambda: tell(store, what, dry_run=True))
        stats = tell(store, what)
        assert (stats.nodes, stats.links) == (foreseen.nodes, foreseen.links)
        nodes, links = plain.hear(what)
        assert [(each.created, each.updated, each.unchanged, each.closed) for each in (stats.nodes, stats.links)] == [
            (each.created, each.updated, each.unchanged, each.closed) for each in (nodes, links)
        ]
        return
    name, source = what
    if name == "weigh":
        plain.priorities[source] = sum(PRIORITIES) - plain.priorities[source]
        store.put_source(SourceInfo(source, plain.priorities[source]))
    elif name == "again" and plain.history.get(source):
        before = kept(store)
        assert tell(store, plain.history[source][-1][0]).same_again
        assert kept(store) == before
    elif name == "undo":
        store.undo(source)
        plain.undo(source)
    elif name == "withdraw":
        foreseen = dry(store, lambda: store.withdraw(source, dry_run=True))
        assert store.withdraw(source).closed == foreseen.closed == plain.withdraw(source)


def compare(store: Store, plain: Plain) -> None:
    """Hold every answer of a store against the plain one."""
    assert graph(store) == plain.graph()
    for source in SOURCES:
        said = {(each.record.uid, each.said_as): each for each in store.statements(source=source)}
        assert {key: (each.record, each.place, each.observed_on) for key, each in said.items()} == {
            key: (each.record, each.place, each.observed_on) for key, each in plain.said.get(source, {}).items()
        }
    held = Counter(str(kind) for _, kind, *_ in plain.graph())
    assert Counter(dict(store.stats().nodes)) + Counter(dict(store.stats().links)) == held
    placed = [each for load in store.loads() for each in store.statements(load=load.no)]
    assert sorted(map(repr, placed)) == sorted(
        repr(each) for source in SOURCES for each in store.statements(source=source)
    )
    found = [(each.uid, each.property, [(s.source, s.value, s.wins) for s in each.said]) for each in store.conflicts()]
    assert found == plain.conflicts()
    for uid in {each[0] for each in found}:
        assert [each.property for each in store.conflicts(uid=uid)] == [key for of, key, _ in found if of == uid]
    for word in ("альфа", "бета"):
        assert [hit.uid for hit in store.search(word)] == plain.search(word)
    arrays = store.project(Projection())
    ends = ([arrays.uids[number] for number in side.tolist()] for side in (arrays.src, arrays.dst))
    weights = [None if math.isnan(weight) else weight for weight in arrays.weight.tolist()]
    assert list(zip(*ends, weights, strict=True)) == plain.supplies()
    day = "2023-05-01"
    records: list[Record] = [*store.entities(on=day), *store.links(on=day)]
    assert [(each.uid, each.kind, each.props, each.sources) for each in records] == plain.graph(day)
    assert store.check(full=True) == []


@pytest.mark.parametrize("backend", BACKENDS)
@given(acts=st.lists(ACTS, max_size=7))
@MODEL
def test_every_answer_is_that_of_plain_dictionaries(backend: str, acts: Sequence[Act]) -> None:
    with empty(backend) as (store, plain):
        for what in acts:
            act(store, plain, what)
            compare(store, plain)


@pytest.mark.parametrize("backend", BACKENDS)
@given(tellings=st.lists(TELLINGS, max_size=3, unique_by=lambda each: each.source), random=st.randoms())
@MODEL
def test_the_order_of_sources_and_of_rows_does_not_matter(
    backend: str, tellings: list[Telling], random: object
) -> None:
    graphs = []
    tellings = [replace(telling, whole=True) for telling in tellings]
    for _ in range(2):
        with empty(backend) as (store, _):
            for telling in tellings:
                tell(store, telling)
            graphs.append((graph(store), list(store.conflicts())))
        random.shuffle(tellings)  # type: ignore[attr-defined]
        for number, telling in enumerate(tellings):
            rows = list(telling.statements)
            random.shuffle(rows)  # type: ignore[attr-defined]
            tellings[number] = replace(telling, statements=rows)
    assert graphs[0] == graphs[1]


@pytest.mark.parametrize("backend", BACKENDS)
@given(acts=st.lists(ACTS, max_size=5), gone=st.sampled_from(SOURCES))
@MODEL
def test_a_withdrawn_source_was_never_there(backend: str, acts: Sequence[Act], gone: str) -> None:
    beside = "memory" if backend == "neo4j" else backend  # a server has one database
    with empty(backend) as (store, plain), empty(beside) as (without, other):
        for what in acts:
            act(store, plain, what)
            if gone != (what.source if isinstance(what, Telling) else what[1]):
                act(without, other, what)
        store.withdraw(gone)
        assert (graph(store), store.stamp()) == (graph(without), without.stamp())
        assert list(store.conflicts()) == list(without.conflicts())


@pytest.mark.parametrize("backend", BACKENDS)
@given(acts=st.lists(ACTS, max_size=4), telling=TELLINGS)
@MODEL
def test_an_undone_load_was_never_there(backend: str, acts: Sequence[Act], telling: Telling) -> None:
    with empty(backend) as (store, plain):
        for what in acts:
            act(store, plain, what)
        before = graph(store), store.stamp(), list(store.conflicts())
        if not tell(store, telling).same_again:
            store.undo(telling.source)
        assert (graph(store), store.stamp(), list(store.conflicts())) == before
        compare(store, plain)
