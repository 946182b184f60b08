"""The weight of evidence that one firm belongs to one candidate, term by term, at the cost of their links."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.analysis.detection.weights import link_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.network import Network

_PRIOR = 10.0
"""Members as usual elsewhere that are added to those seen, for the shares of sectors and regions."""
_MOST = 4.0
_NO_LINK = -9.0
"""A link term at or below this rules the pair out."""
_PLACES = 6


@dataclass(frozen=True, slots=True)
class Terms:
    """Why a firm belongs to a candidate; the four terms sum to the score, a log-odds. Not a probability."""

    links_inside: int
    """x: firms of the candidate it is linked to."""
    links: int
    """k: firms at all it is linked to."""
    expected: float
    """Links that a firm with k of them would have into the candidate without belonging there."""
    link: float
    sector: float
    region: float
    size: float

    @property
    def score(self) -> float:
        """Sum of the terms."""
        return float(round(self.link + self.sector + self.region + self.size, _PLACES))

    @property
    def possible(self) -> bool:
        """Whether the links alone leave the pair possible."""
        return self.link > _NO_LINK


class Scene:
    """A network as scoring looks at it: partners, totals and usual shares."""

    def __init__(self, network: Network, *, attributes: bool) -> None:
        """`attributes`: sectors and regions enter the score (method `pool`), else links and size alone (`fast`)."""
        matrix = link_matrix(network)
        self.network = network
        self.attributes = attributes
        self.degree: list[int] = np.diff(matrix.indptr).tolist()
        self.ends = sum(self.degree)
        self.sector = _codes(network.sector, network.n)
        self.region = _codes(network.region, network.n)
        self.usual_sector = _usual(network.sector, len(network.sectors))
        self.usual_region = _usual(network.region, len(network.regions))
        self.ends_of_region: Counter[int] = Counter()
        for region, degree in zip(self.region, self.degree, strict=True):
            self.ends_of_region[region] += degree
        self._starts, self._partners = matrix.indptr, matrix.indices

    def partners(self, firm: int) -> list[int]:
        """Return the firms linked to one, by number."""
        found: list[int] = self._partners[self._starts[firm] : self._starts[firm + 1]].tolist()
        return found


class Tally:
    """A group of firms and the counts its scores are made of; `add` and `drop` cost the links of one firm."""

    def __init__(self, scene: Scene, firms: Iterable[int] = ()) -> None:
        self._scene = scene
        self.firms: set[int] = set()
        self.ends = self.inside = 0
        self._sectors: Counter[int] = Counter()
        self._regions: Counter[int] = Counter()
        self._ends_of_region: Counter[int] = Counter()
        self._into: Counter[int] = Counter()
        """Region → links into the group from its firms that are no members."""
        for firm in firms:
            self.add(firm)

    def add(self, firm: int) -> None:
        """Take a firm in."""
        self._move(firm, 1)
        self.firms.add(firm)

    def drop(self, firm: int) -> None:
        """Let a firm go."""
        self.firms.discard(firm)
        self._move(firm, -1)

    def _move(self, firm: int, sign: int) -> None:
        """Count a firm that is not among the members at this moment."""
        scene = self._scene
        for partner in scene.partners(firm):
            if partner in self.firms:
                self.inside += 2 * sign
                self._into[scene.region[firm]] -= sign
            else:
                self._into[scene.region[partner]] += sign
        self.ends += sign * scene.degree[firm]
        self._ends_of_region[scene.region[firm]] += sign * scene.degree[firm]
        self._sectors[scene.sector[firm]] += sign
        self._regions[scene.region[firm]] += sign

    @property
    def within(self) -> float:
        """w: share of the members' link ends that stay inside, (I + 1)/(K + 5)."""
        return float((self.inside + 1) / (self.ends + 5))

    @property
    def outside(self) -> float:
        """q: share of the ends of others that come here, (K − I + ½)/(2m − K)."""
        return float((self.ends - self.inside + 0.5) / max(self._scene.ends - self.ends, 1))

    def terms(self, firm: int) -> Terms:
        """Return the terms of a firm, member or not."""
        scene, w = self._scene, self.within
        x = sum(partner in self.firms for partner in scene.partners(firm))
        k, region, q = scene.degree[firm], scene.region[firm], self.outside
        if scene.attributes and region >= 0:
            # what others of the firm's own region send here: a shop that buys in its town is no evidence
            reached = scene.ends_of_region[region] - self._ends_of_region[region]
            q *= (self._into[region] + 2) / (q * reached + 2)
        q = min(q, 0.8 * w)
        own = int(firm in self.firms)
        return Terms(
            links_inside=x,
            links=k,
            expected=round(q * k, _PLACES),
            link=round(x * math.log(w / q) - k * (w - q), _PLACES),
            sector=self._likeness(scene.sector[firm], self._sectors, scene.usual_sector, own),
            region=self._likeness(region, self._regions, scene.usual_region, own),
            size=round(math.log(max(len(self.firms), 1) / scene.network.n), _PLACES),
        )

    def _likeness(self, code: int, counts: Counter[int], usual: Sequence[float], own: int) -> float:
        """Return the log of how much more frequent the code is among the other members than elsewhere."""
        if code < 0 or not self._scene.attributes:
            return 0.0
        p = usual[code]
        share = (counts[code] - own + _PRIOR * p) / (len(self.firms) - own + _PRIOR)
        return round(max(-_MOST, min(_MOST, math.log(share / p))), _PLACES)


def _codes(codes: NDArray[np.int32] | None, n: int) -> list[int]:
    found: list[int] = [-1] * n if codes is None else codes.tolist()
    return found


def _usual(codes: NDArray[np.int32] | None, size: int) -> list[float]:
    """Return the share of firms with each code, none of them 0."""
    if codes is None:
        return []
    count = np.bincount(codes[codes >= 0], minlength=size)
    shares: list[float] = ((count + 1) / (count.sum() + size)).tolist()
    return shares
