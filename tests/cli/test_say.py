"""An expert's word: believed, kept with its reason, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.telling import FIRMS, dump


def test_an_expert_is_believed_and_the_reason_is_the_place(run: Run, two: Path) -> None:
    done = run("say", FIRMS[0], "okved2=2017", "--why", "letter of the firm", "--store", two, "--json").json
    assert done["values"] == [{"property": "okved2", "before": "22.19", "after": "20.17"}]
    shown = run("show", FIRMS[0], "--store", two, "--json").json
    assert shown["props"]["okved2"] == "20.17"
    first = shown["statements"][0]
    assert (first["source"], first["place"], first["props"]) == (
        "expert/expert", "say!letter of the firm", {"okved2": "20.17"},
    )  # fmt: skip


def test_saying_it_again_writes_nothing_and_an_empty_value_takes_it_back(run: Run, two: Path) -> None:
    say = ("say", FIRMS[0], "--why", "call", "--expert", "anna", "--store", two, "--json")
    assert run(*say, "okved2=20.17", "kpp=005501001").json["load"] > 0
    before = dump(two)
    assert run(*say, "okved2=20.17").json["load"] == 0
    assert run(*say, "ogrn=").json["load"] == 0
    assert dump(two) == before
    assert run(*say, "okved2=").json["values"][0]["after"] == "22.19"
    shown = run("show", FIRMS[0], "--store", two, "--json").json
    assert shown["statements"][0]["props"] == {"kpp": ["005501001"]}
    assert run(*say, "kpp=").json["nodes"]["closed"] == 1
    shown = run("show", FIRMS[0], "--store", two, "--json").json
    assert [said["source"] for said in shown["statements"]] == [
        "source/press/enterprises", "source/ministry/enterprises",
    ]  # fmt: skip


def test_taking_back_one_record_leaves_the_others_an_expert_spoke_of(run: Run, reloaded: Path) -> None:
    for firm in FIRMS[:2]:
        run("say", firm, "okved2=20.17", "--why", "call", "--store", reloaded)
    run("say", FIRMS[0], "okved2=", "--why", "mistaken", "--store", reloaded)
    activity = [run("show", firm, "--store", reloaded, "--json").json["props"].get("okved2") for firm in FIRMS[:2]]
    assert activity == [None, "20.17"]


def test_a_link_is_said_whole_and_taken_back_whole(run: Run, reloaded: Path) -> None:
    (uid,) = [
        link["uid"]
        for link in run("show", FIRMS[3], "--store", reloaded, "--json").json["links"]
        if link["kind"] == "SUPPLIES"
    ]
    run("say", uid, "amount=1 000,5", "--why", "act of reconciliation", "--store", reloaded)
    shown = run("show", uid, "--store", reloaded, "--json").json
    assert shown["props"]["amount"] == 1000.5
    assert shown["props"]["period"] == "2023"
    assert [said["source"] for said in shown["statements"]] == ["expert/expert", "source/supplies"]
    run("say", uid, "amount=", "--why", "mistaken", "--store", reloaded)
    shown = run("show", uid, "--store", reloaded, "--json").json
    assert shown["props"]["amount"] == 30.0
    assert [said["source"] for said in shown["statements"]] == ["source/supplies"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("okved=20.17", "Did you mean 'okved2'?"),
        ("okved2=abc", "okved2"),
        ("okved2", "PROPERTY=VALUE"),
        ("inn=0055000024", "another record"),
        ("legal_status=closed-ish", "Known"),
        ("registration_date=2020", "registration_date"),
    ],
)
def test_what_cannot_be_said_is_refused_with_the_way_out(run: Run, two: Path, value: str, told: str) -> None:
    before = dump(two)
    done = run("say", FIRMS[0], value, "--why", "x", "--store", two)
    assert done.code == 3
    assert told in done.err
    assert dump(two) == before


def test_a_correction_needs_a_reason_and_an_alias(run: Run, two: Path) -> None:
    assert run("say", FIRMS[0], "okved2=20.17", "--store", two).code == 2
    assert run("say", FIRMS[0], "okved2=20.17", "--why", " ", "--store", two).code == 3
    assert run("say", FIRMS[0], "okved2=20.17", "--why", "x", "--expert", "Анна И.", "--store", two).code == 3
