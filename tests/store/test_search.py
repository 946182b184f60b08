"""Finding nodes by words and codes."""

from __future__ import annotations

import pytest

from clustergraph.model.terms import Kind
from clustergraph.store.base import Hit, Store
from tests.build import A, B, C, D, e, inn, link
from tests.store.telling import speaker, tell


def firms(store: Store, *names: str) -> None:
    tell(store, speaker(store, "a"), *(e("Enterprise", inn=inn(n), name=name) for n, name in enumerate(names, 1)))


def found(store: Store, query: str, limit: int = 20) -> list[str]:
    return [hit.uid for hit in store.search(query, limit=limit)]


def test_a_hit_says_what_it_is(store: Store) -> None:
    firms(store, "АО «Омскшина»")
    assert store.search("омскшина") == [Hit(A, Kind.ENTERPRISE, "АО «Омскшина»")]


def test_a_name_that_starts_with_the_query_comes_first_then_the_shorter_then_the_uid(store: Store) -> None:
    firms(store, "Завод Омск Полимер", "Омск Полимер Трейдинг", "Омск Полимер", "Завод Омск")
    assert found(store, "омск") == [C, B, D, A]
    assert found(store, "омск", limit=2) == [C, B]


@pytest.mark.parametrize("query", ["завод омск", "ОМСК завод", "омск, завод".replace(",", ""), "во ом"])
def test_every_word_must_be_there_in_any_order(store: Store, query: str) -> None:
    firms(store, "Омский завод", "Омский банк", "Курский завод")
    assert found(store, query) == [A]


@pytest.mark.parametrize(
    "query", ["алена", "АЛЁНА", "«Алёна»", '"алена"', "алена – плюс", "алена-плюс".replace("-", "—")]
)
def test_quotes_dashes_and_yo_do_not_matter(store: Store, query: str) -> None:
    firms(store, "ООО «Алёна - Плюс», Алёна—Плюс")
    assert found(store, query) == [A]


def test_short_words_are_found(store: Store) -> None:
    firms(store, "АО Эм", "ООО Заря")
    assert found(store, "эм") == [A]
    assert found(store, "а") == [A, B]


@pytest.mark.parametrize(
    "query", ["%", "_", "'", "ом%", "' OR 1=1", "омск*", "NEAR(омск)", "омск AND", "x\0y", "\0", "", " ", '"', "-омск"]
)
def test_hostile_texts_find_nothing_and_break_nothing(store: Store, query: str) -> None:
    firms(store, "Омский завод")
    assert found(store, query) == []


def test_signs_are_found_where_names_hold_them(store: Store) -> None:
    firms(store, "Завод 100% _хлопок_", "Завод O'Neil (RU)")
    assert found(store, "100%") == found(store, "_хлопок_") == [A]
    assert found(store, "(ru)") == [B]


def test_codes_and_uids_come_before_names(store: Store) -> None:
    tell(
        store,
        speaker(store, "a"),
        e("Enterprise", inn=inn(1), ogrn="1250000000018", name="Первая"),
        e("Enterprise", inn=inn(2), name=f"{inn(1)} {A} 1250000000018"),
        link(C, "SUPPLIES", A),
    )
    assert found(store, inn(1)) == found(store, " 1250000000018 ") == [A, B]
    assert found(store, A) == found(store, A.upper()) == [A, B]
    assert found(store, inn(3)) == [C]  # known only as an end of a link


def test_all_names_are_searched(store: Store) -> None:
    record = e("Enterprise", inn=inn(1), name="Омскшина", name_en="Omskshina", legal_name="АО Шина", alt_name=["ОШЗ"])
    tell(store, speaker(store, "a"), record)
    for query in ("омскшина", "omskshina", "ао шина", "ошз"):
        assert store.search(query) == [Hit(A, Kind.ENTERPRISE, "Омскшина")]


def test_only_the_kinds_asked_for_are_found(store: Store) -> None:
    tell(
        store,
        speaker(store, "a"),
        e("Enterprise", inn=inn(1), name="Омск"),
        e("PublicAuthority", inn=inn(2), name="Омск"),
    )
    assert [hit.uid for hit in store.search("омск", [Kind.PUBLIC_AUTHORITY])] == [B]
    assert store.search(inn(1), [Kind.PUBLIC_AUTHORITY]) == []


def test_the_name_of_the_fold_is_searched(store: Store) -> None:
    firms(store, "Прежнее")
    tell(store, speaker(store, "b", 80), e("Enterprise", inn=inn(1), name="Новое"))
    assert (found(store, "новое"), found(store, "прежнее")) == ([A], [])
    tell(store, "source/b")
    assert (found(store, "новое"), found(store, "прежнее")) == ([], [A])


def test_a_hit_needs_a_limit_above_zero(store: Store) -> None:
    firms(store, "Омск")
    assert found(store, "омск", limit=0) == []
