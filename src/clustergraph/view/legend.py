"""The words around a picture: title, strip, legend and footer, escaped."""

from __future__ import annotations

from collections import Counter
from html import escape

from clustergraph.i18n import number, plural, text
from clustergraph.model.terms import KINDS, LINKS, Kind
from clustergraph.model.words import value_text
from clustergraph.view.canvas import PALE, darker, hue_of, shape_of
from clustergraph.view.payloads import GraphPage

_ROWS = 24  # groups named in the legend

_MARKS = {
    "dot": '<circle cx="9" cy="9" r="6"/>',
    "square": '<rect x="3" y="3" width="12" height="12"/>',
    "diamond": '<path d="M9 2 16 9 9 16 2 9Z"/>',
    "triangle": '<path d="M9 2 16 15 2 15Z"/>',
    "triangleDown": '<path d="M9 16 16 3 2 3Z"/>',
    "hexagon": '<path d="M5 2.5h8l4 6.5-4 6.5H5L1 9Z"/>',
    "star": '<path d="M9 1l2.3 5.3 5.7.5-4.3 3.8 1.3 5.6L9 13.2l-5 3 1.3-5.6L1 6.8l5.7-.5Z"/>',
}


def body_start(page: GraphPage) -> str:
    """Return what stands above the picture: title, counts, and the strip over fictional firms."""
    counts = f"{plural(page.sent.nodes, 'view.nodes')}, {plural(page.sent.links, 'common.links')}"
    lines = [page.subtitle, counts]
    if page.truncated:
        lines.append(
            text(
                "view.truncated",
                sent=number(page.sent.nodes),
                nodes=plural(page.total.nodes, "view.nodes"),
                links=plural(page.total.links, "common.links"),
            )
        )
    if page.outside:
        lines.append(text("view.outside", links=plural(page.outside, "common.links")))
    strip = ""
    if page.fictional:
        words = text("view.fictional", count=number(page.fictional), firms=number(page.firms))
        strip = f'<div class="strip" role="note">{escape(words)}</div>\n'
    told = " · ".join(line for line in lines if line)
    return (
        f"<header><h1>{escape(page.title)}</h1><p>{escape(told)}</p></header>\n{strip}<main>\n"
        f"<noscript><p>{escape(text('view.needs-scripts'))}</p></noscript>\n"
    )


def body_end(page: GraphPage) -> str:
    """Return what stands beside and below the picture: search, legend, footer."""
    return f"{_aside(page)}\n</main>\n<footer>{escape(_footer(page))}</footer>"


def _aside(page: GraphPage) -> str:
    find = text("view.find")
    parts = [
        f'<input class="search" type="search" placeholder="{escape(find)}" aria-label="{escape(find)}">',
        '<ul class="found" aria-live="polite"></ul>',
        _section(text("view.groups"), _group_rows(page)),
        _section(text("view.kinds"), _kind_rows(page)),
        _section(text("view.link-kinds"), _link_rows(page)),
    ]
    return f'<aside aria-label="{escape(text("view.legend"))}">{"".join(parts)}</aside>'


def _section(title: str, rows: list[str]) -> str:
    items = "".join(f"<li>{row}</li>" for row in rows)
    return f"<h2>{escape(title)}</h2><ul>{items}</ul>" if rows else ""


def _mark(shape: str, fill: str) -> str:
    return f'<svg viewBox="0 0 18 18" aria-hidden="true" fill="{fill}" stroke="{darker(fill)}">{_MARKS[shape]}</svg>'


def _row(mark: str, words: str, count: int) -> str:
    return f'{mark}<span>{escape(words)}</span><span class="count">{number(count)}</span>'


def _group_rows(page: GraphPage) -> list[str]:
    shown = [i for i, group in enumerate(page.groups) if group.kind != "background" and group.size]
    rows = []
    for i in shown[:_ROWS]:
        group = page.groups[i]
        word = text("view.cluster") if group.kind == "cluster" else text("view.candidate")
        kind = Kind.INDUSTRIAL_CLUSTER if group.kind == "cluster" else Kind.CLUSTER_CANDIDATE
        rows.append(_row(_mark(shape_of(kind), hue_of(page.groups, i)), f"{word}: {group.label}", group.size))
    if len(shown) > _ROWS:
        rows.append(escape(text("view.more", count=len(shown) - _ROWS)))
    none = sum(node.group < 0 or page.groups[node.group].kind == "background" for node in page.nodes)
    if none and shown:
        rows.append(_row(_mark("dot", PALE), text("view.no-group"), none))
    return rows


def _kind_rows(page: GraphPage) -> list[str]:
    counts = Counter(node.kind for node in page.nodes)
    return [
        _row(_mark(shape_of(kind), "#ffffff"), str(KINDS[kind].label), counts[kind]) for kind in Kind if counts[kind]
    ]


def _link_rows(page: GraphPage) -> list[str]:
    counts = Counter(link.kind for link in page.links)
    rows = [_row(_stroke(), str(LINKS[kind].label), counts[kind]) for kind in sorted(counts)]
    if inferred := sum(link.inferred for link in page.links):
        rows.append(_row(_stroke(' stroke-dasharray="3 2"'), text("view.inferred"), inferred))
    return rows


def _stroke(more: str = "") -> str:
    return f'<svg viewBox="0 0 18 18" aria-hidden="true" stroke="#5b6675"><path d="M1 9H17"{more}/></svg>'


def _footer(page: GraphPage) -> str:
    from clustergraph import settings

    parts = [
        (page.date, text("view.date", date=value_text("date", page.date))),
        (page.stamp, text("view.stamp", stamp=page.stamp)),
        (page.run, text("view.run", run=page.run)),
        ("always", text("view.seed", seed=page.seed)),
        (page.selection, text("view.selection", selection=page.selection)),
        ("always", f"clustergraph {settings.VERSION}"),
    ]
    return " · ".join(words for stated, words in parts if stated)
