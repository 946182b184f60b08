"""The matrix of supplies inside a group: a blank is not zero, and margins say what is unexplained."""

from __future__ import annotations

from fractions import Fraction

from clustergraph.analysis.cooperation import cooperation
from clustergraph.analysis.law.interval import Interval, point
from tests.analysis.law.story import OUT, T1, T2, T3, F, Story, cluster


def test_the_matrix_of_the_worked_cluster() -> None:
    found = cooperation(cluster().evidence())
    cells = {(cell.supplier, cell.buyer): cell for cell in found.cells}
    assert cells[T1, F].amount == point(180)
    assert cells[T1, F].of_purchases == point(Fraction(180, 750))
    assert cells[T1, T2].state == "zero"  # T1's sales are complete, and T2 is not among them
    assert (F, T1) not in cells  # nobody says whether F sells to T1
    margins = {(margin.firm, margin.side): margin for margin in found.margins}
    assert [margins[F, "purchases"].inside, margins[F, "purchases"].outside] == [Fraction(300), Fraction(450)]
    assert margins[F, "purchases"].unexplained == point(0)
    assert margins[F, "sales"].unexplained is None


def test_a_supply_without_an_amount_is_neither_blank_nor_zero() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").member(T3, "intermediate").sells(T1, F)
    story.sells(OUT, F, 40).total(F, "purchases_total", 100)
    found = cooperation(story.evidence())
    assert [(cell.supplier, cell.buyer, cell.state) for cell in found.cells] == [(T1, F, "no-amount")]
    (bought,) = [margin for margin in found.margins if (margin.firm, margin.side) == (F, "purchases")]
    assert bought.unexplained == point(60)
    row = next(line for line in found.to_text().splitlines() if line.startswith("2 "))
    assert "?" in row
    columns, rows = found.table()
    assert len(rows[0]) == len(columns)


def test_amounts_of_several_sources_stand_as_at_least() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").sells(T1, F, 180, "source/one")
    found = cooperation(story.sells(T1, F, 150, "source/two").evidence())
    assert found.cells[0].state == "between"
    assert found.cells[0].amount == Interval(Fraction(180), Fraction(330))
    assert "180+" in found.to_text()
