"""Text tables as experts have them: every encoding, separator and line end, and one clear line for a broken file."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clustergraph import i18n
from clustergraph.errors import InputError
from clustergraph.load.readers import open_book
from clustergraph.load.readers.base import Row

HEADER = ("ИНН", "Наименование", "Сумма, руб.")
FIRM = ("0055000017", 'ООО "Учебный завод № 1"', "1 234,56")


def write(folder: Path, content: str | bytes, encoding: str = "utf-8", name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(path: Path, *, encoding: str = "", delimiter: str = "") -> tuple[str, list[Row], list[str]]:
    """Format, rows and notes of a file with one table."""
    with open_book(path, encoding=encoding, delimiter=delimiter) as book:
        (sheet,) = book.sheets
        rows = list(sheet.rows)
        return book.format, rows, list(sheet.notes)


def cells(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for row in read(path)[1]]


def refusal(path: Path, *, encoding: str = "", delimiter: str = "") -> str:
    with pytest.raises(InputError) as caught:
        read(path, encoding=encoding, delimiter=delimiter)
    assert caught.value.hint
    assert "\n" not in caught.value.message
    return caught.value.message


def dialect(rows: list[tuple[str, ...]], delimiter: str, ends: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866"])
def test_the_usual_encodings_separators_and_line_ends_are_found(
    tmp_path: Path, encoding: str, delimiter: str, ends: str
) -> None:
    path = write(tmp_path, dialect([HEADER, FIRM], delimiter, ends), encoding)
    shown, rows, notes = read(path)
    assert shown == f"CSV, {encoding}, " + ("tab" if delimiter == "\t" else f'"{delimiter}"')
    assert rows == [Row(1, HEADER), Row(2, FIRM)]
    assert notes == []


def test_mixed_line_ends_and_blank_lines_keep_the_line_numbers(tmp_path: Path) -> None:
    path = write(tmp_path, "a;b\r\n1;2\n\n3;4\r5;6")
    assert read(path)[1] == [Row(1, ("a", "b")), Row(2, ("1", "2")), Row(3, ()), Row(4, ("3", "4")), Row(5, ("5", "6"))]


def test_a_line_break_in_a_cell_stays_and_the_row_bears_its_first_line(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,"x\ny\r\nz"\n2,w\n')
    assert read(path)[1] == [Row(1, ("a", "b")), Row(2, ("1", "x\ny\r\nz")), Row(5, ("2", "w"))]


def test_cells_are_given_as_they_stand(tmp_path: Path) -> None:
    path = write(tmp_path, "a;b;c\n 1\u00a0234,5;  x ;0012\n")
    assert read(path)[1][1].cells == (" 1\u00a0234,5", "  x ", "0012")


def test_the_mark_by_which_dos_ends_a_text_is_no_row(tmp_path: Path) -> None:
    assert cells(write(tmp_path, "a;b\r\n1;2\r\n\x1a")) == [("a", "b"), ("1", "2")]
    assert refusal(write(tmp_path, "\r\n\x1a")) == "a.csv: the file is empty."


def test_a_truncated_row_is_given_short(tmp_path: Path) -> None:
    assert cells(write(tmp_path, "a;b;c\n1;2\n3;4;5\n"))[1] == ("1", "2")


def test_doubled_quotes_between_tabs_are_one(tmp_path: Path) -> None:
    assert cells(write(tmp_path, 'a\tb\n"ООО ""Ромашка"""\t1\n'))[1] == ('ООО "Ромашка"', "1")


def test_a_quote_that_does_not_begin_a_cell_is_text(tmp_path: Path) -> None:
    assert cells(write(tmp_path, 'a;b\nООО "Ромашка";1\n'))[1] == ('ООО "Ромашка"', "1")


def test_a_row_with_a_stray_quote_is_one_cell_and_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, 'a;b\n"АО "ИМЯ"";1\nх;2\n')
    _, rows, notes = read(path)
    assert rows == [Row(1, ("a", "b")), Row(2, ('"АО "ИМЯ"";1',)), Row(3, ("х", "2"))]
    assert notes == ["a.csv, line 2: a quote inside a cell is not doubled, the row was not split into cells."]


