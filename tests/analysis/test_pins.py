"""What experts decided about candidates, and how a search keeps to it."""

from __future__ import annotations

import numpy as np
import pytest

from clustergraph.analysis.detection.detect import detect
from clustergraph.analysis.detection.pins import (
    FREE,
    OUTSIDE,
    Act,
    Pin,
    Pins,
    added,
    held,
    mask_of,
    names_of,
    read,
    removed,
    reserved,
    written,
)
from clustergraph.errors import InputError
from clustergraph.i18n import use

from ..build import firm
from .networks import CLIQUES, network


def pin(act: Act, *firms: int, name: str = "", why: str = "одна цепочка") -> Pin:
    return Pin(0, act, tuple(firm(i + 1) for i in firms), name, why, "expert", "2026-01-01")


def pins(*made: Pin) -> list[Pin]:
    found: list[Pin] = []
    for one in made:
        found = added(found, one)
    return found


def test_pins_read_back_what_was_written_whatever_the_order_of_firms() -> None:
    made = pins(pin("group", 2, 0, 1, 1), pin("name", 3, name="Каучук"))
    assert made[0].firms == (firm(1), firm(2), firm(3))
    assert read(written(made)) == made
    assert read(None) == []


def test_the_next_number_follows_the_last() -> None:
    made = removed(pins(pin("outside", 0), pin("outside", 1), pin("outside", 2)), 2)
    assert [one.n for one in added(made, pin("outside", 5))] == [1, 3, 4]


def test_only_what_stands_can_be_removed() -> None:
    with pytest.raises(InputError) as caught:
        removed(pins(pin("outside", 0)), 7)
    assert "1" in caught.value.hint


@pytest.mark.parametrize("second", [pin("outside", 1, 5), pin("group", 1, 5)], ids=["outside", "another group"])
def test_a_contradiction_names_the_firms(second: Pin) -> None:
    with pytest.raises(InputError) as caught:
        pins(pin("group", 0, 1), second)
    assert firm(2)[4:] in caught.value.message
    assert firm(6)[4:] not in caught.value.message


def test_outside_twice_or_named_and_outside_is_no_contradiction() -> None:
    assert len(pins(pin("outside", 0), pin("outside", 0, 1), pin("name", 0, name="X"), pin("dismiss", 0))) == 4


@pytest.mark.parametrize("wrong", [pin("group", 0), pin("outside"), pin("outside", 0, why=" ")], ids=str)
def test_a_pin_has_firms_and_a_reason(wrong: Pin) -> None:
    with pytest.raises(InputError):
        pins(wrong)


def test_the_mask_is_one_array_and_names_who_is_missing() -> None:
    made = pins(pin("outside", 0), pin("group", 2, 3), pin("group", 1, 99), pin("name", 0, name="X"))
    mask = mask_of(made, [firm(i + 1) for i in range(5)])
    assert mask.labels.tolist() == [OUTSIDE, 1, 0, 0, FREE]
    assert (mask.groups, mask.missing) == (2, (firm(100),))


def test_names_do_not_change_what_a_search_sees() -> None:
    uids = [firm(i + 1) for i in range(5)]
    assert mask_of(pins(pin("name", 0, name="X"), pin("dismiss", 1)), uids).digest == ""
    one, other = pins(pin("outside", 0), pin("group", 2, 3)), pins(pin("group", 2, 3), pin("outside", 0))
    assert mask_of(one, uids).digest == mask_of(other, uids).digest != ""


def test_a_group_starts_with_the_community_that_holds_half_of_it() -> None:
    uids = [firm(i + 1) for i in range(8)]
    labels = np.array([0, 0, 0, 1, 1, 2, 2, -1], dtype=np.int32)
    mask = mask_of(pins(pin("group", 0, 3), pin("group", 1, 5, 7), pin("outside", 4)), uids)
    found, numbers = reserved(mask, labels)
    # firm 0 is half of the first group; of the second each community holds a third
    assert found.tolist() == [0, 3, 0, 0, -1, 3, 2, 3]
    assert numbers.tolist() == [0, 3]


def test_two_groups_never_share_a_community() -> None:
    mask = mask_of(pins(pin("group", 0, 1), pin("group", 2, 3)), [firm(i + 1) for i in range(5)])
    found, _ = reserved(mask, np.zeros(5, dtype=np.int32))
    assert found.tolist() == [0, 0, 1, 1, 0]


def test_a_sweep_moves_free_firms_only() -> None:
    mask = mask_of(pins(pin("group", 0, 1), pin("outside", 2)), [firm(i + 1) for i in range(4)])
    before, after = np.array([5, 5, -1, 0]), np.array([1, -1, 5, 5])
    assert held(mask, before, after).tolist() == [5, 5, -1, 5]


@pytest.mark.parametrize("method", ["fast", "louvain"])
def test_pinned_firms_stay_together_and_outsiders_out(method: str) -> None:
    net = network(16, [*CLIQUES, (12, 13)])
    mask = mask_of(pins(pin("group", 12, 13), pin("group", 0, 1, 6), pin("outside", 5)), net.uids)
    found = detect(net, seed=1, method=method, pins=mask)
    label = found.labels
    assert label[5] == -1
    assert label[0] == label[1] == label[2] == label[6] != label[7]
    # a pinned group is a candidate however small
    assert label[12] == label[13] >= 0
    assert [group.size for group in found.groups if 12 in group.firms] == [2]


def test_pins_that_bear_on_nothing_change_nothing() -> None:
    net = network(12, CLIQUES)
    plain, named = detect(net, seed=1), detect(net, seed=1, pins=mask_of(pins(pin("name", 0, name="X")), net.uids))
    assert np.array_equal(plain.labels, named.labels)
    assert plain.groups == named.groups


def test_a_name_follows_the_firms_it_was_said_of_and_the_later_one_wins() -> None:
    made = pins(
        pin("name", 0, 1, 2, name="Старое"),
        pin("name", 0, 1, name="Новое"),
        pin("dismiss", 3, 4),
        pin("name", 9, name="Ничьё"),
    )
    groups = [frozenset({firm(4), firm(5), firm(6)}), frozenset({firm(1), firm(2), firm(3)})]
    names, dismissals = names_of(made, groups)
    assert {place: one.text for place, one in names.items()} == {1: "Новое"}
    assert list(dismissals) == [0]


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", ["держать вместе", "назвать «Каучук»", "одна цепочка"]), ("en", ["keep together", 'name "Каучук"'])],
)
def test_the_list_says_who_decided_what_and_why(language: str, words: list[str]) -> None:
    found = Pins(pins(pin("group", 0, 1), pin("name", 0, 1, name="Каучук")))
    with use(language):
        shown = found.to_text()
        assert Pins([]).to_text()
    assert [word for word in words if word not in shown] == []
    columns, rows = found.table()
    assert {len(row) for row in rows} == {len(columns)}
