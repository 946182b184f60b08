"""Who supplies whom in a fictional region, as a stream of rows: most links run one tier down inside a group."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from math import exp
from random import Random
from typing import NamedTuple

from clustergraph.synth.region import Firm, Group, Profile, Region
from clustergraph.synth.trades import CHAINS, Trade, trades

_LN_MEAN, _LN_SPREAD = 14.7, 1.6
"""Natural logarithm of a contract's roubles: the mean is measured on public contracts, the spread chosen."""
_WHOLESALE = ("46.72", "46.75")
_DAYS = tuple(f"-{number % 12 + 1:02d}-{number % 28 + 1:02d}" for number in range(84))
"""Days of a year that documents are dated with, by their number."""


class Supply(NamedTuple):
    """One row of a list of supplies."""

    supplier: Firm | None
    """None: the buyer names no supplier."""
    buyer: Firm
    trade: Trade
    """Its product is what was supplied."""
    year: str
    document: str
    """"" where the row is a total of the year."""
    date: str
    """ISO, with the document."""
    kopecks: int | None
    """Amount without VAT; None where nobody says it."""
    origin: str
    """Code of the scheme `origin`."""


def supplies(region: Region) -> Iterator[Supply]:
    """Stream the supply rows of a region; no two have the same supplier, buyer, product, year and document."""
    rows = _rounds(region)
    return islice(rows, region.profile.rows) if region.profile.rows is not None else rows


def _rounds(region: Region) -> Iterator[Supply]:
    profile = region.profile
    rng = Random(f"{region.seed}/{profile.name}/supplies")
    buyers = [firm for firm in region.firms if not firm.told]
    numbers = count(1)
    for turn in count():
        for firm in buyers:
            for buyer in _buyers(firm, region, buyers, rng):
                yield from _deals(firm, buyer, profile, numbers, rng, documents_only=turn > 0)
            if not turn:
                yield from _demand(firm, region, rng)
        if profile.rows is None:
            return


def _buyers(firm: Firm, region: Region, others: list[Firm], rng: Random) -> list[Firm]:
    """Return whom a firm sells to, each once."""
    profile = region.profile
    if firm.hub:
        wanted = max(2, int(len(others) * profile.hub_reach))
    else:
        wanted = int(rng.expovariate(1 / profile.outside) + 0.5)
    chosen = {others[int(rng.random() * len(others))].number: None for _ in range(wanted)}
    if firm.group >= 0:
        group = region.groups[firm.group]
        chosen |= _inside(firm, group, profile.inside, rng)
        if rng.random() < profile.shared and len(region.groups) > 1:
            chosen |= _inside(firm, rng.choice(region.groups), profile.inside, rng)
    chosen.pop(firm.number, None)
    return [region.firms[number - 1] for number in chosen if not region.firms[number - 1].told]


def _inside(firm: Firm, group: Group, likely: float, rng: Random) -> dict[int, None]:
    """Return the members a firm sells to: most of the next tier, few of its own or one tier further."""
    chances = {firm.tier + 1: likely, firm.tier: likely / 5, firm.tier + 2: likely / 4}
    return {member.number: None for member in group.members if rng.random() < chances.get(member.tier, 0.0)}


def _deals(
    firm: Firm, buyer: Firm, profile: Profile, numbers: Iterator[int], rng: Random, *, documents_only: bool
) -> Iterator[Supply]:
    """Yield the rows of one pair: a total of the year, or up to three documents."""
    random, gauss, trade = rng.random, rng.gauss, firm.trade
    if trade.okved2 in _WHOLESALE:
        origin = "unknown"
    else:
        origin = "region" if firm.place.region == buyer.place.region else "other_region"
    for year in profile.periods:
        if random() < 0.15:
            continue
        total = not documents_only and random() < profile.without_document
        for _ in range(1 if total else 1 + int(random() * 3)):
            kopecks = None if random() < profile.without_amount else int(exp(gauss(_LN_MEAN, _LN_SPREAD)) * 100)
            if total:
                yield Supply(firm, buyer, trade, year, "", "", kopecks, origin)
            else:
                number = next(numbers)
                day = year + _DAYS[number % 84]
                yield Supply(firm, buyer, trade, year, f"{number}/{year[2:]}", day, kopecks, origin)


def _demand(firm: Firm, region: Region, rng: Random) -> Iterator[Supply]:
    """Yield purchases whose supplier the buyer does not name: what the region might make itself."""
    profile = region.profile
    for year in profile.periods:
        if rng.random() < profile.demand:
            tier = rng.choice(rng.choice(CHAINS).tiers)
            kopecks = None if rng.random() < profile.without_amount else int(exp(rng.gauss(_LN_MEAN, _LN_SPREAD)) * 100)
            origin = "import" if rng.random() < 0.6 else "other_region"
            yield Supply(None, firm, trades()[rng.choice(tier)], year, "", "", kopecks, origin)
