"""Nothing disappears silently: each row is stated, joined, refused or dropped on purpose, each refused cell is told."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.build import A, B, C

from clustergraph.errors import InputError
from clustergraph.load.recipe_toml import parse
from clustergraph.load.run import load_files
from clustergraph.model.records import Link
from clustergraph.model.terms import LinkKind
from clustergraph.store.base import Store, connect

COLUMNS = ("ИНН поставщика", "ИНН покупателя", "Год", "№ документа", "Дата документа", "Сумма, руб.")
GOOD = (A[4:], B[4:], "2023", "", "2023-05-01", "100")
BAD_NEEDED = {0: f"{A[4:-1]}0", 1: "ИНН 55", 2: "2О23"}
BAD_OPTIONAL = {4: "31.02.2020", 5: "договорная"}
PERSON = "005500000110"


@dataclass(frozen=True)
class Dirty:
    """A row and what must become of it."""

    what: str
    bad: frozenset[int] = frozenset()


ROWS = st.lists(
    st.one_of(
        st.sampled_from([Dirty(what) for what in ("repeat", "blank", "total", "person", "short", "wide")]),
        st.frozensets(st.sampled_from([*BAD_NEEDED, *BAD_OPTIONAL]), max_size=2).map(lambda bad: Dirty("cells", bad)),
    ),
    max_size=25,
)


def cells(dirty: Dirty, number: int, before: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The row as it stands in the file; each has a document of its own, but for repeats."""
    good = (*GOOD[:3], f"д-{number}", *GOOD[4:])
    if dirty.what == "repeat":
        return before[-1] if before else good
    if dirty.what == "person":
        return (PERSON, *good[1:])
    shapes = {"blank": ("",) * 6, "total": ("Итого", "", "", "", "", "5"), "short": good[:3], "wide": (*good, "", "x")}
    bad = {index: cell for index, cell in (BAD_NEEDED | BAD_OPTIONAL).items() if index in dirty.bad}
    return shapes.get(dirty.what) or tuple(bad.get(index, cell) for index, cell in enumerate(good))


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_every_row_is_stated_joined_refused_or_dropped_and_every_refused_cell_is_told_once(rows: list[Dirty]) -> None:
    written: list[tuple[str, ...]] = []
    stated: list[tuple[str, ...]] = []
    fate: dict[int, str] = {}
    cells_refused: Counter[int] = Counter()
    for line, dirty in enumerate(rows, 2):
        row = cells(dirty, line, stated)
        written.append(row)
        if dirty.what in ("blank", "total", "person"):
            fate[line] = "dropped"
        elif dirty.what in ("short", "wide") or dirty.bad & BAD_NEEDED.keys():
            fate[line] = "refused"
        else:
            fate[line] = "joined" if row in stated else "stated"
            stated.append(row)
        if dirty.what in ("short", "wide"):
            cells_refused[line] = 1
        elif bad := sum(row[index] == cell for index, cell in (BAD_NEEDED | BAD_OPTIONAL).items()):
            cells_refused[line] = bad
    with tempfile.TemporaryDirectory() as folder, connect("memory:", create=True) as store:
        path = Path(folder) / "supplies.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=";").writerows([COLUMNS, *written])
        (report,) = load_files(store, [path], delimiter=";")
        said = store.statements(source="source/supplies")
        links = [one for one in said if isinstance(one.record, Link) and one.record.kind == LinkKind.SUPPLIES]
        lines = sorted(one.place.line for one in links)
    count = Counter(fate.values())
    assert lines == [line for line, became in fate.items() if became == "stated"]
    assert report.refused_rows == count["refused"]
    assert report.persons == sum(dirty.what == "person" for dirty in rows)
    assert report.total_rows == sum(dirty.what == "total" for dirty in rows)
    assert report.rows + report.skipped_rows == len(rows) == count.total()
    assert Counter(problem.row for problem in report.problems) == cells_refused
    assert report.problem_count == cells_refused.total()


# What other tools for such data drop without a word.
@pytest.mark.parametrize(
    ("column", "cell"),
    [("ИНН поставщика", f"{A[4:-1]}0"), ("ИНН поставщика", f"ИНН {A[4:]}"), ("Дата документа", "2023-02-31")],
    ids=["wrong check digit", "a word in the cell", "impossible date"],
)
def test_a_cell_that_others_lose_is_a_row_of_the_report(store: Store, tmp_path: Path, column: str, cell: str) -> None:
    row = dict(zip(COLUMNS, GOOD, strict=True)) | {column: cell}
    path = tmp_path / "supplies.csv"
    path.write_text(";".join(row) + "\n" + ";".join(row.values()) + "\n", encoding="utf-8")
    (report,) = load_files(store, [path])
    assert [(p.row, p.column, p.value) for p in report.problems] == [(2, column, cell)]


