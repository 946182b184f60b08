"""Official code lists: complete as their classifiers, named, and never guessing."""

from __future__ import annotations

import pytest

from clustergraph.graph import Graph
from clustergraph.model.codelists import LISTS, code_list, code_name, flag_of, named_like
from clustergraph.model.words import value_text


@pytest.mark.parametrize(
    ("scheme", "codes"),
    [("okved2", 21 + 2878), ("okpd2", 88 + 258 + 498 + 1463 + 3213), ("tnved", 981), ("region", 86), ("oktmo", 86)],
)
def test_a_list_is_complete_and_says_its_edition(scheme: str, codes: int) -> None:
    known = code_list(scheme)
    assert len(known.names) == codes
    assert all(known.names.values())
    assert known.edition
    assert known.source


@pytest.mark.parametrize("scheme", LISTS)
def test_no_list_flags_its_own_codes_but_the_retired(scheme: str) -> None:
    known = code_list(scheme)
    assert {code for code in known.names if flag_of(scheme, code)} == set(known.retired)


@pytest.mark.parametrize(
    ("scheme", "code", "flag"),
    [
        ("okved2", "71.12.46", "unknown"),
        ("okved2", "27.45", "unknown"),  # of the 2001 edition
        ("okpd2", "24.20", ""),  # known by its children
        ("okpd2", "20.16.51.110", ""),
        ("okpd2", "99.98", "unknown"),
        ("tnved", "2203", ""),  # the list lacks it: no error
        ("region", "00", "unknown"),
        ("okei", "168", ""),
        ("okved2", "20.16.51", "other-list"),  # a code of OKPD2
        ("oktmo", "52701000", ""),
        ("oktmo", "00701000", "unknown"),
    ],
)
def test_odd_codes_are_flagged(scheme: str, code: str, flag: str) -> None:
    assert flag_of(scheme, code) == flag


def test_a_code_below_the_list_bears_the_name_of_its_parent() -> None:
    assert code_name("okpd2", "20.16.51.110") == code_name("okpd2", "20.16.51") != ""
    assert code_name("okved2", "99.98") == code_name("okved2", "99")


def test_codes_are_named_in_words() -> None:
    assert value_text("okved2", "10.51").startswith("10.51 Производство молока")


def test_an_odd_code_is_told_beside_it() -> None:
    assert value_text("okved2", "27.45") == "27.45 (not in OKVED2)"
    assert value_text("okved2", "20.16.51") == "20.16.51 (a code of OKPD2)"
    retired = next(iter(code_list("tnved").retired))
    assert value_text("tnved", retired).endswith("(no longer valid)")


def test_a_code_is_found_by_its_words_and_by_itself() -> None:
    assert named_like("плит шпон", 3) == [("okved2", "16.21", "Производство шпона, фанеры, деревянных плит и панелей")]
    assert [(name, code) for name, code, _ in named_like("16.21", 1)] == [("okved2", "16.21"), ("okpd2", "16.21")]
    assert named_like("", 3) == named_like("нет такого названия", 3) == []


def test_a_code_can_be_looked_up_with_what_stands_below_it() -> None:
    entry = Graph.term("okved2/10.51")
    assert "молока" in entry.label.ru
    assert "10.51.1" in [part.name for part in entry.parts]
    assert dict(Graph.term("okved2/27.45").facts)["flag"] == "unknown"
    assert "01" in [part.name for part in Graph.term("okpd2").parts]
