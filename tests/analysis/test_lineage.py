"""What becomes of candidates between two runs."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph.analysis.detection.detect import detect
from clustergraph.analysis.detection.lineage import Proposed, RunGroups, compare, groups_of_detection, successor_of
from clustergraph.i18n import use

from .networks import CLIQUES, network


def groups(run: str, *firms: str, known: Iterable[str] | None = None) -> RunGroups:
    """Candidates by rank, a letter a firm."""
    candidates = [Proposed(f"candidate/{run}/{rank}", one, set(one)) for rank, one in enumerate(firms, start=1)]
    return RunGroups(f"run/{run}", candidates, None if known is None else set(known))


@given(st.lists(st.integers(0, 5), max_size=30))
def test_a_run_against_itself_keeps_all(labels: list[int]) -> None:
    made = [{str(i) for i, label in enumerate(labels) if label == group} for group in range(6)]
    same = RunGroups("run/a", [Proposed("", "", firms) for firms in made if firms], {str(i) for i in range(30)})
    found = compare(same, same)
    assert {(one.fate, one.rank == one.previous, one.jaccard) for one in found.candidates} <= {("kept", True, 1.0)}
    assert found.gone == []


def test_kept_grown_shrunk_new_and_gone() -> None:
    found = compare(groups("a", "abcd", "efgh", "ijklm", "nopq"), groups("b", "efghx", "abcd", "ijkl", "rstu"))
    assert [(one.fate, one.previous, one.jaccard) for one in found.candidates] == [
        ("grown", 2, 0.8),
        ("kept", 1, 1.0),
        ("shrunk", 3, 0.8),
        ("new", None, None),
    ]
    assert [(one.rank, one.firms, one.now) for one in found.gone] == [(4, 4, 0)]
    assert (found.candidates[0].joined, found.candidates[2].left) == (["x"], ["m"])


def test_a_split_goes_to_the_more_alike_and_both_say_where_they_came_from() -> None:
    found = compare(groups("a", "abcdefghij"), groups("b", "hij", "abcdefg"))
    assert [(one.fate, one.previous) for one in found.candidates] == [("new", None), ("shrunk", 1)]
    assert [(came.rank, came.share) for came in found.candidates[0].came_from] == [(1, 1.0)]


def test_a_merger_names_both_origins_the_larger_first() -> None:
    (one,) = compare(groups("a", "ab", "cdefg"), groups("b", "abcdefgx")).candidates
    assert (one.fate, one.previous) == ("grown", 2)
    assert [(came.rank, came.firms, came.share) for came in one.came_from] == [(2, 5, 0.625), (1, 2, 0.25)]
    assert (one.background, one.newcomers) == (1, 0)


def test_firms_that_only_one_run_knows_do_not_count_against_likeness() -> None:
    before, after = groups("a", "abcz", known="abcdz"), groups("b", "abcdxy", known="abcdxy")
    (one,) = compare(before, after).candidates
    # of a, b, c, d: three before, four now
    assert (one.fate, one.jaccard, one.background, one.newcomers) == ("grown", 0.75, 1, 2)


@pytest.mark.parametrize(("now", "fate"), [("abcuvwxyz", "grown"), ("abcuvwxyzq", "new")], ids=["3 of 10", "3 of 11"])
def test_three_tenths_are_enough(now: str, fate: str) -> None:
    before = groups("a", "abcd")
    (one,) = compare(before, groups("b", now)).candidates
    assert one.fate == fate


def test_equal_likeness_goes_to_the_lower_rank() -> None:
    found = compare(groups("a", "ab", "cd"), groups("b", "bc", "ad"))
    assert [(one.rank, one.previous) for one in found.candidates] == [(1, 1), (2, 2)]


def test_some_firms_find_the_candidate_they_are_now_in() -> None:
    assert successor_of(set("abc"), [set("xyz"), set("abcd")]) == 1
    assert successor_of(set("abc"), [set("axyz")]) is None
    assert successor_of(set(), [set("a")]) is None


def test_detections_are_compared_by_their_firms() -> None:
    net = network(12, CLIQUES)
    one = groups_of_detection(detect(net, seed=1), net)
    assert [descent.fate for descent in compare(one, one).candidates] == ["kept", "kept"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", ["вырос, был № 2 (+1)", "новый", "Исчезли:", "№ 2: 80 %; вне кандидатов: 1"]),
     ("en", ["grown, was No. 2 (+1)", "new", "Gone:", "№ 2: 80 %; in no candidate: 1"])],
)  # fmt: skip
def test_it_is_said_in_words(language: str, words: list[str]) -> None:
    with use(language):
        shown = compare(groups("a", "abcd", "efgh"), groups("b", "efghx", "rstu")).to_text()
    assert [word for word in words if word not in shown] == []


def test_it_becomes_json_and_a_table() -> None:
    found = compare(groups("a", "abcd", "efgh"), groups("b", "efghx", "rstu"))
    columns, rows = found.table()
    assert {len(row) for row in rows} == {len(columns)}
    assert [row[0] for row in rows] == ["grown", "new", "gone"]
    assert found.to_json()
