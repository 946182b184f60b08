"""Why a candidate, why a firm in it, who nearly joined, what would be if firms joined or left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from clustergraph.analysis.detection.scoring import Scene, Tally, Terms

_ELSEWHERE = 5
_NEARLY = 5
_WEAK = 3
_SHARES = 3
_PLACES = 6


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another candidate that a firm's links speak for."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class WhyFirm:
    """Why one firm is in, or was nearly in."""

    firm: str
    terms: Terms
    score: float
    """Sum of the terms."""
    rank: int | None
    """The candidate the firm is in; None: in none."""
    elsewhere: Sequence[Elsewhere]
    """Other candidates with a score above 0, the highest first, at most five."""
    tier: float | None
    """Place in the chain of supplies, 0 at its start, a step a supply; None outside the candidate."""


@dataclass(frozen=True, slots=True)
class Lift:
    """How much more frequent a sector or region is in the candidate than among all firms."""

    code: str
    firms: int
    lift: float
    """Its share among the candidate's firms that have a code, by its share among all that have one."""
    location_quotient: float | None
    """Of a sector: its share among the firms of the candidate's main region, by its share among all firms."""


@dataclass(frozen=True, slots=True)
class WeakPoint:
    """A firm without which others of the candidate lose their connection to it."""

    firm: str
    cut_off: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """The evidence for one candidate: counts of links between firms, whatever their direction and amount."""

    within: float
    """w: share of its link ends that stay inside, drawn towards 0 where there are few."""
    outside: float
    """q: share of all other link ends that come in."""
    links_inside: int
    expected: float
    """Inner links of as many firms with as many links each, were all links of the network drawn at random."""
    score: float
    """Sum of its firms' scores."""
    firms: Sequence[WhyFirm]
    """In the order of their uids."""
    nearly: Sequence[WhyFirm]
    """Firms outside with the highest score for it, at most five."""
    sectors: Sequence[Lift]
    regions: Sequence[Lift]
    weak: Sequence[WeakPoint]
    """The worst first, at most three."""


def explain(scene: Scene, groups: Sequence[Sequence[int]], candidate: int) -> Explanation:
    """Return the evidence for a candidate.

    Parameters
    ----------
    groups
        Firms of every candidate of the run by their numbers, by rank; disjoint.
    candidate
        Place in `groups`, from 0.
    """
    return _Explaining(scene, groups).explain(candidate)


def rescore(
    scene: Scene, groups: Sequence[Sequence[int]], candidate: int, *, add: Iterable[int] = (), drop: Iterable[int] = ()
) -> Explanation:
    """Return the evidence as it would be if firms joined a candidate, from wherever they are, or left it.

    Nobody else moves. The counts of the groups are changed, not counted anew; the answer equals `explain` on the groups
    as they would be.
    """
    explaining = _Explaining(scene, groups)
    for firm in drop:
        explaining.move(firm, None)
    for firm in add:
        explaining.move(firm, candidate)
    return explaining.explain(candidate)


class _Explaining:
    """The groups of a run, each counted when it is first asked of."""

    def __init__(self, scene: Scene, groups: Sequence[Sequence[int]]) -> None:
        self._scene = scene
        self._groups = groups
        self._home = {firm: place for place, firms in enumerate(groups) for firm in firms}
        self._tallies: dict[int, Tally] = {}

    def tally(self, place: int) -> Tally:
        if place not in self._tallies:
            self._tallies[place] = Tally(self._scene, self._groups[place])
        return self._tallies[place]

    def move(self, firm: int, place: int | None) -> None:
        before = self._home.pop(firm, None)
        if before is not None:
            self.tally(before).drop(firm)
        if place is not None:
            self.tally(place).add(firm)
            self._home[firm] = place

    def explain(self, place: int) -> Explanation:
        tally = self.tally(place)
        members = sorted(tally.firms)
        tiers = tiers_of(self._scene, members)
        firms = [self._why(firm, place, tiers[firm]) for firm in members]
        region = _main(self._scene.region[firm] for firm in members)
        return Explanation(
            within=round(tally.within, _PLACES),
            outside=round(tally.outside, _PLACES),
            links_inside=tally.inside // 2,
            expected=_expected(self._scene, members, tally.ends),
            score=round(sum(why.score for why in firms), _PLACES),
            firms=firms,
            nearly=self._nearly(place, members),
            sectors=_lifts(self._scene.sector, self._scene.network.sectors, members, self._scene.region, region),
            regions=_lifts(self._scene.region, self._scene.network.regions, members),
            weak=_weak(self._scene, members),
        )

    def _why(self, firm: int, place: int, tier: float | None = None) -> WhyFirm:
        terms = self.tally(place).terms(firm)
        home = self._home.get(firm)
        others = {self._home.get(partner) for partner in self._scene.partners(firm)}
        scored = [(self.tally(one).terms(firm), one) for one in others if one is not None and one not in (place, home)]
        likely = sorted((-found.score, other) for found, other in scored if found.possible and found.score > 0)
        return WhyFirm(
            self._scene.network.uids[firm],
            terms,
            terms.score,
            None if home is None else home + 1,
            [Elsewhere(other + 1, -score) for score, other in likely[:_ELSEWHERE]],
            tier,
        )

    def _nearly(self, place: int, members: Sequence[int]) -> list[WhyFirm]:
        inside = set(members)
        around = sorted({partner for firm in members for partner in self._scene.partners(firm)} - inside)
        found = [self._why(firm, place) for firm in around]
        return sorted((why for why in found if why.terms.possible), key=lambda why: (-why.score, why.firm))[:_NEARLY]


