"""The matrix of supplies inside a group: a blank is not zero, and margins say what is unexplained."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from clustergraph.analysis.cooperation import cooperation
from clustergraph.analysis.law.interval import Interval, point
from tests.analysis.law.story import OUT, T1, T2, T3, F, Story, cluster
from tests.build import firm, link


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


def test_the_map_puts_members_into_tiers_and_lists_what_is_sold_with_its_documents() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").member(T2).member(T3, "service")
    story.sells(T1, F, 100, product="20.16.51", document="7").sells(T1, F, 50, product="20.16.51", document="8")
    story.sells(T1, F, product="22.21", product_text="Film").sells(T2, F, 30).sells(OUT, F, 500, product="20.16.51")
    found = cooperation(story.evidence())
    tiers = [(place.firm, place.tier, place.inferred) for place in found.places]
    assert tiers == [
        (T1, "intermediate", False),
        (T2, "intermediate", True),
        (F, "finished", False),
        (T3, "other", False),
    ]
    flows = [(f.supplier, f.product, f.product_name, tuple(f.documents), f.state, f.amount.low) for f in found.flows]
    polymers = "Полимеры пропилена и прочих олефинов в первичных формах"
    assert flows == [
        (T1, "20.16.51", polymers, ("7", "8"), "known", Fraction(150)),
        (T1, "22.21", "Film", (), "no-amount", Fraction(0)),
        (T2, "", "", (), "known", Fraction(30)),
    ]
    told = found.to_text()
    assert "Intermediate products: 2, 3?" in told
    assert found.to_dict()["places"][0]["tier"] == "intermediate"  # type: ignore[call-overload, index]


def test_the_spreadsheet_keeps_blank_zero_and_unknown_apart() -> None:
    found = cooperation(cluster(amounts=(180, 100, None)).evidence())
    tables = found.tables()
    assert list(tables)[-1] == "Supplies"  # what a CSV holds
    rows = {row[1]: list(row[2:]) for row in tables["Matrix"][1]}
    assert rows["Firm 024"] == [180.0, None, 0.0, 0.0]  # T1 says that its list is complete
    assert rows["Firm 017"] == [None, None, None, None]
    assert rows["Firm 049"][0] == "?"
    margins = {tuple(row[:2]): list(row[2:]) for row in tables["Sales and purchases"][1]}
    assert margins["Firm 017", "sales"] == [None] * 6  # nobody tells of a sale of F
    assert margins["Firm 024", "sales"] == [180.0, 420.0, 600.0, 600.0, 0.0, 0.0]
    assert all(len(row) == len(columns) for columns, rows_ in tables.values() for row in rows_)


def test_a_matrix_that_no_screen_holds_is_left_to_the_spreadsheet() -> None:
    story = Story()
    for number in range(1, 22):
        story.member(firm(number), "intermediate")
    told = cooperation(story.sells(firm(1), firm(2), 5).evidence()).to_text()
    assert "too wide for a screen (21 firms)" in told
    assert max(map(len, told.splitlines())) < 180


def test_of_a_supply_without_an_amount_no_zero_is_made_in_the_margins() -> None:
    story = (
        Story().member(F, "finished").member(T1, "intermediate").sells(OUT, F).sells(T1, F, 5).sells(T1, F, product="1")
    )
    (bought,) = [m for m in cooperation(story.evidence()).margins if (m.firm, m.side) == (F, "purchases")]
    assert (bought.inside, bought.outside) == (Fraction(5), None)


def test_dependence_on_the_largest_partner_is_exact_only_where_the_whole_is_known() -> None:
    found = {(one.firm, one.side): one for one in cooperation(cluster().evidence()).concentrations}
    buyer = found[F, "purchases"]  # 180, 100, 20 from members and 450 from an outsider, 750 in all
    assert (buyer.partners, buyer.complete, buyer.largest, buyer.inside) == (4, True, OUT, False)
    assert buyer.share == point(Fraction(450, 750))
    assert buyer.index == point(Fraction(180**2 + 100**2 + 20**2 + 450**2, 750**2))
    assert (F, "sales") not in found  # nobody tells of a sale of F, which is not the same as none
    assert found[T3, "sales"].share == point(Fraction(380, 400))


def test_what_no_record_explains_widens_the_dependence() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").member(T2, "intermediate")
    story.sells(T1, F, 60).sells(T2, F, 20).total(F, "purchases_total", 100)
    (bought,) = [one for one in cooperation(story.evidence()).concentrations if one.side == "purchases"]
    # the 20 left unexplained come from many firms, or from T1 too
    assert bought.share == Interval(Fraction(60, 100), Fraction(80, 100))
    assert bought.index == Interval(Fraction(60**2 + 20**2, 100**2), Fraction(80**2 + 20**2, 100**2))


def test_without_a_whole_there_is_no_share_but_a_sole_partner_of_a_complete_list_has_all() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").sells(T1, F)
    found = {(one.firm, one.side): one for one in cooperation(story.evidence()).concentrations}
    assert (found[F, "purchases"].share, found[F, "purchases"].largest) == (None, T1)
    story.complete(T1, "sales")
    found = {(one.firm, one.side): one for one in cooperation(story.evidence()).concentrations}
    assert (found[T1, "sales"].share, found[T1, "sales"].index) == (point(1), point(1))
    assert "—" in cooperation(story.evidence()).to_text()


def test_the_loss_of_the_only_inner_supplier_of_a_product_is_a_single_point() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").member(T2, "intermediate").member(T3, "finished")
    story.sells(T1, F, 10, product="20.16.51").sells(T1, T3, 10, product="22.21").sells(T2, T3, 5, product="22.21.30")
    story.say(link(T3, "MAKES", "okpd2/20.16.51"))
    found = cooperation(story.evidence()).single_points
    # 22.21.30 lies under 22.21: T2 may stand in for T1; T2 sells to T3 alone
    assert [(one.kind, one.firm, one.product, one.dependents, one.certain, one.could) for one in found] == [
        ("supplier", T1, "20.16.51", [F], False, [T3]),
        ("buyer", T3, "", [T2], False, ()),
    ]
    for uid in (T2, T3, F):
        story.complete(uid, "sales")
    found = cooperation(story.evidence()).single_points
    assert [(one.kind, one.firm, one.certain) for one in found] == [("supplier", T1, True), ("buyer", T3, True)]
    story.sells(F, T3, 5)  # of what, nobody says: it may be the same product
    assert not cooperation(story.evidence()).single_points[0].certain


def test_members_of_one_ownership_group_stand_together_with_what_they_sell_each_other() -> None:
    story = cluster().say(link(OUT, "OWNS", F, share=0.6)).say(link(OUT, "OWNS", T1, share=0.51))
    story.say(link(OUT, "OWNS", T2)).say(link(OUT, "OWNS", T3, share=0.5))
    (group,) = cooperation(story.evidence(), group_share=Fraction(1, 2)).affiliations
    # half is not above a half; a share that nobody states may be
    assert (group.firms, group.certain, group.sales) == ([F, T1, T2], False, point(280))
    assert [(tie.owned, tie.share) for tie in group.ties] == [
        (F, Fraction(6, 10)),
        (T1, Fraction(51, 100)),
        (T2, None),
    ]
    story.say(link(OUT, "DIRECTS", T2))
    (group,) = cooperation(story.evidence(), group_share=Fraction(1, 2)).affiliations
    assert group.certain
    assert "established" in cooperation(story.evidence()).to_text()
    assert cooperation(cluster().evidence()).affiliations == ()


def test_of_sales_that_nobody_tells_among_affiliated_firms_no_zero_is_made() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").say(link(F, "OWNS", T1, share=1.0))
    (group,) = cooperation(story.evidence()).affiliations
    assert group.sales is None
    assert "nothing is known of sales among them" in cooperation(story.evidence()).to_text()
    assert "amount not known" in cooperation(story.sells(T1, F).evidence()).to_text()


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=5),
    st.lists(st.sampled_from(["told", "no-amount", "unlisted"]), min_size=5, max_size=5),
    st.booleans(),
    st.booleans(),
)
def test_the_true_dependence_lies_inside_what_is_told(
    amounts: list[int], told: list[str], total: bool, nameless: bool
) -> None:
    """Whatever of the amounts is withheld, the share of the largest supplier and the index are held by the ends."""
    story = Story().member(F, "finished")
    for number, (amount, how) in enumerate(zip(amounts, told, strict=False), start=10):
        if how != "unlisted":
            story.sells(firm(number), F, amount if how == "told" else None)
    if nameless and "unlisted" in told[: len(amounts)]:
        story.buys(F)  # the row of all that is not listed by name; its amount is not known
    if nameless or "unlisted" not in told[: len(amounts)]:
        story.complete(F, "purchases")
    if total:
        story.total(F, "purchases_total", sum(amounts))
    whole = sum(amounts)
    for one in cooperation(story.evidence()).concentrations:
        if one.share is None or one.index is None or not whole:
            continue
        share, index = Fraction(max(amounts), whole), sum(Fraction(amount, whole) ** 2 for amount in amounts)
        assert one.share.low <= share <= (one.share.high or 0)
        assert one.index.low <= index <= (one.index.high or 0)