def test_of_many_stray_quotes_ten_are_named_and_all_are_counted(tmp_path: Path) -> None:
    notes = read(write(tmp_path, "a;b\n" + '"x"y;1\n' * 25))[2]
    assert len(notes) == 11
    assert notes[-1] == "a.csv: rows with quotes that are not doubled: 25 in all."


def test_the_line_by_which_excel_names_the_separator_is_no_row(tmp_path: Path) -> None:
    shown, rows, _ = read(write(tmp_path, "sep=|\r\na,b|c\r\n"))
    assert shown == 'CSV, utf-8, "|"'
    assert rows == [Row(2, ("a,b", "c"))]


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("ИНН;Сумма, руб.\n0055000017;1,5\n0055000024;2,5\n", ";"),
        ("ИНН,Коды\n0055000017,01.11;01.12\n0055000024,01.13;01.14\n", ","),
        ("Год;Сумма\n2023;1,234,567\n2024;2,345,678\n", ";"),
        ('"a;b;c","d"\n"1;2;3","4"\n', ","),
        ("Отчёт о поставках\n\nИНН;Год;Сумма\n1;2;3\n", ";"),
        ("Список,,\nИНН,Год,Сумма\n1,2,3\n", ","),
        ("a|b,c\n1|2,5\n", "|"),
        ("Отчёт, за 2023 год, по области\n\nИНН;Год;Сумма\n1;2;3\n4;5;6\n", ";"),
        ("Отчёт; за 2023 год\nИНН,Год,Сумма\n1,2,3\n4,5,6\n", ","),
        ("a;b;c\n1;2,5\n1;2,5\n1;2;3,5\n1;2;3,5\n", ";"),
    ],
)
def test_the_separator_is_what_splits_the_header_too(tmp_path: Path, content: str, delimiter: str) -> None:
    assert read(write(tmp_path, content))[0] == f'CSV, utf-8, "{delimiter}"'


def test_one_column_is_a_table(tmp_path: Path) -> None:
    assert cells(write(tmp_path, "ИНН\n0055000017\n")) == [("ИНН",), ("0055000017",)]


def test_a_long_file_is_read_beyond_the_sample(tmp_path: Path) -> None:
    path = write(tmp_path, "a;b\n" + "Поставка;1\n" * 60_000, "cp1251")
    shown, rows, _ = read(path)
    assert shown == 'CSV, cp1251, ";"'
    assert len(rows) == 60_001
    assert rows[-1] == Row(60_001, ("Поставка", "1"))


def test_a_declared_separator_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path, "a;b,c\n")
    assert read(path, delimiter=",")[1] == [Row(1, ("a;b", "c"))]
    assert read(path, delimiter="tab")[1] == [Row(1, ("a;b,c",))]


@pytest.mark.parametrize("declared", ["", "windows-1251", "CP1251"])
def test_a_declared_encoding_that_is_right_is_taken(tmp_path: Path, declared: str) -> None:
    shown, rows, _ = read(write(tmp_path, "ИНН;Имя\n1;Завод\n", "cp1251"), encoding=declared)
    assert shown == 'CSV, cp1251, ";"'
    assert rows[1].cells == ("1", "Завод")


@pytest.mark.parametrize("declared", ["utf-8", "cp866", "latin-1", "ascii"])
def test_plain_ascii_may_be_declared_anything_like_it(tmp_path: Path, declared: str) -> None:
    assert read(write(tmp_path, "inn;name\n1;x\n"), encoding=declared)[1][1].cells == ("1", "x")


def test_an_encoding_that_is_not_looked_for_may_be_declared(tmp_path: Path) -> None:
    path = write(tmp_path, "Поставщик;Покупатель\nУчебный завод;Учебный комбинат\n", "koi8-r")
    assert read(path, encoding="koi8-r")[1][0].cells == ("Поставщик", "Покупатель")


