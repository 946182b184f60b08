"""The files of the rules: what they may say, which edition holds on a day, and that Python holds no number of law."""

from __future__ import annotations

import ast
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph.analysis.law.editions import Rulebook, read_rulebook
from clustergraph.analysis.law.interval import Threshold
from clustergraph.analysis.law.listing import editions, rules
from clustergraph.analysis.law.rules import read_edition
from clustergraph.errors import InputError, UnknownNameError

BOOK = read_rulebook()
IDS = ["e2015", "e2016", "e2018", "e2021", "e2022", "e2023", "e2024"]
HEAD = """
[edition]
id = "e2030"
act = { ru = "Акт", en = "Act" }
act_date = 2030-01-01
"""
REQUIREMENT = """
[[requirement]]
id = "C4"
title = { ru = "Уровень", en = "Level" }
state = "tested"
test = { metric = "fd_input", op = ">=", threshold = 0.20 }
basis = { kind = "common" }
"""


def test_all_seven_editions_are_read_in_order() -> None:
    assert [edition.id for edition in BOOK.editions] == IDS
    assert BOOK.newest.id == "e2024"


def test_nothing_is_verified_yet() -> None:
    rules_ = [rule for edition in BOOK.editions for rule in BOOK.requirements(edition)]
    assert not any(rule.verified or rule.basis.kind == "official" for rule in rules_)


@pytest.mark.parametrize("name", IDS)
def test_every_edition_computes_both_formulas_of_the_cooperation_number(name: str) -> None:
    (c4,) = [rule for rule in BOOK.requirements(BOOK.edition(name)) if rule.id == "C4"]
    assert c4.test is not None
    assert {c4.test.measured.metric, *(shown.metric for shown in c4.also)} == {"fd_input", "coop_output_min"}


def test_an_edition_takes_over_only_what_it_carries_and_as_inferred() -> None:
    states = {rule.id: (rule.state, rule.basis.edition) for rule in BOOK.requirements(BOOK.edition("e2018"))}
    assert states["C4"] == ("tested", "inferred")
    assert states["C3"] == ("open", "inferred")
    (c3,) = [rule for rule in BOOK.requirements(BOOK.edition("e2018")) if rule.id == "C3"]
    assert [shown.metric for shown in c3.also] == ["member_count"]


def test_thresholds_are_exact_and_an_absent_end_stays_absent() -> None:
    by_id = {rule.id: rule for rule in BOOK.newest.requirements}
    c3, c4 = by_id["C3"].test, by_id["C4"].test
    assert c3 is not None
    assert c4 is not None
    assert c3.threshold == Threshold(None, Fraction(5))
    assert c4.threshold.low == c4.threshold.high == Fraction(1, 5)
    assert by_id["C4"].reliefs[0].threshold == Fraction(1, 10)


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        ("2010", "e2015"),
        ("2015-07-30", "e2015"),
        ("2015-07-31", "e2015"),
        ("2016-09-25", "e2015"),
        ("2016-09-26", "e2016"),
        ("2016", "e2016"),
        ("2024-04-01", "e2024"),
        ("2031-05", "e2024"),
    ],
)
def test_the_edition_of_a_day_is_the_last_that_began(day: str, edition: str) -> None:
    assert BOOK.on(day).id == edition


@given(days=st.lists(st.dates(), min_size=2, max_size=2))
def test_a_later_day_never_has_an_earlier_edition(days: list[object]) -> None:
    places = [BOOK.editions.index(BOOK.on(day)) for day in sorted(str(day) for day in days)]
    assert places == sorted(places)


def test_entry_into_force_wins_over_the_date_of_the_act() -> None:
    edition = read_edition(HEAD + "in_force = { from = 2030-03-01 }\n" + REQUIREMENT, "e2030.toml")
    assert edition.begins == "2030-03-01"
    assert Rulebook((*BOOK.editions, edition)).on("2030-02-01").id == "e2024"


