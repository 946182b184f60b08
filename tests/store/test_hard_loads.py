"""Loads with everything that makes them hard at once: rows repeated, refused, ended, moved by judgements."""

from __future__ import annotations

from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from clustergraph.model.records import Entity, Link, Place, Statement
from clustergraph.model.terms import Kind
from clustergraph.store.base import Load, SourceInfo, Store, connect
from clustergraph.store.fold import fold_props
from clustergraph.store.repeat import by_source, one_voice
from tests.build import e, firm, inn, link
from tests.store.sqlite.auditing import audit
from tests.store.telling import graph

EXAMPLES = 30 if settings.get_current_profile_name() == "default" else settings().max_examples
SOURCES = ("source/a", "source/b", "source/c")

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
RECORDS = st.one_of(
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
LOADS = st.builds(
    lambda source, told, refused, **options: (
        Load(source, [], refused=frozenset(each.uid for each in refused), **options),
        [Statement(record, Place("a.csv", "", line), said_as=said_as) for record, line, said_as in told],
    ),
    st.sampled_from(SOURCES),
    st.lists(st.tuples(RECORDS, st.integers(1, 9), st.sampled_from(["", "", "", "org/x-0123456789ab"])), max_size=8),
    st.lists(RECORDS, max_size=2),
    observed_on=st.sampled_from(["2022", "2023-05"]),
    whole=st.booleans(),
    repeat=st.sampled_from(["refuse", "latest:amount", "same:amount", "sum:amount", "sum-a-sheet:amount"]),
    missing=st.sampled_from(["close", "end"]),
    replace=st.booleans(),
    unreadable=st.integers(0, 1),
)


def folded(store: Store, repeats: dict[str, str]) -> dict[str, tuple[object, tuple[str, ...]]]:
    """Return the fold of all statements, which the store gives in fold order; a source speaks once."""
    found: dict[str, tuple[object, tuple[str, ...]]] = {}
    for uid, grouped in groupby(store.statements(ends=[each.uid for each in store.entities()]), key=_uid):
        said = by_source(grouped)
        voices = [one_voice(rows, repeats[source])[0] for source, rows in said.items()]
        props = [voice.record.props for voice in voices]
        found[uid] = (props[0] if isinstance(voices[0].record, Link) else fold_props(props), tuple(said))
    return found


def _uid(statement: Statement) -> str:
    return statement.record.uid


@given(st.lists(LOADS, max_size=6))
@settings(max_examples=EXAMPLES, deadline=None)
def test_records_are_the_fold_of_their_statements_whatever_is_repeated_refused_or_ended(
    loads: list[tuple[Load, list[Statement]]],
) -> None:
    with connect("memory:", create=True) as store:
        for number, source in enumerate(SOURCES):
            store.put_source(SourceInfo(source, 40 + number % 2))
        repeats = {}
        for run, statements in loads:
            repeats[run.source] = run.repeat
            before = len(list(store.statements(source=run.source)))
            dry = store.load(run, statements, dry_run=True)
            stats = store.load(run, reversed(statements))
            assert (stats.nodes, stats.links) == (dry.nodes, dry.links)
            after = len(list(store.statements(source=run.source)))
            removed = stats.closed - stats.nodes.ended - stats.links.ended
            assert after == before + stats.created - removed
            assert {uid: (props, sources) for uid, _, props, sources in graph(store) if sources} == folded(
                store, repeats
            )
            assert audit(store) == []
            again = store.load(run, statements)
            assert (again.created, again.updated, again.closed) == (0, 0, 0)
