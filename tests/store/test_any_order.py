"""A store against a plain dictionary: whatever sources say, in whatever order, the graph is the fold of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from clustergraph.model.records import Entity, Link, Place, Statement
from clustergraph.model.terms import Kind
from clustergraph.store.base import Load, SourceInfo, Store, connect
from clustergraph.store.fold import fold_props
from tests.build import e, firm, inn, link
from tests.store.sqlite.auditing import audit
from tests.store.telling import Graph, graph

SOURCES = ("source/a", "source/b", "source/c")
DATES = ("", "2022", "2023-05")

NODES = st.builds(
    lambda number, name, region, kpp, kind: Entity(
        firm(number),
        Kind(kind),
        {
            "inn": inn(number),
            **{key: value for key, value in (("name", name), ("region", region), ("kpp", kpp)) if value},
        },
    ),
    st.integers(1, 4),
    st.sampled_from(["", "Альфа", "Бета"]),
    st.sampled_from(["", "54", "55"]),
    st.sampled_from([[], ["1"], ["2"], ["1", "2"]]),
    st.sampled_from(["Organization", "Enterprise"]),
)
LINKS = st.builds(
    lambda src, dst, period, amount: link(
        firm(src), "SUPPLIES", firm(dst), period=period, **({} if amount is None else {"amount": amount})
    ),
    st.integers(1, 4),
    st.integers(1, 4),
    st.sampled_from(["2022", "2023"]),
    st.sampled_from([None, 1.0, 2.5]),
)
STATEMENTS = st.builds(
    lambda record, line, observed_on: Statement(record, Place("a.csv", "", line), observed_on),
    st.one_of(NODES, LINKS),
    st.integers(1, 99),
    st.sampled_from(DATES),
)


@dataclass
class Telling:
    """One load, or a new priority."""

    source: str
    statements: Sequence[Statement]
    observed_on: str
    whole: bool
    priority: int


TELLINGS = st.builds(
    Telling,
    st.sampled_from(SOURCES),
    st.lists(STATEMENTS, max_size=6, unique_by=lambda statement: statement.record.uid),
    st.sampled_from(DATES),
    st.booleans(),
    st.sampled_from([40, 60]),
)


@dataclass
class Plain:
    """What sources say, as dictionaries, and the graph it makes."""

    said: dict[str, dict[str, Statement]] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    priorities: dict[str, int] = field(default_factory=dict)

    def hear(self, telling: Telling) -> None:
        self.priorities[telling.source] = telling.priority
        self.dates[telling.source] = telling.observed_on
        before = {} if telling.whole else self.said.get(telling.source, {})
        self.said[telling.source] = {**before, **{each.record.uid: each for each in telling.statements}}

    def _in_fold_order(self, uid: str) -> list[tuple[str, Statement]]:
        speaking = sorted((source, told[uid]) for source, told in self.said.items() if uid in told)
        speaking.sort(key=lambda each: each[1].observed_on or self.dates[each[0]], reverse=True)
        speaking.sort(key=lambda each: -self.priorities[each[0]])
        return speaking

    def graph(self) -> Graph:
        records = {uid: each.record for told in self.said.values() for uid, each in told.items()}
        links = {uid: record for uid, record in records.items() if isinstance(record, Link)}
        ends = {end for record in links.values() for end in (record.src, record.dst)}
        nodes = {uid for uid, record in records.items() if isinstance(record, Entity)} | ends
        found: Graph = []
        for uid in sorted(nodes):
            said = self._in_fold_order(uid)
            props: dict[str, object] = {}
            for _, statement in said:
                for key, value in statement.record.props.items():
                    if isinstance(value, list):
                        props[key] = sorted({*value, *props.get(key, [])})  # type: ignore[misc]
                    else:
                        props.setdefault(key, value)
            kinds = {statement.record.kind for _, statement in said}
            kind = "Enterprise" if "Enterprise" in kinds else "Organization"
            found.append((uid, kind, props, tuple(source for source, _ in said)))  # type: ignore[arg-type]
        for record in sorted(links.values(), key=lambda record: (record.src, record.kind, record.dst, record.key)):
            said = self._in_fold_order(record.uid)
            found.append((record.uid, record.kind, said[0][1].record.props, tuple(source for source, _ in said)))
        return found


def tell(store: Store, telling: Telling) -> None:
    store.put_source(SourceInfo(telling.source, telling.priority))
    run = Load(telling.source, [], observed_on=telling.observed_on, whole=telling.whole)
    before = len(list(store.statements(source=telling.source)))
    stats = store.load(run, telling.statements)
    after = len(list(store.statements(source=telling.source)))
    assert stats.created + stats.updated + stats.unchanged == len(telling.statements)
    assert after == before + stats.created - stats.closed


@given(st.lists(TELLINGS, max_size=6))
@settings(max_examples=80, deadline=None)
def test_the_graph_is_the_fold_of_what_is_said(tellings: list[Telling]) -> None:
    plain = Plain()
    with connect("memory:", create=True) as store:
        for telling in tellings:
            tell(store, telling)
            plain.hear(telling)
            assert graph(store) == plain.graph()
            assert audit(store) == []


@given(st.lists(TELLINGS, max_size=3, unique_by=lambda telling: telling.source), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_sources_and_of_rows_does_not_matter(tellings: list[Telling], random: object) -> None:
    graphs = []
    for turn in range(2):
        if turn:
            random.shuffle(tellings)  # type: ignore[attr-defined]
        with connect("memory:", create=True) as store:
            for telling in tellings:
                rows = list(telling.statements)
                if turn:
                    random.shuffle(rows)  # type: ignore[attr-defined]
                tell(store, Telling(telling.source, rows, telling.observed_on, True, telling.priority))
            graphs.append((graph(store), store.stamp(), list(store.conflicts())))
    assert graphs[0] == graphs[1]


@given(st.lists(TELLINGS, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_a_source_that_says_nothing_any_more_was_never_there(tellings: list[Telling]) -> None:
    gone = tellings[0].source
    with connect("memory:", create=True) as store, connect("memory:", create=True) as without:
        for telling in tellings:
            tell(store, telling)
            if telling.source != gone:
                tell(without, telling)
        tell(store, Telling(gone, [], "", True, 40))
        assert graph(store) == graph(without)
        assert audit(store) == []


HARD_RECORDS = st.one_of(
    NODES,
    LINKS,
    st.builds(
        lambda number, since: link(firm(number), "MEMBER_OF", "cluster/omsk", role="finished", since=since),
        st.integers(1, 4),
        st.sampled_from(["2020", "2021-05"]),
    ),
    st.builds(
        lambda number, since: e("RegisterEntry", f"entry/clusters/cluster/omsk/{number}", number=number, since=since),
        st.sampled_from(["1", "2"]),
        st.sampled_from(["2020", "2021-05"]),
    ),
)
HARD_LOADS = st.builds(
    lambda source, told, refused, **options: (
        Load(source, [], refused=frozenset(each.uid for each in refused), **options),
        [Statement(record, Place("a.csv", "", line), said_as=said_as) for record, line, said_as in told],
    ),
    st.sampled_from(SOURCES),
    st.lists(
        st.tuples(HARD_RECORDS, st.integers(1, 9), st.sampled_from(["", "", "", "org/x-0123456789ab"])), max_size=8
    ),
    st.lists(HARD_RECORDS, max_size=2),
    observed_on=st.sampled_from(["2022", "2023-05"]),
    whole=st.booleans(),
    repeat=st.sampled_from(["refuse", "latest:amount", "same:amount", "sum:amount"]),
    missing=st.sampled_from(["close", "end"]),
    replace=st.booleans(),
    unreadable=st.integers(0, 1),
)


def folded(store: Store) -> dict[str, tuple[object, tuple[str, ...]]]:
    """Return the fold of all statements, which the store gives in fold order."""
    found: dict[str, tuple[object, tuple[str, ...]]] = {}
    for uid, grouped in groupby(store.statements(ends=[each.uid for each in store.entities()]), key=_uid):
        said = list(grouped)
        props = [each.record.props for each in said]
        whole = props[0] if isinstance(said[0].record, Link) else fold_props(props)
        found[uid] = (whole, tuple(dict.fromkeys(each.source for each in said)))
    return found


def _uid(statement: Statement) -> str:
    return statement.record.uid


@given(st.lists(HARD_LOADS, max_size=6))
@settings(max_examples=80, deadline=None)
def test_records_are_the_fold_of_their_statements_whatever_is_repeated_refused_or_ended(
    loads: list[tuple[Load, list[Statement]]],
) -> None:
    with connect("memory:", create=True) as store:
        for number, source in enumerate(SOURCES):
            store.put_source(SourceInfo(source, 40 + number % 2))
        for run, statements in loads:
            before = len(list(store.statements(source=run.source)))
            dry = store.load(run, statements, dry_run=True)
            stats = store.load(run, reversed(statements))
            assert (stats.nodes, stats.links) == (dry.nodes, dry.links)
            after = len(list(store.statements(source=run.source)))
            removed = stats.closed - stats.nodes.ended - stats.links.ended
            assert after == before + stats.created - removed
            assert {uid: (props, sources) for uid, _, props, sources in graph(store) if sources} == folded(store)
            assert audit(store) == []
            again = store.load(run, statements)
            assert (again.created, again.updated, again.closed) == (0, 0, 0)