def tiers_of(scene: Scene, members: Sequence[int]) -> dict[int, float]:
    """Return the tier of each firm: least squares of (tier of buyer − tier of supplier) = 1 over the supplies inside.

    The lowest of each connected part is 0; so is a firm without a supply inside.
    """
    number = {firm: i for i, firm in enumerate(members)}
    network = scene.network
    inside = np.isin(network.src, members) & np.isin(network.dst, members)
    pairs = [(number[int(a)], number[int(b)]) for a, b in zip(network.src[inside], network.dst[inside], strict=True)]
    laplacian, flow = np.zeros((len(members), len(members))), np.zeros(len(members))
    for supplier, buyer in pairs:
        laplacian[supplier, supplier] += 1
        laplacian[buyer, buyer] += 1
        laplacian[supplier, buyer] -= 1
        laplacian[buyer, supplier] -= 1
        flow[buyer] += 1
        flow[supplier] -= 1
    height = np.linalg.lstsq(laplacian, flow, rcond=None)[0]
    found: dict[int, float] = {}
    for part in _parts(scene, set(members)):
        lowest = min(height[number[firm]] for firm in part)
        found |= {firm: abs(round(float(height[number[firm]] - lowest), _PLACES)) for firm in part}
    return found


def _parts(scene: Scene, firms: set[int]) -> list[set[int]]:
    """Return the connected parts of some firms."""
    left, parts = set(firms), []
    while left:
        part, edge = set(), [min(left)]
        while edge:
            firm = edge.pop()
            if firm in left:
                left.discard(firm)
                part.add(firm)
                edge += scene.partners(firm)
        parts.append(part)
    return parts


def _weak(scene: Scene, members: Sequence[int]) -> list[WeakPoint]:
    whole = max((len(part) for part in _parts(scene, set(members))), default=0)
    found = []
    for firm in members:
        largest = max((len(part) for part in _parts(scene, set(members) - {firm})), default=0)
        if 0 < largest < whole - 1:
            found.append((-(whole - 1 - largest), firm))
    return [WeakPoint(scene.network.uids[firm], -cut) for cut, firm in sorted(found)[:_WEAK]]


def _expected(scene: Scene, members: Iterable[int], ends: int) -> float:
    squares: int = sum(scene.degree[firm] ** 2 for firm in members)
    return float(round((ends * ends - squares) / (2 * max(scene.ends, 1)), _PLACES))


def _main(codes: Iterable[int]) -> int:
    count = Counter(code for code in codes if code >= 0)
    return min(count, key=lambda code: (-count[code], code), default=-1)


def _lifts(
    codes: Sequence[int],
    names: Sequence[str],
    members: Sequence[int],
    regions: Sequence[int] = (),
    region: int = -1,
) -> list[Lift]:
    """Return the most frequent codes of the members; with regions, each code's quotient in one of them, too."""
    count = Counter(codes[firm] for firm in members if codes[firm] >= 0)
    everywhere = Counter(code for code in codes if code >= 0)
    there: Counter[int] = Counter()
    if region >= 0:
        there = Counter(code for code, place in zip(codes, regions, strict=True) if place == region and code >= 0)
    found = []
    for code in sorted(count, key=lambda code: (-count[code], code))[:_SHARES]:
        usual = everywhere[code] / everywhere.total()
        quotient = round(there[code] / there.total() / usual, _PLACES) if there else None
        found.append(Lift(names[code], count[code], round(count[code] / count.total() / usual, _PLACES), quotient))
    return found