@pytest.mark.parametrize(
    ("change", "near"),
    [
        (("fd_input", "fd_imput"), "fd_input"),
        (("threshold", "treshold"), "threshold"),
        (("[[requirement]]", "[[requirements]]"), "requirement"),
        (('"tested"', '"testet"'), "tested"),
        (('"common"', '"comon"'), "common"),
        (("0.20", '0.20, params = { denominator = "for_final_produkt" }'), "for_final_product"),
        (("0.20", '0.20, params = { except_roles = ["finish"] }'), "finished"),
        (("0.20", "0.20, params = { within_groups = true }"), "within_group"),
    ],
)
def test_an_unknown_name_is_an_error_that_names_file_and_nearest(change: tuple[str, str], near: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        read_edition((HEAD + REQUIREMENT).replace(*change), "e2030.toml")
    assert caught.value.message.startswith("e2030.toml: ")
    assert near in caught.value.hint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "common"', 'kind = "official"'),  # official, but nobody verified it
        ('basis = { kind = "common" }', 'basis = { kind = "common" }\nverified = { by = "N", on = 2030-02-01 }'),
        ('basis = { kind = "common" }', 'basis = { kind = "official" }\nverified = { by = "N", on = 2030-02-01 }'),
        ("test = {", "# test = {"),
        ('title = { ru = "Уровень", en = "Level" }', 'title = { ru = "Уровень" }'),
        ('id = "e2030"', 'id = "e2031"'),
        ("[edition]", "[edition"),
    ],
)
def test_a_broken_file_is_one_clear_line(old: str, new: str) -> None:
    with pytest.raises(InputError, match=r"e2030\.toml"):
        read_edition((HEAD + REQUIREMENT).replace(old, new), "e2030.toml")


def test_a_verified_rule_names_its_clause() -> None:
    verified = 'basis = { kind = "official" }\nclause = "4 «а»"\nverified = { by = "N", on = 2030-02-01 }'
    edition = read_edition((HEAD + REQUIREMENT).replace('basis = { kind = "common" }', verified), "e2030.toml")
    mark = edition.requirements[0].verified
    assert mark is not None
    assert (mark.by, mark.on) == ("N", "2030-02-01")


def test_a_projects_own_edition_replaces_the_one_of_like_name(tmp_path: Path) -> None:
    folder = tmp_path / "decree-779"
    folder.mkdir()
    own = (HEAD + REQUIREMENT).replace("e2030", "e2024").replace("2030-01-01", "2024-04-01")
    (folder / "e2024.toml").write_text(own, encoding="utf-8")
    assert [rule.id for rule in read_rulebook(tmp_path).newest.requirements] == ["C4"]


def test_an_edition_cannot_extend_a_later_one(tmp_path: Path) -> None:
    folder = tmp_path / "decree-779"
    folder.mkdir()
    own = HEAD.replace("e2030", "e2015").replace("2030-01-01", "2015-07-31") + 'extends = "e2016"\n'
    (folder / "e2015.toml").write_text(own, encoding="utf-8")
    with pytest.raises(UnknownNameError):
        read_rulebook(tmp_path)


def test_editions_and_their_rules_can_be_read_as_text() -> None:
    listed = editions(BOOK)
    assert [line.id for line in listed.editions] == IDS
    assert "e2024" in listed.to_text()
    assert len(listed.table()[1]) == len(IDS)
    shown = rules(BOOK, "e2024")
    assert "share of members on relief territories at least 30\u00a0%, 10\u00a0% is enough" in shown.to_text()
    assert "C5 Lower level on relief territories" in shown.to_text()
    assert shown.to_json().count('"id": "C4"') == 1
    with pytest.raises(UnknownNameError, match="e2024"):
        rules(BOOK, "e2042")


def test_python_holds_no_number_of_law() -> None:
    """No decimal, and no whole number but those of units, dates, uids and layout."""
    harmless = {0, 1, 2, 4, 6, 7, 100, 1_000, 1_000_000, 1_000_000_000}
    folder = Path(str(files("clustergraph"))) / "analysis"
    found = {
        f"{path.name}:{node.lineno}: {node.value!r}"
        for path in (*folder.glob("law/*.py"), folder / "evidence.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and not isinstance(node.value, bool)
        and (isinstance(node.value, float) or (isinstance(node.value, int) and node.value not in harmless))
    }
    assert found == set()
