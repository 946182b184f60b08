"""Stores that an older program wrote, backups of files that are open, and flaws put in by hand."""

from __future__ import annotations

import logging
import sqlite3
import sys
from pathlib import Path

import pytest

from clustergraph.errors import InputError, StoreDamagedError, StoreError, StoreVersionError
from clustergraph.store.base import Store, connect
from clustergraph.store.sqlite import opening
from clustergraph.store.sqlite.store import SqliteStore
from tests.build import A, B, e, inn, link
from tests.store.sqlite.auditing import audit
from tests.store.telling import graph, speaker, tell


def filled(path: Path) -> Path:
    with connect(str(path), create=True) as store:
        for name in ("a", "b"):
            firm = e("Enterprise", inn=inn(1), name=f"Фирма {name}")
            tell(store, speaker(store, name), firm, link(A, "SUPPLIES", B, amount=1.0), file=name)
    return path


def script(path: Path, sql: str) -> None:
    db = sqlite3.connect(path)
    db.executescript(sql)
    db.close()


def of_version_0(path: Path) -> Path:
    """A store as it was before there were a change log, documents and a digest of the ontology."""
    script(filled(path), "DROP TABLE change; DROP TABLE document; DROP TABLE meta; PRAGMA user_version = 0")
    return path


def test_an_older_store_is_brought_up_to_date_and_kept_beside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with connect(str(filled(tmp_path / "new.db"))) as store:
        before = graph(store), store.stamp(), [load.files for load in store.loads()]
    path = of_version_0(tmp_path / "graph.db")
    older = path.read_bytes()
    with caplog.at_level(logging.WARNING), connect(str(path)) as store:
        assert (graph(store), store.stamp(), [load.files for load in store.loads()]) == before
        assert audit(store) == []
        store.put_document("pins", b"1")
        tell(store, "source/a", e("Enterprise", inn=inn(1), name="new"), file="2")
        store.undo("source/a")
        with pytest.raises(InputError, match="an older program did not keep what it changed"):
            store.undo("source/a")
        assert graph(store) == before[0]
    kept = tmp_path / "graph.v0.db"
    assert str(kept) in caplog.text
    assert len(kept.read_bytes()) == len(older)
    db = sqlite3.connect(kept)
    assert db.execute("PRAGMA user_version").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM sqlite_schema WHERE name IN ('change', 'document')").fetchone() == (0,)
    db.close()
    with connect(str(path)) as again:
        assert graph(again) == before[0]
    assert sorted(each.name for each in tmp_path.glob("*.v*")) == ["graph.v0.db"]


def test_an_older_copy_that_was_kept_before_is_not_overwritten(tmp_path: Path) -> None:
    path = of_version_0(tmp_path / "graph.db")
    (tmp_path / "graph.v0.db").write_bytes(b"kept")
    with connect(str(path)):
        assert (tmp_path / "graph.v0.db").read_bytes() == b"kept"
        assert (tmp_path / "graph.v0-2.db").exists()


def test_an_older_store_that_is_not_in_order_stays_as_it_is(tmp_path: Path) -> None:
    path = of_version_0(tmp_path / "graph.db")
    script(path, "UPDATE link SET dst = 99")
    with pytest.raises(StoreDamagedError, match="an end of a link is missing"):
        connect(str(path))
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (0,)
    db.close()
    assert list(tmp_path.glob("*.v*")) == []


def test_an_older_store_is_not_migrated_by_reading(tmp_path: Path) -> None:
    path = of_version_0(tmp_path / "graph.db")
    with pytest.raises(StoreVersionError, match="written by an older program"):
        connect(str(path), read_only=True)
    assert list(tmp_path.glob("*.v*")) == []


def test_a_store_at_work_is_no_place_for_a_backup(tmp_path: Path) -> None:
    path, other = filled(tmp_path / "graph.db"), filled(tmp_path / "other.db")
    with connect(str(path)) as store:
        with pytest.raises(StoreError, match="is the store itself"):
            store.backup(path)
        with connect(str(other)) as busy:
            speaker(busy, "c")
            with pytest.raises(StoreError, match="somebody works with"):
                store.backup(other)


