"""A file whose bytes are not what was written: named, or answered rightly; never another error, never a lie unnamed."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path
from typing import TypeVar

import pytest

from clustergraph.errors import ClustergraphError, StoreDamagedError, StoreError, StoreVersionError
from clustergraph.store.base import Store, connect
from tests.store.sqlite.injecting import load_neighbour, load_region
from tests.store.sqlite.operations import READING, WRITING

FIRMS = 300
E = TypeVar("E", bound=ClustergraphError)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store with contested records, a change log and a document."""
    path = tmp_path_factory.mktemp("base") / "graph.db"
    with connect(str(path), create=True) as store:
        load_region(store, firms=FIRMS)
        load_neighbour(store, FIRMS)
        load_region(store, "second", FIRMS)
        store.put_document("pins", b"[]")
    return path


@pytest.fixture(scope="module")
def truth(base: Path) -> dict[str, object]:
    with connect(str(base), read_only=True) as store:
        return {name: ask(store) for name, ask in READING.items()}


@pytest.fixture
def path(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(base, tmp_path / "graph.db"))


def overwrite(path: Path, seed: int, first: int, last: int, blocks: int, most: int) -> None:
    """Put random bytes in several places between two offsets; a negative one counts from the end."""
    dice, size = random.Random(seed), path.stat().st_size
    with path.open("r+b") as file:
        for _ in range(blocks):
            length = dice.randint(1, most)
            file.seek(dice.randint(first % size, last % size) - length * (last < 0))
            file.write(dice.randbytes(length))


def opened(path: Path, *, read_only: bool) -> Store | StoreError:
    """Open the store, or return why not; the sentence is one line."""
    try:
        return connect(str(path), read_only=read_only)
    except StoreError as error:
        return one_line(error)


def one_line(error: E) -> E:
    assert "\n" not in str(error)
    return error


def wrong_answers(store: Store, truth: dict[str, object]) -> tuple[list[str], list[str]]:
    """Ask everything; return which answers are wrong, and which are refused as damaged."""
    wrong, refused = [], []
    for name, ask in READING.items():
        try:
            answer = ask(store)
        except StoreDamagedError as error:
            one_line(error)
            refused.append(name)
        else:
            if answer != truth[name]:
                wrong.append(name)
    return wrong, refused


def write_everything(store: Store) -> None:
    """Try every way to write; what is refused leaves no transaction behind."""
    for change in WRITING.values():
        try:
            change(store)
        except ClustergraphError as error:
            one_line(error)
        assert not store._db.in_transaction  # type: ignore[attr-defined]


PLACES = {
    "the header": (0, 100, 1, 30),
    "the schema": (100, 16_000, 3, 40),
    "the middle": (16_000, -60_000, 4, 60),
    "the end": (-60_000, -1, 4, 60),
}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("place", PLACES)
def test_damage_is_named_or_harms_no_answer(place: str, seed: int, path: Path, truth: dict[str, object]) -> None:
    overwrite(path, seed, *PLACES[place])
    reader = opened(path, read_only=True)
    if isinstance(reader, Store):  # of a header nothing may be left that tells whose file it was
        with reader:
            wrong, refused = wrong_answers(reader, truth)
            flaws = reader.check(full=True)
            assert flaws or not wrong + refused
            assert all("\n" not in str(flaw) for flaw in flaws)
    writer = opened(path, read_only=False)
    if isinstance(writer, Store):
        with writer:
            write_everything(writer)


@pytest.mark.parametrize("seed", range(10))
def test_a_few_wrong_bytes_raise_no_other_error(seed: int, path: Path, truth: dict[str, object]) -> None:
    overwrite(path, seed, 100, -1, 3, 3)  # SQLite keeps no sums: one digit for another cannot be noticed
    for read_only in (True, False):
        store = opened(path, read_only=read_only)
        if isinstance(store, Store):
            with store:
                store.check(full=True)
                wrong_answers(store, truth)
                if not read_only:
                    write_everything(store)


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_named(share: float, path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(int(path.stat().st_size * share))
    for read_only in (True, False):
        store = opened(path, read_only=read_only)
        if isinstance(store, Store):
            with store:
                assert store.check()
        else:
            assert isinstance(store, StoreDamagedError)


TORN = {
    "no JSON": "UPDATE node SET props = '{\"name\":' WHERE source > 0",
    "no UTF-8": "UPDATE node SET props = CAST(x'7b226e616d65223a22ff227d' AS TEXT) WHERE source > 0",
    "no such kind": "UPDATE node SET kind = 4711 WHERE source > 0",
    "no such source": "DELETE FROM source",
    "no numbers": "UPDATE link SET weight = 'much'",
    "no date": "UPDATE link SET since = 'once'",
    "no key": "UPDATE link SET key = 'product'",
    "no table": "DROP TABLE link_said",
    "no list of kinds": "DELETE FROM kind WHERE name = 'Enterprise'",
    "no change": "UPDATE change SET before = '{}'",
    "no counts": "UPDATE load SET stats = '{}'",
}


@pytest.mark.parametrize("sql", TORN.values(), ids=TORN)
def test_rows_that_no_program_wrote_are_damage_not_a_bug(sql: str, path: Path, truth: dict[str, object]) -> None:
    db = sqlite3.connect(path)
    for trigger in ("node_text_update", "node_text_delete"):
        db.execute(f"DROP TRIGGER {trigger}")
    for (index,) in db.execute("SELECT name FROM sqlite_schema WHERE sql LIKE '%json_extract%'").fetchall():
        db.execute(f"DROP INDEX {index}")
    db.execute(sql)
    db.commit()
    db.close()
    reader = opened(path, read_only=True)
    if isinstance(reader, Store):
        with reader:
            _, refused = wrong_answers(reader, truth)
            assert refused
            assert reader.check(full=True)
    else:
        assert isinstance(reader, StoreDamagedError)
        assert "restore a backup" in reader.hint
    writer = opened(path, read_only=False)
    if isinstance(writer, Store):
        with writer:
            write_everything(writer)


def test_a_newer_and_a_foreign_file_stay_as_they_are(path: Path, tmp_path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    foreign = Path(shutil.copyfile(path, tmp_path / "foreign.db"))
    db = sqlite3.connect(foreign)
    db.execute("PRAGMA application_id = 4711")
    db.close()
    before = path.read_bytes(), foreign.read_bytes()
    for read_only in (True, False):
        with pytest.raises(StoreVersionError, match="written by a newer program"):
            connect(str(path), read_only=read_only)
        with pytest.raises(StoreError, match="is not a store of clustergraph"):
            connect(str(foreign), create=not read_only, read_only=read_only)
    assert (path.read_bytes(), foreign.read_bytes()) == before


def test_an_empty_file_is_no_store_to_read(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    path.touch()
    for read_only in (True, False):
        with pytest.raises(StoreError, match="There is no store"):
            connect(str(path), read_only=read_only)
    assert path.read_bytes() == b""


def test_a_damaged_store_is_not_backed_up_over_a_good_backup(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with connect(str(path)) as store:
        store.backup(copy)
    good = copy.read_bytes()
    overwrite(path, 1, 16_000, -1, 40, 200)
    with pytest.raises(StoreDamagedError), connect(str(path)) as store:
        store.backup(copy)
    assert copy.read_bytes() == good
    assert not (tmp_path / "copy.db.clustergraph-part").exists()
