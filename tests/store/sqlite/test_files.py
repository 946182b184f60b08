"""Files that are no store, or that cannot be written: one clear line each, and the store as before."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from clustergraph.errors import StoreBusyError, StoreDamagedError, StoreError, StoreVersionError
from clustergraph.store.base import Load, Store, connect
from tests.build import A, B, e, inn, link, said
from tests.store.sqlite.auditing import audit
from tests.store.telling import graph, speaker, tell

OMSK = e("Enterprise", inn=inn(1), name="ООО «Омск»")


def filled(path: Path) -> Path:
    with connect(str(path), create=True) as store:
        tell(store, speaker(store, "a"), OMSK, link(A, "SUPPLIES", B, amount=1.0))
    return path


def database(store: Store) -> sqlite3.Connection:
    return store._db  # type: ignore[attr-defined, no-any-return]


def test_a_store_is_found_again(tmp_path: Path) -> None:
    path = filled(tmp_path / "Граф с пробелом #1?.db")
    for read_only in (False, True):
        with connect(f"sqlite:{path}", read_only=read_only) as store:
            assert [node.uid for node in store.entities()] == [A, B]
            assert store.address == str(path)


def test_a_missing_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no store") as caught:
        connect(str(tmp_path / "graph.db"))
    assert "clustergraph load FILE or clustergraph demo" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_and_a_folder_are_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no folder"):
        connect(str(tmp_path / "none" / "graph.db"), create=True)
    with pytest.raises(StoreError, match="is a folder"):
        connect(str(tmp_path), create=True)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("ИНН;Наименование\n" * 100, encoding="utf-8")
    before = path.read_bytes()
    for create in (False, True):
        with pytest.raises(StoreError, match="is not a store of clustergraph"):
            connect(str(path), create=create)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE mine(x)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="is not a store of clustergraph"):
        connect(str(path), create=True)
    assert path.read_bytes() == before


def test_an_empty_file_is_made_a_store_only_where_one_may_be_made(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    path.touch()
    with pytest.raises(StoreError, match="There is no store"):
        connect(str(path))
    with connect(str(path), create=True) as store:
        assert graph(store) == []


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = filled(tmp_path / "graph.db")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreVersionError, match=r"version 99, this one knows \d"):
        connect(str(path))


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    path = filled(tmp_path / "graph.db")
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(StoreDamagedError, match="is damaged"), connect(str(path), read_only=True) as store:
        graph(store)


def test_a_full_disk_keeps_nothing_of_the_load(tmp_path: Path) -> None:
    path = filled(tmp_path / "graph.db")
    with connect(str(path)) as store:
        before = graph(store), store.stamp()
        (pages,) = database(store).execute("PRAGMA page_count").fetchone()
        database(store).execute(f"PRAGMA max_page_count = {pages + 2}")
        firms = [e("Enterprise", inn=inn(number), name="Фирма " * 20) for number in range(1, 2000)]
        with pytest.raises(StoreError, match="Nothing of this load was kept"):
            tell(store, "source/a", *firms)
        database(store).execute("PRAGMA max_page_count = 1000000")
        assert (graph(store), store.stamp()) == before
        assert audit(store) == []
        assert tell(store, "source/a", *firms).created == 1998


def test_a_second_writer_is_told_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clustergraph.store.sqlite.opening.BUSY_MS", 20)
    path = str(filled(tmp_path / "graph.db"))
    with connect(path) as first, connect(path) as second:
        database(first).execute("BEGIN IMMEDIATE")
        for write in (
            lambda: tell(second, "source/a", OMSK),
            lambda: speaker(second, "b"),
            lambda: second.put_document("pins", b""),
        ):
            with pytest.raises(StoreBusyError, match="Another program is writing"):
                write()
        assert len(graph(second)) == 3  # reading goes on
        database(first).execute("ROLLBACK")
        assert tell(second, "source/a", OMSK).unchanged == 1


def test_a_reader_keeps_its_snapshot_during_a_load(tmp_path: Path) -> None:
    path = str(tmp_path / "graph.db")
    firms = [e("Enterprise", inn=inn(number), name=f"Фирма {number}") for number in range(1, 300)]
    with connect(path, create=True) as writer, connect(path, read_only=True) as reader:
        tell(writer, speaker(writer, "a"), *firms)
        reading = reader.entities()
        first = next(reading)
        tell(writer, speaker(writer, "b", 90), *(e("Enterprise", inn=inn(n), name="Иначе") for n in range(1, 300)))
        rest = list(reading)
        assert {str(node.props["name"]).split()[0] for node in (first, *rest)} == {"Фирма"}
        assert {node.sources for node in (first, *rest)} == {("source/a",)}
        assert {node.props["name"] for node in reader.entities()} == {"Иначе"}


def test_a_store_opened_for_reading_writes_nothing(tmp_path: Path) -> None:
    path = filled(tmp_path / "graph.db")
    with connect(str(path), read_only=True) as store:
        for write in (lambda: speaker(store, "b"), lambda: store.put_document("pins", b"")):
            with pytest.raises(StoreError, match="cannot be reached"):
                write()
        with pytest.raises(StoreError, match="cannot be reached"):
            store.load(Load("source/a", []), [said(OMSK)])


_AS_ANOTHER = """
import os, sys
from clustergraph import i18n
from clustergraph.errors import StoreError
from clustergraph.store.base import connect
from clustergraph.store.sqlite import store
i18n.set_language("en")
i18n.catalogue("store")
if os.geteuid() == 0:  # root may write anywhere
    os.setgid(65534)
    os.setuid(65534)
try:
    with connect(sys.argv[1], create=True) as store:
        store.put_document("pins", b"")
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="folders are protected otherwise on Windows")
@pytest.mark.parametrize("there", [True, False])
def test_a_read_only_folder_says_what_is_missing(there: bool) -> None:
    with TemporaryDirectory() as folder:  # tmp_path lies in a folder that only its owner may enter
        refuse(Path(folder), there=there)


def refuse(folder: Path, *, there: bool) -> None:
    path = folder / "graph.db"
    if there:
        filled(path).chmod(0o644)
    folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", _AS_ANOTHER, str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    folder.chmod(0o755)
    assert "cannot be reached" in done.stdout, done.stderr
    assert str(path) in done.stdout
