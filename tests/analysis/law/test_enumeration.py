"""Intervals against brute force: every completion of small random cases, and what withholding may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.counts import members_without_agreement
from clustergraph.analysis.law.dependence import coop_output_min, fd_input
from clustergraph.analysis.law.figures import Figure
from clustergraph.analysis.law.interval import Interval, Threshold, judge
from clustergraph.analysis.law.rules import Params
from clustergraph.analysis.law.side import ratio
from clustergraph.model.records import Entity, Link, Statement
from tests.analysis.law.story import OUT, T1, T2, F, Story
from tests.build import firm

F2 = firm(5)
NOTHING = Interval(Fraction(0), Fraction(1))
small = st.integers(0, 4)
maybe = st.none() | small


@dataclass(frozen=True)
class Sale:
    """One supplier of F: not listed, listed without an amount, or with one; its output where stated."""

    listed: bool
    amount: int | None
    output: int | None
    closed: bool
    """The supplier declares its sales complete."""


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    listed, amount = draw(st.booleans()), draw(maybe)
    amount = amount if listed else None
    output = draw(st.none() | st.integers(amount or 0, 5))
    return Sale(listed, amount, output, draw(st.booleans()))


@dataclass(frozen=True)
class World:
    """F buys from T1, T2 and perhaps OUT; what nobody lists is there unless a list is complete."""

    makers: tuple[Sale, Sale]
    outside: int | None
    outside_listed: bool
    purchases: int | None
    complete: bool

    def mirrored(self) -> Story:
        """The same of a seller: T1 sells to F and F2 and perhaps to OUT."""
        story = Story().member(T1, "intermediate")
        for uid, sale in zip((F, F2), self.makers, strict=True):
            story.member(uid, "finished")
            if sale.listed:
                story.sells(T1, uid, sale.amount)
            if sale.output is not None:
                story.total(uid, "purchases_total", sale.output)
            if sale.closed:
                story.complete(uid, "purchases")
        if self.outside_listed:
            story.sells(T1, OUT, self.outside)
        if self.complete:
            story.complete(T1, "sales")
        return story if self.purchases is None else story.total(T1, "own_output", self.purchases)

    def story(self) -> Story:
        story = Story().member(F, "finished")
        for uid, sale in zip((T1, T2), self.makers, strict=True):
            story.member(uid, "intermediate")
            if sale.listed:
                story.sells(uid, F, sale.amount)
            if sale.output is not None:
                story.total(uid, "own_output", sale.output)
            if sale.closed:
                story.complete(uid, "sales")
        if self.outside_listed:
            story.sells(OUT, F, self.outside)
        if self.complete:
            story.complete(F, "purchases")
        return story if self.purchases is None else story.total(F, "purchases_total", self.purchases)

    @property
    def bounded(self) -> bool:
        """All completions lie within what is enumerated."""
        if self.purchases is not None:
            return True
        outside = not self.outside_listed or self.outside is not None
        makers = all(s.output is not None or (s.listed and s.amount is not None) or not s.listed for s in self.makers)
        return self.complete and outside and makers

    def completions(self, most: int) -> Iterator[tuple[int, int]]:
        """Give (bought inside, bought outside) of every world that what is said allows."""
        spans = [self._sold(sale, most) for sale in self.makers]
        low = (self.outside or 0) if self.outside_listed else 0
        exact = self.complete and (not self.outside_listed or self.outside is not None)
        for one, two, outside in product(*spans, range(low, (low if exact else most) + 1)):
            if self.purchases is None or one + two + outside == self.purchases:
                yield one + two, outside

    def _sold(self, sale: Sale, most: int) -> range:
        low = sale.amount or 0
        high = most if sale.output is None else sale.output
        if self.complete or sale.closed:
            high = min(high, low) if not sale.listed or sale.amount is not None else high
        return range(low, high + 1)


worlds = st.builds(
    World, st.tuples(sales(), sales()), maybe, st.booleans(), st.none() | st.integers(0, 12), st.booleans()
)


def _span(found: list[tuple[int, int]]) -> Interval:
    shares = [share for inside, outside in found for share in _shares(inside, outside)]
    return Interval(min(shares), max(shares))


def _shares(inside: int, outside: int) -> tuple[Fraction, ...]:
    bought = inside + outside
    return (Fraction(inside, bought),) if bought else (Fraction(0), Fraction(1))


def holds(outer: Interval | None, inner: Interval) -> bool:
    assert outer is not None
    assert outer.high is not None
    assert inner.high is not None
    return outer.low <= inner.low and inner.high <= outer.high


@settings(max_examples=150, deadline=None)
@given(worlds)
def test_the_interval_of_a_buyer_is_what_all_completions_span(world: World) -> None:
    _is_spanned(fd_input(Case(world.story().evidence(), "2023"), Params()), world)


@settings(max_examples=150, deadline=None)
@given(worlds)
def test_the_interval_of_a_seller_is_what_all_completions_span(world: World) -> None:
    exempt = Params(except_roles=("finished",))
    _is_spanned(coop_output_min(Case(world.mirrored().evidence(), "2023"), exempt), world)


def _is_spanned(figure: Figure, world: World) -> None:
    found = list(world.completions(most=world.purchases if world.purchases is not None else 8))
    if not found:
        assert figure.hold == "contradiction"
    elif set(found) == {(0, 0)} and world.bounded:
        assert figure.hold == "nothing-to-divide"
    elif world.bounded:
        assert figure.value == _span(found)
    else:
        assert holds(figure.value, _span(found))


splits = st.lists(st.tuples(small, small, small, small), min_size=1, max_size=3)


@settings(deadline=None)
@given(splits)
def test_the_corners_of_several_buyers_are_the_ends_of_all_their_worlds(ends: list[tuple[int, int, int, int]]) -> None:
    boxes = [(sorted((a, b)), sorted((c, d))) for a, b, c, d in ends]
    value = ratio([(_box(inside), _box(outside)) for inside, outside in boxes])
    ranges = [range(box[0], box[1] + 1) for pair in boxes for box in pair]
    found = [(sum(world[::2]), sum(world[1::2])) for world in product(*ranges)] if len(ranges) <= 4 else []
    if found and set(found) != {(0, 0)}:
        assert value == _span(found)


def _box(ends: list[int]) -> Interval:
    return Interval(Fraction(ends[0]), Fraction(ends[1]))


@settings(deadline=None)
@given(
    st.lists(st.tuples(maybe, st.booleans()), min_size=4, max_size=4),
    st.tuples(small, small),
    st.lists(st.integers(4, 8), min_size=2, max_size=2),
)
def test_the_interval_of_buyers_that_share_suppliers_is_what_all_completions_span(
    told: list[tuple[int | None, bool]], room: tuple[int, int], purchases: list[int]
) -> None:
    story = Story().member(F, "finished").member(F2, "finished")
    known = {}
    for (maker, buyer), (amount, listed) in zip(product((T1, T2), (F, F2)), told, strict=True):
        known[maker, buyer] = (amount or 0) if listed else 0
        if listed:
            story.sells(maker, buyer, amount)
    outputs = {m: sum(known[m, b] for b in (F, F2)) + r for m, r in zip((T1, T2), room, strict=True)}
    for maker, output in outputs.items():
        story.member(maker, "intermediate").total(maker, "own_output", output)
    for buyer, total in zip((F, F2), purchases, strict=True):
        story.total(buyer, "purchases_total", total)
    figure = fd_input(Case(story.evidence(), "2023"), Params())
    found = []
    for extra in product(range(5), repeat=4):
        sold = {pair: known[pair] + more for pair, more in zip(known, extra, strict=True)}
        inside = [sold[T1, buyer] + sold[T2, buyer] for buyer in (F, F2)]
        if all(sold[m, F] + sold[m, F2] <= outputs[m] for m in (T1, T2)) and all(
            part <= whole for part, whole in zip(inside, purchases, strict=True)
        ):
            found.append((sum(inside), sum(purchases) - sum(inside)))
    if found:
        assert figure.value == _span(found)
    else:
        assert figure.hold == "contradiction"


@dataclass(frozen=True)
class Buyer:
    """A finished maker: what it is known to buy from T1, T2 and OUT, whether that is all, its total by two sources."""

    known: tuple[int, int]
    outside: int
    complete: bool
    total: tuple[int, int]


buyers = st.builds(
    Buyer, st.tuples(st.integers(0, 2), st.integers(0, 2)), st.integers(0, 2), st.booleans(),
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.tuples(buyers, buyers), st.tuples(st.integers(0, 2), st.integers(0, 2)))
def test_shared_room_is_divided_exactly_also_under_totals_that_differ(
    told: tuple[Buyer, Buyer], room: tuple[int, int]
) -> None:
    story = Story()
    for place, maker in enumerate((T1, T2)):
        output = sum(buyer.known[place] for buyer in told) + room[place]
        story.member(maker, "intermediate").total(maker, "own_output", output)
    for uid, buyer in zip((F, F2), told, strict=True):
        story.member(uid, "finished").sells(OUT, uid, buyer.outside)
        for maker, amount in zip((T1, T2), buyer.known, strict=True):
            story.sells(maker, uid, None if buyer.complete else amount)
            if buyer.complete:  # another source knows the amount, the list has the supplier without one
                story.sells(maker, uid, amount, "source/other")
            story.total(uid, "purchases_total", buyer.total[0], "source/one")
            story.total(uid, "purchases_total", buyer.total[1], "source/two")
        if buyer.complete:
            story.complete(uid, "purchases")
    figure = fd_input(Case(story.evidence(), "2023"), Params())
    found = []
    for extra in product(range(room[0] + 1), range(room[1] + 1), range(room[0] + 1), range(room[1] + 1)):
        if extra[0] + extra[2] > room[0] or extra[1] + extra[3] > room[1]:
            continue
        worlds_of = []
        for place, buyer in enumerate(told):
            inside = sum(buyer.known) + extra[2 * place] + extra[2 * place + 1]
            spare = range(buyer.outside, buyer.outside + (0 if buyer.complete else 6) + 1)
            low, high = sorted(buyer.total)
            worlds_of.append([(inside, outside) for outside in spare if low <= inside + outside <= high])
        found += [(one[0] + two[0], one[1] + two[1]) for one, two in product(*worlds_of)]
    if found:
        assert figure.value == _span(found)
    else:
        assert figure.hold == "contradiction"


# ------------------------------------------------------------------------------------------------ withholding
SOURCES = ("source/one", "source/two")
ENDS = (F, T1, T2, OUT)
sources = st.sampled_from(SOURCES)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    story = Story().member(F, "finished").member(T1, "intermediate").member(T2, "intermediate", "finished")
    for _ in range(draw(st.integers(1, 6))):
        src, dst = draw(st.permutations(ENDS))[:2]
        document = {"document": draw(st.sampled_from(("№ 1", "№ 2")))} if draw(st.booleans()) else {}
        story.sells(src, dst, draw(maybe), draw(sources), **document)
    if draw(st.booleans()):
        story.buys(F, draw(maybe), draw(sources), sole_trader=draw(st.booleans()))
    for uid, measure in product((F, T1, T2), ("purchases_total", "own_output")):
        if draw(st.booleans()):
            story.total(uid, measure, draw(st.integers(0, 12)), draw(sources))
    for uid, side in product((F, T1, T2), ("purchases", "sales", "agreements")):
        if draw(st.booleans()):
            story.complete(uid, side, draw(sources))
    if draw(st.booleans()):
        story.agreement("one", *draw(st.permutations(ENDS))[:2])
    return story


def withheld(story: Story) -> Iterator[Story]:
    """Give the story with one thing less known: an amount, the only total, a coverage, an agreement."""
    for place, statement in enumerate(story.statements):
        record, rest = statement.record, story.statements[:place] + story.statements[place + 1 :]
        if "amount" in record.props:
            props = {key: value for key, value in record.props.items() if key != "amount"}
            yield Story(story.group, [*rest, replace(statement, record=replace(record, props=props))])
        elif isinstance(record, Entity) and record.kind in ("Indicator", "Coverage"):
            yield Story(story.group, rest)
        elif isinstance(record, Entity) and record.kind == "Agreement":
            yield Story(story.group, [s for s in story.statements if not _of_agreement(s, story)])


def _of_agreement(statement: Statement, story: Story) -> bool:
    record = statement.record
    parties = {s.record.src for s in story.statements if isinstance(s.record, Link) and s.record.kind == "PARTY_TO"}
    if isinstance(record, Link):
        return record.kind == "PARTY_TO"
    return record.kind == "Agreement" or any(f"{uid}/2023/agreements" in record.uid for uid in parties)


AGREEMENTS = Params(agreement_types=("supply",), excepted=("newcomer",), newcomer="no_links")
HALF = Threshold(Fraction(1, 2), Fraction(1, 2))


def consistent(story: Story) -> bool:
    """No firm is said to sell more than it makes, or to buy more than it buys."""
    book = Case(story.evidence(), "2023").ledger
    for firm_ in (F, T1, T2):
        sold = sum(book.pair(firm_, buyer).interval.low for buyer in book.buyers(firm_))
        bought = sum(book.pair(supplier, firm_).interval.low for supplier in book.suppliers(firm_))
        for known, measure in ((sold, "own_output"), (bought, "purchases_total")):
            declared = book.total(firm_, measure).interval.high
            if declared is not None and known > declared:
                return False
    return True


@settings(max_examples=60, deadline=None)
@given(stories().filter(consistent))
def test_withholding_never_narrows_and_never_turns_a_verdict_but_into_unknown(story: Story) -> None:
    metrics = (
        (fd_input, Params()),
        (coop_output_min, Params(except_roles=("finished",))),
        (members_without_agreement, AGREEMENTS),
    )
    for metric, params in metrics:
        before = metric(Case(story.evidence(), "2023"), params)
        if before.value is None:
            continue
        for less in withheld(story):
            after = metric(Case(less.evidence(), "2023"), params).value
            assert holds(after, before.value)
            assert after is not None
            verdicts = judge(before.value, ">=", HALF), judge(after, ">=", HALF)
            assert verdicts[0] == verdicts[1] or verdicts[1] == "UNKNOWN"


@settings(deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_statements_changes_nothing(story: Story, random: object) -> None:
    figure = fd_input(Case(story.evidence(), "2023"), Params())
    shuffled = list(story.statements)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fd_input(Case(Story(story.group, shuffled).evidence(), "2023"), Params()) == figure


@settings(deadline=None)
@given(stories())
def test_what_is_not_settled_has_a_question(story: Story) -> None:
    for figure in (
        fd_input(Case(story.evidence(), "2023"), Params()),
        members_without_agreement(Case(story.evidence(), "2023"), AGREEMENTS),
    ):
        if figure.value is None or not figure.value.exact:
            assert figure.gaps
        assert all(gap.ask and gap.about and gap.period for gap in figure.gaps)


def test_deleting_a_purchase_is_not_withholding_it() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").complete(F, "purchases")
    story.sells(T1, F, 20).sells(OUT, F, 80)
    assert fd_input(Case(story.evidence(), "2023"), Params()).value == Interval(Fraction(1, 5), Fraction(1, 5))
    story.sells(firm(10), F, 50)
    assert fd_input(Case(story.evidence(), "2023"), Params()).value == Interval(Fraction(2, 15), Fraction(2, 15))
