"""What only a whole load can tell: ordinals, sums over sole traders, lists that lost rows.

Records that need none of this pass straight through; the others wait here and come out at the end, in a fixed order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from clustergraph.load.mapping import About, Lost, Mapped, NamelessRole, SoleTrade
from clustergraph.load.stating import about
from clustergraph.model import names
from clustergraph.model.records import Entity, Link, Place, Statement, Value, link
from clustergraph.model.terms import KINDS, LINKS, Kind, LinkKind

_LATELY = 3_000
"""Nodes remembered as sent, then forgotten at once: memory stays bounded, and the store joins what comes twice."""
_DATED_LINKS = frozenset(name for name, info in LINKS.items() if "since" in info.properties)


class Waiting(NamedTuple):
    """A record and where it was read."""

    record: Entity | Link
    place: Place
    observed_on: str


class Gathering:
    """Takes what rows state and gives statements; `rest` gives what had to wait for the last row."""

    def __init__(self) -> None:
        self._lately: dict[tuple[str, str], Entity] = {}
        self._dated: dict[str, list[Waiting]] = defaultdict(list)
        self._entries: dict[str, list[tuple[About, Place, str]]] = defaultdict(list)
        self._coverage: list[tuple[About, Place, str]] = []
        self._traded: dict[tuple[str, str, str, str], list[tuple[SoleTrade, Place]]] = {}
        self._nameless: list[tuple[NamelessRole, Place]] = []
        self.lost: list[Lost] = []

    def add(self, mapped: Mapped, place: Place) -> Iterator[Statement]:
        """Take what a row states; give what need not wait."""
        observed_on = mapped.observed_on
        for record in mapped.records:
            if record.kind in _DATED_LINKS:
                self._dated[record.uid].append(Waiting(record, place, observed_on))
            elif isinstance(record, Link) or self._is_new(record, observed_on):
                yield Statement(record, place, observed_on)
        for stated in mapped.about:
            if stated.record.kind == Kind.REGISTER_ENTRY:
                self._entries[stated.record.uid].append((stated, place, observed_on))
            elif stated.record.kind == Kind.COVERAGE:
                self._coverage.append((stated, place, observed_on))
            else:
                yield Statement(stated.record, place, observed_on)
                yield Statement(about(stated.subject, stated.record), place, observed_on)
        for trade in mapped.traded:
            period, origin = trade.props.get("period", ""), trade.props.get("origin", "unknown")
            self._traded.setdefault((trade.buyer, trade.product, str(period), str(origin)), []).append((trade, place))
        self._nameless.extend((role, place) for role in mapped.nameless)
        self.lost.extend(mapped.lost)

    def rest(self, lost: Iterable[Lost]) -> Iterator[Statement]:
        """Give what had to wait; `lost` names the lists that are not complete."""
        yield from self._send_nameless()
        yield from self._send_dated()
        yield from self._send_entries()
        yield from self._send_traded()
        yield from self._send_coverage(list(lost))

    def _is_new(self, entity: Entity, observed_on: str) -> bool:
        """Tell whether a node was not sent lately with the same content: firms stand on many rows."""
        key = (entity.uid, observed_on)
        lately = self._lately.get(key)
        if lately is entity or (lately is not None and lately == entity):
            return False
        if len(self._lately) >= _LATELY:
            self._lately.clear()
        self._lately[key] = entity
        return True

    def _send_nameless(self) -> Iterator[Statement]:
        """Number the sole traders of each cluster by (since, place) and give them their roles."""
        by_cluster: dict[str, dict[str, list[tuple[NamelessRole, Place]]]] = defaultdict(lambda: defaultdict(list))
        for role, place in self._nameless:
            by_cluster[role.cluster][role.token].append((role, place))
        for cluster, traders in sorted(by_cluster.items()):
            slug = cluster.partition("/")[2]
            in_order = sorted(
                traders.values(), key=lambda roles: min(_order(role.props, place) for role, place in roles)
            )
            for number, roles in enumerate(in_order, 1):
                member = f"{KINDS[Kind.NAMELESS_MEMBER].folder}/{slug}-{number}"
                yield Statement(Entity(member, Kind.NAMELESS_MEMBER), roles[0][1])
                for role, place in roles:
                    made = link(member, LinkKind.MEMBER_OF, cluster, role.props)
                    self._dated[made.uid].append(Waiting(made, place, ""))

    def _send_dated(self) -> Iterator[Statement]:
        """Give the second period of one link an ordinal; rows without a start share the first."""
        for waiting in self._dated.values():
            numbers = _ordinals(_order(item.record.props, item.place) for item in waiting)
            for item in waiting:
                record = item.record
                ordinal = numbers.get(str(record.props.get("since", "")), 1)
                if isinstance(record, Link) and ordinal > 1:
                    record = link(record.src, record.kind, record.dst, record.props, ordinal=ordinal)
                yield Statement(record, item.place, item.observed_on)

    def _send_entries(self) -> Iterator[Statement]:
        """The same, for a status that a cluster has a second time."""
        for stated in self._entries.values():
            numbers = _ordinals(_order(entry.record.props, place) for entry, place, _ in stated)
            for entry, place, observed_on in stated:
                ordinal = numbers.get(str(entry.record.props.get("since", "")), 1)
                record = entry.record if ordinal == 1 else replace(entry.record, uid=f"{entry.record.uid}/{ordinal}")
                yield Statement(record, place, observed_on)
                yield Statement(about(entry.subject, record), place, observed_on)

    def _send_traded(self) -> Iterator[Statement]:
        """Sum what a buyer paid to sole traders, a product, period and origin; to the kopeck."""
        for (buyer, product, _, _), trades in self._traded.items():
            amounts = (trade.props.get("amount") for trade, _ in trades)
            kopecks = [round(amount * 100) for amount in amounts if isinstance(amount, float)]
            kept = {
                key: trades[0][0].props[key] for key in ("period", "origin", "confidence") if key in trades[0][0].props
            }
            props: dict[str, Value] = {"origin": "unknown", **kept, "sole_trader": True}
            if kopecks:
                props["amount"] = sum(kopecks) / 100
            folder = KINDS[Kind.PRODUCT].folder
            # the ordinal keeps the total apart from a purchase whose supplier is not named at all
            total = link(buyer, LinkKind.BUYS, f"{folder}/{product.lower()}", props, ordinal=2)
            yield Statement(total, trades[0][1])

    def _send_coverage(self, lost: list[Lost]) -> Iterator[Statement]:
        for stated, place, observed_on in self._coverage:
            record = stated.record
            if record.props.get("coverage_level") == "complete" and any(concerns(row, stated) for row in lost):
                record = replace(record, props={**record.props, "coverage_level": "partial"})
            yield Statement(record, place, observed_on)
            yield Statement(about(stated.subject, record), place, observed_on)

    def downgraded(self, lost: Iterable[Lost]) -> Iterator[tuple[About, Place, list[Lost]]]:
        """Give the lists declared complete that lost rows, with the rows."""
        rows = list(lost)
        for stated, place, _ in self._coverage:
            concerned = [row for row in rows if concerns(row, stated)]
            if concerned and stated.record.props.get("coverage_level") == "complete":
                yield stated, place, concerned


def concerns(row: Lost, stated: About) -> bool:
    """Tell whether a lost row belongs to a declared list: by the firm, else by its name, else it may belong to any."""
    props = stated.record.props
    if row.side != props.get("side") or (row.period and row.period[:4] != str(props.get("period", ""))[:4]):
        return False
    if row.uid:
        return row.uid == stated.subject
    return not row.name or names.search_form(row.name) == names.search_form(stated.name)


def _order(props: Mapping[str, Value], place: Place) -> tuple[str, str, str, int]:
    return (str(props.get("since", "")), place.file, place.sheet, place.line)


def _ordinals(order: Iterable[tuple[str, str, str, int]]) -> dict[str, int]:
    """Return start → ordinal, for the starts that are stated."""
    starts = dict.fromkeys(since for since, *_ in sorted(order) if since)
    return {since: number for number, since in enumerate(starts, 1)}
