"""Pictures of a group as SVG: who supplies whom as a matrix, and the members in tiers.

Widths of words are bounded from above without a font, so that no label is cut whatever font the reader has. The same
input gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape

from clustergraph.analysis.cooperation import Cell, Cooperation
from clustergraph.analysis.cooperation_tables import tier_name
from clustergraph.analysis.functional import TIERS, Tier
from clustergraph.i18n import number, text
from clustergraph.model.words import clean

_FONT = "'DejaVu Sans','Segoe UI',Arial,'Liberation Sans',sans-serif"
_SIZE, _LINE = 12, 16
_WIDEST = frozenset("ШЩЖЮЫМФWM@%№шщжюыфмwm—…")
_THIN = frozenset(" \u00a0.,:;'|!")
_NAME = 210
_CELL = 70
_LARGE = 16
"""Members from which on the cells of the matrix carry colour alone: figures stand in the tables."""
_SMALL_CELL = 26
_COLOURS = ("#dceaf4", "#b5d3e7", "#7fb2d3", "#4789b3", "#1f5f8b")
_MILLION = 1_000_000
_TIER_COLOURS: Mapping[Tier, str] = {
    "intermediate": "#dceaf4",
    "both": "#e6dff2",
    "finished": "#dff0df",
    "other": "#eef0f2",
    "unknown": "#ffffff",
}
_BOX, _GAP, _TIER_GAP, _HEAD = 172, 20, 72, 52
_CROWD = 4
"""Firms with both roles up to which they stand in one column."""


def width(words: str, size: float = _SIZE) -> float:
    """Return a width that the words never exceed in a usual sans-serif font."""
    return size * sum(
        1.1 if c in _WIDEST else 0.84 if c.isupper() else 0.4 if c in " \u00a0.,:;'|!" else 0.68 for c in words
    )


def wrapped(words: str, wide: float, size: float = _SIZE) -> list[str]:
    """Return a text in lines that fit; a word that is longer than a line is broken, never cut off."""
    lines: list[str] = []
    line = ""
    for word in clean(words).replace("№ ", "№\u00a0").split(" "):
        if line and width(f"{line} {word}", size) <= wide:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        line = ""
        for sign in word:
            if line and width(line + sign, size) > wide:
                lines.append(line)
                line = ""
            line += sign
    return [*lines, line]


def matrix(found: Cooperation) -> str:
    """Draw suppliers down and buyers across; the darker the more roubles, blank where nobody tells of a supply."""
    firms, cells = found.firms, {(cell.supplier, cell.buyer): cell for cell in found.cells}
    small = len(firms) > _LARGE
    side = _SMALL_CELL if small else _CELL
    high = _SMALL_CELL if small else 0
    rows = [wrapped(f"{place}. {name}", _NAME) for place, (_, name) in enumerate(firms, start=1)]
    heights = [max(len(lines) * _LINE + 8, high, 30) for lines in rows]
    top, left = 46, _NAME + 16
    parts = [_text(8, 20, text("view.matrix-axes"), colour="#51606f")]
    numbers = range(1, len(firms) + 1)
    parts += [_text(left + side * (place - 0.5), top - 8, str(place), anchor="middle") for place in numbers]
    marks = _marks(found.cells)
    y = float(top)
    for (supplier, name), lines, height in zip(firms, rows, heights, strict=True):
        parts.append(_lines(8, y + (height - len(lines) * _LINE) / 2 + _SIZE, lines))
        for column, (buyer, other) in enumerate(firms):
            cell = cells.get((supplier, buyer))
            hint = f"{name} → {other}: {_amount(cell)}"
            parts.append(_cell(left + side * column, y, side, height, supplier == buyer, cell, marks, hint, small))
        y += height
    legend = wrapped(text("law.cooperation-legend") + " " + text("view.matrix-unit"), left + side * len(firms) - 24)
    parts.append(_lines(8, y + 24, legend, colour="#51606f"))
    title = text("view.matrix-title")
    return _svg(max(left + side * len(firms) + 8, 480), y + 24 + len(legend) * _LINE, title, parts)


def network(found: Cooperation) -> str:
    """Draw the functional map: members in tiers, from makers of parts to makers of finished goods, and supplies."""
    columns = list(_columns(found))
    names = dict(found.firms)
    lines = {uid: wrapped(name, _BOX - 20) for uid, name in found.firms}
    heights = {uid: len(lines[uid]) * _LINE + 14 for uid in lines}
    tall = max(sum(heights[uid] + _GAP for uid in firms) for _, firms in columns)
    boxes: dict[str, tuple[float, float]] = {}
    parts: list[str] = []
    for column, (tier, firms) in enumerate(columns):
        x = 10.0 + column * (_BOX + _TIER_GAP)
        if not column or tier != columns[column - 1][0]:
            parts.append(_lines(x, 20, wrapped(tier_name(tier), _BOX + _TIER_GAP - 12), bold=True))
        y = _HEAD + (tall - sum(heights[uid] + _GAP for uid in firms)) / 2
        for uid in firms:
            boxes[uid] = (x, y)
            parts.append(_box(x, y, heights[uid], lines[uid], names[uid], _TIER_COLOURS[tier]))
            y += heights[uid] + _GAP
    top = max((float(cell.amount.low) for cell in found.cells), default=0.0)
    drawn = [
        _arrow(boxes, heights, cell, f"{names[cell.supplier]} → {names[cell.buyer]}: {_amount(cell)}", top)
        for cell in found.cells
        if cell.state != "zero"
    ]
    wide = 20 + len(columns) * (_BOX + _TIER_GAP) - _TIER_GAP + 60
    note = wrapped(text("view.network-note"), wide - 20)
    foot = _HEAD + tall + 16
    parts.append(_lines(10, foot, note, colour="#51606f"))
    return _svg(wide, foot + len(note) * _LINE, text("view.network-title"), [_HEADS, *drawn, *parts])


def png(svg: str, scale: float = 2.0) -> bytes:
    """Return a picture as PNG, or nothing where the machine has no font with Russian letters."""
    if not _has_cyrillic():
        return b""
    return _rendered(svg, scale)


def _rendered(svg: str, scale: float) -> bytes:
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=round(scale), background="#ffffff"))


@cache
def _has_cyrillic() -> bool:
    """Tell whether a Russian letter leaves a trace of its own: not that of no letter, nor that of an unknown one."""
    drawn = {
        _rendered(f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{_text(4, 30, letter)}</svg>', 1.0)
        for letter in ("", "Щ", "ж", "\U000f0000")
    }
    return len(drawn) >= len(("", "Щ", "ж"))


def _columns(found: Cooperation) -> Iterator[tuple[Tier, list[str]]]:
    """Give the columns from left to right: a tier is one, but many firms with both roles part by what they do more."""
    order = _ordered(found)
    tiers = {place.firm: place.tier for place in found.places}
    buyers, suppliers = ([getattr(c, end) for c in found.cells if c.state != "zero"] for end in ("buyer", "supplier"))

    def buys(uid: str) -> int:
        """Return 0 where a firm has more buyers than suppliers inside, 2 where it has fewer, else 1."""
        bought, sold = (sum(uid == end for end in ends) for ends in (buyers, suppliers))
        return int(bought >= sold) + int(bought > sold)

    for tier in TIERS:
        firms = [uid for uid in order if tiers[uid] == tier]
        for step in range(3) if tier == "both" and len(firms) > _CROWD else ():
            if of_step := [uid for uid in firms if buys(uid) == step]:
                yield tier, of_step
        if firms and not (tier == "both" and len(firms) > _CROWD):
            yield tier, firms


def _ordered(found: Cooperation) -> list[str]:
    """Return the members from top to bottom as their supplies pull them, so that fewer lines cross."""
    from clustergraph.view.layout import place_inside

    index = {uid: place for place, (uid, _) in enumerate(found.firms)}
    linked = [cell for cell in found.cells if cell.state != "zero"]
    src, dst = [index[cell.supplier] for cell in linked], [index[cell.buyer] for cell in linked]
    height = place_inside(len(index), src, dst, seed=1).y
    return sorted(index, key=lambda uid: (float(height[index[uid]]), uid))


def _marks(cells: Sequence[Cell]) -> list[float]:
    """Return the bounds of the colours: equal steps of the logarithm between the least and the largest amount."""
    known = sorted(float(cell.amount.low) for cell in cells if cell.amount.low > 0)
    if not known or known[0] == known[-1]:
        return []
    low, high = math.log(known[0]), math.log(known[-1])
    return [math.exp(low + (high - low) * step / len(_COLOURS)) for step in range(1, len(_COLOURS))]


def _cell(
    x: float, y: float, wide: float, high: float, own: bool, cell: Cell | None, marks: Sequence[float], hint: str,
    small: bool,
) -> str:  # fmt: skip
    amount = float(cell.amount.low) if cell else 0.0
    shade = sum(amount > mark for mark in marks) if amount else -1
    fill = "#d5dae0" if own else _COLOURS[shade] if shade >= 0 else "#ffffff"
    square = f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}" fill="{fill}" stroke="#c3ccd6"/>'
    if own or cell is None:
        return square
    words = "?" if cell.state == "no-amount" else "0" if cell.state == "zero" else ""
    if amount and not small:
        words = _millions(amount) + ("+" if cell.state == "between" else "")
    colour = "#ffffff" if shade > 2 else "#1d2733"
    label = _text(x + wide / 2, y + high / 2 + 4, words, anchor="middle", colour=colour) if words else ""
    return f"<g><title>{escape(hint)}</title>{square}{label}</g>"


def _amount(cell: Cell | None) -> str:
    if cell is None:
        return text("view.nobody-tells")
    if cell.state == "no-amount":
        return text("view.no-amount")
    return text("law.roubles", amount=number(float(cell.amount.low)) + ("+" if cell.state == "between" else ""))


def _millions(amount: float) -> str:
    return number(amount / _MILLION, 1 if amount >= _MILLION / 10 else 3)


_HEADS = (
    '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
    'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1 10 5 0 9Z" fill="#4789b3"/></marker></defs>'
)


def _box(x: float, y: float, height: float, lines: Sequence[str], name: str, fill: str) -> str:
    return (
        f'<g><title>{escape(name)}</title><rect x="{_n(x)}" y="{_n(y)}" width="{_BOX}" height="{_n(height)}" rx="6" '
        f'fill="{fill}" stroke="#51606f"/>{_lines(x + 10, y + 7 + _SIZE, lines)}</g>'
    )


def _arrow(
    boxes: Mapping[str, tuple[float, float]], heights: Mapping[str, float], cell: Cell, hint: str, top: float
) -> str:
    """Draw a supply from the side of one box to the side of another; within a tier it goes round outside."""
    (x1, y1), (x2, y2) = boxes[cell.supplier], boxes[cell.buyer]
    y1, y2 = y1 + heights[cell.supplier] / 2, y2 + heights[cell.buyer] / 2
    if x1 == x2:
        # sales go round on the right, each way at a height of its own
        x1, x2, y1, y2 = x1 + _BOX, x2 + _BOX, y1 + 5, y2 - 5
        bend = 40.0
        curve = f"C{_n(x1 + bend)} {_n(y1)} {_n(x2 + bend)} {_n(y2)}"
    else:
        forward = x1 < x2
        x1, x2 = (x1 + _BOX, x2) if forward else (x1, x2 + _BOX)
        y1, y2 = (y1 - 4, y2 - 4) if forward else (y1 + 6, y2 + 6)
        middle = (x1 + x2) / 2
        curve = f"C{_n(middle)} {_n(y1)} {_n(middle)} {_n(y2)}"
    thick = 1 + 4 * math.sqrt(float(cell.amount.low) / top) if top else 1.0
    dashes = ' stroke-dasharray="4 3"' if cell.state == "no-amount" else ""
    return (
        f'<path d="M{_n(x1)} {_n(y1)}{curve} {_n(x2)} {_n(y2)}" fill="none" stroke="#4789b3" stroke-opacity="0.75" '
        f'stroke-width="{_n(thick)}"{dashes} marker-end="url(#head)"><title>{escape(hint)}</title></path>'
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = "#1d2733", bold: bool = False) -> str:
    heavy = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-family="{_FONT}" font-size="{_SIZE}" text-anchor="{anchor}" '
        f'fill="{colour}"{heavy}>{escape(words)}</text>'
    )


def _lines(x: float, y: float, lines: Sequence[str], *, colour: str = "#1d2733", bold: bool = False) -> str:
    return "".join(_text(x, y + step * _LINE, line, colour=colour, bold=bold) for step, line in enumerate(lines))


def _svg(wide: float, high: float, title: str, parts: Sequence[str]) -> str:
    size = f'width="{_n(wide)}" height="{_n(high)}" viewBox="0 0 {_n(wide)} {_n(high)}"'
    body = "\n".join(part for part in parts if part)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><title>{escape(title)}</title>\n{body}\n</svg>'


def _n(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
