"""The cooperation number: the worked cases, to four digits, and what may not be counted twice."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.dependence import coop_output_min, fd_input
from clustergraph.analysis.law.figures import Figure
from clustergraph.analysis.law.interval import Interval, Threshold, judge, point
from clustergraph.analysis.law.rules import Params
from clustergraph.model.records import Link
from tests.analysis.law.story import OUT, T1, T2, T3, F, Story, cluster
from tests.build import firm, link

SALES = Params(except_roles=("finished",))
OUT2 = firm(10)


def fd(story: Story, **params: str | bool | Fraction) -> Figure:
    return fd_input(Case(story.evidence(), "2023"), Params(**params))  # type: ignore[arg-type]


def coop(story: Story) -> Figure:
    return coop_output_min(Case(story.evidence(), "2023"), SALES)


def digits(figure: Figure) -> tuple[float, float]:
    assert figure.value is not None
    assert figure.value.high is not None
    return round(float(figure.value.low), 4), round(float(figure.value.high), 4)


def at_least(figure: Figure, threshold: Fraction) -> str:
    assert figure.value is not None
    return judge(figure.value, ">=", Threshold(threshold, threshold))


def test_case_1_complete_on_both_sides() -> None:
    figure = fd(cluster())
    assert figure.value == Interval(Fraction(2, 5), Fraction(2, 5))
    assert figure.gaps == ()
    assert at_least(figure, Fraction(1, 5)) == "PASS"
    sales = coop(cluster())
    assert [part.share for part in sales.parts] == [
        Interval(share, share) for share in (Fraction(3, 10), Fraction(1, 10), Fraction(1, 20))
    ]
    assert digits(sales) == (0.05, 0.05)
    assert sales.beside["pooled"] == Interval(Fraction(3, 20), Fraction(3, 20))
    assert at_least(sales, Fraction(1, 2)) == at_least(sales, Fraction(1, 5)) == "FAIL"


@pytest.mark.parametrize(("outside", "value"), [(450, 0.4), (400, 0.4667)])
def test_case_2a_the_rest_of_a_complete_list_is_bought_inside(outside: float, value: float) -> None:
    assert digits(fd(cluster(amounts=(180, 100, None), outside=outside))) == (value, value)


def test_case_2b_two_amounts_absent() -> None:
    story = cluster(amounts=(180, 100, None), outside=400).sells(OUT2, F)
    figure = fd(story)
    assert figure.value == Interval(Fraction(28, 75), Fraction(7, 15))
    assert digits(figure) == (0.3733, 0.4667)
    assert at_least(figure, Fraction(1, 5)) == "PASS"


def test_case_2c_what_a_supplier_sold_elsewhere_cannot_be_sold_here() -> None:
    story = cluster(amounts=(180, 100, None), outside=400).sells(OUT2, F).sells(T3, OUT, 360)
    assert digits(fd(story)) == (0.3733, 0.4267)


def test_case_3_a_partial_list() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate")
    story.sells(T1, F, 100).sells(OUT, F, 500).total(F, "purchases_total", 750)
    figure = fd(story)
    assert figure.value == Interval(Fraction(2, 15), Fraction(1, 3))
    assert digits(figure) == (0.1333, 0.3333)
    assert at_least(figure, Fraction(1, 5)) == "UNKNOWN"
    assert at_least(figure, Fraction(1, 10)) == "PASS"


@pytest.mark.parametrize(("purchases", "value"), [(None, (0.4, 0.5)), (750, (0.4, 0.4))])
def test_case_4_two_files_that_may_tell_of_one_deal(purchases: float | None, value: tuple[float, float]) -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").member(T2, "intermediate")
    story.member(T3, "intermediate").sells(T1, F, 180, "source/one").sells(T1, F, 150, "source/two")
    story.sells(T2, F, 100, "source/one").sells(T3, F, 20, "source/two").sells(OUT, F, 450, "source/one")
    story.complete(F, "purchases", "source/expert")
    if purchases:
        story.total(F, "purchases_total", purchases)
    assert digits(fd(story)) == value


def test_case_5_more_is_declared_than_a_complete_list_holds() -> None:
    figure = fd(cluster(purchases=None).total(F, "purchases_total", 800, "source/report"))
    assert figure.value is None
    assert figure.hold == "contradiction"
    (found,) = figure.contradictions
    assert found.sources == ("Title of source/forms", "Title of source/report")
    assert found.known == point(750)
    assert found.declared == point(800)
    assert [gap.need for gap in figure.gaps] == ["contradiction"]


def test_less_is_declared_than_is_listed() -> None:
    assert fd(cluster(purchases=700)).hold == "contradiction"


def test_thousands_are_rounded_and_rounding_is_no_contradiction() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").complete(F, "purchases")
    story.sells(T1, F, 300_400).sells(OUT, F, 450_000).total(F, "purchases_total", 750, unit="384")
    assert fd(story).value == Interval(Fraction(300_400, 750_400), Fraction(300_400, 750_400))
    assert fd(story.total(F, "purchases_total", 740, "source/report", unit="384")).hold == ""


def test_totals_of_several_sources_are_taken_from_the_least_to_the_largest() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").sells(T1, F, 100)
    story.total(T1, "own_output", 100)
    story.total(F, "purchases_total", 400, "source/one").total(F, "purchases_total", 500, "source/two")
    figure = fd(story)
    assert figure.value == Interval(Fraction(1, 5), Fraction(1, 4))
    assert "purchases_total" in {gap.need for gap in figure.gaps}


def test_one_deal_told_by_two_sources_is_not_added_twice() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").complete(F, "purchases", "source/expert")
    for source in ("source/buyer", "source/seller"):
        story.sells(T1, F, 300, source, document="№ 1")
    story.sells(OUT, F, 700)
    assert digits(fd(story)) == (0.3, 0.3)


def test_documents_of_a_source_are_parts_of_the_total_it_declares() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").complete(F, "purchases")
    story.sells(T1, F, 300).sells(T1, F, 100, document="№ 1").sells(T1, F, 150, document="№ 2").sells(OUT, F, 700)
    assert digits(fd(story)) == (0.3, 0.3)
    story.sells(T1, F, 250, document="№ 3")  # now the documents are more than the total
    assert digits(fd(story)) == (round(500 / 1200, 4), round(500 / 1200, 4))


def test_one_speaker_heard_through_two_loaders_is_one_source() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").complete(F, "purchases", "source/forms/figures")
    story.sells(T1, F, 300, "source/forms/supplies").sells(T1, F, 300, "source/forms/contracts", document="№ 1")
    assert digits(fd(story.sells(OUT, F, 700, "source/forms/supplies"))) == (0.3, 0.3)


def test_the_amount_of_whoever_closes_the_list_stands_and_a_larger_one_contradicts_it() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").complete(F, "purchases", "source/buyer")
    story.sells(T1, F, 300, "source/buyer").sells(OUT, F, 700, "source/buyer").sells(T1, F, 200, "source/press")
    assert digits(fd(story)) == (0.3, 0.3)
    figure = fd(story.sells(T1, F, 310, "source/seller"))
    assert figure.hold == "contradiction"
    assert figure.contradictions[0].sources == (
        "Title of source/buyer",
        "Title of source/press",
        "Title of source/seller",
    )


def test_purchases_without_a_supplier_may_come_from_inside_or_outside() -> None:
    story = cluster(purchases=None).buys(F, 250)
    assert fd(story).value == Interval(Fraction(300, 1000), Fraction(550, 1000))
    assert {gap.need for gap in fd(story).gaps} == {"supplier"}
    assert fd(cluster(purchases=None).buys(F)).value == Interval(Fraction(0), Fraction(1))


def test_a_complete_list_with_nameless_purchases_cannot_hold_more_than_all_of_them() -> None:
    assert fd(cluster(purchases=1000).buys(F, 250)).hold == ""
    assert fd(cluster(purchases=1001).buys(F, 250)).hold == "contradiction"


def test_sole_traders_are_outside_unless_one_makes_intermediate_products_here() -> None:
    story = cluster(purchases=None).buys(F, 250, sole_trader=True)
    assert fd(story).value == Interval(Fraction(3, 10), Fraction(3, 10))
    story.member("member/demo-1", "intermediate")
    assert fd(story).value == Interval(Fraction(3, 10), Fraction(55, 100))


def test_a_firm_with_both_roles_buys_and_sells_but_not_from_itself() -> None:
    story = Story().member(F, "finished").member(T1, "finished", "intermediate")
    for buyer in (F, T1):
        story.complete(buyer, "purchases")
    story.sells(T1, F, 100).sells(OUT, F, 100).sells(OUT, T1, 200).sells(T1, T1, 999)
    assert digits(fd(story)) == (0.25, 0.25)


def test_a_record_of_a_wider_period_is_a_gap_and_another_year_is_nothing() -> None:
    story = cluster(amounts=(180, 100, None)).sells(T1, F, 999, period="2022")
    exact = fd(story).value
    story.say(_without_period(T2), "source/contracts")
    value = fd(story).value
    assert exact is not None
    assert value is not None
    assert value.low <= exact.low
    story = Story().member(F, "finished").member(T1, "intermediate").complete(F, "purchases").sells(OUT, F, 100)
    story.say(_without_period(T1), "source/forms")
    figure = fd(story)
    assert figure.value == Interval(Fraction(0), Fraction(1))
    assert "amount" in {gap.need for gap in figure.gaps}


def _without_period(maker: str) -> Link:
    return link(maker, "SUPPLIES", F, document="№ 7", amount=50.0)


def test_months_add_up_to_the_year_and_do_not_add_to_its_total() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").complete(F, "purchases")
    story.sells(T1, F, 200, period="2023-01").sells(T1, F, 100, period="2023-02").sells(OUT, F, 700)
    assert digits(fd(story)) == (0.3, 0.3)
    assert digits(fd(story.sells(T1, F, 300))) == (0.3, 0.3)


def test_purchases_for_the_finished_product_are_another_denominator() -> None:
    story = cluster()
    assert fd(story, denominator="for_final_product").value == Interval(Fraction(0), Fraction(1))
    story.total(F, "purchases_for_final_product", 600)
    figure = fd(story, denominator="for_final_product")
    assert figure.value == Interval(Fraction(1, 2), Fraction(1, 2))
    assert figure.denominator == "for_final_product"


def test_sales_inside_one_ownership_group_are_shown_apart() -> None:
    half = Fraction(1, 2)
    story = cluster().say(link(F, "OWNS", T1, share=0.75))
    assert fd(story, group_share=half).beside["without_group_sales"] == Interval(Fraction(120, 750), Fraction(120, 750))
    assert digits(fd(story, group_share=half)) == (0.4, 0.4)
    assert digits(fd(story, group_share=half, within_group=False)) == (0.16, 0.16)
    minority = cluster().say(link(F, "OWNS", T1, share=0.5))
    assert fd(minority, group_share=half).beside == {}
    perhaps = cluster().say(link(F, "OWNS", T1))
    assert fd(perhaps, group_share=half).beside["without_group_sales"] == Interval(Fraction(4, 25), Fraction(2, 5))
    parent = cluster().say(link(OUT, "OWNS", T1, share=0.75)).say(link(OUT, "DIRECTS", F))
    assert "without_group_sales" in fd(parent, group_share=half).beside


def test_no_finished_maker_and_nothing_bought_give_no_value() -> None:
    assert fd(Story().member(T1, "intermediate")).hold == "no-finished"
    story = Story().member(F, "finished").member(T1, "intermediate").complete(F, "purchases")
    assert fd(story.total(F, "purchases_total", 0)).hold == "nothing-to-divide"


def test_roles_that_were_proposed_give_a_figure_but_no_verdict() -> None:
    story = Story().member(F).member(T1).member(T2)
    story.sells(T1, F, 300).sells(OUT, F, 700).complete(F, "purchases")
    figure = fd(story)
    assert digits(figure) == (0.3, 0.3)
    assert figure.hold == "inferred-roles"
    assert [(gap.need, gap.ask) for gap in figure.gaps] == [("role", F), ("role", T1), ("role", T2)]


def test_a_question_says_by_how_much_the_answer_narrows() -> None:
    story = cluster(amounts=(180, 100, None), outside=400).sells(OUT2, F)
    widths = {(gap.need, gap.between[0]): gap.width for gap in fd(story).gaps}
    assert widths["amount", "Firm 049"] == Fraction(7, 75)
    assert widths["amount", OUT2] == Fraction(7, 75)


def test_payments_stand_for_purchases_only_on_request_and_only_where_nobody_states_them() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").sells(T1, F, 150).sells(OUT, F, 450)
    story.total(F, "payments_to_suppliers", 750).total(T1, "own_output", 150)
    plain = story.evidence()
    asked = replace(plain, estimate="payments")
    assert fd_input(Case(plain, "2023"), Params()).value == Interval(Fraction(0), Fraction(150, 600))
    figure = fd_input(Case(asked, "2023"), Params())
    # T1 sells all it makes: 150 of 750 for certain
    assert figure.value == point(Fraction(150, 750))
    assert figure.estimated == ("Firm 017",)
    assert "purchases_total" in [gap.need for gap in figure.gaps]
    story.total(F, "purchases_total", 600)
    stated = fd_input(Case(replace(story.evidence(), estimate="payments"), "2023"), Params())
    assert (stated.value, stated.estimated) == (point(Fraction(150, 600)), ())


def test_payments_that_what_is_listed_speaks_against_are_left_aside() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").sells(T1, F, 150).sells(OUT, F, 450)
    story.total(F, "payments_to_suppliers", 500)
    figure = fd_input(Case(replace(story.evidence(), estimate="payments"), "2023"), Params())
    assert (figure.estimated, figure.contradictions) == ((), ())
