"""Parameters of planted networks, and the named families on which detection is measured."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a network is like; the defaults are the family `base`. Shares are 0 to 1."""

    firms: int = 10_000
    regions: int = 89
    chains: int = 36
    sectors: int = 100
    tiers: tuple[int, int] = (3, 4)
    sectors_a_tier: tuple[int, int] = (2, 3)
    sizes: tuple[int, int] = (8, 240)
    """Smallest and largest cluster, the small ones aside; in between a power law."""
    small_sizes: tuple[int, int] = (5, 7)
    small_share: float = 0.15
    """Clusters of `small_sizes` among all clusters."""
    background: float = 0.4
    """Firms without a cluster, hubs included."""
    in_two: float = 0.04
    """Members that belong to a second cluster of their chain too."""
    inter_regional: float = 0.2
    """Clusters with firms in the nearest regions."""
    away: float = 0.35
    """Firms of such a cluster outside its home region."""
    placeless: bool = False
    """Clusters know no region: their firms are anywhere."""
    links_a_firm: float = 5.2
    outside: float = 0.45
    """Links of a member that leave its clusters, those with hubs aside."""
    to_region: float = 0.58
    """Links outside clusters that stay in the region."""
    to_chain: float = 0.3
    """Links outside clusters that go one tier up or down the own chain, wherever it is."""
    hub_links: float = 0.2
    """Links with hubs among all links."""
    hubs: float = 0.003
    national_hubs: float = 0.33
    """Hubs that deal with all regions; the others only with their own."""
    down: float = 0.62
    """Inner links to the next tier; the others stay in the tier, skip one or go back."""
    same_tier: float = 0.15
    skipping: float = 0.08
    weight_tail: float = 3.0
    """Exponent of the Pareto law of the firms' weights."""
    weight_cap: float = 10.0
    wrong_sector: float = 0.1
    missing_sector: float = 0.03
    wrong_region: float = 0.03
    missing_region: float = 0.01
    volume_spread: float = 2.2
    """Standard deviation of ln volume."""
    hub_volume: float = 1.0
    """Volume of a link with a hub, times."""
    inside_volume: float = 1.0
    """Volume of an inner link, times: above 1 the volumes tell of clusters."""
    missing_volume: float = 0.08
    agreements: float = 0.05
    """Agreements a firm."""
    agreements_inside: float = 0.7
    """Agreements whose parties are of one cluster; the others are among any firms."""
    owned: float = 0.06
    """Firms in a group of owners."""


BASE = Parameters()

FAMILIES = {
    "base": BASE,
    "easy": replace(BASE, outside=0.25),
    "hard": replace(BASE, outside=0.65),
    "hub-heavy": replace(BASE, links_a_firm=6.24, hub_links=1 / 3, hub_volume=4.0),
    "noise": replace(BASE, wrong_sector=0.35, missing_sector=0.1, wrong_region=0.15, missing_region=0.05),
    "sparse": replace(BASE, links_a_firm=2.6),
    "inter-regional": replace(BASE, inter_regional=0.8, away=0.5),
    "national": replace(BASE, placeless=True),
    "background": replace(BASE, background=0.7),
    "regional": replace(BASE, to_region=0.85, to_chain=0.1),
    "long-chains": replace(BASE, chains=8, tiers=(6, 7)),
    "big": replace(BASE, sizes=(30, 500)),
    "dense": replace(BASE, links_a_firm=11.5),
}
"""The thirteen families of 10,000 firms over which means are taken, each counted once."""

SMALL = {
    "1 region, 1,000": replace(BASE, firms=1_000, regions=1, sizes=(8, 100)),
    "3 regions, 2,000": replace(BASE, firms=2_000, regions=3, sizes=(8, 120)),
    "2 regions, 500": replace(BASE, firms=500, regions=2, sizes=(8, 60)),
}

LARGE = {
    "100k": replace(BASE, firms=100_000, sizes=(20, 600)),
    "1M": replace(BASE, firms=1_000_000, sizes=(60, 2_000)),
}

VOLUMES = {
    "volume signal": replace(BASE, inside_volume=6.0),
    "missing data": replace(BASE, missing_volume=0.4, missing_sector=0.3, missing_region=0.3),
}

TRAINING_SEEDS = (1, 2, 3, 4, 5, 6, 7, 8)
"""Whatever is fitted learns from networks of these seeds only."""
CHOICE_SEEDS = (101, 102, 103, 104)
"""Thresholds and methods are chosen on these, and the generator was set on them."""
REPORT_SEEDS = (301, 302)
"""Never looked at before a choice is final."""
