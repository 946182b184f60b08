"""The functional map of a group: members in tiers from parts to finished goods, and what each sells to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from clustergraph.analysis.evidence import link_of
from clustergraph.analysis.law.case import FINISHED, INTERMEDIATE, Case, Member
from clustergraph.analysis.law.interval import Interval, exact, total
from clustergraph.analysis.law.money import Amount, amount_of
from clustergraph.model.codelists import code_name
from clustergraph.model.records import Statement

Tier: TypeAlias = Literal["intermediate", "both", "finished", "other", "unknown"]
TIERS: tuple[Tier, ...] = ("intermediate", "both", "finished", "other", "unknown")
State: TypeAlias = Literal["known", "between", "no-amount"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands in the map."""

    firm: str
    name: str
    tier: Tier
    """`other`: neither of the two roles; `unknown`: no source states a role, and no supply inside suggests one."""
    roles: Sequence[str]
    inferred: bool
    """No source states the role: it is proposed from what the firm sells and buys inside."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One product that a member sells to another in the period."""

    supplier: str
    buyer: str
    product: str
    """OKPD2 code; "" where no source names the product."""
    product_name: str
    documents: Sequence[str]
    state: State
    amount: Interval
    """RUB without VAT: at least what one source says, at most what all say; no upper end where one has no sum."""
    of_purchases: Interval | None
    """The amount over what the buyer states to have bought; None where no source states it."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One firm owns a share of another, or directs it."""

    owner: str
    owned: str
    kind: str
    share: Fraction | None
    """Of OWNS, 0 to 1; None where no source states it."""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """Members of one ownership group. Owners who are persons are not in the store."""

    firms: Sequence[str]
    certain: bool
    """False: only if a share that nobody states is large enough."""
    ties: Sequence[Tie]
    sales: Interval | None
    """What they are known to sell each other, RUB without VAT; None where no source tells of a sale: it is no zero."""


def places(case: Case) -> list[Place]:
    """Return the members tier by tier, in each by uid."""
    found = [Place(m.uid, m.name, tier_of(m), sorted(m.roles), m.inferred) for m in case.members]
    return sorted(found, key=lambda place: (TIERS.index(place.tier), place.firm))


def tier_of(member: Member) -> Tier:
    """Return the tier that a member's roles put it into."""
    first, last = member.has_any((INTERMEDIATE,)), member.has_any((FINISHED,))
    if member.inferred and not member.roles:
        return "unknown"
    return "both" if first and last else "intermediate" if first else "finished" if last else "other"


def state_of(amount: Amount) -> State:
    """Tell whether a listed sum is known, lies between two, or is not known at all."""
    return "known" if amount.sum == amount.low else "between" if amount.low else "no-amount"


def flows(case: Case) -> list[Flow]:
    """Return one flow a pair of members and product, by supplier, buyer and product."""
    inside = {member.uid for member in case.members}
    found = []
    for (supplier, buyer), amount in sorted(case.ledger.sums.items()):
        if supplier in inside and buyer in inside:
            by_product: dict[tuple[str, str], list[Statement]] = {}
            for statement in amount.statements:
                by_product.setdefault(_product(statement), []).append(statement)
            bought = case.ledger.total(buyer, "purchases_total").interval
            found += [
                _flow(supplier, buyer, key, said, case.period, bought) for key, said in sorted(by_product.items())
            ]
    return found


def _product(statement: Statement) -> tuple[str, str]:
    """Return what tells products apart: the code, or the words where there is no code."""
    code = str(statement.record.props.get("product", ""))
    return code, "" if code else str(statement.record.props.get("product_text", ""))


def _flow(
    supplier: str, buyer: str, key: tuple[str, str], said: Sequence[Statement], period: str, bought: Interval
) -> Flow:
    code, words = key
    named = sorted({str(s.record.props["product_text"]) for s in said if s.record.props.get("product_text")})
    documents = sorted({str(s.record.props["document"]) for s in said if s.record.props.get("document")})
    amount = amount_of(said, period)
    name = words or (named[0] if named else code_name("okpd2", code) if code else "")
    listed = Interval(amount.low, amount.sum)
    return Flow(supplier, buyer, code, name, documents, state_of(amount), listed, over(listed, bought))


def over(amount: Interval, bought: Interval) -> Interval | None:
    """Return an amount as a share of all that is bought; None where the whole is not known, or zero."""
    if not bought.high or not bought.low:
        return None
    return Interval(amount.low / bought.high, None if amount.high is None else amount.high / bought.low)


def affiliations(case: Case, share: Fraction | None) -> list[Affiliation]:
    """Return the ownership groups with two members or more; a group is what OWNS above `share` and DIRECTS connect."""
    surely, perhaps = (case.owned_together(share, perhaps=unsure) for unsure in (False, True))
    groups: dict[str, list[str]] = {}
    for member in case.members:
        if member.uid in perhaps:
            groups.setdefault(perhaps[member.uid], []).append(member.uid)
    return [
        Affiliation(
            firms,
            certain=len({surely.get(firm, firm) for firm in firms}) == 1,
            ties=_ties(case, {uid for uid, common in perhaps.items() if common == root}),
            sales=_sales(case, firms),
        )
        for root, firms in sorted(groups.items())
        if len(firms) > 1
    ]


def _ties(case: Case, together: set[str]) -> list[Tie]:
    links = [link_of(statement) for statement in case.holding(case.evidence.ties)]
    found = [
        Tie(link.src, link.dst, str(link.kind), exact(held) if isinstance(held, int | float) else None)
        for link, held in ((link, link.props.get("share")) for link in links)
        if link.src in together and link.dst in together
    ]
    return sorted(found, key=lambda tie: (tie.owner, tie.owned, tie.kind))


def _sales(case: Case, firms: Iterable[str]) -> Interval | None:
    among = set(firms)
    amounts = [amount for pair, amount in case.ledger.sums.items() if among.issuperset(pair)]
    return total(Interval(amount.low, amount.sum) for amount in amounts) if amounts else None
