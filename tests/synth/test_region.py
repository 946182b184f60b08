"""Fictional regions: the same seed gives the same rows, the numbers promised by the profile hold."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustergraph.errors import InputError
from clustergraph.model import codes as real
from clustergraph.synth import codes
from clustergraph.synth.layouts import (
    PLAIN,
    SUPPLIES,
    WINDOWS,
    Dialect,
    enterprise_row,
    supply_rows,
    write,
    write_region,
)
from clustergraph.synth.region import DEMO, Profile, bench, make_region
from clustergraph.synth.supplies import supplies
from clustergraph.synth.trades import BACKGROUND, CHAINS, HUBS, trades

SMALL = st.builds(
    lambda groups, largest, rest, hubs, seed: (
        Profile("small", groups * largest + hubs + rest, groups, (5, largest), hubs=hubs),
        seed,
    ),
    st.integers(0, 4),
    st.integers(5, 9),
    st.integers(1, 20),
    st.integers(0, 3),
    st.integers(0, 1000),
)


@pytest.mark.parametrize(
    ("number", "inn", "ogrn"),
    [
        (1, "0055000017", "1250000000018"),
        (2, "0055000024", "1250000000029"),
        (3, "0055000031", "1250000000030"),
        (4, "0055000049", "1250000000040"),
    ],
)
def test_codes_of_fictional_firms_are_the_known_ones(number: int, inn: str, ogrn: str) -> None:
    assert (codes.inn(number), codes.ogrn(number)) == (inn, ogrn)


@given(st.integers(1, codes.LARGEST))
def test_every_fictional_code_has_a_right_check_digit(number: int) -> None:
    assert real.valid_inn(codes.inn(number))
    assert real.valid_ogrn(codes.ogrn(number))
    assert real.valid_person_inn(codes.sole_trader_inn(number))


@settings(deadline=None, max_examples=40)
@given(SMALL)
def test_any_profile_keeps_its_promises(made: tuple[Profile, int]) -> None:
    profile, seed = made
    region = make_region(profile, seed)
    assert [firm.number for firm in region.firms] == list(range(1, profile.firms + 1))
    assert len(region.groups) == profile.groups
    for group in region.groups:
        assert profile.group_size[0] <= len(group.members) <= profile.group_size[1]
        assert {firm.role for firm in group.members} == {"finished", "intermediate"}
    rows = list(supplies(region))
    identities = Counter((row.supplier, row.buyer, row.trade, row.year, row.document, row.origin) for row in rows)
    assert all(count == 1 for count in identities.values())
    assert all(row.supplier != row.buyer and row.year in profile.periods for row in rows)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 3000), st.integers(0, 1000))
def test_a_bench_has_exactly_the_rows_asked_for(rows: int, seed: int) -> None:
    assert sum(1 for _ in supplies(make_region(bench(rows), seed))) == rows


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        write(tmp_path / name, WINDOWS, SUPPLIES, supply_rows(supplies(make_region(DEMO, 7)), WINDOWS))
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_another_seed_gives_another_region() -> None:
    assert make_region(DEMO, 1).firms != make_region(DEMO, 2).firms


def test_members_are_linked_inside_far_more_than_chance() -> None:
    region = make_region(DEMO, 1)
    pairs = {(row.supplier.number, row.buyer.number) for row in supplies(region) if row.supplier}
    for group in region.groups:
        members = {firm.number for firm in group.members}
        inside = sum(src in members and dst in members for src, dst in pairs)
        touching = sum(src in members or dst in members for src, dst in pairs)
        assert 0.2 <= inside / touching <= 0.75


def test_some_amounts_are_missing_and_some_purchases_come_from_outside() -> None:
    rows = list(supplies(make_region(bench(20_000), 1)))
    assert 0.06 < sum(row.kopecks is None for row in rows) / len(rows) < 0.10
    assert {row.origin for row in rows} == {"region", "other_region", "import", "unknown"}
    assert {row.origin for row in rows if row.supplier is None} == {"import", "other_region"}


def test_groups_smaller_than_the_law_knows_are_refused() -> None:
    with pytest.raises(InputError, match="cannot be made"):
        Profile("tiny", 50, groups=2, group_size=(3, 6))


def test_more_members_than_firms_are_refused() -> None:
    with pytest.raises(InputError, match="cannot be made"):
        Profile("crowded", 20, groups=3, group_size=(5, 8))


def test_every_trade_named_by_a_chain_has_its_codes() -> None:
    named = {*HUBS, *BACKGROUND, *(code for chain in CHAINS for tier in chain.tiers for code in tier)}
    assert named <= set(trades())
    assert all(trade.okved2 == key and trade.okpd2.startswith(key) for key, trade in trades().items())


def test_a_name_says_that_the_firm_does_not_exist() -> None:
    region = make_region(DEMO, 1)
    names = [firm.name for firm in region.firms]
    assert len(set(names)) == len(names)
    assert all("Учебн" in name and f"№ {number}" in name for number, name in enumerate(names, start=1))
    assert "Вымышленная ул." in ";".join(enterprise_row(region.firms[0], PLAIN, "2024-01-15"))


@pytest.mark.parametrize(
    ("dialect", "money", "date"),
    [(WINDOWS, "1\u00a0234\u00a0567,05", "05.01.2023"), (PLAIN, "1234567.05", "2023-01-05")],
)
def test_a_dialect_writes_amounts_and_dates_its_own_way(dialect: Dialect, money: str, date: str) -> None:
    assert (dialect.money(123_456_705), dialect.date("2023-01-05")) == (money, date)


def test_a_written_region_reads_back_as_it_was(tmp_path: Path) -> None:
    region = make_region(bench(500), 3)
    enterprises, listed = write_region(tmp_path, region, WINDOWS)
    with listed.open(encoding="cp1251", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [list(SUPPLIES), *supply_rows(supplies(region), WINDOWS)]
    with enterprises.open(encoding="cp1251", newline="") as file:
        assert [row[0] for row in csv.reader(file, delimiter=";")] == ["ИНН", *(firm.inn for firm in region.firms)]
