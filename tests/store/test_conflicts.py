"""Where sources contradict each other."""

from __future__ import annotations

import pytest

from clustergraph.model.records import Value
from clustergraph.model.terms import Kind
from clustergraph.store.base import Said, Store
from tests.build import A, B, e, inn, link
from tests.store.telling import speaker, tell

SUPPLY = link(A, "SUPPLIES", B, period="2023", amount=100.0, quantity=1.0)


@pytest.fixture
def contested(store: Store) -> Store:
    tell(
        store,
        speaker(store, "a", 60),
        e("Enterprise", inn=inn(1), name="Альфа", region="55", kpp=["1"]),
        e("Enterprise", inn=inn(2), name="Бета"),
        SUPPLY,
        observed_on="2023",
    )
    tell(
        store,
        speaker(store, "b", 80),
        e("Enterprise", inn=inn(1), name="Альфа-2", region="55", kpp=["2"], okved2="20.16"),
        e("Enterprise", inn=inn(2), name="Бета"),
        link(A, "SUPPLIES", B, period="2023", amount=200.0),
    )
    return store


def test_each_side_is_named_in_fold_order(contested: Store) -> None:
    name, amount = contested.conflicts()
    assert (name.uid, name.property) == (A, "name")
    assert name.said == [
        Said("source/b", "Альфа-2", "", wins=True),
        Said("source/a", "Альфа", "2023", wins=False),
    ]
    assert (amount.uid, amount.property) == (SUPPLY.uid, "amount")
    assert [(said.value, said.wins) for said in amount.said] == [(200.0, True), (100.0, False)]


def test_conflicts_are_narrowed(contested: Store) -> None:
    assert [each.property for each in contested.conflicts(properties=["amount"])] == ["amount"]
    assert [each.property for each in contested.conflicts([Kind.ENTERPRISE])] == ["name"]
    assert list(contested.conflicts([Kind.REGION])) == []
    assert [each.property for each in contested.conflicts(limit=1)] == ["name"]
    assert len(list(contested.conflicts(source="source/a"))) == 2
    assert list(contested.conflicts(source="source/c")) == []
    assert [each.property for each in contested.conflicts(uid=A)] == ["name"]
    assert [each.property for each in contested.conflicts(uid=SUPPLY.uid)] == ["amount"]
    assert list(contested.conflicts(uid=B)) == list(contested.conflicts([Kind.ENTERPRISE], uid=SUPPLY.uid)) == []
    assert list(contested.conflicts(uid="supply/none")) == list(contested.conflicts(uid="org/none")) == []


def test_one_amount_in_roubles_and_in_thousands_with_vat_is_no_contradiction(store: Store) -> None:
    supply: dict[str, Value] = {"period": "2023", "amount": 100000.0}
    tell(store, speaker(store, "a", 60), link(A, "SUPPLIES", B, **supply, quantity=2.0, unit="168"))
    tell(store, speaker(store, "b", 60), link(A, "SUPPLIES", B, **supply, original_amount=120.0, original_unit="384"))
    tell(store, speaker(store, "c", 60), link(A, "SUPPLIES", B, **supply, original_amount=0.12, original_unit="385"))
    assert list(store.conflicts()) == []


def test_a_withdrawn_contradiction_is_gone(contested: Store) -> None:
    tell(contested, "source/b")
    assert list(contested.conflicts()) == []


def test_three_sources_of_which_two_agree(contested: Store) -> None:
    tell(contested, speaker(contested, "c", 20), e("Enterprise", inn=inn(1), name="Альфа-2"))
    (name,) = contested.conflicts([Kind.ENTERPRISE])
    assert [(said.source[-1], said.wins) for said in name.said] == [("b", True), ("a", False), ("c", True)]
