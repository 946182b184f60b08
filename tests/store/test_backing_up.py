"""A backup is a store of its own, and a check finds nothing in a store that only this program wrote."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clustergraph.errors import StoreError
from clustergraph.store.base import Store, connect
from tests.build import A, B, e, inn, link
from tests.store.telling import graph, speaker, tell


def fill(store: Store) -> None:
    for name, priority in (("a", 80), ("b", 40)):
        firm = e("Enterprise", inn=inn(1), name=f"Фирма {name}")
        tell(store, speaker(store, name, priority), firm, link(A, "SUPPLIES", B, amount=1.0), file=name)
    store.put_document("pins", b"1")


def test_a_backup_holds_all_of_the_store(store: Store, tmp_path: Path) -> None:
    fill(store)
    path = store.backup(tmp_path / "копия.db")
    with connect(str(path), read_only=True) as copy:
        assert graph(copy) == graph(store)
        assert (copy.stamp(), copy.stats(), copy.document("pins")) == (store.stamp(), store.stats(), b"1")
        # a copy from a server is loaded anew
        assert [replace(each, loaded_at="") for each in copy.loads()] == [
            replace(each, loaded_at="") for each in store.loads()
        ]
        assert copy.check(full=True) == []


def test_a_later_backup_replaces_an_older_one(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    store.backup(path)
    fill(store)
    store.backup(path)
    with connect(str(path)) as copy:
        assert graph(copy) == graph(store)
    assert [each.name for each in tmp_path.glob("copy*")] == ["copy.db"]


def test_a_file_that_is_no_backup_is_not_overwritten(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("ИНН\n", encoding="utf-8")
    with pytest.raises(StoreError, match="is no backup of a store"):
        store.backup(path)
    assert path.read_text(encoding="utf-8") == "ИНН\n"
    with pytest.raises(StoreError, match="is no backup of a store"):
        store.backup(tmp_path)
    with pytest.raises(StoreError, match="There is no folder"):
        store.backup(tmp_path / "none" / "copy.db")


def test_a_backup_needs_no_pause(store: Store, tmp_path: Path) -> None:
    fill(store)
    before = graph(store)
    reading = store.entities()
    next(reading)
    with connect(str(store.backup(tmp_path / "copy.db"))) as copy:
        store.withdraw("source/a")
        assert graph(copy) == before
    assert [node.uid for node in reading] == [B]


def test_a_store_in_order_has_no_flaws_and_is_not_changed_by_asking(store: Store) -> None:
    fill(store)
    before = graph(store), store.stamp()
    assert store.check() == store.check(full=True) == []
    assert (graph(store), store.stamp()) == before
