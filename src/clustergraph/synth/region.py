"""A fictional region: firms, planted groups in value chains, hubs and firms that belong to nothing.

The same profile and seed give the same region and the same rows, in the same order, on every machine.
Sizes follow what real files show where that was measured (legal forms, missing amounts, spread of contract values) and
are chosen elsewhere, so that the analyses have something to find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.synth import codes
from clustergraph.synth.trades import BACKGROUND, CHAINS, HUBS, Chain, Trade, trades


@dataclass(frozen=True, slots=True)
class Place:
    """Where a firm sits: the codes are real, the street is not."""

    region: str
    oktmo: str
    address: str


HOME = Place("55", "52701000", "Омская область, г. Омск")
ELSEWHERE = (
    Place("54", "50701000", "Новосибирская область, г. Новосибирск"),
    Place("66", "65701000", "Свердловская область, г. Екатеринбург"),
    Place("72", "71701000", "Тюменская область, г. Тюмень"),
)


@dataclass(frozen=True, slots=True)
class Profile:
    """How large a region is and how much it hides. Shares are 0 to 1."""

    name: str
    firms: int
    groups: int
    group_size: tuple[int, int] = (6, 12)
    """Smallest and largest planted group."""
    hubs: int = 4
    periods: tuple[str, ...] = ("2022", "2023")
    rows: int | None = None
    """Exactly so many supply rows; None: one round over the region."""
    inside: float = 0.75
    """How likely a member sells to a member of the next tier."""
    outside: float = 1.5
    """Buyers outside the group, mean a firm."""
    hub_reach: float = 0.15
    """Share of the firms that buy from one hub."""
    without_amount: float = 0.08
    without_document: float = 0.35
    """Pairs told as one total of the year."""
    demand: float = 0.2
    """Firms that name a purchase without its supplier, a year."""
    elsewhere: float = 0.12
    """Background firms of other regions."""
    shared: float = 0.05
    """Members that also sell into another group."""

    def __post_init__(self) -> None:
        members = self.groups * self.group_size[1]
        if not 0 < self.firms <= codes.LARGEST or members + self.hubs > self.firms or self.group_size[0] < 5:
            raise InputError(text("synth.impossible-profile", name=self.name), text("synth.impossible-profile-hint"))


DEMO = Profile("demo", firms=120, groups=5, inside=0.9, outside=1.1, hub_reach=0.1)


def bench(rows: int) -> Profile:
    """Return the profile of a CSV benchmark with exactly `rows` supply rows, about twenty a firm."""
    firms = min(codes.LARGEST, max(200, rows // 20))
    return Profile(f"bench-{rows}", firms, groups=firms // 30, group_size=(5, 20), rows=rows, hub_reach=0.02)


@dataclass(frozen=True, slots=True)
class Firm:
    """A fictional firm."""

    number: int
    inn: str
    name: str
    legal_name: str
    trade: Trade
    place: Place
    other: tuple[str, ...] = ()
    """Further OKVED2 codes."""
    group: int = -1
    """Number of the planted group, -1 for none."""
    tier: int = -1
    role: str = ""
    """`finished` or `intermediate` in a planted group."""
    hub: bool = False
    told: bool = False
    """Its links are written by hand, the generator adds none."""


@dataclass(frozen=True, slots=True)
class Group:
    """A planted group: what detection should find."""

    number: int
    members: tuple[Firm, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Firms in the order of their numbers (1 first), and the groups of them in the order of theirs (0 first)."""

    profile: Profile
    seed: int
    firms: tuple[Firm, ...]
    groups: tuple[Group, ...]


def make_region(profile: Profile, seed: int, cast: Sequence[Firm] = ()) -> Region:
    """Make the region of a profile; `cast` are firms made elsewhere, with the numbers 1, 2, 3 … and the group 0."""
    rng = Random(f"{seed}/{profile.name}/firms")
    firms = list(cast)
    first_group = int(any(firm.group == 0 for firm in cast))
    for group in range(first_group, first_group + profile.groups):
        chain = CHAINS[(group - first_group) % len(CHAINS)]
        firms.extend(_members(group, chain, rng.randint(*profile.group_size), len(firms) + 1, rng))
    for hub in range(profile.hubs):
        firms.append(make_firm(len(firms) + 1, HUBS[hub % len(HUBS)], HOME, rng, hub=True))
    while len(firms) < profile.firms:
        place = rng.choice(ELSEWHERE) if rng.random() < profile.elsewhere else HOME
        firms.append(make_firm(len(firms) + 1, _background_trade(rng), place, rng))
    groups: dict[int, list[Firm]] = {}
    for firm in firms:
        if firm.group >= 0:
            groups.setdefault(firm.group, []).append(firm)
    return Region(profile, seed, tuple(firms), tuple(Group(number, tuple(found)) for number, found in groups.items()))


def _members(group: int, chain: Chain, size: int, first: int, rng: Random) -> list[Firm]:
    """Return the firms of one group, spread evenly over the tiers of its chain."""
    last = len(chain.tiers) - 1
    return [
        make_firm(
            first + place,
            rng.choice(chain.tiers[tier]),
            rng.choice(ELSEWHERE) if rng.random() < 0.05 else HOME,
            rng,
            group=group,
            tier=tier,
            role="finished" if tier == last else "intermediate",
        )
        for place in range(size)
        for tier in (place * len(chain.tiers) // size,)
    ]


def _background_trade(rng: Random) -> str:
    if rng.random() < 0.5:
        return rng.choice(BACKGROUND)
    return rng.choice(rng.choice(rng.choice(CHAINS).tiers))


def make_firm(
    number: int,
    okved2: str,
    place: Place,
    rng: Random,
    *,
    group: int = -1,
    tier: int = -1,
    role: str = "",
    hub: bool = False,
    told: bool = False,
) -> Firm:
    """Make one firm; its number makes its codes and stands in its name, so that nobody takes it for a real one."""
    trade = trades()[okved2]
    quoted = f'"{trade.noun} № {number}"'
    if okved2 == "94.11":
        short = legal = f"Ассоциация {quoted}"
    elif rng.random() < 0.8:
        short, legal = f"ООО {quoted}", f"Общество с ограниченной ответственностью {quoted}"
    else:
        short, legal = f"АО {quoted}", f"Акционерное общество {quoted}"
    known = [code for code in trades() if code != okved2]
    other = tuple(sorted(rng.sample(known, rng.choice((0, 1, 1, 2, 3)))))
    return Firm(number, codes.inn(number), short, legal, trade, place, other, group, tier, role, hub, told)
