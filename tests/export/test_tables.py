"""CSV tables: what stands in them, that spreadsheets run nothing, that a failed write spoils nothing."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph import i18n
from clustergraph.errors import InputError
from clustergraph.export.tables import write_csv
from clustergraph.files import guarded
from clustergraph.model.records import Entity, Link
from clustergraph.model.terms import KINDS, LINKS, Kind
from tests.build import A, B, e, firm, inn, link


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_one_file_a_kind_and_a_link_kind_with_counts(tmp_path: Path) -> None:
    nodes = [e("Enterprise", A, inn="0055000017"), e("Enterprise", B), e("Region", "region/55")]
    report = write_csv(tmp_path, nodes, [link(A, "SUPPLIES", B), link(A, "OWNS", B)])
    assert [(file.path.name, file.rows) for file in report.files] == [
        ("Enterprise.csv", 2),
        ("OWNS.csv", 1),
        ("Region.csv", 1),
        ("SUPPLIES.csv", 1),
    ]
    assert (report.nodes, report.links) == (3, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [file.path.name for file in report.files]


def test_columns_are_uid_ends_properties_of_the_ontology_and_sources(tmp_path: Path) -> None:
    write_csv(tmp_path, [e("Enterprise", A)], [link(A, "SUPPLIES", B)])
    header = (tmp_path / "Enterprise.csv").read_bytes().splitlines()[0].decode("utf-8-sig").split(",")
    assert header == ["uid", *KINDS["Enterprise"].properties, "sources"]
    header = (tmp_path / "SUPPLIES.csv").read_bytes().splitlines()[0].decode("utf-8-sig").split(",")
    assert header == ["uid", "src", "dst", *LINKS["SUPPLIES"].properties, "sources"]


def test_values_keep_zeros_places_lists_and_sources(tmp_path: Path) -> None:
    firm_a = Entity(
        A,
        Kind.ENTERPRISE,
        {
            "inn": "0055000017",
            "kpp": ["005501001", "005501002"],
            "lat": 54.9,
            "unidentified": True,
            "name": 'ООО "А, Б"',
        },
        ("source/a", "source/b"),
    )
    write_csv(tmp_path, [firm_a], [link(A, "SUPPLIES", B, period="2023", amount=-1200000.5, quantity=12.5)])
    row = rows(tmp_path / "Enterprise.csv")[0]
    assert row["inn"] == "0055000017"
    assert row["kpp"] == "005501001; 005501002"
    assert (row["lat"], row["unidentified"], row["name"]) == ("54.900000", "true", 'ООО "А, Б"')
    assert row["sources"] == "source/a; source/b"
    assert row["ogrn"] == ""
    supply = rows(tmp_path / "SUPPLIES.csv")[0]
    assert (supply["src"], supply["dst"]) == (A, B)
    assert (supply["amount"], supply["quantity"]) == ("-1200000.50", "12.500")


def test_the_file_begins_with_a_mark_and_ends_lines_as_spreadsheets_do(tmp_path: Path) -> None:
    write_csv(tmp_path, [e("Enterprise", A, name="Завод")], [])
    content = (tmp_path / "Enterprise.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfuid,")
    assert content.count(b"\r\n") == content.count(b"\n") == 2


def test_a_russian_excel_gets_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    write_csv(
        tmp_path, [], [link(A, "SUPPLIES", B, amount=1.5, product_text="болты; гайки")], delimiter=";", decimal=","
    )
    row = rows(tmp_path / "SUPPLIES.csv", ";")[0]
    assert (row["amount"], row["product_text"]) == ("1,50", "болты; гайки")


@pytest.mark.parametrize(("delimiter", "decimal"), [(",", ","), ("|", "."), (";", "'")])
def test_a_table_that_cannot_be_read_back_is_refused(tmp_path: Path, delimiter: str, decimal: str) -> None:
    with pytest.raises(InputError, match="cannot be read back"):
        write_csv(tmp_path, [e("Enterprise", A)], [], delimiter=delimiter, decimal=decimal)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "  ="])
def test_no_text_is_a_formula(tmp_path: Path, start: str) -> None:
    words = f"{start}cmd|' /C calc'!A0"
    write_csv(tmp_path, [e("Enterprise", A, name=words, alt_name=[words])], [link(A, "SUPPLIES", B, document=words)])
    cells = [rows(tmp_path / "Enterprise.csv")[0][key] for key in ("name", "alt_name")]
    cells.append(rows(tmp_path / "SUPPLIES.csv")[0]["document"])
    assert cells == [f"'{words}"] * 3


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_guarded_text_starts_no_formula_and_is_else_unchanged(words: str) -> None:
    cell = guarded(words)
    assert cell in (words, f"'{words}")
    assert not cell.strip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12), max_size=5))
def test_texts_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder = tmp_path_factory.mktemp("csv")
    nodes = [e("Enterprise", firm(i + 1), name=name) for i, name in enumerate(names) if name]
    write_csv(folder, nodes, [])
    if nodes:
        assert [row["name"] for row in rows(folder / "Enterprise.csv")] == [
            guarded(str(n.props["name"])) for n in nodes
        ]


def test_names_of_persons_and_signatories_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    person = e("Person", "person/demo-minister", name="Демонов Демон")
    party = link(A, "PARTY_TO", "agreement/demo", role="party", signed_by="Демонов Демон")
    write_csv(tmp_path, [person], [party])
    assert "Демонов" not in "".join(path.read_text(encoding="utf-8-sig") for path in tmp_path.iterdir())
    assert rows(tmp_path / "Person.csv")[0]["uid"] == "person/demo-minister"
    write_csv(tmp_path, [person], [party], personal=True)
    assert (
        rows(tmp_path / "Person.csv")[0]["name"] == rows(tmp_path / "PARTY_TO.csv")[0]["signed_by"] == "Демонов Демон"
    )


def test_properties_without_a_column_and_tables_of_an_earlier_export_are_told(tmp_path: Path) -> None:
    write_csv(tmp_path, [e("Region", "region/55")], [])
    (tmp_path / "mine.csv").write_text("own", encoding="utf-8")
    report = write_csv(tmp_path, [e("Enterprise", A, unheard_of="x")], [])
    assert report.unlisted == ["Enterprise.unheard_of"]
    assert [path.name for path in report.stale] == ["Region.csv"]
    assert "Region.csv" in report.to_text()
    assert report.table()[1] == [(str(tmp_path / "Enterprise.csv"), "Enterprise", 1)]


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    nodes = [e("Enterprise", inn=inn(i), name=f"Демо {i}") for i in range(1, 20)]
    write_csv(tmp_path / "a", nodes, [])
    write_csv(tmp_path / "b", nodes, [])
    assert (tmp_path / "a" / "Enterprise.csv").read_bytes() == (tmp_path / "b" / "Enterprise.csv").read_bytes()


def test_records_are_streamed(tmp_path: Path) -> None:
    taken = 0

    def endless() -> Iterator[Entity]:
        nonlocal taken
        for i in range(1, 1000):
            yield e("Enterprise", inn=inn(i), name="Д" * 1000)
            taken = i
            if i == 500:
                written = sum(path.stat().st_size for path in tmp_path.iterdir())
                assert written > 400_000, "half of the records are gone through and not on disk"

    write_csv(tmp_path, endless(), [])
    assert taken == 999


def test_a_failure_on_the_way_leaves_all_old_files(tmp_path: Path) -> None:
    write_csv(tmp_path, [e("Enterprise", A, name="old")], [link(A, "SUPPLIES", B)])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def breaking() -> Iterator[Link]:
        yield link(A, "SUPPLIES", B, period="2024")
        raise InputError("the source of the records gave way")

    with pytest.raises(InputError, match="gave way"):
        write_csv(tmp_path, [e("Enterprise", A, name="new")], breaking())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_place_that_is_no_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"Cannot write .*file") as raised:
        write_csv(tmp_path / "file", [e("Enterprise", A)], [])
    assert "\n" not in str(raised.value)


CHILD = """
import sys
from pathlib import Path
from clustergraph.export.tables import write_csv
from tests.build import A, e
name = sys.argv[2].encode().decode("unicode_escape")
print(write_csv(Path(sys.argv[1]), [e("Enterprise", A, name=name)], []).to_text())
"""


def test_tables_are_utf_8_where_the_locale_is_cp1251(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]),
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "LC_ALL": "C",
        "PYTHONIOENCODING": "cp1251",
        "CLUSTERGRAPH_LANG": "ru",
    }
    name = "Щёлково ₽ 漢"
    command = [sys.executable, "-c", CHILD, str(tmp_path), name.encode("unicode_escape").decode()]
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    assert "Таблицы" in done.stdout.decode("cp1251")
    assert rows(tmp_path / "Enterprise.csv")[0]["name"] == name


def test_the_report_speaks_both_languages(tmp_path: Path) -> None:
    report = write_csv(tmp_path, [e("Enterprise", A)], [])
    assert "1 row" in report.to_text()
    with i18n.use("ru"):
        assert "1 строка" in report.to_text()
