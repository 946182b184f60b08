"""The words of closed lists in the demo's files are labels of the ontology's lists, so that loaders know them."""

from __future__ import annotations

import csv
import re

import pytest

from clustergraph import resources
from clustergraph.synth import omsk, story
from clustergraph.synth.layouts import ORIGINS

FACTS = list(csv.DictReader(omsk.facts_csv().decode("utf-8").splitlines()))
STATUS_LIST = {
    "проект": "project_stage",
    "запись реестра": "status",
    "событие": "event_type",
    "соглашение": "agreement_status",
    "организация": "legal_status",
}


def labels(scheme: str) -> set[str]:
    """Russian labels of a closed list."""
    text = resources.folder("ontology").joinpath("schemes", f"{scheme}.ttl").read_text(encoding="utf-8")
    return set(re.findall(r'skos:prefLabel "([^"]+)"@ru', text))


def stated(column: str, sort: str = "") -> set[str]:
    """What stands in a column of the facts, of all rows or of one sort."""
    return {row[column] for row in FACTS if row[column] and sort in ("", row["Вид"])}


@pytest.mark.parametrize(
    ("words", "scheme"),
    [
        ({part.role for part in story.PARTS if part.role}, "role"),
        ({role for bond in story.AGREEMENTS for _, role in bond.parties}, "role"),
        ({bond.kind for bond in story.AGREEMENTS}, "agreement_type"),
        ({bond.status for bond in story.AGREEMENTS}, "agreement_status"),
        (set(ORIGINS.values()), "origin"),
        (stated("Роль"), "role"),
        (stated("Показатель"), "measure"),
        *((stated("Статус", sort), scheme) for sort, scheme in STATUS_LIST.items()),
    ],
)
def test_words_are_labels_of_the_list(words: set[str], scheme: str) -> None:
    assert words
    assert words <= labels(scheme)


def test_only_sorts_with_a_list_of_statuses_state_one() -> None:
    assert {row["Вид"] for row in FACTS if row["Статус"]} == set(STATUS_LIST)
