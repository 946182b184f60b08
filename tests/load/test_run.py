"""Loading files end to end: what is written, what is told, and that a bad file leaves the store as it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.build import A, B, C, link
from tests.load.supplies import COMPLETE, FIGURES, GOOD, HEADER, OTHER, write

from clustergraph import i18n
from clustergraph.errors import InputError
from clustergraph.load.run import load_files
from clustergraph.load.sheets import try_loaders
from clustergraph.model.records import Value
from clustergraph.model.terms import LINKS, Kind, LinkKind
from clustergraph.store.base import Store, connect

BAD_YEAR = f"{A[4:]};ООО «А»;{B[4:]};ООО «Б»;20.16;2О23;;100"
BAD_INN = f"{A[4:-1]}0;ООО «А»;{C[4:]};ООО «В»;20.16;2023;;200"


def supplies(folder: Path, *rows: str, name: str = "supplies.csv") -> Path:
    return write(folder, name, HEADER, *rows)


def counts(store: Store) -> tuple[int, int]:
    stats = store.stats()
    return sum(stats.nodes.values()), sum(stats.links.values())


def graph(store: Store) -> list[tuple[str, Mapping[str, Value]]]:
    """What everybody reads."""
    nodes = [(one.uid, one.props) for one in store.entities()]
    return [*nodes, *((one.uid, one.props) for one in store.links())]


def test_a_file_is_recognised_loaded_and_the_second_time_nothing_is_written(store: Store, tmp_path: Path) -> None:
    path = supplies(tmp_path, GOOD, OTHER)
    (first,) = load_files(store, [path])
    assert (first.loader, first.source, first.rows) == ("supplies", "source/supplies", 2)
    assert (first.nodes.created, first.links.created) == (3, 2)
    stamp = store.stamp()
    (second,) = load_files(store, [path])
    assert second.same_again
    assert second.load == 0
    assert store.stamp() == stamp


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    rows = [GOOD, OTHER, GOOD.replace("ООО «А»", "Общество «А»"), f"005500000110;ИП Ф;{B[4:]};;20.16;2023;;5"]
    said = []
    for order in (rows, rows[::-1]):
        with connect("memory:", create=True) as store:
            load_files(store, [supplies(tmp_path, *order)])
            said.append(graph(store))
    assert said[0] == said[1]


def test_a_dry_run_shows_what_the_first_five_good_rows_state(store: Store, tmp_path: Path) -> None:
    rows = [BAD_INN, *(GOOD.replace(";2023;", f";{year};") for year in range(2015, 2022))]
    (report,) = load_files(store, [supplies(tmp_path, *rows)], dry_run=True)
    assert [sample.row for sample in report.samples] == [3, 4, 5, 6, 7]
    assert report.samples[0].states[0] == f"Enterprise {A} ООО «А» · INN: {A[4:]}"
    assert (
        report.samples[0]
        .states[2]
        .startswith(f"{LINKS[LinkKind.SUPPLIES].label} {A} → {B} · period: 2015, product: 20.16")
    )
    assert "supplies.csv, row 3" in report.to_text()
    (report,) = load_files(store, [supplies(tmp_path, *rows)])
    assert not report.samples


def test_a_source_of_another_name_is_kept_apart_a_loader(store: Store, tmp_path: Path) -> None:
    (report,) = load_files(store, [supplies(tmp_path, GOOD)], source="minpromtorg/2024")
    assert report.source == "source/minpromtorg/2024/supplies"
    with pytest.raises(InputError, match="cannot name a source"):
        load_files(store, [supplies(tmp_path, GOOD)], source="Минпромторг")


def test_every_refused_cell_is_told_with_its_place_while_the_rest_loads(store: Store, tmp_path: Path) -> None:
    (report,) = load_files(store, [supplies(tmp_path, GOOD, BAD_YEAR, OTHER, BAD_INN)])
    assert [(p.file, p.row, p.column, p.value) for p in report.problems] == [
        ("supplies.csv", 3, "Год", "2О23"),
        ("supplies.csv", 5, "ИНН поставщика", "0055000010"),
    ]
    assert (report.rows, report.refused_rows, report.exit_code) == (4, 2, 0)
    assert counts(store) == (3, 2)


BAD_CELLS = {
    "ИНН поставщика": (f"{A[4:-1]}0", "6,319E+11", "00550000", "0000000000", "завод"),
    "ОКПД2": ("2024-11-01", "пластик", "24e3"),
    "Год": ("23", "2О23", ""),
    "Дата документа": ("01.02.03", "31.02.2020", "12/31/2020"),
    "Сумма, руб.": ("1,234", "договорная", "12345678901234,56", "-5"),
    "ОКЕИ": ("кг",),
    "Происхождение": ("со склада",),
}
GOOD_CELLS = {
    "ИНН поставщика": (A[4:], A[6:], f"'{A[4:]}", f" {A[4:]}\u00a0"),
    "ОКПД2": ("20.16", "2016", "20.16.51.000"),
    "Год": ("2023", "2023 г."),
    "Дата документа": ("31.12.2020", "2020-12-31", "12.2020", "2020-12-31 00:00:00"),
    "Сумма, руб.": ("1 234,56", "1\u00a0234,56", "1234.56", "1234,5", "24e3", "1 234,56 руб.", ""),
    "Происхождение": ("Импорт", "import"),
}
COLUMNS = [*HEADER.split(";")[:-1], "Дата документа", "Сумма, руб.", "ОКЕИ", "Происхождение"]


def rows_with(column: str, cell: str) -> list[str]:
    """A good row to another buyer, then a row with the cell."""
    cells = dict(zip(COLUMNS, [*OTHER.split(";")[:-1], "", "1", "", ""], strict=True))
    odd = cells | {"ИНН покупателя": B[4:], "Покупатель": "ООО «Б»", column: cell}
    return [";".join(cells.values()), ";".join(odd.values())]


@pytest.mark.parametrize(("column", "cell"), [(column, cell) for column, cells in BAD_CELLS.items() for cell in cells])
def test_a_bad_cell_is_one_row_of_the_report_while_the_rest_loads(
    store: Store, tmp_path: Path, column: str, cell: str
) -> None:
    path = write(tmp_path, "supplies.csv", ";".join(COLUMNS), *rows_with(column, cell))
    (report,) = load_files(store, [path])
    assert [(problem.row, problem.column) for problem in report.problems] == [(3, column)]
    assert all((problem.reason, problem.hint or column == "Сумма, руб.") for problem in report.problems)
    assert store.get(C) is not None
    with connect("memory:", create=True) as empty, pytest.raises(InputError, match="row 3"):
        load_files(empty, [path], strict=True)


@pytest.mark.parametrize(("column", "cell"), [(column, cell) for column, cells in GOOD_CELLS.items() for cell in cells])
def test_what_people_write_is_read_right(store: Store, tmp_path: Path, column: str, cell: str) -> None:
    path = write(tmp_path, "supplies.csv", ";".join(COLUMNS), *rows_with(column, cell))
    (report,) = load_files(store, [path], strict=True)
    assert counts(store) == (3, 2)
    assert report.repaired == (cell == A[6:])


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_text_table_is_read_whatever_program_wrote_it(store: Store, tmp_path: Path, end: str, encoding: str) -> None:
    path = tmp_path / "supplies.csv"
    path.write_bytes((end.join([HEADER, GOOD, OTHER]) + end).encode(encoding))
    load_files(store, [path])
    assert counts(store) == (3, 2)
    assert [firm.props["name"] for firm in store.entities()] == ["ООО «А»", "ООО «Б»", "ООО «В»"]


def test_the_date_of_a_delivery_can_stand_in_the_name_of_the_file(store: Store, tmp_path: Path) -> None:
    loader = """
