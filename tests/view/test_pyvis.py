"""Each thing pyvis 0.3.2 is known to do wrong, as a test that fails when it changes, and the page it must not spoil."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from clustergraph import i18n
from clustergraph.errors import InputError, MissingExtraError
from clustergraph.view import canvas, pyvis
from clustergraph.view.payloads import GraphPage, Group, graph_page
from clustergraph.view.pyvis import CAP, html, write_html
from tests.build import A, B, C, e, firm, inn, link
from tests.view.corpus import CORPUS, RUN, hostile_page

NODE_ATTRIBUTES = {"id", "title", "x", "y", "size", "shape", "group"}
EDGE_ATTRIBUTES = {"from", "to", "title", "width", "dashes", "arrows", "color"}
VOID = {"meta", "link", "img", "br", "input", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The elements of a page as a browser would make them; scripts and styles hold raw text."""

    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def named(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]


def parsed(page: str) -> Page:
    parser = Page()
    parser.feed(page)
    parser.close()
    return parser


def small_page(**more: str) -> GraphPage:
    nodes = [e("Enterprise", inn=inn(i), name=f"Демо {i}") for i in range(1, 5)]
    links = [
        link(A, "SUPPLIES", B, period="2022"),
        link(A, "SUPPLIES", B, period="2023"),
        link(B, "SUPPLIES", A, confidence="estimated"),
        link(A, "OWNS", B),
    ]
    groups = [Group("candidate/r/1", "Полимеры", "candidate", {A, B, C}), Group("cluster/x", "Х", "cluster", {firm(4)})]
    return graph_page(nodes, links, groups, title="Омская область", **more)  # type: ignore[arg-type]


def data_of(page: str, name: str) -> list[dict[str, object]]:
    """What the script hands to vis-network."""
    found = re.search(rf"{name} = new vis\.DataSet\((.*)\);", page)
    assert found
    data: list[dict[str, object]] = json.loads(found[1])
    return data


def test_the_page_holds_its_libraries_and_asks_for_no_address() -> None:
    page = parsed(html(small_page()))
    asked = [element for element in page.elements if {"src", "href", "srcset", "data"} & element.attributes.keys()]
    assert asked == []
    assert not page.named("link")
    assert not re.search(r"url\((?!\s*['\"]?(data:|#))|@import", "".join(style.text for style in page.named("style")))


def test_the_policy_comes_before_anything_that_could_run() -> None:
    page = parsed(html(small_page()))
    tags = [element.tag for element in page.elements]
    policy = next(i for i, element in enumerate(page.elements) if element.attributes.get("http-equiv"))
    assert policy < min(tags.index("script"), tags.index("style"))
    content = page.elements[policy].attributes["content"]
    assert "default-src 'none'" in content
    assert "script-src 'unsafe-inline'" in content
    assert "img-src data:" in content
    assert "http" not in content


def test_our_title_stands_once_and_escaped() -> None:
    page = parsed(html(graph_page([], [], title="<b>О «заводе» & К</b>")))
    assert [element.text for element in page.named("h1")] == ["<b>О «заводе» & К</b>"]
    assert [element.text for element in page.named("title")] == ["<b>О «заводе» & К</b>"]
    assert page.named("b") == page.named("center") == []


def test_only_listed_attributes_reach_vis_network() -> None:
    page = html(small_page())
    assert {key for node in data_of(page, "nodes") for key in node} == NODE_ATTRIBUTES
    assert {key for edge in data_of(page, "edges") for key in edge} == EDGE_ATTRIBUTES
    shapes = {"dot", "star", *canvas.SHAPES.values()}
    assert not shapes & {"image", "circularImage", "icon", "custom"}
    assert {node["shape"] for node in data_of(page, "nodes")} <= shapes


def test_every_node_has_our_place_and_physics_is_off() -> None:
    page = html(small_page())
    assert all(
        isinstance(node["x"], float | int) and isinstance(node["y"], float | int) for node in data_of(page, "nodes")
    )
    found = re.search(r"var options = (\{.*\});", page)
    assert found
    options = json.loads(found[1])
    assert options["physics"] == {"enabled": False}
    assert options["edges"]["smooth"] is False


def test_a_second_link_of_a_pair_is_kept() -> None:
    assert [(edge["from"], edge["to"]) for edge in data_of(html(small_page()), "edges")] == [(0, 1), (0, 1), (1, 0)]


def test_inferred_links_are_dashed_and_have_no_arrow() -> None:
    edges = data_of(html(small_page()), "edges")
    assert [(edge["dashes"], edge["arrows"]) for edge in edges] == [(False, "to"), (False, "to"), (True, "")]


def test_a_word_in_a_tooltip_does_not_turn_tooltips_into_markup() -> None:
    page = html(graph_page([e("Enterprise", A, name="href <b>x</b>")], [], title="t"))
    assert "popup.innerHTML" not in page
    assert "h\u2060ref" in str(data_of(page, "nodes")[0]["title"])


def test_pyvis_still_does_what_we_work_around() -> None:
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="in_line", heading="<i>x</i>")
    net.nodes = [{"id": 0, "label": "a", "title": "href"}]
    page = net.generate_html(notebook=False)
    assert page.count("<i>x</i>") == 2, "pyvis escapes its heading now"
    assert page.count("cdn.jsdelivr.net") == 2, "pyvis no longer asks for Bootstrap"
    assert "popup.innerHTML" in page, "pyvis no longer writes tooltips as markup"
    assert page.count('<div class="card" style="width: 100%">') == 1


