"""The files of the demo: what they hold agrees with what is told of them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from clustergraph.model import codes as real
from clustergraph.synth import story
from clustergraph.synth.demo import DemoFiles, write_demo
from clustergraph.synth.layouts import AGREEMENTS, CLUSTERS, ENTERPRISES, FIGURES, ORIGINS, SUPPLIES

LAYOUTS = {
    "enterprises": ENTERPRISES,
    "supplies": SUPPLIES,
    "clusters": CLUSTERS,
    "agreements": AGREEMENTS,
    "figures": FIGURES,
}
DIALECTS = {
    "enterprises-register.csv": ("utf-8-sig", ";"),
    "enterprises-regional-list.csv": ("cp1251", ";"),
    "clusters.csv": ("utf-8-sig", ";"),
    "agreements.csv": ("utf-8", ","),
    "supplies-questionnaires.csv": ("cp1251", ";"),
    "supplies-customers.csv": ("utf-8-sig", ";"),
    "figures.csv": ("cp1251", ";"),
    "omsk-facts.csv": ("utf-8", ","),
}


@pytest.fixture
def demo(tmp_path: Path) -> DemoFiles:
    return write_demo(tmp_path)


@pytest.fixture
def truth(demo: DemoFiles) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(demo.truth.read_text(encoding="utf-8"))
    return parsed


def rows(demo: DemoFiles, name: str) -> list[list[str]]:
    """All rows of a file with its header."""
    encoding, delimiter = DIALECTS[name]
    path = next(file.path for file in demo.files if file.path.name == name)
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_demo(tmp_path / name, seed=3)
    written = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(written) == 9
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in written)


def test_every_file_names_its_loader_and_has_the_headers_of_it(demo: DemoFiles) -> None:
    assert (demo.files[0].loader, demo.files[0].source) == ("facts", "")
    for file in demo.files[1:]:
        assert tuple(rows(demo, file.path.name)[0]) == LAYOUTS[file.loader]
        assert file.source.startswith("demo-")
        assert file.about.ru.endswith(".")
        assert file.about.en.endswith(".")


def test_about_120_firms_are_fictional_and_say_so(demo: DemoFiles) -> None:
    register = rows(demo, "enterprises-register.csv")[1:]
    assert len(register) == demo.fictional_firms == 120
    assert all(row[0].startswith("0055") and real.valid_inn(row[0]) and real.valid_ogrn(row[1]) for row in register)
    assert all("Учебн" in row[3] for row in register)
    assert sum(row[7] == "55" for row in register) > 100


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_every_defect_stands_where_the_truth_says(tmp_path: Path, seed: int) -> None:
    demo = write_demo(tmp_path, seed)
    defects = json.loads(demo.truth.read_text(encoding="utf-8"))["defects"]
    assert len(defects) == 23
    assert {defect["outcome"] for defect in defects} == {
        "row-refused",
        "cell-refused",
        "repaired",
        "person-dropped",
        "held",
    }
    for defect in defects:
        table = rows(demo, defect["file"])
        row, place = table[defect["line"] - 1], table[0].index(defect["column"])
        assert row[place : place + 1] == ([defect["value"]] if defect["value"] else [])


def test_the_lists_contradict_each_other_where_the_truth_says(demo: DemoFiles, truth: dict[str, Any]) -> None:
    by_inn = {name: {row[0]: row for row in rows(demo, name)} for name in list(DIALECTS)[:2]}
    told = [one for one in truth["contradictions"] if one["column"] in ENTERPRISES]
    assert {one["column"] for one in told} == {"ОКВЭД2", "Регион"}
    for one in told:
        column = ENTERPRISES.index(one["column"])
        assert by_inn["enterprises-register.csv"][one["inn"]][column] == one["first"]
        assert by_inn["enterprises-regional-list.csv"][one["inn"]][column] == one["second"]


def test_some_customers_tell_the_same_contract_with_another_amount(demo: DemoFiles, truth: dict[str, Any]) -> None:
    amount, document = SUPPLIES.index("Сумма, руб."), SUPPLIES.index("№ документа")
    first = {(row[0], row[2], row[document]): row[amount] for row in rows(demo, "supplies-questionnaires.csv")[1:]}
    second = {
        (row[0], row[2], row[document]): row[amount]
        for row in rows(demo, "supplies-customers.csv")[1:]
        if len(row) == len(SUPPLIES)
    }
    both = first.keys() & second.keys()
    other = {key for key in both if first[key].replace("\u00a0", "") != second[key].replace("\u00a0", "")}
    assert len(both) > 50
    assert len(other) == sum(one["column"].startswith("Сумма") for one in truth["contradictions"]) >= 4


def test_no_questionnaire_tells_a_supply_twice(demo: DemoFiles) -> None:
    identities = [
        (row[0], row[2], row[4], row[6], row[7], "" if row[0] else row[12])
        for row in rows(demo, "supplies-questionnaires.csv")[1:]
    ]
    assert len(set(identities)) == len(identities)


def test_there_are_gaps(demo: DemoFiles) -> None:
    told = rows(demo, "supplies-questionnaires.csv")[1:]
    assert sum(row[9] == "" for row in told) > 30
    assert sum(row[0] == "" for row in told) > 20
    assert {row[12] for row in told} == set(ORIGINS.values())
    assert sum(row[7] == "" for row in rows(demo, "clusters.csv")[1:]) >= 4
    assert sum(row[4] == "" for row in rows(demo, "figures.csv")[1:]) > 10


@pytest.mark.parametrize(
    ("side", "key", "total"),
    [
        ("buyer", "F1", 408_000),  # and 8 000 that nobody states
        ("buyer", "F2", 198_800),
        ("buyer", "U", 40_000),
        ("supplier", "T1", 310_000),
        ("supplier", "T2", 46_000),
        ("supplier", "T3", 52_000),  # and the same 8 000
        ("supplier", "T4", 15_200),
        ("supplier", "U", 55_000),
    ],
)
def test_the_demo_cluster_adds_up(side: str, key: str, total: int) -> None:
    deals = [deal for deal in story.DEALS if getattr(deal, side) == key]
    assert sum(amount or 0 for deal in deals for amount in deal.thousands) == total


def test_no_generated_supply_touches_a_member_of_the_demo_cluster(tmp_path: Path) -> None:
    cast = story.cast()
    members = {cast[part.key].inn for part in story.PARTS if part.member}
    for seed in (1, 2):
        demo = write_demo(tmp_path, seed)
        told = [
            row
            for row in rows(demo, "supplies-questionnaires.csv")[1:]
            if {row[0], row[2]} & members and row[6] == "2023"
        ]
        assert len(told) == sum(
            len(deal.thousands)
            for deal in story.DEALS
            if {deal.supplier, deal.buyer} & {part.key for part in story.PARTS if part.member}
        )


def test_one_member_of_the_demo_cluster_has_no_agreement_and_no_contract() -> None:
    members = {part.key for part in story.PARTS if part.member}
    bound = {
        key
        for bond in story.AGREEMENTS
        if bond.kind != "соглашение об участии" and bond.status in ("действует", "исполнено")
        for key, _ in bond.parties
    }
    contracted = {
        key
        for deal in story.DEALS
        if deal.documents and deal.supplier in members and deal.buyer in members
        for key in (deal.supplier, deal.buyer)
    }
    assert members - {"A"} - bound - contracted == {"U"}
