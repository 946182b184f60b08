"""What a load writes into the file, and what it does not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from clustergraph.errors import InputError
from clustergraph.model.records import Statement
from clustergraph.store.base import Load, LoadedFile, SourceInfo, Store, connect
from tests.build import A, B, C, e, inn, link, said
from tests.store.sqlite.auditing import audit
from tests.store.telling import graph, node, speaker, tell

RECORDS = (
    e("Enterprise", inn=inn(1), name="ООО «Омск»", kpp=["1"]),
    link(A, "SUPPLIES", B, period="2023", amount=100.0),
    link(A, "MEMBER_OF", "cluster/omsk", role="finished", since="2016-12"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with connect(str(path), create=True) as opened:
        yield opened


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with connect(str(path), read_only=True) as opened:
        db: sqlite3.Connection = opened._db  # type: ignore[attr-defined]
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        return {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in names}


def test_a_second_load_writes_nothing(store: Store, path: Path) -> None:
    a, b = speaker(store, "a"), speaker(store, "b", 80)
    tell(store, a, *RECORDS, file="f1")
    tell(store, b, *RECORDS[:2], file="f2")
    before = tables(path)
    with sqlite3.connect(path) as watcher:
        version = watcher.execute("PRAGMA data_version").fetchone()
        for source, records, file in ((a, RECORDS, "f1"), (b, RECORDS[:2], "f2")):
            assert tell(store, source, *records, file=file).same_again
        assert store.put_source(SourceInfo(a, 60)) is False
        store.ensure_schema()
        assert watcher.execute("PRAGMA data_version").fetchone() == version
    assert tables(path) == before
    watcher.close()


def test_equal_content_in_other_bytes_touches_no_record(store: Store, path: Path) -> None:
    source = speaker(store, "a")
    tell(store, source, *RECORDS, file="f1")
    before = tables(path)
    tell(store, source, *RECORDS, file="f2")
    after = tables(path)
    assert {name for name in before if before[name] != after[name]} == {"load", "part"}


def test_a_dry_run_leaves_the_tables_alone(store: Store, path: Path) -> None:
    source = speaker(store, "a")
    tell(store, source, *RECORDS)
    before = tables(path)
    tell(store, source, e("Enterprise", inn=inn(3)), dry_run=True)
    assert tables(path) == before


def test_the_change_log_holds_what_was_said_before(store: Store, path: Path) -> None:
    a, b = speaker(store, "a"), speaker(store, "b", 80)
    tell(store, a, *RECORDS)
    tell(store, b, RECORDS[0])
    tell(store, a, said(e("Enterprise", inn=inn(1), name="Иначе"), 9), RECORDS[2])
    changes = tables(path)["change"]
    assert [(load, identity) for _, load, identity, _, _ in changes] == [(3, A), (3, RECORDS[1].uid)]
    shared, closed = (json.loads(str(change[-1])) for change in changes)
    assert shared == {
        "kind": "Enterprise",
        "line": 1,
        "observed_on": None,
        "part": 1,
        "props": {"inn": inn(1), "kpp": ["1"], "name": "ООО «Омск»"},
        "said_as": "",
    }
    assert (closed["src"], closed["kind"], closed["dst"], closed["key"]) == (A, "SUPPLIES", B, ["", "2023", ""])
    assert (closed["weight"], closed["since"], closed["part"], closed["line"]) == (100.0, None, 1, 2)


def test_created_statements_leave_no_change(store: Store, path: Path) -> None:
    tell(store, speaker(store, "a"), *RECORDS)
    tell(store, speaker(store, "b"), *RECORDS)
    assert tables(path)["change"] == []


def test_a_failed_load_leaves_no_scratch_and_no_transaction(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, *RECORDS)

    def failing() -> Iterator[Statement]:
        yield said(RECORDS[0])
        raise InputError("unreadable")

    with pytest.raises(InputError):
        store.load(Load(source, [LoadedFile("a.csv", "f2")]), failing())
    assert audit(store) == []


def test_a_changed_ontology_folds_contested_records_anew(store: Store, path: Path) -> None:
    for name in ("a", "b"):
        tell(store, speaker(store, name), e("Enterprise", inn=inn(1), kpp=[name]))
    db: sqlite3.Connection = store._db  # type: ignore[attr-defined]
    db.execute("""UPDATE node SET props = '{"kpp":["a"]}'""")  # as if kpp had been no list
    db.execute("UPDATE meta SET value = 'older' WHERE name = 'ontology'")
    store.ensure_schema()
    assert node(store, A).props["kpp"] == ["a", "b"]


def test_an_upsert_never_reaches_the_statement_of_another_source(store: Store, path: Path) -> None:
    a, b = speaker(store, "a", 40), speaker(store, "b", 80)
    tell(store, a, *RECORDS)
    tell(store, b, *RECORDS)
    tell(store, b, e("Enterprise", inn=inn(1), name="Другое"), link(A, "SUPPLIES", B, period="2023", amount=7.0))
    tell(store, b)
    assert [each.record for each in store.statements(source=a)] == [RECORDS[0], RECORDS[2], RECORDS[1]]
    assert audit(store) == []


def test_filters_use_their_index(store: Store) -> None:
    from clustergraph.store.sqlite.conditions import node_filter

    db: sqlite3.Connection = store._db  # type: ignore[attr-defined]
    for name in ("inn", "ogrn", "region", "okved2"):
        sql = f"EXPLAIN QUERY PLAN SELECT r.id FROM node r WHERE true{node_filter({name: '1'}).sql}"
        assert f"node_{name}" in str(db.execute(sql, ("1",)).fetchall())


def test_pages_are_read_without_sorting(store: Store) -> None:
    from clustergraph.model.terms import Kind

    db: sqlite3.Connection = store._db  # type: ignore[attr-defined]
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    list(store.entities(Kind.ORGANIZATION, after=A, limit=10))
    db.set_trace_callback(None)
    plan = str(db.execute(f"EXPLAIN QUERY PLAN {asked[0]}").fetchall())
    assert "TEMP B-TREE" not in plan


def test_the_first_fill_has_all_indexes_and_triggers(store: Store, path: Path) -> None:
    db: sqlite3.Connection = store._db  # type: ignore[attr-defined]
    names = "SELECT name FROM sqlite_schema WHERE type IN ('index', 'trigger') ORDER BY name"
    before = db.execute(names).fetchall()
    tell(store, speaker(store, "a"), *RECORDS)
    assert db.execute(names).fetchall() == before
    assert [hit.uid for hit in store.search("омск")] == [A]
    tell(store, "source/a", *RECORDS, e("Enterprise", inn=inn(3), name="Новый омич"))
    assert [hit.uid for hit in store.search("омич")] == [C]
    assert len(graph(store)) == 6
