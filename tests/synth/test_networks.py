"""Planted networks hold what their parameters say."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from clustergraph.synth.families import (
    BASE,
    CHOICE_SEEDS,
    FAMILIES,
    LARGE,
    REPORT_SEEDS,
    SMALL,
    TRAINING_SEEDS,
    VOLUMES,
    Parameters,
)
from clustergraph.synth.networks import Planted, make_network

ALL = {**FAMILIES, **SMALL, **VOLUMES}


@pytest.fixture(scope="module")
def base() -> Planted:
    return make_network(BASE, seed=CHOICE_SEEDS[0])


@pytest.mark.parametrize("parameters", ALL.values(), ids=ALL.keys())
def test_every_family_is_a_network_with_its_truth(parameters: Parameters) -> None:
    planted = make_network(parameters, seed=CHOICE_SEEDS[0])
    key = planted.src.astype(np.int64) * planted.n + planted.dst
    assert (np.diff(key) > 0).all()
    assert (planted.src != planted.dst).all()
    assert len(planted.volume) == len(planted.day) == len(planted.src)
    assert len(planted.labels) == len(planted.sector) == len(planted.region) == planted.n
    sizes = np.bincount(planted.labels[planted.labels >= 0])
    assert sizes.min() >= 5
    assert len(planted.src) == pytest.approx(parameters.links_a_firm * planted.n, rel=0.08)
    assert (planted.labels[planted.hubs] == -1).all()
    assert not ((sizes < 5) | (sizes > parameters.sizes[1])).any()


@pytest.mark.parametrize("name", FAMILIES)
def test_a_members_links_leave_its_cluster_as_often_as_asked(name: str) -> None:
    planted = make_network(FAMILIES[name], seed=CHOICE_SEEDS[0])
    hub = np.isin(planted.src, planted.hubs) | np.isin(planted.dst, planted.hubs)
    seller, buyer = planted.labels[planted.src[~hub]], planted.labels[planted.dst[~hub]]
    ends = np.concatenate([seller, buyer]) >= 0
    leaves = np.tile(seller != buyer, 2)
    assert leaves[ends].mean() == pytest.approx(FAMILIES[name].outside, abs=0.06)
    assert hub.mean() == pytest.approx(FAMILIES[name].hub_links, abs=0.03)


def test_equal_seeds_give_equal_networks_and_others_do_not() -> None:
    parameters = SMALL["2 regions, 500"]
    one, again, other = (make_network(parameters, seed=seed) for seed in (1, 1, 2))
    for field in fields(Planted):
        if isinstance(value := getattr(one, field.name), np.ndarray):
            np.testing.assert_array_equal(value, getattr(again, field.name))
    np.testing.assert_array_equal(one.agreements.party, again.agreements.party)
    assert len(one.src) != len(other.src) or (one.src != other.src).any()


def test_small_clusters_are_a_seventh_of_all(base: Planted) -> None:
    sizes = np.bincount(base.labels[base.labels >= 0])
    assert np.mean(sizes < 8) == pytest.approx(BASE.small_share, abs=0.06)
    assert sizes[sizes >= 8].mean() == pytest.approx(40, abs=10)


def test_a_second_cluster_is_another_one_of_the_same_kind(base: Planted) -> None:
    assert len(base.second) > 100
    assert (base.labels[base.second[:, 0]] != base.second[:, 1]).all()
    assert (base.labels[base.second[:, 0]] >= 0).all()


def test_agreements_tell_of_clusters_as_often_as_asked(base: Planted) -> None:
    start, party = base.agreements.start, base.agreements.party
    sizes = np.diff(start)
    assert sizes.min() >= 2
    assert sizes.max() > 20
    two = start[:-1][sizes == 2]
    first, second = base.labels[party[two]], base.labels[party[two + 1]]
    # where the first party has no cluster, the other is anyone
    wanted = BASE.agreements_inside * (1 - BASE.background)
    assert np.mean((first >= 0) & (first == second)) == pytest.approx(wanted, abs=0.06)


def test_owners_hold_groups_of_two_to_six(base: Planted) -> None:
    sizes = np.bincount(base.owners[base.owners >= 0])
    assert (sizes.min(), sizes.max()) == (2, 6)


def test_volumes_tell_of_clusters_only_where_asked() -> None:
    def inner_over_outer(parameters: Parameters) -> float:
        planted = make_network(parameters, seed=CHOICE_SEEDS[0])
        inner = (planted.labels[planted.src] >= 0) & (planted.labels[planted.src] == planted.labels[planted.dst])
        return float(np.nanmedian(planted.volume[inner]) / np.nanmedian(planted.volume[~inner]))

    plain = replace(BASE, hub_links=0.0)
    assert inner_over_outer(plain) == pytest.approx(1, abs=0.15)
    assert inner_over_outer(replace(plain, inside_volume=6.0)) > 4


def test_seeds_of_training_choice_and_report_are_apart() -> None:
    seeds = (*TRAINING_SEEDS, *CHOICE_SEEDS, *REPORT_SEEDS)
    assert len(set(seeds)) == len(seeds)


def test_there_are_thirteen_families_and_larger_ones_have_larger_clusters() -> None:
    assert len(FAMILIES) == 13
    assert BASE.sizes < LARGE["100k"].sizes < LARGE["1M"].sizes
