"""Names: the form for comparing, and slugs for uids."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph.model import names


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("ООО  «Алёнка—Плюс»", "ооо аленка-плюс"),
        ("''Учебный завод'' \u00a0№ 7", "учебный завод № 7"),
        (' " ЛАХОСТЬ " ', "лахость"),
        ("Омский КАУЧУК", "омский каучук"),
    ],
)
def test_spellings_of_one_name_have_one_form(name: str, form: str) -> None:
    assert names.search_form(name) == form


@given(st.text(max_size=60))
def test_the_form_of_a_form_is_itself(name: str) -> None:
    form = names.search_form(name)
    assert names.search_form(form) == form


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Омский нефтехимический кластер", "omskij-nefteximicheskij-klaster"),
        ("№ 12/3-К", "12-3-k"),
        ("Щёлковский подъезд", "shhyolkovskij-podezd"),
        ("«»", ""),
    ],
)
def test_a_slug_is_ascii(text: str, slug: str) -> None:
    assert names.slug(text) == slug


@given(st.text(max_size=200))
def test_a_slug_fits_a_uid(text: str) -> None:
    slug = names.slug(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    assert len(slug) <= 60


def test_a_long_slug_is_cut_between_words() -> None:
    assert names.slug("слово " * 20) == "-".join(["slovo"] * 10)


def test_an_unknown_firm_is_named_by_its_name_and_region() -> None:
    uid = names.unidentified_uid("ООО «Ромашка»", "55")
    assert re.fullmatch(r"org/x-[0-9a-f]{12}", uid)
    assert names.unidentified_uid("ооо ромашка", "55") == uid
    assert names.unidentified_uid("ООО «Ромашка»", "54") != uid