def test_the_dangerous_calls_of_pyvis_are_not_used() -> None:
    tree = ast.parse(inspect.getsource(pyvis))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {word.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords if word.arg}
    assert {"cdn_resources", "generate_html"} <= used
    forbidden = {"add_node", "add_nodes", "add_edge", "add_edges", "from_nx", "write_html", "save_graph", "show"}
    assert not used & (forbidden | {"select_menu", "filter_menu", "show_buttons"})


def contrast_with_white(colour: str) -> float:
    """The ratio of WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@pytest.mark.parametrize("hue", [*canvas.HUES, canvas.PALE])
def test_edges_of_marks_and_names_of_groups_stand_out_from_the_paper(hue: str) -> None:
    assert contrast_with_white(canvas.darker(hue)) >= 3
    assert contrast_with_white(canvas.darker(hue, 0.6)) >= (4.5 if hue in canvas.HUES else 3)


def test_a_page_that_looks_otherwise_is_refused_and_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyvis.network import Network

    right = Network.generate_html

    def with_a_cdn(self: Network, notebook: bool) -> str:
        return str(right(self, notebook=notebook)).replace("</body>", '<img src="https://example.org/x.png"></body>')

    monkeypatch.setattr(Network, "generate_html", with_a_cdn)
    with pytest.raises(MissingExtraError, match=r"pip install pyvis==0\.3\.2"):
        write_html(small_page(), tmp_path / "x.html")
    monkeypatch.setattr(Network, "generate_html", lambda self, notebook: "<html><head></head><body></body></html>")
    with pytest.raises(MissingExtraError):
        write_html(small_page(), tmp_path / "x.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", CORPUS)
def test_no_text_of_the_data_becomes_an_element_a_handler_or_a_script(words: str) -> None:
    clean_page, page = parsed(html(hostile_page("слово"))), parsed(html(hostile_page(words)))
    assert [element.tag for element in page.elements] == [element.tag for element in clean_page.elements]
    handlers = [name for element in page.elements for name in element.attributes if name.startswith("on")]
    assert handlers == []
    for script, same in zip(page.named("script"), clean_page.named("script"), strict=True):
        outside = re.sub(r'"(?:[^"\\]|\\.)*"', '""', script.text)
        assert RUN not in outside
        assert len(outside.splitlines()) == len(re.sub(r'"(?:[^"\\]|\\.)*"', '""', same.text).splitlines())


def test_too_many_nodes_are_refused_with_a_way_out() -> None:
    many = [e("Enterprise", inn=inn(i)) for i in range(1, CAP + 2)]
    with pytest.raises(InputError, match="--depth 1"):
        html(graph_page(many, [], title="t"))
    assert "1,500" in html(graph_page(many, [], title="t", limit=CAP))


def test_legend_names_groups_kinds_and_links_with_counts() -> None:
    page = parsed(html(small_page()))
    told = [" ".join(text.split()) for text in re.findall(r"<li>(.*?)</li>", html(small_page()), re.DOTALL)]
    words = [re.sub(r"<[^>]+>", " ", one).split() for one in told]
    assert ["Candidate:", "Полимеры", "3"] in words
    assert ["Cluster:", "Х", "1"] in words
    assert ["Enterprise", "4"] in words
    assert ["Probable", "link,", "no", "document", "1"] in words
    assert len(page.named("svg")) == len([one for one in told if "<svg" in one])


def test_fictional_firms_are_told_in_a_strip_and_only_where_there_are_some() -> None:
    with i18n.use("ru"):
        assert "Вымышленные предприятия: 4 из 4" in html(small_page())
    real = graph_page([e("Organization", "org/x-0123456789ab", name="Иная")], [], title="t")
    assert 'class="strip"' not in html(real)


def test_the_footer_says_from_what_the_picture_was_made() -> None:
    page = html(small_page(stamp="3f2a91c0", run="run/0a1b", selection="region 55", date="2026-11-23"))
    footer = parsed(page).named("footer")[0].text
    assert all(words in footer for words in ("3f2a91c0", "run/0a1b", "region 55", "2026-11-23", "Seed: 1"))


def test_the_page_is_in_the_language_asked_for() -> None:
    with i18n.use("ru"):
        page = html(small_page())
    assert '<html lang="ru">' in page
    assert "Найти на рисунке" in page
    assert "Найти" not in html(small_page())


CHILD = """
from pathlib import Path
from tests.view.test_pyvis import small_page
from clustergraph.view.pyvis import write_html
import sys
print(write_html(small_page(), Path(sys.argv[1])).to_text().encode("unicode_escape").decode())
"""


def test_the_same_page_gives_the_same_bytes_in_any_locale_and_process(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    written = []
    for name, more in (("a", {"PYTHONHASHSEED": "1"}), ("b", {"PYTHONHASHSEED": "2", "LC_ALL": "C"})):
        path = tmp_path / f"{name}.html"
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]),
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONIOENCODING": "cp1251",
            "CLUSTERGRAPH_LANG": "ru",
        }
        subprocess.run(
            [sys.executable, "-c", CHILD, str(path)], env=environment | more, check=True, capture_output=True
        )
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert "Омская область" in written[0].decode("utf-8")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.html"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(pyvis, "html", lambda page: "begun \ud800")  # a text UTF-8 has no form for, mid-way
    with pytest.raises(UnicodeEncodeError):
        write_html(small_page(), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["x.html"]


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Cannot write .*nowhere.*x\.html"):
        write_html(small_page(), tmp_path / "nowhere" / "x.html")


def test_the_answer_says_where_the_picture_is(tmp_path: Path) -> None:
    written = write_html(small_page(), tmp_path / "x.html")
    assert written.to_text() == f"Picture: {tmp_path / 'x.html'} (4 nodes, 3 links)"
    assert json.loads(written.to_json())["nodes"] == 4