observed_on = { file_name = '-(\\d{4}-\\d\\d)' }
[columns]
inn = { header = "ИНН", type = "inn", required = true }
name = { header = "Имя", type = "text" }
[[record]]
kind = "Enterprise"
properties = { inn = "inn", name = "name" }
"""
    (tmp_path / "loaders").mkdir()
    (tmp_path / "loaders" / "list.toml").write_text(loader, encoding="utf-8")
    path = write(tmp_path, "list-2024-03.csv", "ИНН;Имя", f"{A[4:]};А")
    load_files(store, [path], loader="list", folders=[tmp_path])
    load_files(store, [path], loader="list", folders=[tmp_path], source="own", observed_on="2025")
    assert [(source.uid, source.observed_on) for source in store.sources()] == [
        ("source/list", "2024-03"),
        ("source/own/list", "2025"),
    ]


def test_under_strict_a_refused_cell_is_an_error_and_nothing_is_written(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"supplies\.csv, row 3, column 'Год'"):
        load_files(store, [supplies(tmp_path, GOOD, BAD_YEAR)], strict=True)
    assert counts(store) == (0, 0)
    assert not list(store.sources())
    (report,) = load_files(store, [supplies(tmp_path, GOOD)], strict=True)
    assert report.load == 1


def test_a_dry_run_counts_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    (report,) = load_files(store, [supplies(tmp_path, GOOD)], dry_run=True)
    assert (report.nodes.created, report.links.created, report.load) == (2, 1, 0)
    assert counts(store) == (0, 0)
    assert not list(store.sources())


def test_what_a_row_said_before_is_held_when_it_cannot_be_read(store: Store, tmp_path: Path) -> None:
    load_files(store, [supplies(tmp_path, GOOD, OTHER)])
    (report,) = load_files(store, [supplies(tmp_path, GOOD, BAD_INN)])
    assert (report.links.unchanged, report.links.held, report.links.closed) == (1, 1, 0)
    assert counts(store) == (3, 2)
    (report,) = load_files(store, [supplies(tmp_path, GOOD)])
    assert (report.links.unchanged, report.links.closed) == (1, 1)


def test_spellings_of_a_firm_are_kept_beside_each_other(store: Store, tmp_path: Path) -> None:
    load_files(store, [supplies(tmp_path, GOOD, OTHER.replace("ООО «А»", "Общество «А»"))])
    firm = store.get(A)
    assert firm is not None
    assert {firm.props["name"], *firm.props["alt_name"]} == {"ООО «А»", "Общество «А»"}  # type: ignore[misc]


def test_a_code_beside_another_name_is_refused(store: Store, tmp_path: Path) -> None:
    header = "Код кластера;Кластер;ИНН участника;Роль"
    rows = [f"demo;Кластер пищи;{A[4:]};finished", f"demo;Кластер машин;{B[4:]};finished"]
    (report,) = load_files(store, [write(tmp_path, "clusters.csv", header, *rows)])
    assert [(problem.row, problem.reason) for problem in report.problems] == [
        (3, "the code 'cluster/demo' stands beside different names")
    ]
    cluster = store.get("cluster/demo")
    assert cluster is not None
    assert cluster.props["name"] == "Кластер пищи"


def test_a_list_that_lost_rows_is_not_complete(store: Store, tmp_path: Path) -> None:
    figures = write(tmp_path, "figures.csv", FIGURES, *COMPLETE)
    supplies(tmp_path, GOOD, BAD_INN)
    reports = load_files(store, [tmp_path])
    levels = {e.uid: e.props["coverage_level"] for e in store.entities(Kind.COVERAGE)}
    # the buyer of the lost row is known; its seller is told by its name
    assert {uid for uid, level in levels.items() if level == "partial"} == {
        f"coverage/{C}/2023/purchases",
        f"coverage/{A}/2023/sales",
    }
    assert [problem.row for problem in reports[1].problems] == [2, 4]
    supplies(tmp_path, GOOD, OTHER)
    load_files(store, [tmp_path])
    assert {e.props["coverage_level"] for e in store.entities(Kind.COVERAGE)} == {"complete"}
    assert figures.exists()


def test_loading_a_folder_again_writes_nothing_though_lists_lost_rows(store: Store, tmp_path: Path) -> None:
    write(tmp_path, "figures.csv", FIGURES, *COMPLETE)
    supplies(tmp_path, GOOD, BAD_INN)
    load_files(store, [tmp_path])
    stamp = store.stamp()
    assert all(report.same_again for report in load_files(store, [tmp_path]))
    assert store.stamp() == stamp


def test_a_file_without_a_required_column_is_an_error_before_any_row(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "supplies.csv", HEADER.replace("ИНН покупателя", "Покупатель (ИНН)"), GOOD)
    with pytest.raises(InputError, match="'ИНН покупателя'"):
        load_files(store, [path], loader="supplies")
    with pytest.raises(InputError):
        load_files(store, [path])
    assert not list(store.sources())


def test_a_file_that_cannot_be_read_among_others_is_told_and_nothing_is_closed(store: Store, tmp_path: Path) -> None:
    load_files(store, [supplies(tmp_path, GOOD, OTHER)])
    supplies(tmp_path, GOOD)
    (tmp_path / "empty.csv").write_bytes(b"")
    reports = load_files(store, [tmp_path])
    assert [report.exit_code for report in reports] == [0, 3]
    assert reports[1].unreadable_files[0].file == "empty.csv"
    assert counts(store) == (3, 2)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03" * 100, "a;b\n\ufffd;1\n".encode()])
def test_a_bad_file_is_one_clear_line_and_the_store_as_before(store: Store, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        load_files(store, [path], loader="supplies")
    assert "\n" not in str(error.value)
    assert error.value.exit_code == 3
    assert not list(store.sources())


def test_nothing_to_load_is_an_error(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Nothing to load"):
        load_files(store, [tmp_path])


def test_facts_are_a_load_a_source(store: Store) -> None:
    case = Path(__file__).parents[1] / "loaders" / "facts" / "source.csv"
    reports = load_files(store, [case])
    assert [(report.source, report.rows) for report in reports] == [
        ("source/example.org/clusters/facts", 5),
        ("source/example/count/facts", 7),
        ("", 1),
    ]
    assert [source.url for source in store.sources()] == ["https://example.org/clusters", "https://example.org/count"]
    history = [entry.props["since"] for entry in store.entities(Kind.REGISTER_ENTRY)]
    assert history == ["2022-06-01", "2023-09-01"]


def test_a_project_can_bring_its_own_loader(store: Store, tmp_path: Path) -> None:
    (tmp_path / "loaders").mkdir()
    (tmp_path / "loaders" / "parks.toml").write_text(
        """
