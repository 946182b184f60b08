"""What stays inside a group of firms: pairs that trade, and the known amounts between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from clustergraph.model.records import Link
from clustergraph.model.terms import LinkKind

Ends: TypeAlias = tuple[str, str]
"""Supplier and buyer."""


@dataclass(frozen=True, slots=True)
class PairAmount:
    """What is known of the amounts between a supplier and a buyer."""

    amount: float | None
    """RUB; None: no amount is known."""
    unknown: int
    """Years with supplies of which no amount is known."""


@dataclass(frozen=True, slots=True)
class LinkInside:
    """What one firm of a candidate supplies to another."""

    src: str
    src_name: str
    dst: str
    dst_name: str
    amount: float | None
    """Known amounts, RUB; None: no amount is known."""
    unknown: int
    """Years of which no amount is known."""
    periods: Sequence[str] = ()
    products: Sequence[str] = ()
    documents: Sequence[str] = ()
    sources: Sequence[str] = ()
    """Who tells of it."""


@dataclass(frozen=True, slots=True)
class KeyProduct:
    """A product that the firms of a group supply to each other more than their other supplies let expect."""

    product: str
    supplies: int
    """Supplies of it inside."""
    lift: float
    """Its share among supplies inside, by its share among all supplies of the firms; those with a product."""


@dataclass(frozen=True, slots=True)
class OwnedTogether:
    """Firms of a group that belong to one another or to the same owner, by whatever share."""

    groups: Sequence[Sequence[str]]
    """The largest first; each two firms or more."""
    pairs: int
    """Linked pairs inside whose two firms belong together."""


@dataclass(frozen=True, slots=True)
class Turnover:
    """Known amounts, RUB, of what the firms of a group sell or buy; what is not known is in no sum."""

    inside: float | None
    """0: there is none; None: there are supplies, but no amount is known."""
    total: float | None
    unknown: int
    """Supplies, counted by pair and year, of which no amount is known."""

    @property
    def share(self) -> float | None:
        """Share that stays inside; None where it is not known or nothing is traded."""
        return self.inside / self.total if self.total and self.inside is not None else None


def members_of(includes: Iterable[Link]) -> defaultdict[str, dict[str, Link]]:
    """Return candidate → firm → link; a firm whose main place is elsewhere does not count."""
    found: defaultdict[str, dict[str, Link]] = defaultdict(dict)
    for link in includes:
        if link.kind == LinkKind.INCLUDES and not link.props.get("secondary"):
            found[link.src][link.dst] = link
    return found


def partners_of(links: Iterable[Link]) -> defaultdict[str, set[str]]:
    """Return firm → whom it supplies or buys from; nameless ones are no partners."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for link in links:
        ends = (link.src, link.dst)
        if link.kind == LinkKind.SUPPLIES and link.src != link.dst and all(end.startswith("org/") for end in ends):
            found[link.src].add(link.dst)
            found[link.dst].add(link.src)
    return found


def pairs_of(supplies: Iterable[Link]) -> dict[Ends, PairAmount]:
    """Return what is known of the amounts of each supplier and buyer, in the order of their uids.

    Of a pair and year the amount is max(the record without product, Σ those with a product, Σ those with a document):
    a total and its parts are never added.
    """
    by_year: defaultdict[Ends, defaultdict[str, list[Link]]] = defaultdict(lambda: defaultdict(list))
    for link in supplies:
        by_year[link.src, link.dst][str(link.props.get("period", ""))[:4]].append(link)
    result = {}
    for ends in sorted(by_year):
        amounts = [_year_amount(links) for _, links in sorted(by_year[ends].items())]
        known = [amount for amount in amounts if amount is not None]
        result[ends] = PairAmount(sum(known) if known else None, len(amounts) - len(known))
    return result