@pytest.mark.parametrize(
    ("actual", "declared"),
    [
        ("utf-8", "cp1251"),
        ("utf-8", "cp866"),
        ("utf-8", "utf-16"),
        ("utf-8-sig", "cp1251"),
        ("utf-16", "utf-8"),
        ("cp1251", "utf-8"),
        ("cp1251", "cp866"),
        ("cp1251", "latin-1"),
        ("cp1251", "koi8-r"),
        ("cp866", "cp1251"),
    ],
)
def test_a_declared_encoding_that_is_wrong_is_refused(tmp_path: Path, actual: str, declared: str) -> None:
    path = write(tmp_path, "Поставщик;Покупатель;Сумма\nУчебный завод;Учебный комбинат;5\n", actual)
    assert refusal(path, encoding=declared) == f"a.csv: declared {declared}, is {actual}."


@pytest.mark.parametrize("declared", ["cp12511", "base64", "utf 8 mit BOM"])
def test_an_unknown_encoding_is_refused(tmp_path: Path, declared: str) -> None:
    assert refusal(write(tmp_path, "a;b\n"), encoding=declared) == f"Unknown encoding '{declared}'."


@pytest.mark.parametrize("declared", [";;", '"', "space"])
def test_what_cannot_separate_is_refused(tmp_path: Path, declared: str) -> None:
    assert "cannot be a delimiter" in refusal(write(tmp_path, "a;b\n"), delimiter=declared)


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", "\ufeff".encode(), b";;;\n;;;\n", " \n\t\n".encode("utf-16")])
def test_a_file_without_a_row_is_empty(tmp_path: Path, content: bytes) -> None:
    assert refusal(write(tmp_path, content)) == "a.csv: the file is empty."


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"%PDF-1.4\n" + bytes(range(1, 32)) * 9,
        b"a;b\n1;\0\n",
        "a;\0".encode("utf-16"),
    ],
)
def test_binary_data_are_no_table(tmp_path: Path, content: bytes) -> None:
    assert refusal(write(tmp_path, content)) == "a.csv: not a table, it holds binary data."


def test_ruined_text_is_refused_with_the_count_of_cells_and_the_first_line(tmp_path: Path) -> None:
    path = write(tmp_path, "ИНН;Имя;Город\n1;Завод;Омск\n2;З\ufffd\ufffdод;\ufffd\n3;\ufffd;Омск\n")
    assert refusal(path) == "a.csv: the text is ruined: cells with the character �: 3, the first in line 3."


def test_letters_that_would_be_the_ruined_character_in_another_encoding_are_letters(tmp_path: Path) -> None:
    assert cells(write(tmp_path, "Имя;Город\nпїЅ;Омск\n", "cp1251"))[1] == ("пїЅ", "Омск")


def test_utf8_with_a_bad_byte_is_not_taken_for_another_encoding(tmp_path: Path) -> None:
    content = "Имя;Город\nУчебный завод;Омск\n".encode() + "Комбинат".encode("cp1251") + b";1\n"
    assert refusal(write(tmp_path, content)) == "a.csv: the encoding utf-8 is broken in line 3 (byte 54)."


def test_a_file_cut_inside_a_letter_is_refused(tmp_path: Path) -> None:
    assert "the encoding utf-8 is broken in line 2" in refusal(write(tmp_path, "Имя\nУчебный завод".encode()[:-1]))


def test_a_byte_that_cp1251_does_not_have_is_refused(tmp_path: Path) -> None:
    content = "Поставщик;Покупатель\n".encode("cp1251") + b"\x98;1\n"
    assert refusal(write(tmp_path, content)) == "a.csv: the encoding cp1251 is broken in line 2 (byte 22)."


def test_a_quote_that_is_never_closed_is_refused_with_the_line_where_it_opened(tmp_path: Path) -> None:
    path = write(tmp_path, 'a;b\n1;"x\ny";"open\n2;z\n3;w\n')
    assert refusal(path) == "a.csv: the quote opened in line 3 is never closed."


