"""The public facts: complete, each with its source, no invented code."""

from __future__ import annotations

import csv
from collections import defaultdict

from clustergraph.model import dates, names
from clustergraph.synth import omsk

FACTS = list(csv.DictReader(omsk.facts_csv().decode("utf-8").splitlines()))
LETTERS = {"A": 3, "C": 11, "E": 4, "L": 2, "N": 9, "O": 6, "P": 4, "S": 1, "Z": 3}
PROMISED = {f"F-{letter}{number}" for letter, last in LETTERS.items() for number in range(1, last + 1)}


def test_every_promised_fact_is_there() -> None:
    told = {row["№ факта"] for row in FACTS}
    assert told == PROMISED


def test_every_row_leads_to_its_source() -> None:
    for row in FACTS:
        assert row["Название источника"]
        address = row["Источник (адрес)"]
        if not address:
            assert row["Название источника"].endswith("адрес не установлен")
            continue
        host = address.removeprefix("https://").partition("/")[0].removeprefix("www.")
        assert address.startswith("https://")
        assert row["Код источника"].startswith(f"{names.slug(host)}/f-")


def test_one_source_has_one_address() -> None:
    addresses = defaultdict(set)
    for row in FACTS:
        addresses[row["Код источника"]].add((row["Источник (адрес)"], row["Название источника"], row["Дата источника"]))
    assert all(len(found) == 1 for found in addresses.values())


def test_only_one_real_firm_has_codes() -> None:
    assert [(row["№ факта"], row["ИНН"], row["ОГРН"]) for row in FACTS if row["ИНН"] or row["ОГРН"]] == [
        ("F-E1", "5501023216", "1025500520297")
    ]


def test_holders_of_a_post_are_named_by_the_post() -> None:
    holders = [row for row in FACTS if row["Вид"] == "должность"]
    assert {row["№ факта"] for row in holders} == {"F-O1", "F-O3", "F-O4", "F-O5", "F-O6"}
    assert all(row["Кто (название)"] and row["Должность"] and row["Код"].isascii() for row in holders)


def test_signatories_stand_with_their_post() -> None:
    signed = [(row["Вид"], row["Подписал"], row["Должность"]) for row in FACTS if row["Подписал"]]
    assert signed == [
        ("сторона", "Виталий Хоценко", "глава Омской области"),
        ("сторона", "Михаил Лабудин", "директор"),
    ]


def test_counts_of_clusters_differ_by_status_and_date() -> None:
    counts = {
        (row["Показатель"], row["Дата"]): row["Значение"]
        for row in FACTS
        if row["Показатель"].endswith(("кластеров", "планируется", "подано", "в реестре"))
        and row["О ком (код)"] == "region/55"
    }
    assert counts == {
        ("парков в реестре", "2024"): "3",
        ("парков в реестре", "2025-11-13"): "3",
        ("кластеров планируется", "2023-08-11"): "15",
        ("кластеров подано", "2023"): "8",
        ("кластеров в реестре", "2024"): "10",
        ("региональных кластеров", "2024-11-20"): "9",
        ("межрегиональных кластеров", "2024-11-20"): "3",
        ("кластеров в реестре", "2025-03-27"): "11",
    }


def test_bodies_of_the_biocluster_are_six_and_eight() -> None:
    told = [row for row in FACTS if row["О ком (код)"] == "omsk-agrobio"]
    bodies = [row["Значение"] for row in told if row["Показатель"] == "число организаций"]
    assert bodies == ["6", "8"]


def test_what_a_row_points_to_is_in_the_file() -> None:
    folders = {"кластер": "", "соглашение": "", "проект": "project/", "оэз": "site/", "индустриальный парк": "site/"}
    known = {folders[row["Вид"]] + row["Код"] for row in FACTS if row["Вид"] in folders}
    known |= {"region/55", "register/industrial_clusters"}
    assert {row["О ком (код)"] for row in FACTS if row["О ком (код)"]} <= known


def test_all_dates_can_be_read() -> None:
    for row in FACTS:
        for column in ("С", "По", "Дата", "Дата приказа", "Дата источника"):
            assert not row[column] or dates.is_date(row[column])


def test_members_of_a_cluster_stand_once_a_fact() -> None:
    members = [(row["№ факта"], row["О ком (код)"], row["Кто (название)"]) for row in FACTS if row["Вид"] == "участник"]
    assert len(set(members)) == len(members) == 28
