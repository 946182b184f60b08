"""Rows that could not be read: written out whole, corrected, loaded back; the graph is then that of a clean file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from tests.build import A, B, C
from tests.load.supplies import COMPLETE, FIGURES

from clustergraph.errors import InputError
from clustergraph.load.run import load_files
from clustergraph.model.records import Value
from clustergraph.store.base import Store, connect

HEADER = "ИНН поставщика;Поставщик;ИНН покупателя;Покупатель;ОКПД2;Год;№ документа;Сумма, руб.;Заметка"
GOOD = f"{A[4:]};ООО «А»;{B[4:]};ООО «Б»;20.16;2023;;100;=1+1"
BAD = f"{A[4:]};ООО «А»;{C[4:]};ООО «В»;20.16;2О23;=7;-200;«свой; текст»"
RIGHT = BAD.replace("2О23", "2023").replace("-200", "200")
CLUSTERS = "Код кластера;Кластер;ИНН участника;Роль;С;По"
FIRST = f"demo;Учебный кластер;{A[4:]};service;01.02.2020;01.02.2021"
SECOND = f"demo;Учебный кластер;{A[4:]};service;01.02.2022;"


def write(folder: Path, name: str, header: str, *rows: str) -> Path:
    path = folder / name
    quoted = (row.replace("«свой; текст»", '"«свой; текст»"') for row in rows)
    path.write_text("\n".join([header, *quoted]) + "\n", encoding="utf-8", newline="")
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def correct(path: Path, change: Callable[[dict[str, str]], dict[str, str] | None], encoding: str = "utf-8-sig") -> Path:
    """Change each row, or leave it out; save the file as a spreadsheet program would."""
    rows = [changed for row in read(path) if (changed := change(row)) is not None]
    with path.open("w", encoding=encoding, newline="") as stream:
        out = csv.DictWriter(stream, list(rows[0]), delimiter=";")
        out.writeheader()
        out.writerows(rows)
    return path


def graph(store: Store) -> list[tuple[str, Mapping[str, Value], Sequence[str]]]:
    nodes = [(one.uid, one.props, one.sources) for one in store.entities()]
    return [*nodes, *((one.uid, one.props, one.sources) for one in store.links())]


def clean(*paths: Path) -> list[tuple[str, Mapping[str, Value], Sequence[str]]]:
    with connect("memory:", create=True) as opened:
        load_files(opened, paths)
        return graph(opened)


def repaired(row: dict[str, str]) -> dict[str, str]:
    return {**row, "Год": "2023", "Сумма, руб.": row["Сумма, руб."].replace("'-", "")}


def test_a_refused_row_is_written_whole_with_its_place_and_reasons(store: Store, tmp_path: Path) -> None:
    (report,) = load_files(
        store, [write(tmp_path, "deals.csv", HEADER, GOOD, BAD)], source="fund", errors=tmp_path / "errors.csv"
    )
    assert (tmp_path / "errors.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = read(tmp_path / "errors.csv")
    front = [row[name] for name in ("Loader", "Source", "File", "Sheet", "Row")]
    assert front == ["supplies", "source/fund/supplies", "deals.csv", "", "3"]
    assert "Год: " in row["What is wrong"]
    assert "2023" in row["What to do"]
    assert [row["Год"], row["№ документа"], row["Заметка"]] == ["2О23", "'=7", "«свой; текст»"]
    assert "Rows to correct: 1" in report.notes[-1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251"])
def test_corrected_rows_give_the_graph_of_a_clean_file(store: Store, tmp_path: Path, encoding: str) -> None:
    load_files(store, [write(tmp_path, "deals.csv", HEADER, GOOD, BAD)], source="fund", errors=tmp_path / "errors.csv")
    (report,) = load_files(store, [correct(tmp_path / "errors.csv", repaired, encoding)])
    assert (report.source, report.problem_count, report.links.created, report.links.closed) == (
        "source/fund/supplies",
        0,
        1,
        0,
    )
    right = write(tmp_path, "right.csv", HEADER, GOOD, RIGHT)
    with connect("memory:", create=True) as other:
        load_files(other, [right], source="fund")
        assert graph(store) == graph(other)
    (said,) = store.statements(next(one.uid for one in store.links() if one.dst == C))
    assert (said.place.file, said.place.line) == ("deals.csv", 3)


def test_what_is_still_wrong_is_written_again(store: Store, tmp_path: Path) -> None:
    load_files(store, [write(tmp_path, "deals.csv", HEADER, GOOD, BAD)], errors=tmp_path / "one.csv")
    load_files(store, [tmp_path / "one.csv"], errors=tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_corrected_row_takes_the_place_of_what_was_held(store: Store, tmp_path: Path) -> None:
    load_files(store, [write(tmp_path, "deals.csv", HEADER, GOOD)])
    path = write(tmp_path, "deals.csv", HEADER, GOOD.replace(";100;", ";сто;"))
    load_files(store, [path], errors=tmp_path / "errors.csv")
    load_files(store, [correct(tmp_path / "errors.csv", lambda row: {**row, "Сумма, руб.": "300"})])
    assert [one.props["amount"] for one in store.links()] == [300.0]


def test_a_list_is_complete_again_once_its_rows_are_read(store: Store, tmp_path: Path) -> None:
    figures = write(tmp_path, "figures.csv", FIGURES, *COMPLETE)
    load_files(store, [write(tmp_path, "deals.csv", HEADER, GOOD, BAD), figures], errors=tmp_path / "errors.csv")
    assert levels(store) == {"complete": 4, "partial": 2}
    load_files(store, [correct(tmp_path / "errors.csv", repaired)])
    assert levels(store) == {"complete": 6}
    assert graph(store) == clean(figures, write(tmp_path, "right.csv", HEADER, GOOD, RIGHT))


def test_a_list_stays_partial_where_the_row_it_lacks_is_left_out(store: Store, tmp_path: Path) -> None:
    figures = write(tmp_path, "figures.csv", FIGURES, *COMPLETE)
    load_files(store, [write(tmp_path, "deals.csv", HEADER, GOOD, BAD), figures], errors=tmp_path / "errors.csv")
    path = correct(tmp_path / "errors.csv", lambda row: None if row["File"] == "deals.csv" else row)
    reports = load_files(store, [path])
    assert levels(store) == {"complete": 4, "partial": 2}
    assert "stays partial" in reports[0].to_text()


def test_a_list_is_complete_again_once_its_contradicting_rows_are_told_apart(store: Store, tmp_path: Path) -> None:
    figures = write(tmp_path, "figures.csv", FIGURES, *COMPLETE)
    deals = write(tmp_path, "deals.csv", HEADER, GOOD, GOOD.replace(";100;", ";300;"))
    load_files(store, [deals, figures], errors=tmp_path / "errors.csv")
    assert levels(store) == {"complete": 4, "partial": 2}
    load_files(store, [correct(tmp_path / "errors.csv", lambda row: {**row, "№ документа": row["Row"]})])
    assert levels(store) == {"complete": 6}


def levels(store: Store) -> dict[str, int]:
    found = [str(node.props["coverage_level"]) for node in store.entities() if node.kind == "Coverage"]
    return {level: found.count(level) for level in sorted(set(found))}


def test_rows_of_natural_persons_are_counted_and_not_written(store: Store, tmp_path: Path) -> None:
    person = GOOD.replace(A[4:], "005500000110").replace("2023", "2О23")
    trader = GOOD.replace(A[4:], "").replace("ООО «А»", "ИП Фамилия").replace("2023", "2О23")
    (report,) = load_files(
        store, [write(tmp_path, "deals.csv", HEADER, person, trader, BAD)], errors=tmp_path / "errors.csv"
    )
    written = (tmp_path / "errors.csv").read_text("utf-8-sig")
    assert "Фамилия" not in written
    assert "005500000110" not in written
    assert len(read(tmp_path / "errors.csv")) == 1
    assert "natural persons stand in them: 2" in report.to_text()


def test_a_second_period_does_not_overwrite_the_first(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "clusters.csv", CLUSTERS, FIRST, SECOND.replace("01.02.2022", "2О22"))
    load_files(store, [path], errors=tmp_path / "errors.csv")
    assert [row["Row"] for row in read(tmp_path / "errors.csv")] == ["2", "3"]
    load_files(
        store, [correct(tmp_path / "errors.csv", lambda row: {**row, "С": row["С"].replace("2О22", "01.02.2022")})]
    )
    assert graph(store) == clean(write(tmp_path, "right.csv", CLUSTERS, FIRST, SECOND))


def test_a_row_that_was_too_short_is_not_taken_as_it_stands(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "deals.csv", HEADER, GOOD, RIGHT.rpartition(";20.16")[0])
    load_files(store, [path], errors=tmp_path / "errors.csv")
    (report,) = load_files(store, [tmp_path / "errors.csv"])
    assert report.refused_rows == 1
    filled = {"ОКПД2": "20.16", "Год": "2023", "№ документа": "=7", "Сумма, руб.": "200"}
    (report,) = load_files(store, [correct(tmp_path / "errors.csv", lambda row: {**row, **filled})])
    assert report.refused_rows == 0
    assert len(list(store.links())) == 2


def test_rows_that_contradict_each_other_are_all_written(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "deals.csv", HEADER, GOOD, GOOD.replace(";100;", ";150;"))
    load_files(store, [path], errors=tmp_path / "errors.csv")
    assert [row["Row"] for row in read(tmp_path / "errors.csv")] == ["2", "3"]
    load_files(store, [correct(tmp_path / "errors.csv", lambda row: row if row["Row"] == "2" else None)])
    assert [one.props["amount"] for one in store.links()] == [100.0]


def test_rows_that_name_their_source_go_back_to_it(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    case = Path(__file__).parents[1] / "loaders" / "facts" / "source.csv"
    path.write_bytes(case.read_bytes())
    before = load_files(store, [path], errors=tmp_path / "errors.csv")
    assert [row["Row"] for row in read(tmp_path / "errors.csv")] == ["13", "14"]
    fixed = {"Вид": "организация", "Название": "Учебный фонд", "Код источника": "fund/news"}
    reports = load_files(store, [correct(tmp_path / "errors.csv", lambda row: {**row, **fixed})])
    assert [report.problem_count for report in reports] == [0, 0]
    assert {report.source for report in reports} <= {*(report.source for report in before), "source/fund/news/facts"}
    assert all(source.title for source in store.sources())


def test_corrected_rows_take_no_other_source(store: Store, tmp_path: Path) -> None:
    load_files(store, [write(tmp_path, "deals.csv", HEADER, GOOD, BAD)], errors=tmp_path / "errors.csv")
    with pytest.raises(InputError, match="go to the source"):
        load_files(store, [tmp_path / "errors.csv"], source="other")


def test_under_strict_the_rows_to_correct_are_written_and_nothing_else(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "deals.csv", HEADER, GOOD, BAD)
    with pytest.raises(InputError):
        load_files(store, [path], strict=True, errors=tmp_path / "errors.csv")
    assert len(read(tmp_path / "errors.csv")) == 1
    assert not list(store.links())


def test_a_file_without_rows_to_correct_is_told(store: Store, tmp_path: Path) -> None:
    load_files(store, [write(tmp_path, "deals.csv", HEADER, GOOD)], errors=tmp_path / "errors.csv")
    with pytest.raises(InputError, match="no rows to correct"):
        load_files(store, [tmp_path / "errors.csv"])
