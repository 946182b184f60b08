"""The fold, without a store."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from clustergraph.errors import InputError
from clustergraph.model.records import Value
from clustergraph.store.fold import agreed_kind, contradictions, date_number, fold_kind, fold_props, rank


def test_priority_beats_date_beats_uid_beats_alias() -> None:
    ranks = [
        rank(90, "", "source/z"),
        rank(60, "2024-01", "source/z"),
        rank(60, "2024", "source/a"),
        rank(60, "", "source/a"),
        rank(60, "", "source/a", "org/x-1"),
        rank(60, "", "source/b"),
    ]
    assert sorted(ranks) == ranks


def test_a_short_date_sorts_before_the_days_in_it() -> None:
    assert date_number("") < date_number("2016") < date_number("2016-01") < date_number("2016-01-01")


def test_single_values_come_from_the_first_that_states_them_and_lists_unite() -> None:
    said: list[Mapping[str, Value]] = [
        {"name": "Первое", "kpp": ["2"]},
        {"name": "Второе", "region": "55", "kpp": ["1", "2"]},
    ]
    assert fold_props(said) == {"name": "Первое", "region": "55", "kpp": ["1", "2"]}


def test_since_and_until_come_from_one_source_together() -> None:
    assert fold_props([{"status": "idea"}, {"since": "2020"}, {"since": "2019", "until": "2021"}]) == {
        "status": "idea",
        "since": "2020",
    }


@pytest.mark.parametrize(
    ("kinds", "folded"),
    [
        (["Organization", "Enterprise"], "Enterprise"),
        (["Enterprise", "Organization"], "Enterprise"),
        (["Site", "Technopark", "Site"], "Technopark"),
        (["Enterprise", "PublicAuthority"], None),
        (["IndustrialCluster", "ClusterCandidate"], None),
    ],
)
def test_the_most_specific_kind_wins_or_there_is_none(kinds: list[str], folded: str | None) -> None:
    assert fold_kind(kinds) == folded


def test_kinds_that_exclude_each_other_are_named() -> None:
    with pytest.raises(InputError, match="Enterprise, PublicAuthority"):
        agreed_kind("org/1", ["PublicAuthority", "Enterprise"])


def test_contradictions_are_single_values_that_differ() -> None:
    said: list[Mapping[str, Value]] = [
        {"name": "а", "kpp": ["1"], "region": "55"},
        {"name": "б", "kpp": ["2"]},
        {"region": "55"},
    ]
    assert contradictions(said) == ["name"]
