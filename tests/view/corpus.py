"""Texts that would run, break or deceive where a page takes them for more than text."""

from __future__ import annotations

from clustergraph.model.records import Entity, Link
from clustergraph.model.terms import Kind
from clustergraph.view.payloads import GraphPage, Group, graph_page
from tests.build import A, B, C, e, link

RUN = "document.title='pwned'"
CORPUS = (
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"'\";{RUN}//",
    f"href <img onerror={RUN} src=x>",
    f"HREF <a href=javascript:{RUN}>x</a>",
    f"</title></style><script>{RUN}</script>",
    "{{7*7}} {% raw %} ${7*7}",
    f"javascript:{RUN}",
    f"<!-- <script>{RUN}</script> -->",
    f"line\u2028{RUN}\u2029end\nnext\r{RUN}\x00",
    "\u202egnp.exe \u2066right\u2069 \u200f to left",
    "http://example.org/?a=1&b=<2>",
    "\\u003cscript\\u003e \\ \\1 \\g<0>",
)


def hostile(words: str) -> tuple[list[Entity], list[Link]]:
    """Two firms and two links with the text in every text property a picture may show."""
    texts = ("name", "legal_name", "description", "address", "okved2", "sme_category", "region")
    firms = [
        e("Enterprise", A, **dict.fromkeys(texts, words), alt_name=[words], unheard_of=words),
        e("Enterprise", B, legal_name=words),
        Entity(C, Kind.ORGANIZATION, {"inn": words}, (words,)),
    ]
    links = [
        link(A, "SUPPLIES", B, product=words, product_text=words, document=words, period=words, confidence=words),
        link(B, "SUPPLIES", C, document=words),
    ]
    return firms, links


def hostile_page(words: str) -> GraphPage:
    """A page with the text in every place for text."""
    firms, links = hostile(words)
    groups = [Group("candidate/x-1", words, "candidate", {A, B}), Group("cluster/x", words, "cluster", {C})]
    return graph_page(
        firms, links, groups, title=words, subtitle=words, stamp=words, run=words, selection=words, date=words
    )
