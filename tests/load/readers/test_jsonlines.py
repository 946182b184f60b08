"""JSON lines and arrays of objects: flat rows with the lines they stand on, and nothing read wrongly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.build import A, B, C

from clustergraph.errors import InputError
from clustergraph.load.readers import open_book
from clustergraph.load.run import load_files
from clustergraph.model.records import Link
from clustergraph.store.base import connect

SUPPLY = {"supplier_inn": A[4:], "buyer_inn": B[4:], "year": 2023, "okpd2": "20.16", "amount": 100.0}


def read(folder: Path, written: str, name: str = "x.jsonl", encoding: str = "utf-8") -> list[tuple[int | str, ...]]:
    path = folder / name
    path.write_text(written, encoding=encoding, newline="")
    with open_book(path) as book:
        return [(row.line, *row.cells) for row in book.sheets[0].rows]


def test_keys_are_columns_and_each_row_knows_its_line(tmp_path: Path) -> None:
    written = '{"inn": "0055000017", "n": 5}\n\n{"other": null, "n": 20.10, "inn": "x\\ny"}\r\n'
    assert read(tmp_path, written) == [
        (1, "inn", "n", "other"),
        (1, "0055000017", "5", ""),
        (3, "x\ny", "20.10", ""),
    ]


def test_numbers_stay_as_they_are_written_but_for_a_needless_fraction(tmp_path: Path) -> None:
    rows = read(tmp_path, '{"a": 100.0, "b": 1e3, "c": 12345678901234567890, "d": true}\n')
    assert rows[1] == (1, "100", "1e3", "12345678901234567890", "true")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
def test_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    written = json.dumps({"Наименование": "Учебный завод полимерных изделий"}, ensure_ascii=False)
    assert read(tmp_path, written, encoding=encoding)[1] == (1, "Учебный завод полимерных изделий")


def test_an_array_is_read_with_the_lines_of_its_objects(tmp_path: Path) -> None:
    written = '\n[{"a": "1"},\n  {"a":\n "2"}, {"a": "3"}\n]\n'
    assert read(tmp_path, written, "x.json") == [(1, "a"), (2, "1"), (3, "2"), (4, "3")]


@pytest.mark.parametrize(
    ("written", "line"),
    [('[{"a": 1},\n{"a": }]', 2), ('[{"a": 1},\n]', 2), ('[{"a": 1}', 1), ('[{"a": 1}\n] x', 2), ('[{"a": 1} {}]', 1)],
)
def test_a_broken_array_is_refused_with_its_line(tmp_path: Path, written: str, line: int) -> None:
    with pytest.raises(InputError, match=rf"broken in line {line}\."):
        read(tmp_path, written, "x.json")


@pytest.mark.parametrize("written", ["[]", "{\n", "[1, 2]", "17\n"])
def test_a_file_without_objects_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(InputError, match="not one object"):
        read(tmp_path, written, "x.json")


def test_text_lost_in_a_wrong_decoding_before_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2"):
        read(tmp_path, '{"a": 1}\n{"a": "\ufffd"}\n')


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"supplier_inn": ', "no object of JSON"),
        ("[1]", "no object of JSON"),
        (json.dumps(SUPPLY | {"note": {"a": 1}}), "'note' is nested"),
        (json.dumps(SUPPLY | {"note": ["a"]}), "'note' is nested"),
        (json.dumps(SUPPLY)[:-1] + ', "year": 2024}', "'year' stands twice"),
        (json.dumps(SUPPLY | {"amount": float("nan")}), "no object of JSON"),
        ("[" * 100_000, "no object of JSON"),
    ],
)
def test_a_bad_line_is_a_row_of_the_report_and_the_rest_loads(tmp_path: Path, bad: str, reason: str) -> None:
    path = tmp_path / "supplies.jsonl"
    path.write_text(f"{json.dumps(SUPPLY)}\n{bad}\n{json.dumps(SUPPLY | {'buyer_inn': C[4:]})}\n", encoding="utf-8")
    with connect("memory:", create=True) as store:
        (report,) = load_files(store, [path])
        said = store.statements(source="source/supplies")
        assert sorted(one.place.line for one in said if isinstance(one.record, Link)) == [1, 3]
    assert (report.loader, report.rows, report.refused_rows, report.links.created) == ("supplies", 3, 1, 2)
    (problem,) = report.problems
    assert problem.row == 2
    assert reason in problem.reason


def test_a_corrected_bad_line_is_loaded_back(tmp_path: Path) -> None:
    path, errors = tmp_path / "supplies.jsonl", tmp_path / "errors.csv"
    path.write_text(f"{json.dumps(SUPPLY)}\n{json.dumps(SUPPLY | {'buyer_inn': C[4:], 'x': []})}\n", encoding="utf-8")
    with connect("memory:", create=True) as store:
        load_files(store, [path], errors=errors)
        errors.write_text(errors.read_text(encoding="utf-8-sig").replace("[]", "да"), encoding="utf-8", newline="")
        (report,) = load_files(store, [errors])
    assert report.links.created == 1