def test_a_mistyped_column_is_told_with_its_fill_rate_and_a_required_one_stops_the_load(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "supplies.csv"
    path.write_text(";".join(COLUMNS).replace("Сумма", "Сума") + "\n" + ";".join(GOOD) + "\n", encoding="utf-8")
    (report,) = load_files(store, [path])
    assert [(one.title, one.filled, one.rows) for one in report.unknown_columns] == [("Сума, руб.", 1, 1)]
    path.write_text(";".join(COLUMNS).replace("Год", "Гот") + "\n" + ";".join(GOOD) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="'Год'"):
        load_files(store, [path])


def test_a_mistyped_column_or_property_in_a_loader_is_an_error_that_names_it() -> None:
    columns = "[columns]\ninn = { header = ['ИНН'], type = 'inn' }\n[[record]]\nkind = 'Enterprise'\n"
    with pytest.raises(InputError, match="imn"):
        parse("x", columns + "properties = { inn = 'imn' }")
    with pytest.raises(InputError, match="okwed2"):
        parse("x", columns + "properties = { inn = 'inn', okwed2 = 'inn' }")


def test_a_code_of_our_own_with_a_space_is_told_with_what_became_of_it(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "clusters.csv"
    path.write_text("Код кластера;Кластер\nomsk chem;Учебный кластер\n", encoding="utf-8")
    (report,) = load_files(store, [path], loader="clusters")
    assert [(made.text, made.uid) for made in report.slugs] == [("omsk chem", "cluster/omsk-chem")]


def test_a_file_of_windows_is_read_whole_and_its_encoding_is_told(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "supplies.csv"
    names = ";".join((*COLUMNS, "Покупатель"))
    path.write_text(names + "\n" + ";".join((*GOOD[:1], C[4:], *GOOD[2:], "Завод")) + "\n", encoding="cp1251")
    (report,) = load_files(store, [path])
    assert "cp1251" in report.files[0].format
    assert {node.props.get("name") for node in store.entities()} >= {"Завод"}


def test_a_code_that_its_list_does_not_know_is_kept_and_told_once(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "supplies.csv"
    rows = [(*GOOD[:3], f"д-{number}", *GOOD[4:], "99.98") for number in range(3)]
    path.write_text("\n".join(map(";".join, [(*COLUMNS, "ОКПД2"), *rows])) + "\n", encoding="utf-8")
    (report,) = load_files(store, [path])
    assert [(one.scheme, one.code, one.flag, one.row) for one in report.flagged] == [("okpd2", "99.98", "unknown", 2)]
    assert report.links.created == 3
    assert "99.98 (supplies.csv, 2)" in report.to_text()


def test_a_code_of_another_list_is_kept_and_told_as_such(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "enterprises.csv"
    path.write_text(f"ИНН;Наименование;ОКВЭД2\n{A[4:]};Завод;20.16.51\n", encoding="utf-8")
    (report,) = load_files(store, [path])
    assert [(one.scheme, one.code, one.flag) for one in report.flagged] == [("okved2", "20.16.51", "other-list")]
    assert "codes of another list (OKPD2)" in report.to_text()
    assert [node.props["okved2"] for node in store.entities()] == ["20.16.51"]


def test_a_dry_run_shows_no_natural_person(store: Store, tmp_path: Path) -> None:
    person = ("005500000110", *GOOD[1:])
    path = tmp_path / "supplies.csv"
    path.write_text(
        ";".join((*COLUMNS, "Поставщик")) + "\n" + ";".join((*person, "ИП Фамилия")) + "\n", encoding="utf-8"
    )
    (report,) = load_files(store, [path], dry_run=True)
    assert "Фамилия" not in report.to_text()
    assert "005500000110" not in report.to_text()


def test_a_figure_that_is_held_stays_tied_to_its_firm(store: Store, tmp_path: Path) -> None:
    path, header = tmp_path / "s.csv", "inn,name,headcount,date"
    for headcount in ("12", "нет"):
        path.write_text(f"{header}\n{A[4:]},А,{headcount},31.12.2023\n", encoding="utf-8")
        (report,) = load_files(store, [path], loader="fns-headcount")
    assert (report.nodes.held, report.links.held, report.links.closed) == (2, 1, 0)
    assert [(link.kind, link.dst) for link in store.links()] == [("ABOUT", A)]
