"""Pictures of a group: all that is said is there, nothing is cut, the same bytes again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph.analysis.cooperation import cooperation
from clustergraph.view import svg
from tests.analysis.law.story import T3, Story, cluster
from tests.build import firm
from tests.view.test_browser import browser

__all__ = ["browser"]
LONG = 'Общество с ограниченной ответственностью "ШИРОКОШЩЖЮЫМФормирующийцементообжигательный ЗАВОД № 17" <b>'
NAMESPACE = "{http://www.w3.org/2000/svg}"
READER = """<script>
const cut = [];
for (const picture of document.querySelectorAll("svg")) {
  const all = picture.viewBox.baseVal;
  for (const words of picture.querySelectorAll("text")) {
    const box = words.getBBox(), held = words.parentNode.querySelector("rect");
    const inside = words.parentNode.tagName === "g" && held ? held.getBBox() : all;
    if (box.x < inside.x || box.y < inside.y || box.x + box.width > inside.x + inside.width ||
        box.y + box.height > inside.y + inside.height) cut.push(words.textContent);
  }
}
document.body.dataset.cut = cut.join("; ");
document.body.dataset.seen = document.querySelectorAll("text").length;
</script>"""


def named(name: str = "") -> list[str]:
    story = cluster(amounts=(180_000_000, 1_000_000, None)).member(T3, "finished")
    found = cooperation(story.evidence())
    if name:
        found = replace(found, firms=[(uid, name) for uid, _ in found.firms])
    return [svg.matrix(found), svg.network(found)]


def texts(picture: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(picture).iter(f"{NAMESPACE}text")]


def hints(picture: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(picture).iter(f"{NAMESPACE}title")]


def test_a_matrix_shows_millions_no_amount_and_surely_nothing() -> None:
    matrix, _ = named()
    assert {"180.0", "1.0", "?", "0"} <= set(texts(matrix))
    assert "Firm 024 → Firm 017: 180,000,000 RUB without VAT" in hints(matrix)
    assert "Firm 049 → Firm 017: supplies, amount not known" in hints(matrix)


def test_a_network_has_a_box_a_member_an_arrow_a_supply_and_a_head_a_tier() -> None:
    _, network = named()
    assert {"Intermediate products", "Both roles", "Finished products"} <= set(texts(network))
    assert "Other members" not in texts(network)
    assert {"Firm 017", "Firm 024", "Firm 031", "Firm 049"} <= set(texts(network))
    assert network.count("marker-end") == 3
    assert network.count("stroke-dasharray") == 1


def test_many_firms_with_both_roles_part_into_those_that_sell_and_those_that_buy_more() -> None:
    story, chain = Story(), [firm(number) for number in range(1, 7)]
    for uid in chain:
        story.member(uid, "finished", "intermediate")
    for seller, buyer in ((1, 2), (1, 3), (2, 4), (3, 4), (4, 5), (2, 5), (5, 6), (6, 1)):
        story.sells(chain[seller - 1], chain[buyer - 1], 10)
    picture = svg.network(cooperation(story.evidence()))
    assert texts(picture).count("Both roles") == 1
    left = dict(re.findall(r'<title>(Firm \d+)</title><rect x="([\d.]+)"', picture))
    columns = [
        [uid[-3:] for uid in chain if left[f"Firm {uid[-3:]}"] == x] for x in sorted(set(left.values()), key=float)
    ]
    # sells to two and buys from one: 1, 2; as many of both: 3, 6; buys from two and sells to one: 4, 5
    assert columns == [[chain[i - 1][-3:] for i in group] for group in ((1, 2), (3, 6), (4, 5))]


def test_the_same_group_gives_the_same_picture() -> None:
    assert named() == named()


def test_names_are_escaped() -> None:
    for picture in named(LONG):
        assert "<b>" not in picture


@given(st.text('ШЩЖжщ абвWMil№" —', max_size=60), st.floats(30, 300))
def test_wrapped_lines_fit_and_lose_no_letter(words: str, wide: float) -> None:
    lines = svg.wrapped(words, wide)
    assert all(svg.width(line) <= wide for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", words)


@pytest.mark.browser
def test_no_russian_word_leaves_its_box_or_the_picture(browser: Callable[[Path], str], tmp_path: Path) -> None:
    page = tmp_path / "pictures.html"
    pictures = "".join(named(LONG))
    page.write_text(f"<!doctype html><meta charset=utf-8><body>{pictures}{READER}</body>", encoding="utf-8")
    left = browser(page)
    assert 'data-cut=""' in left
    assert re.search(r'data-seen="\d\d', left)
