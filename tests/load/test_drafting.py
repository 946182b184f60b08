"""A draft of a loader: columns typed by what is in them, a record to begin with; it is a loader as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.build import A, B, C

from clustergraph.errors import InputError
from clustergraph.load.drafting import draft
from clustergraph.load.recipe_toml import parse
from clustergraph.load.run import load_files
from clustergraph.store.base import connect

FILE = f"""Резиденты парка на 01.05.2024;;;;;;;;;
ИНН;ОГРН;Резидент;ОКВЭД;ОКПД2;Год;Дата договора;Сумма, тыс. руб.;Доля;Заметка "важно"
{A[4:]};1250000000018;ООО «А»;20.16;20.16.51;2023;01.02.2023;1 234,5;0,5;да
{B[4:]};1250000000029;ИП Фамилия;22.2;22.21;2022;2023-02-01;100;0,25;
{C[4:]};;ООО «В»;01.11;;2021;;;1;нет
"""


def test_columns_are_typed_by_what_is_in_them(tmp_path: Path) -> None:
    path = tmp_path / "parks.csv"
    path.write_text(FILE, encoding="utf-8")
    toml = draft(path)
    columns = parse("parks", toml).tables[0].columns
    assert [column.type for column in columns] == [
        "inn", "ogrn", "text", "okved2", "okpd2", "year", "date", "money", "number", "text",
    ]  # fmt: skip
    assert next(column.unit for column in columns if column.type == "money") == "384"
    assert "2 of 3 filled: 1 234,5; 100" in toml
    assert "Фамилия" not in toml


def test_a_draft_loads_the_file_it_was_made_from(tmp_path: Path) -> None:
    path = tmp_path / "parks.csv"
    path.write_text(FILE, encoding="utf-8")
    (tmp_path / "loaders").mkdir()
    (tmp_path / "loaders" / "parks.toml").write_text(draft(path), encoding="utf-8")
    with connect("memory:", create=True) as store:
        (report,) = load_files(store, [path], loader="parks", folders=[tmp_path])
        assert (report.rows, report.refused_rows) == (3, 0)
        assert {node.uid: node.props.get("okved2") for node in store.entities()} == {A: "20.16", B: "22.2", C: "01.11"}


def test_a_file_without_titles_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text(";;\n;;\n", encoding="utf-8")
    with pytest.raises(InputError):
        draft(path)


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=4), min_size=1, max_size=4))
def test_whatever_is_in_a_file_the_draft_is_a_loader(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("draft") / "file.csv"
    text = "\n".join(";".join(cell.replace("\x00", "").replace('"', "'") for cell in row) for row in rows)
    path.write_text(text.encode("utf-8", "ignore").decode(), encoding="utf-8")
    message = ""
    try:
        draft(path)
    except InputError as error:  # no table in it: but never a draft that cannot be parsed
        message = str(error).casefold()
    assert "toml" not in message
    assert "loader" not in message
