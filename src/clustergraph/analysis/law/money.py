"""What the sources' sums say of a pair of firms, as an interval: step 1 from records to a figure.

Absent is not zero, and one deal told by two sources is not two deals. A source is the speaker: what one of them says
through several loaders (`source/S/{loader}`) is said by S.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from clustergraph.analysis.evidence import Evidence, link_of
from clustergraph.analysis.law.interval import ZERO, High, Interval, exact, hull, least, plus, point
from clustergraph.model import dates
from clustergraph.model.records import Statement
from clustergraph.model.terms import LinkKind

_UNITS: Mapping[str, int] = {"": 1, "383": 1, "384": 1_000, "385": 1_000_000, "386": 1_000_000_000}
"""OKEI: rouble, thousand, million, thousand million."""
_PERSONS: Mapping[str, int] = {"": 1, "792": 1, "793": 1_000, "698": 1, "796": 1}
"""OKEI: person, thousand persons, place, piece."""
_COUNTED = ("headcount", "high_productivity_jobs")
_PERIOD_LENGTHS = tuple(len(form) for form in ("2023-12-31", "2023-12", "2023"))


@dataclass(frozen=True)
class Told:
    """What one speaker says of a sum in the period."""

    speaker: str
    declared: Fraction
    deals: Mapping[str, Fraction]
    """Records with a document: uid → amount; a deal has one uid, whoever tells of it."""
    missing: tuple[Statement, ...]
    """Records without an amount, or of a wider period, so that the part inside is not known."""
    statements: tuple[Statement, ...]

    @cached_property
    def total(self) -> Fraction:
        """The larger of the declared total and the sum of documents: documents are parts of the total."""
        return max(self.declared, sum(self.deals.values(), ZERO)) if self.deals else self.declared

    @property
    def beside_deals(self) -> Fraction:
        """The part of the total that no document shows."""
        return self.total - sum(self.deals.values(), ZERO)


@dataclass(frozen=True)
class Amount:
    """A sum as all speakers together leave it: at least what one says, at most what all say, each deal once."""

    told: tuple[Told, ...] = ()

    @cached_property
    def low(self) -> Fraction:
        """The largest that one speaker states."""
        if len(self.told) == 1:
            return self.told[0].total
        return max((told.total for told in self.told), default=ZERO)

    @cached_property
    def sum(self) -> High:
        """All speakers together, a deal with its largest amount once; None where an amount is missing."""
        if self.missing:
            return None
        if len(self.told) == 1:
            return self.low
        deals: dict[str, Fraction] = {}
        for told in self.told:
            for uid, amount in told.deals.items():
                deals[uid] = max(amount, deals.get(uid, ZERO))
        return sum((told.beside_deals for told in self.told), ZERO) + sum(deals.values(), ZERO)

    @cached_property
    def missing(self) -> tuple[Statement, ...]:
        """Records whose amount in the period is not known."""
        return tuple(statement for told in self.told for statement in told.missing)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All records it was made from."""
        return tuple(statement for told in self.told for statement in told.statements)


@dataclass(frozen=True, slots=True)
class Pair:
    """What a supplier sells to a buyer in the period."""

    supplier: str
    buyer: str
    interval: Interval
    amount: Amount = Amount()
    clash: Fraction | None = None
    """The amount of a speaker whose list is complete, where another one states more; else None."""
    unsold: High = None
    """What no known sale of the supplier explains: its room towards all buyers together."""
    unbought: High = None
    """What no known purchase of the buyer explains."""


@dataclass(frozen=True, slots=True)
class Total:
    """A yearly figure: the hull of what its sources state, `stated` False where none does."""

    interval: Interval
    statements: tuple[Statement, ...] = ()

    @property
    def stated(self) -> bool:
        """Tell whether any source states it."""
        return bool(self.statements)


_NOTHING, _NOT_STATED = Amount(), Total(Interval())


