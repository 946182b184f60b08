"""Rows of one load that say different things of one record: a list that is declared complete lacks them."""

from __future__ import annotations

from pathlib import Path

from tests.build import A, B, C
from tests.load.supplies import COMPLETE, FIGURES, GOOD, HEADER, OTHER, write

from clustergraph.load.run import load_files
from clustergraph.model.terms import Kind
from clustergraph.store.base import Store


def test_rows_that_differ_about_one_record_are_told_and_none_is_taken(store: Store, tmp_path: Path) -> None:
    (report,) = load_files(store, [write(tmp_path, "supplies.csv", HEADER, GOOD, GOOD.replace(";100", ";300"))])
    assert [problem.reason for problem in report.problems] == [
        "these rows say different things of one record, none was taken: 2, 3"
    ]
    stats = store.stats()
    assert (sum(stats.nodes.values()), sum(stats.links.values())) == (2, 0)


def test_rows_that_contradict_each_other_are_lost_to_complete_lists_too(store: Store, tmp_path: Path) -> None:
    write(tmp_path, "figures.csv", FIGURES, *COMPLETE)
    write(tmp_path, "supplies.csv", HEADER, GOOD, GOOD.replace(";100", ";300"), OTHER)
    partial = {f"coverage/{A}/2023/sales", f"coverage/{B}/2023/purchases"}
    for _ in range(2):  # also where the store reads no row, since the file is the same again
        reports = load_files(store, [tmp_path])
        assert {e.uid for e in store.entities(Kind.COVERAGE) if e.props["coverage_level"] == "partial"} == partial
    assert all(report.same_again for report in reports)
    write(tmp_path, "supplies.csv", HEADER, GOOD, OTHER)
    load_files(store, [tmp_path])
    assert {e.props["coverage_level"] for e in store.entities(Kind.COVERAGE)} == {"complete"}


def test_an_agreement_told_in_two_ways_is_lost_to_the_lists_of_its_parties(store: Store, tmp_path: Path) -> None:
    header = "№ соглашения;Соглашение;Вид соглашения;ИНН стороны;Состояние"
    rows = [f"7;О плёнке;договор поставки;{uid[4:]};{state}" for uid, state in ((A, "действует"), (B, "расторгнуто"))]
    write(tmp_path, "agreements.csv", header, *rows)
    told = [f"{uid[4:]};соглашениях;2023;да" for uid in (A, B, C)]
    write(tmp_path, "coverage.csv", "ИНН;Сведения о;Период;Полнота", *told)
    load_files(store, [tmp_path])
    levels = {e.uid.split("/")[2]: e.props["coverage_level"] for e in store.entities(Kind.COVERAGE)}
    assert levels == {A[4:]: "partial", B[4:]: "partial", C[4:]: "complete"}