FLAWS = {
    "UPDATE node SET source = 1 WHERE source IS NULL": "a record of one source has statements beside it",
    "DELETE FROM node_said WHERE source = 2": "a record of several sources has less than two statements",
    "UPDATE node SET line = 1 WHERE source IS NULL": "a record of several sources has the place of one",
    "UPDATE node_said SET part = 99": "a statement does not lead to a load of its source",
    "UPDATE load SET undone_at = 'x'": "a source says something without a standing load",
    "INSERT INTO node(uid, kind, source, name_cf, props) SELECT 'org/z', kind, 0, '', '{}' FROM node WHERE source = 0":
        "org/z: a node is named by no statement and no link",
    "UPDATE node SET props = '{\"name\":\"x\"}' WHERE source = 0": "known only as an end of a link states something",
    "UPDATE node SET name_cf = 'x' WHERE source IS NULL": "the words for search are not those of the names",
    "UPDATE link SET source = 0": "a link has no source",
    "UPDATE link SET dst = 99": "an end of a link is missing",
    "INSERT INTO link_said SELECT 99, source, said_as, weight, since, until, part, line, observed_on, props FROM "
    "link_said LIMIT 1": "a statement has no record",
    "UPDATE link SET weight = 2": "a record is not the fold of its statements",
    "UPDATE node SET props = '{\"name\":\"Фирма a\"}' WHERE source IS NULL": f"{A}: a record is not the fold",
    "UPDATE node SET kind = 9999": "cannot be read",
    "DELETE FROM node_text_docsize": "the search index differs from the records",
}  # fmt: skip


@pytest.mark.parametrize("sql", FLAWS)
def test_each_flaw_is_found(sql: str, tmp_path: Path) -> None:
    path = filled(tmp_path / "graph.db")
    script(path, sql)
    with connect(str(path)) as store:
        assert FLAWS[sql] in "\n".join(map(str, store.check()))
        assert not store._db.in_transaction  # type: ignore[attr-defined]


def test_a_check_writes_nothing_and_works_on_a_store_open_for_reading(tmp_path: Path) -> None:
    path = filled(tmp_path / "graph.db")
    before = path.read_bytes()
    with connect(str(path), read_only=True) as store:
        assert store.check(full=True) == []
    with connect(str(path)) as store:
        assert store.check(full=True) == []
    assert path.read_bytes() == before


def test_a_torn_page_is_found(tmp_path: Path) -> None:
    path = filled(tmp_path / "graph.db")
    with path.open("r+b") as file:
        file.seek(-4096, 2)
        file.write(b"\xff" * 4096)
    try:
        with connect(str(path), read_only=True) as store:
            found = str(store.check()[0])
    except StoreDamagedError as error:  # the page held a part of the schema
        found = str(error)
    assert "damaged" in found


def forensics(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


def test_what_is_erased_cannot_be_found_in_the_file(tmp_path: Path) -> None:
    path = filled(tmp_path / "graph.db")
    with connect(str(path)) as store:
        secrets = [e("Enterprise", inn=inn(n), name=f"Тайная фирма {n}") for n in range(2, 400)]
        tell(store, speaker(store, "c"), *secrets)
        tell(store, "source/c", *secrets[5:], file="2")
        store._db.execute("PRAGMA secure_delete = OFF")  # type: ignore[attr-defined]
        store.withdraw("source/c")
        assert "Тайная".encode() in forensics(path)
        assert store.withdraw("source/c", erase=True).closed == 0
        for trace in ("Тайная", "тайная"):
            assert trace.encode() not in forensics(path)
        assert audit(store) == []
        assert [hit.uid for hit in store.search("фирма")] == [A]


def without_shared_memory(path: Path) -> Store:
    """Open a store through locks of the old kind, as on a network share."""
    db = sqlite3.connect(f"{path.as_uri()}?vfs=unix-dotfile", uri=True, isolation_level=None)
    opening._leave_shared_memory(db)
    opening._set_up(db, str(path), read_only=False)
    store = SqliteStore(db, str(path))
    store.ensure_schema()
    return store


@pytest.mark.skipif(sys.platform == "win32", reason="no file locks of the old kind there")
@pytest.mark.parametrize("moved", [False, True])
def test_a_store_on_a_network_share_is_written_the_old_way(
    moved: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "graph.db"
    if moved:  # written with a log beside it, on a disk of one's own
        filled(path)
    with caplog.at_level(logging.WARNING), without_shared_memory(path) as store:
        assert "is in a shared folder: one person at a time may write" in caplog.text
        tell(store, speaker(store, "c", 90), e("Enterprise", inn=inn(1), name="c"))
        assert [hit.name for hit in store.search("c")] == ["c"]
        assert len(graph(store)) == (3 if moved else 1)
        assert sorted(each.name for each in tmp_path.glob("*-*")) == []
        assert store.check(full=True) == []