class Sums(Mapping[tuple[str, str], Amount]):
    """(supplier, buyer) → what is listed; a pair is summed when it is asked for, since most never are."""

    def __init__(self, said: Mapping[tuple[str, str], Sequence[Statement]], period: str) -> None:
        self._said, self._period = said, period
        self._known: dict[tuple[str, str], Amount] = {}

    def __getitem__(self, pair: tuple[str, str]) -> Amount:
        if pair not in self._known:
            self._known[pair] = amount_of(self._said[pair], self._period)
        return self._known[pair]

    def of(self, supplier: str, buyer: str) -> Amount:
        """Return what is listed of a pair, or nothing."""
        pair = (supplier, buyer)
        return self[pair] if pair in self._said else _NOTHING

    def __contains__(self, pair: object) -> bool:
        return pair in self._said

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)


@dataclass(frozen=True)
class Ledger:
    """Sums, totals and completeness of one period."""

    period: str
    sums: Sums
    nameless: Mapping[tuple[str, bool], tuple[Amount, ...]]
    """(buyer, from sole traders) → purchases without a named supplier, one a product and origin."""
    totals: Mapping[tuple[str, str], Total]
    """(firm, measure) → yearly figure of the period."""
    complete: Mapping[tuple[str, str], tuple[Statement, ...]]
    """(firm, side) → who declares its list complete; absent: nobody."""

    def total(self, firm: str, measure: str) -> Total:
        """Return a yearly figure of a firm in roubles or persons."""
        return self.totals.get((firm, measure), _NOT_STATED)

    def is_complete(self, firm: str, side: str) -> bool:
        """Tell whether a source declares the firm's `purchases`, `sales` or `agreements` complete."""
        return (firm, side) in self.complete

    def pair(self, supplier: str, buyer: str, *, closed: bool = False) -> Pair:
        """Return what a supplier sells to a buyer; `closed` as if the list of either were complete.

        Closed and not listed is 0. Closed by a speaker that states the amount: that amount. Closed and all amounts
        stated: at most their sum. Else at most what either firm has left unexplained beside what is known.
        """
        amount = self.sums.of(supplier, buyer)
        closers = self._closers(supplier, buyer)
        unsold, unbought = self._unsold(supplier), self._unbought(buyer)
        room = plus(least(unsold, unbought), amount.low)
        if not (closers or closed):
            return Pair(supplier, buyer, Interval(amount.low, room), amount, None, unsold, unbought)
        by_closer = [told for told in amount.told if told.speaker in closers and not told.missing]
        if by_closer:
            high = min(told.total for told in by_closer)
            clash = high if high < amount.low else None
            return Pair(supplier, buyer, Interval(amount.low, max(high, amount.low)), amount, clash, unsold, unbought)
        return Pair(supplier, buyer, Interval(amount.low, least(amount.sum, room)), amount, None, unsold, unbought)

    def suppliers(self, buyer: str) -> list[str]:
        """Return who is listed as selling to a firm, sorted."""
        return self._counterparts[1].get(buyer, [])

    def buyers(self, supplier: str) -> list[str]:
        """Return who is listed as buying from a firm, sorted."""
        return self._counterparts[0].get(supplier, [])

    def spoken_purchases(self, buyer: str) -> Fraction:
        """Return the most that one speaker lists as bought by a firm, named suppliers and nameless ones together."""
        amounts = [self.sums[supplier, buyer] for supplier in self.suppliers(buyer)]
        amounts += [amount for sole in (False, True) for amount in self.nameless.get((buyer, sole), ())]
        spoken: dict[str, Fraction] = {}
        for told in (told for amount in amounts for told in amount.told):
            spoken[told.speaker] = spoken.get(told.speaker, ZERO) + told.total
        return max(spoken.values(), default=ZERO)

    @cached_property
    def _counterparts(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        buyers: dict[str, list[str]] = {}
        suppliers: dict[str, list[str]] = {}
        for supplier, buyer in sorted(self.sums):
            buyers.setdefault(supplier, []).append(buyer)
            suppliers.setdefault(buyer, []).append(supplier)
        return buyers, suppliers

    def _closers(self, supplier: str, buyer: str) -> set[str]:
        declared = (*self.complete.get((buyer, "purchases"), ()), *self.complete.get((supplier, "sales"), ()))
        if not declared:
            return set()
        return {speaker(statement.source) for statement in declared}

    def _unsold(self, supplier: str) -> High:
        """Return the output of a firm that no known sale explains; None where its output is not known."""
        if ("sold", supplier) not in self._left:
            output = self.total(supplier, "own_output").interval.high
            known = () if output is None else ((supplier, buyer) for buyer in self.buyers(supplier))
            self._left["sold", supplier] = self._beyond(output, known)
        return self._left["sold", supplier]

    def _unbought(self, buyer: str) -> High:
        if ("bought", buyer) not in self._left:
            bought = self.total(buyer, "purchases_total").interval.high
            known = () if bought is None else ((supplier, buyer) for supplier in self.suppliers(buyer))
            self._left["bought", buyer] = self._beyond(bought, known)
        return self._left["bought", buyer]

    def _beyond(self, whole: High, known: Iterable[tuple[str, str]]) -> High:
        """Return what of a total the known pairs do not explain."""
        return None if whole is None else max(whole - sum((self.sums[pair].low for pair in known), ZERO), ZERO)

    @cached_property
    def _left(self) -> dict[tuple[str, str], High]:
        """(sold or bought, firm) → what is left unexplained, as far as it was asked for."""
        return {}


def ledger(evidence: Evidence, period: str) -> Ledger:
    """Read the sums of one period ("": all) out of the evidence."""
    supplies: dict[tuple[str, str], list[Statement]] = {}
    demands: dict[tuple[str, bool], dict[tuple[str, str], list[Statement]]] = {}
    for statement in evidence.money:
        record = link_of(statement)
        if not touches(str(record.props.get("period", "")), period):
            continue
        if record.kind == LinkKind.SUPPLIES:
            supplies.setdefault((record.src, record.dst), []).append(statement)
        else:
            of_buyer = demands.setdefault((record.src, bool(record.props.get("sole_trader"))), {})
            of_buyer.setdefault((record.dst, str(record.props.get("origin", ""))), []).append(statement)
    sums = Sums({pair: said for pair, said in supplies.items() if pair[0] != pair[1]}, period)
    nameless = {
        key: tuple(amount_of(statements, period) for _, statements in sorted(of_buyer.items()))
        for key, of_buyer in demands.items()
    }
    return Ledger(period, sums, nameless, _totals(evidence, period), _complete(evidence, period))


def touches(spoken_of: str, period: str) -> bool:
    """Tell whether a record's own period may hold something of the period: inside it, equal, wider, or not stated."""
    return not spoken_of or dates.inside(spoken_of, period) or dates.inside(period, spoken_of)


def speaker(source: str) -> str:
    """Return who speaks through a source: `source/s/contracts` is `source/s`, heard through one loader.

    >>> speaker("source/omsk-forms/supplies"), speaker("expert/ivanova")
    ('source/omsk-forms', 'expert/ivanova')
    """
    return "/".join(source.split("/")[:2])


def roubles(statement: Statement) -> Interval | None:
    """Return an indicator in roubles; a whole number of thousands is rounded: it means half a thousand either way.

    None where its unit is not one of money.
    """
    props = statement.record.props
    scale = _UNITS.get(str(props.get("unit", "")))
    value = props.get("value")
    if scale is None or not isinstance(value, int | float):
        return None
    number = exact(value)
    half = Fraction(scale, 2) if scale > 1 and number.denominator == 1 else ZERO
    return Interval(max(number * scale - half, ZERO), number * scale + half)


def measured(statement: Statement) -> Interval | None:
    """Return an indicator in roubles, or in persons where it counts those; None where its unit is another one."""
    props = statement.record.props
    if props.get("measure") not in _COUNTED:
        return roubles(statement)
    scale, value = _PERSONS.get(str(props.get("unit", ""))), props.get("value")
    return None if scale is None or not isinstance(value, int | float) else point(exact(value) * scale)


def amount_of(statements: Sequence[Statement], period: str) -> Amount:
    """Return the sum of what is said of one pair."""
    if len(statements) == 1:
        return Amount((_told(speaker(statements[0].source), statements, period),))
    ordered = sorted(statements, key=lambda s: (speaker(s.source), s.record.uid, s.source))
    return Amount(
        tuple(_told(who, list(said), period) for who, said in groupby(ordered, key=lambda s: speaker(s.source)))
    )


def _told(who: str, statements: Sequence[Statement], period: str) -> Told:
    """Read what one speaker says; a record that it states twice (through two loaders) counts with its larger amount."""
    deals: dict[str, Fraction] = {}
    parts: dict[str, dict[str, tuple[str, Fraction]]] = {}
    missing: list[Statement] = []
    for statement in statements:
        uid, props = statement.record.uid, statement.record.props
        amount, when = props.get("amount"), str(props.get("period", ""))
        if not isinstance(amount, int | float) or not dates.inside(when, period):
            missing.append(statement)
        elif props.get("document"):
            deals[uid] = max(exact(amount), deals.get(uid, ZERO))
        else:
            of_period = parts.setdefault(when, {})
            before = of_period[uid][1] if uid in of_period else ZERO
            of_period[uid] = str(props.get("product", "")), max(exact(amount), before)
    sums = {when: _of_one_period(of_period.values()) for when, of_period in parts.items()}
    return Told(who, _declared(sums, len(period)), deals, tuple(missing), tuple(statements))


def _declared(sums: dict[str, Fraction], length: int) -> Fraction:
    """Return a declared total: a period's own figure or the sum of the shorter ones inside it, whichever is larger."""
    if len(sums) == 1:
        return next(iter(sums.values()))
    for size in (*(size for size in _PERIOD_LENGTHS if size > length), length):
        wider: dict[str, Fraction] = {}
        for when, amount in sums.items():
            if len(when) > size:
                wider[when[:size]] = wider.get(when[:size], ZERO) + amount
        sums = {when: amount for when, amount in sums.items() if len(when) <= size}
        for when, amount in wider.items():
            sums[when] = max(amount, sums.get(when, ZERO))
    return sum(sums.values(), ZERO)


def _of_one_period(amounts: Iterable[tuple[str, Fraction]]) -> Fraction:
    """Return the record without a product or the sum of those with one, whichever is larger."""
    whole, products = ZERO, ZERO
    for product, amount in amounts:
        if product:
            products += amount
        else:
            whole = max(whole, amount)
    return max(whole, products)


def _totals(evidence: Evidence, period: str) -> dict[tuple[str, str], Total]:
    said: dict[tuple[str, str], list[tuple[Interval, Statement]]] = {}
    for statement in evidence.indicators:
        props, firm = statement.record.props, evidence.subjects[statement.record.uid]
        if str(props.get("period", "")) == period and (value := measured(statement)):
            said.setdefault((firm, str(props.get("measure", ""))), []).append((value, statement))
    return {key: Total(hull(value for value, _ in told), tuple(s for _, s in told)) for key, told in said.items()}


def _complete(evidence: Evidence, period: str) -> dict[tuple[str, str], tuple[Statement, ...]]:
    return {
        key: tuple(s for _, s in told)
        for key, told in groupby(
            sorted(_declarations(evidence, period), key=lambda pair: pair[0]), key=lambda pair: pair[0]
        )
    }


def _declarations(evidence: Evidence, period: str) -> Iterator[tuple[tuple[str, str], Statement]]:
    for statement in evidence.coverage:
        props = statement.record.props
        if props.get("coverage_level") == "complete" and dates.inside(period, str(props.get("period", ""))):
            yield (evidence.subjects[statement.record.uid], str(props.get("side", ""))), statement