title = { ru = "Парки", en = "Parks" }
[columns]
name = { header = "Парк", type = "text", required = true }
firm = { header = "ИНН резидента", type = "inn", required = true }
[[record]]
as = "park"
kind = "IndustrialPark"
slug = "name"
properties = { name = "name" }
[[record]]
as = "firm"
kind = "Enterprise"
properties = { inn = "firm" }
[[record]]
link = "RESIDENT_OF"
src = "firm"
dst = "park"
""",
        encoding="utf-8",
    )
    path = write(tmp_path, "parks.csv", "Парк;ИНН резидента", f"Учебный парк;{A[4:]}")
    (report,) = load_files(store, [path], folders=[tmp_path])
    assert report.loader == "parks"
    assert [made.uid for made in report.slugs] == ["site/uchebnyj-park"]
    assert store.get(link(A, "RESIDENT_OF", "site/uchebnyj-park").uid) is not None


def test_loaders_are_ranked_by_how_a_file_fits_them(tmp_path: Path) -> None:
    best, *others = try_loaders(supplies(tmp_path, GOOD))
    assert (best.loader, best.fits, best.missing) == ("supplies", True, [])
    assert not any(fit.fits for fit in others)


def test_a_report_has_the_keys_that_programs_read(store: Store, tmp_path: Path) -> None:
    (report,) = load_files(store, [supplies(tmp_path, GOOD, BAD_YEAR)])
    told = json.loads(report.to_json())
    assert {"source", "load", "nodes", "links", "rows", "problems"} <= told.keys()
    assert {"created", "updated", "unchanged", "closed", "held"} <= told["nodes"].keys()
    assert told["problems"][0].keys() == {"file", "sheet", "row", "column", "value", "reason", "hint"}


def test_a_report_reads_well_in_russian(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "supplies.csv", HEADER + ";Заметка", GOOD + ";да", BAD_YEAR + ";")
    with i18n.use("ru"):
        (report,) = load_files(store, [path])
        told = report.to_text().replace("\u00a0", " ")
    assert told.splitlines() == [
        "Поставки → source/supplies, загрузка 1",
        f"Файл supplies.csv: {report.files[0].format}, шапка в строке 1, 2 строки",
        "Прочитано: 2 строки, принято 1",
        "Узлы: создано 2, изменено 0, без изменений 0",
        "Связи: создано 1, изменено 0, без изменений 0",
        "Столбец «Заметка» загрузчику неизвестен и не прочитан; заполнен на 50 %.",
        "Не прочитано ячеек: 1; строк не принято: 1",
        "  1 × supplies.csv, строка 3, столбец «Год»: это не год («2О23»). Пишите год четырьмя цифрами: 2023.",
    ]
