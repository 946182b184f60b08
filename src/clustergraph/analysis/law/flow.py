"""A share of several firms whose partners have a limited room towards all of them: exact, by maximum flow.

What a supplier has left unexplained it can sell once. Where it has room towards several buyers, the sum of what each
may have bought at most is more than all can have bought together. The largest share is found by sending the room from
partners to firms: first what the firms surely bought on this side, then up to their least total (what is bought inside
is then not bought outside), then up to their largest. Each step only adds to what a firm already has, so that all three
are at their maximum at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from clustergraph.analysis.law.interval import ONE, ZERO, High, Interval, least, minus
from clustergraph.analysis.law.side import Firm, Part, Side, ratio

_PARTS: tuple[Part, ...] = ("inside", "outside")
_SOURCE, _SINK = ("", "source"), ("", "sink")
_Node = tuple[str, str]


def shared(sides: Sequence[Side]) -> Interval | None:
    """Return where Σ inside / Σ all lies when partners divide their room; None where nothing is divided or possible."""
    value = ratio([side.split for side in sides])
    if value is None or impossible(sides):
        return None
    low, high = value.low, value.high
    if (most := _most(sides, "inside")) is not None:
        high = least(high, most)
    if (most := _most(sides, "outside")) is not None:
        low = max(low, ONE - most)
    return Interval(low, high)


def impossible(sides: Sequence[Side]) -> bool:
    """Tell whether the firms' totals together need more than their partners have left, though none does alone."""
    if any(side.contradicts for side in sides):
        return False
    for part in _PARTS:
        firms = [side.seen(part) for side in sides]
        if _contended(firms):
            network = Network(firms)
            if network.send([firm.must for firm in firms]) < sum((firm.must for firm in firms), ZERO):
                return True
    return False


def _most(sides: Sequence[Side], part: Part) -> Fraction | None:
    """Return the largest share of one part; None where no room is shared, so that each firm stands alone."""
    firms = [side.seen(part) for side in sides]
    return largest_share(firms) if _contended(firms) else None


def largest_share(firms: Sequence[Firm]) -> Fraction:
    """Return the largest Σ part / Σ total that the rooms of the partners allow."""
    network = Network(firms)
    network.send([firm.must for firm in firms])
    up_to_low = [max(firm.low - firm.other - firm.has, firm.must) for firm in firms]
    network.send(up_to_low)
    sent = network.send([least(minus(firm.high, firm.other + firm.has), network.endless) for firm in firms])
    if sent >= network.endless:
        return ONE
    parts = [firm.has + got for firm, got in zip(firms, network.got, strict=True)]
    others = sum((max(f.other, f.low - part) for f, part in zip(firms, parts, strict=True)), ZERO)
    whole = sum(parts, others)
    return sum(parts, ZERO) / whole if whole else ONE


def _contended(firms: Sequence[Firm]) -> bool:
    """Tell whether a partner has less left than its room towards several firms adds up to."""
    wanted: dict[str, list[High]] = {}
    for firm in firms:
        for partner in firm.left:
            room = firm.rooms[partner]
            if room is None or room:
                wanted.setdefault(partner, []).append(room)
    left = {partner: room for firm in firms for partner, room in firm.left.items()}
    return any(
        len(rooms) > 1 and (None in rooms or sum((room for room in rooms if room is not None), ZERO) > left[partner])
        for partner, rooms in wanted.items()
    )


class Network:
    """Rooms of partners and firms that take from them; `send` raises what each firm may take and sends the most."""

    def __init__(self, firms: Sequence[Firm]) -> None:
        rooms = {partner: left for firm in firms for partner, left in firm.left.items()}
        finite = list(rooms.values())
        finite += [room for firm in firms for room in firm.rooms.values() if room is not None]
        finite += [(firm.high or ZERO) + firm.low + firm.must for firm in firms]
        self.endless = sum(finite, ONE)
        """More than can be sent through what is bounded."""
        self._sinks = [("firm", str(place)) for place in range(len(firms))]
        self._left: dict[_Node, dict[_Node, Fraction]] = {_SOURCE: {}, _SINK: {}}
        for sink, firm in zip(self._sinks, firms, strict=True):
            self._edge(sink, _SINK, ZERO)
            for partner, room in sorted(firm.rooms.items()):
                node = ("partner", partner) if partner else ("nameless", sink[1])
                left = rooms.get(partner) if partner else room
                self._edge(_SOURCE, node, self.endless if left is None else left)
                self._edge(node, sink, self.endless if room is None else room)

    @property
    def got(self) -> list[Fraction]:
        """What each firm has taken."""
        return [self._left[_SINK][sink] for sink in self._sinks]

    def send(self, limits: Sequence[High]) -> Fraction:
        """Let each firm take up to its limit, in all, and return what all have taken now."""
        for sink, limit, got in zip(self._sinks, limits, self.got, strict=True):
            self._left[sink][_SINK] = max((self.endless if limit is None else limit) - got, ZERO)
        while path := self._path():
            steps = list(pairwise(path))
            amount = min(self._left[one][other] for one, other in steps)
            for one, other in steps:
                self._left[one][other] -= amount
                self._left[other][one] += amount
        return sum(self.got, ZERO)

    def _edge(self, one: _Node, other: _Node, room: Fraction) -> None:
        self._left.setdefault(one, {})[other] = room
        self._left.setdefault(other, {}).setdefault(one, ZERO)

    def _path(self) -> list[_Node]:
        """Return a shortest way from source to sink on which something can still be sent, or []."""
        came: dict[_Node, _Node] = {_SOURCE: _SOURCE}
        queue = deque([_SOURCE])
        while queue and _SINK not in came:
            node = queue.popleft()
            for other, left in self._left[node].items():
                if left and other not in came:
                    came[other] = node
                    queue.append(other)
        path = [_SINK] if _SINK in came else []
        while path and path[-1] != _SOURCE:
            path.append(came[path[-1]])
        return path[::-1]