def _year_amount(links: Iterable[Link]) -> float | None:
    parts: dict[str, list[float]] = {"document": [], "product": [], "": []}
    for link in links:
        if isinstance(amount := link.props.get("amount"), int | float):
            parts[next((key for key in ("document", "product") if key in link.props), "")].append(float(amount))
    # sorted, so that the sum does not depend on the order of the links
    sums = [sum(sorted(parts[key])) for key in ("document", "product") if parts[key]]
    return max([*sums, *parts[""]], default=None)


def largest_first(pairs: Mapping[Ends, PairAmount]) -> list[tuple[Ends, PairAmount]]:
    """Return the pairs by known amount, the largest first, then those without one; ties by uid."""

    def place(pair: tuple[Ends, PairAmount]) -> tuple[bool, float, Ends]:
        ends, known = pair
        return known.amount is None, -(known.amount or 0.0), ends

    return sorted(pairs.items(), key=place)


def turnover(pairs: Mapping[Ends, PairAmount], inside: Iterable[Ends], traded: Iterable[Ends]) -> Turnover:
    """Return the known amounts of the pairs inside and of all that the firms trade on one side."""
    ends = sorted(traded)
    return Turnover(
        _known_sum([pairs[one].amount for one in sorted(inside)]),
        _known_sum([pairs[one].amount for one in ends]),
        sum(pairs[one].unknown for one in ends),
    )


def _known_sum(amounts: list[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known or not amounts else None


def links_inside(supplies: Iterable[Link], firms: Set[str], names: Mapping[str, str]) -> list[LinkInside]:
    """Return who supplies whom inside, with periods, products, documents and sources, the largest amount first."""
    told: defaultdict[Ends, list[Link]] = defaultdict(list)
    for link in supplies:
        if link.src in firms and link.dst in firms:
            told[link.src, link.dst].append(link)
    pairs = pairs_of(link for links in told.values() for link in links)
    return [
        LinkInside(
            src,
            names.get(src, src),
            dst,
            names.get(dst, dst),
            pair.amount,
            pair.unknown,
            periods=_values(told[src, dst], "period"),
            products=_values(told[src, dst], "product"),
            documents=_values(told[src, dst], "document"),
            sources=sorted({source for link in told[src, dst] for source in link.sources}),
        )
        for (src, dst), pair in largest_first(pairs)
    ]


def _values(links: Iterable[Link], key: str) -> list[str]:
    return sorted({str(link.props[key]) for link in links if key in link.props})


def key_products(supplies: Iterable[Link], firms: Set[str], most: int = 5) -> list[KeyProduct]:
    """Return the products inside by lift, then by number of supplies, then by code."""
    known = [link for link in supplies if "product" in link.props]
    inside = Counter(str(link.props["product"]) for link in known if link.src in firms and link.dst in firms)
    traded = Counter(str(link.props["product"]) for link in known)
    lift = {code: count / inside.total() / (traded[code] / traded.total()) for code, count in inside.items()}
    order = sorted(inside, key=lambda code: (-lift[code], -inside[code], code))
    return [KeyProduct(code, inside[code], round(lift[code], 6)) for code in order[:most]]


def owned_together(owns: Iterable[Link], firms: Set[str], pairs: Iterable[Ends]) -> OwnedTogether:
    """Return which firms a chain of ownership joins; the owner may be outside."""
    root: dict[str, str] = {}

    def find(uid: str) -> str:
        while (above := root.setdefault(uid, uid)) != uid:
            uid = above
        return uid

    for link in owns:
        if link.kind == LinkKind.OWNS:
            first, second = sorted((find(link.src), find(link.dst)))
            root[second] = first
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for firm in sorted(firms):
        groups[find(firm)].append(firm)
    together = sorted((group for group in groups.values() if len(group) > 1), key=lambda group: (-len(group), group))
    linked = {frozenset(ends) for ends in pairs}
    return OwnedTogether(together, sum(len({find(uid) for uid in ends}) == 1 for ends in linked))
