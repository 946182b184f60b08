"""The picture as vis-network takes it: nodes, edges and options, from a fixed list of attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clustergraph.i18n import text
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.view.labels import LEVELS, Box, label_levels
from clustergraph.view.payloads import GraphPage, PictureGroup

HUES = ("#0072b2", "#d55e00", "#009e73", "#b5538f", "#56a8dc", "#c98a00", "#6f5fb8", "#7a6a4f")
"""Fills of groups: told apart with any kind of colour blindness, the darker edge 3:1 against white."""
PALE = "#c3cad4"
SHAPES = {
    Kind.INDUSTRIAL_CLUSTER: "square",
    Kind.CLUSTER_CANDIDATE: "diamond",
    Kind.PUBLIC_AUTHORITY: "triangle",
    Kind.PRODUCT: "hexagon",
    Kind.AGREEMENT: "triangleDown",
}
"""Shapes of kinds that are no firms; what is not named here is a star, a firm is a dot. None of them loads an image."""
_FIRMS = frozenset({Kind.ENTERPRISE, Kind.ORGANIZATION, Kind.NAMELESS_MEMBER})
_MEMBERSHIP = frozenset({LinkKind.MEMBER_OF, LinkKind.INCLUDES})

_WIDTH, _HEIGHT = 1040, 640  # of the picture in the smallest usual window, pixels
_UNIT = 60  # most pixels of a unit of the layout, where there are few nodes
_SOON = 0.8  # labels are shown a bit before their scale is reached, as windows differ
_LETTER, _BOLD_LETTER = 7.2, 8.2
_ROOM = 130  # for the name of a group, more where its disc is wider
_MANY_LINKS = 2000
_EAGER = 40  # up to this many nodes all names may be shown at once
_FEW_GROUPS = 12  # up to this many groups show their most linked firms at once
_LINE = {"color": "#9aa5b4", "opacity": 0.7}
_PALE_LINE = {"color": "#dfe4ea", "opacity": 0.8}


@dataclass(frozen=True, slots=True)
class Canvas:
    """What pyvis writes into the page, and what our own script draws beside it."""

    nodes: list[dict[str, object]]
    edges: list[dict[str, object]]
    options: dict[str, object]
    extra: dict[str, object]


def shape_of(kind: Kind) -> str:
    """Return the shape of a kind's mark."""
    return "dot" if kind in _FIRMS else SHAPES.get(kind, "star")


def hue_of(groups: Sequence[PictureGroup], index: int) -> str:
    """Return the fill of a group; pale for background and, where there are groups, for nodes in none."""
    if not groups:
        return HUES[0]
    return PALE if index < 0 or groups[index].kind == "background" else HUES[index % len(HUES)]


def darker(colour: str, share: float = 0.68) -> str:
    """Return a darker shade for edges and words: at least 3:1 against white for all fills."""
    return "#" + "".join(f"{round(int(colour[i : i + 2], 16) * share):02x}" for i in (1, 3, 5))


def canvas(page: GraphPage) -> Canvas:
    """Return the picture in pixels as it opens; zooming shows more names."""
    unit = _unit(page)
    thin = min(1.0, max(0.3, unit / 24))  # lines of a large picture
    radius = [round(node.size * unit, 2) for node in page.nodes]
    named = {group.uid for group in page.groups if group.radius}  # their discs bear the name
    labels = ["" if node.uid in named else _short(node.label) for node in page.nodes]
    of_groups, of_nodes = _levels(page, unit, radius, labels)
    nodes: list[dict[str, object]] = [
        {
            "id": i,
            "title": _title(node.tooltip),
            "x": round(node.x * unit, 1),
            "y": round(node.y * unit, 1),
            "size": radius[i],
            "shape": shape_of(node.kind),
            "group": f"g{node.group}",
        }
        for i, node in enumerate(page.nodes)
    ]
    edges: list[dict[str, object]] = [
        {
            "from": link.src,
            "to": link.dst,
            "title": _title(link.tooltip),
            "width": round(0.8 * link.width * thin * (0.5 if link.inferred else 1), 2),
            "dashes": link.inferred,
            "arrows": "" if link.inferred or link.kind in _MEMBERSHIP else "to",
            "color": _PALE_LINE if link.kind in _MEMBERSHIP else _LINE,
        }
        for link in page.links
    ]
    return Canvas(nodes, edges, _options(page, thin), _extra(page, unit, labels, of_groups, of_nodes))


