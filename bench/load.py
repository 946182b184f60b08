"""Load a CSV and an XLSX of supplies into SQLite, validated, against reading and inserting the same rows unread."""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measured, measure

SIZES = (40_000, 400_000)
_COLUMNS = 13


def table() -> list[str]:
    """Measure at two sizes and return the section for docs/benchmarks.md."""
    lines = [
        "## Loading: CSV of supplies into SQLite, read, validated, with sources",
        "",
        "Yardstick: `csv.reader` + `executemany` of the same rows into one table of texts, in the same run.",
        "Floor 12 ×, goal 6 ×; peak memory at ten times the rows at most 1.1 ×.",
        "Again: the same content in another file.",
        "",
        "| rows | yardstick, s | load, s | × | rows a second | again, × | peak, MB | × smaller size |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    smaller: Measured | None = None
    with tempfile.TemporaryDirectory() as name:
        for rows in SIZES:
            file = Path(name) / f"supplies-{rows}.csv"
            measure("bench.load:write", rows, file)
            unread = measure("bench.load:insert_unread", file, Path(name) / f"unread-{rows}.db")
            store = Path(name) / f"store-{rows}.db"
            first = measure("bench.load:load", file, store)
            same = file.with_name(f"same-{rows}.csv")
            same.write_bytes(file.read_bytes() + b"\n")
            again = measure("bench.load:load", same, store)
            assert again.said["written"] == 0
            growth = f"{first.peak / smaller.peak:.2f}" if smaller else "–"
            lines.append(
                f"| {rows:,} | {unread.cpu:.2f} | {first.cpu:.2f} | {first.cpu / unread.cpu:.1f} "
                f"| {rows / first.cpu:,.0f} | {again.cpu / unread.cpu:.1f} | {first.peak:.0f} | {growth} |"
            )
            smaller = first
        return [*lines, "", *_spreadsheets(Path(name))]


def _spreadsheets(folder: Path) -> list[str]:
    """Measure the smaller table as a workbook against the same rows as a CSV."""
    lines = [
        "XLSX of the same rows, with numbers as numbers. Floor 18 ×.",
        "",
        "| rows | yardstick (CSV), s | load, s | × | rows a second | peak, MB |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    rows = SIZES[0]
    file = folder / f"supplies-{rows}.csv"
    unread = measure("bench.load:insert_unread", file, folder / "unread-again.db")
    book = file.with_suffix(".xlsx")
    to_spreadsheet(str(file), str(book))
    first = measure("bench.load:load", book, folder / "store-xlsx.db")
    lines.append(
        f"| {rows:,} | {unread.cpu:.2f} | {first.cpu:.2f} | {first.cpu / unread.cpu:.1f} "
        f"| {rows / first.cpu:,.0f} | {first.peak:.0f} |"
    )
    return lines


def write(rows: str, file: str) -> None:
    """Write a fictional region's supplies."""
    from clustergraph.synth.layouts import EXCEL_UTF8, SUPPLIES, supply_rows
    from clustergraph.synth.layouts import write as write_table
    from clustergraph.synth.region import bench, make_region
    from clustergraph.synth.supplies import supplies

    region = make_region(bench(int(rows)), seed=1)
    write_table(Path(file), EXCEL_UTF8, SUPPLIES, supply_rows(supplies(region), EXCEL_UTF8))


def to_spreadsheet(file: str, book: str) -> None:
    """Write a CSV as a workbook: sums and quantities as numbers, codes as texts, as people keep them."""
    from xlsxwriter import Workbook

    with (
        Path(file).open(encoding="utf-8-sig", newline="") as lines,
        Workbook(book, {"constant_memory": True}) as made,
    ):
        sheet = made.add_worksheet()
        rows = csv.reader(lines, delimiter=";")
        header = next(rows)
        sheet.write_row(0, 0, header)
        numbers = {header.index(title) for title in ("Год", "Сумма, руб.", "Количество")}
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if cell and column in numbers:
                    sheet.write_number(number, column, float(cell.replace("\u00a0", "").replace(",", ".")))
                elif cell:
                    sheet.write_string(number, column, cell)


def insert_unread(file: str, database: str) -> None:
    """Read the rows and insert them as texts, with nothing understood."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode=WAL")
    marks = ",".join("?" * _COLUMNS)
    connection.execute(f"CREATE TABLE row({','.join(f'c{i}' for i in range(_COLUMNS))})")

    def rows() -> Iterator[list[str]]:
        with Path(file).open(encoding="utf-8-sig", newline="") as lines:
            yield from csv.reader(lines, delimiter=";")

    connection.executemany(f"INSERT INTO row VALUES({marks})", rows())
    connection.commit()
    connection.close()


def load(file: str, store: str) -> dict[str, float]:
    """Load the file as an expert would."""
    from clustergraph import Graph

    with Graph.open(store, create=True) as graph:
        (report,) = graph.load(file, loader="supplies", source="bench")
    counts = (report.nodes, report.links)
    return {"written": sum(c.created + c.updated + c.closed for c in counts), "rows": report.rows}