def test_a_quote_that_swallows_a_long_file_is_refused_before_all_of_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, 'a;b\n1;"open\n' + "2;x\n" * 100_000)
    assert refusal(path) == "a.csv: the quote opened in line 2 is never closed."


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_that_is_too_long_is_not_taken_for_an_open_quote(tmp_path: Path, quote: str) -> None:
    path = write(tmp_path, f"a;b\n1;{quote}{'я' * 200_000}{quote}\n2;x\n")
    assert refusal(path) == "a.csv, line 2: a cell is longer than 131,072 characters."


def test_rows_before_an_unclosed_quote_are_given(tmp_path: Path) -> None:
    with open_book(write(tmp_path, 'a;b\n1;2\n3;"x')) as book:
        rows = book.sheets[0].rows
        assert [next(rows).cells, next(rows).cells] == [("a", "b"), ("1", "2")]
        with pytest.raises(InputError):
            next(rows)


def test_a_missing_file_and_a_folder_are_refused_with_their_path(tmp_path: Path) -> None:
    assert re.fullmatch(r"Cannot open '.*none\.csv': no such file or folder\.", refusal(tmp_path / "none.csv"))
    assert "Cannot open" in refusal(tmp_path)


def test_the_hash_is_that_of_the_bytes_and_known_before_the_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "Имя;Город\n", "cp1251")
    with open_book(path) as book:
        assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert book.file == "a.csv"


def test_russian_is_spoken_too(tmp_path: Path) -> None:
    with i18n.use("ru"):
        assert refusal(write(tmp_path, b"")) == "a.csv: файл пуст."
        assert read(write(tmp_path, "a\tb\n"))[0] == "CSV, utf-8, табуляция"


# what cp1251, cp866 and utf-16 all have; enough Russian that the encoding can be told
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВЁё№ \n,;|\t\"'.-0123456789abcXYZ"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.lists(st.text(LETTERS, max_size=12), min_size=3, max_size=3), max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
def test_whatever_is_written_is_read_back(
    tmp_path: Path, rows: list[list[str]], encoding: str, delimiter: str, ends: str, quoting: Literal[0, 1, 2]
) -> None:
    table = [["Поставщик", "Покупатель", "Наименование продукции"], *rows]
    path = tmp_path / "a.csv"
    if ends == "\r" and quoting == csv.QUOTE_MINIMAL:
        quoting = csv.QUOTE_ALL  # csv.writer of Python 3.11 leaves a line feed unquoted then
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, delimiter=delimiter, lineterminator=ends, quoting=quoting).writerows(table)
    assert cells_of(path, delimiter) == [tuple(row) for row in table]
    assert read(path, delimiter=delimiter)[0].split(", ")[1] == encoding


def cells_of(path: Path, delimiter: str) -> list[tuple[str, ...]]:
    return [row.cells for row in read(path, delimiter=delimiter)[1]]


def test_the_real_contracts_have_95_rows_on_100_lines(realdata: Path) -> None:
    shown, rows, notes = read(realdata / "contracts" / "contracts_2013.csv")
    assert shown == 'CSV, utf-8, ","'
    assert len(rows) == 1 + 95
    assert {len(row.cells) for row in rows} == {14}
    assert rows[-1].line == 100
    breaks = {row.line for row, after in pairwise(rows) if after.line - row.line == 2}
    assert breaks == {row.line for row in rows if any("\n" in cell for cell in row.cells)}
    assert len(breaks) == 4
    assert notes == []


@pytest.mark.parametrize(
    ("file", "shown", "count"),
    [
        ("okved2_20231201.csv", 'CSV, cp1251, ";"', 2_899),
        ("TNVED3.TXT", 'CSV, cp866, "|"', 6_592),
        ("region.csv", 'CSV, utf-8, ","', 87),
    ],
)
def test_the_real_classifiers_are_recognised(realdata: Path, file: str, shown: str, count: int) -> None:
    found, rows, _ = read(realdata / "classifiers" / file)
    assert found == shown
    assert len(rows) == count