def _unit(page: GraphPage) -> float:
    """Return how many pixels a unit of the layout has, so that the whole picture fits."""
    left = [node.x - 1 for node in page.nodes] + [group.x - group.radius for group in page.groups if group.radius]
    right = [node.x + 1 for node in page.nodes] + [group.x + group.radius for group in page.groups if group.radius]
    top = [node.y - 1 for node in page.nodes] + [group.y - group.radius - 1 for group in page.groups if group.radius]
    low = [node.y + 1.5 for node in page.nodes] + [group.y + group.radius for group in page.groups if group.radius]
    if not page.nodes:
        return _UNIT
    return round(min(_UNIT, _WIDTH / (max(right) - min(left)), _HEIGHT / (max(low) - min(top))), 3)


def _levels(
    page: GraphPage, unit: float, radius: Sequence[float], labels: Sequence[str]
) -> tuple[dict[int, int], dict[int, int]]:
    """Return when the name of each group and each node is shown.

    At once: names of groups and of the two most linked nodes of each, where there is room; the largest first.
    """
    discs = [i for i, group in enumerate(page.groups) if group.radius and group.kind != "background"]
    discs.sort(key=lambda i: (-page.groups[i].radius, i))
    boxes, at_once = [], [True] * len(discs)
    for i in discs:
        group = page.groups[i]
        width = min(len(group.label) * _BOLD_LETTER, max(2.2 * group.radius * unit, _ROOM))
        lines = 1 if width < _ROOM else 2
        boxes.append(Box(group.x * unit, (group.y - group.radius) * unit, -4 - lines * 7.5, width + 6, lines * 15))
    order = sorted(
        (i for i, label in enumerate(labels) if label), key=lambda i: (-page.nodes[i].size, page.nodes[i].uid)
    )
    told: dict[int, int] = {}
    for i in order:
        node = page.nodes[i]
        told[node.group] = told.get(node.group, 0) + 1
        few = len(discs) <= _FEW_GROUPS and node.group >= 0 and told[node.group] <= 2
        at_once.append(len(order) <= _EAGER or few)
        boxes.append(Box(node.x * unit, node.y * unit + radius[i], 10, len(labels[i]) * _LETTER + 6, 15))
    levels = label_levels(boxes, at_once)
    of_nodes = dict.fromkeys(range(len(labels)), LEVELS - 1) | dict(zip(order, levels[len(discs) :], strict=True))
    return dict(zip(discs, levels, strict=False)), of_nodes


def _short(label: str) -> str:
    """Return a name that fits under a node."""
    return label if len(label) <= 26 else label[:25].rstrip() + "…"


def _title(lines: Sequence[str]) -> str:
    """Return the lines of a tooltip as plain text; "href" is broken, as pyvis would turn all tooltips into markup."""
    return re.sub("h(?=ref)", "h\u2060", "\n".join(lines), flags=re.IGNORECASE)


def _options(page: GraphPage, thin: float) -> dict[str, object]:
    def style(fill: str) -> dict[str, object]:
        edge = darker(fill)
        chosen = {"background": fill, "border": "#111111"}
        return {
            "color": {"background": fill, "border": edge, "highlight": chosen, "hover": chosen},
            "borderWidth": round(1.2 * thin, 2),
        }

    return {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "interaction": {
            "hover": True,
            "tooltipDelay": 120,
            "dragNodes": False,
            "hideEdgesOnDrag": len(page.links) > _MANY_LINKS,
            "keyboard": {"enabled": True, "bindToWindow": False},
        },
        "edges": {
            "smooth": False,
            "hoverWidth": 0.5,
            "selectionWidth": 1.5,
            "arrows": {"to": {"scaleFactor": round(0.45 * thin, 2)}},
            "color": {"highlight": "#1f2733", "hover": "#4a5666", "inherit": False},
        },
        "groups": {f"g{i}": style(hue_of(page.groups, i)) for i in range(-1, len(page.groups))},
    }


def _extra(
    page: GraphPage, unit: float, labels: Sequence[str], of_groups: Mapping[int, int], of_nodes: Mapping[int, int]
) -> dict[str, object]:
    """Return what our own script draws and searches; vis-network lets labels fade away where one comes near."""
    discs = [
        {
            "label": "" if group.kind == "background" else group.label,
            "x": round(group.x * unit, 1),
            "y": round(group.y * unit, 1),
            "radius": round(group.radius * unit, 1),
            "fill": hue_of(page.groups, i) + "14",
            "line": hue_of(page.groups, i) + "66",
            "ink": darker(hue_of(page.groups, i), 0.6),
            "from": _scale(of_groups.get(i, 0)),
        }
        for i, group in enumerate(page.groups)
        if group.radius
    ]
    return {
        "groups": discs,
        "labels": [[label, _scale(of_nodes[i])] for i, label in enumerate(labels)],
        "names": [node.tooltip[0] if node.tooltip else node.label for node in page.nodes],
        "room": _ROOM,
        "texts": {"nothing": text("view.nothing-found")},
    }


def _scale(level: int) -> float:
    """Return from which scale of the picture a label is shown."""
    return round(_SOON * 2.0**level, 3)
