"""What a picture shows: nodes, links and groups with their places and words, ready for any renderer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from clustergraph.i18n import plural, text
from clustergraph.model.codes import is_fictional
from clustergraph.model.records import Entity, Link
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.model.words import clean, facts, kind_label, name_of

GroupKind = Literal["cluster", "candidate", "background"]

_INSIDE = 500  # nodes that are placed by their links where there is one group only
_NOT_FIRMS = (Kind.PUBLIC_AUTHORITY,)
_LINES, _CHARACTERS = 8, 120
_ORDER: tuple[GroupKind, ...] = ("cluster", "candidate", "background")
_GROUP_KINDS: dict[Kind, GroupKind] = {Kind.INDUSTRIAL_CLUSTER: "cluster", Kind.CLUSTER_CANDIDATE: "candidate"}


@dataclass(frozen=True, slots=True)
class Group:
    """Firms that belong together: members of a cluster or candidate, or of a background group (pale, never listed)."""

    uid: str
    label: str
    kind: GroupKind
    members: Collection[str]


@dataclass(frozen=True, slots=True)
class PictureGroup:
    """A group of the picture. Its disc has a radius of 0 where it is the only one and needs none."""

    uid: str
    label: str
    kind: GroupKind
    size: int
    """Nodes of the picture in it."""
    x: float = 0.0
    y: float = 0.0
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class PictureNode:
    """A node of the picture; coordinates and size (radius) in units of the layout, about 1.7 between neighbours."""

    uid: str
    label: str
    kind: Kind
    group: int
    """Place in `GraphPage.groups`; -1: in none."""
    x: float
    y: float
    size: float
    tooltip: tuple[str, ...]
    fictional: bool = False


@dataclass(frozen=True, slots=True)
class PictureLink:
    """All links of one kind from one node to another; amounts stand singly, as sources may tell of the same deals."""

    src: int
    dst: int
    """Places in `GraphPage.nodes`."""
    kind: LinkKind
    count: int
    width: float
    inferred: bool
    """All of them are estimated, no document."""
    tooltip: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How many nodes and (folded) links."""

    nodes: int
    links: int


@dataclass(frozen=True, slots=True)
class GraphPage:
    """A page with a picture of the graph; `truncated` where `total` differs from what is sent, then by degree."""

    title: str
    subtitle: str
    groups: Sequence[PictureGroup]
    nodes: Sequence[PictureNode]
    links: Sequence[PictureLink]
    total: Size
    outside: int = 0
    """Links from a node of the picture to one that is not in it."""
    firms: int = 0
    fictional: int = 0
    """How many of the firms are fictional."""
    stamp: str = ""
    run: str = ""
    seed: int = 1
    selection: str = ""
    """The filter in words."""
    date: str = ""
    """Day of the page, given by who asks for it."""

    @property
    def sent(self) -> Size:
        """What the page holds."""
        return Size(len(self.nodes), len(self.links))

    @property
    def truncated(self) -> bool:
        """Whether nodes or links were left out."""
        return self.sent != self.total


def groups_of(entities: Iterable[Entity], links: Iterable[Link]) -> list[Group]:
    """Return the clusters, by uid, and the candidates, by rank, with the members that links name.

    The node of the cluster or candidate is in its group; a secondary inclusion is not.
    """
    named = [entity for entity in entities if entity.kind in _GROUP_KINDS]
    members = {entity.uid: {entity.uid} for entity in named}
    for link in links:
        if link.kind == LinkKind.MEMBER_OF and link.dst in members:
            members[link.dst].add(link.src)
        if link.kind == LinkKind.INCLUDES and link.src in members and not link.props.get("secondary"):
            members[link.src].add(link.dst)
    named.sort(
        key=lambda entity: (_ORDER.index(_GROUP_KINDS[entity.kind]), int(str(entity.props.get("rank", 0))), entity.uid)
    )
    return [Group(entity.uid, name_of(entity), _GROUP_KINDS[entity.kind], members[entity.uid]) for entity in named]


def graph_page(
    entities: Iterable[Entity],
    links: Iterable[Link],
    groups: Iterable[Group] = (),
    *,
    title: str,
    subtitle: str = "",
    seed: int = 1,
    limit: int = 0,
    keep: Collection[str] = (),
    stamp: str = "",
    run: str = "",
    selection: str = "",
    date: str = "",
) -> GraphPage:
    """Make the page of a picture from records; the order in which they come leaves no trace.

    Parameters
    ----------
    entities, links
        What to show; links with an end that is not among the nodes are counted, not shown.
    groups
        Who belongs together. A cluster wins over a candidate, that over a background group, then the earlier one.
    limit
        Most nodes to show: those in `keep`, then by number of links, then by uid. 0 for all.
    stamp, run, selection, date
        Printed under the picture, so that it can be made again.
    """
    nodes = {entity.uid: entity for entity in sorted(entities, key=lambda entity: entity.uid)}
    folded, outside = _folded(nodes, links)
    total = Size(len(nodes), len(folded))
    degree = Counter(uid for src, dst, _ in folded for uid in {src, dst})
    if limit and len(nodes) > limit:
        chosen = sorted(nodes, key=lambda uid: (uid not in keep, -degree[uid], uid))[:limit]
        nodes = {uid: nodes[uid] for uid in sorted(chosen)}
        folded = {key: value for key, value in folded.items() if key[0] in nodes and key[1] in nodes}
    number = {uid: index for index, uid in enumerate(nodes)}
    ordered = sorted(groups, key=lambda group: _ORDER.index(group.kind))
    group_of = _assigned(ordered, number)
    ends = [(number[src], number[dst]) for src, dst, _ in folded]
    places, discs = _placed(list(nodes.values()), ends, group_of, seed)
    most = max(degree.values(), default=1)
    firms = [uid for uid, entity in nodes.items() if uid.startswith("org/") and entity.kind not in _NOT_FIRMS]
    sizes = Counter(group_of)
    return GraphPage(
        title=clean(title),
        subtitle=clean(subtitle),
        groups=[
            PictureGroup(group.uid, clean(group.label), group.kind, sizes[index], *discs.get(index, (0.0, 0.0, 0.0)))
            for index, group in enumerate(ordered)
        ],
        nodes=[
            PictureNode(
                uid,
                clean(name_of(entity), 60),
                entity.kind,
                group_of[i],
                *places[i],
                _radius(entity, degree[uid] / most),
                _node_tooltip(entity, ordered[group_of[i]] if group_of[i] >= 0 else None),
                is_fictional(uid),
            )
            for i, (uid, entity) in enumerate(nodes.items())
        ],
        links=[_picture_link(same, number, nodes) for same in folded.values()],
        total=total,
        outside=outside,
        firms=len(firms),
        fictional=sum(is_fictional(uid) for uid in firms),
        stamp=stamp,
        run=run,
        seed=seed,
        selection=clean(selection),
        date=date,
    )


def _folded(
    nodes: Mapping[str, Entity], links: Iterable[Link]
) -> tuple[dict[tuple[str, str, LinkKind], list[Link]], int]:
    """Return the links among the nodes by ends and kind, and how many lead from a node elsewhere."""
    folded: dict[tuple[str, str, LinkKind], list[Link]] = {}
    outside = 0
    for link in sorted(links, key=lambda link: (link.src, link.dst, link.kind, link.key)):
        if link.src in nodes and link.dst in nodes:
            folded.setdefault((link.src, link.dst, link.kind), []).append(link)
        elif link.src in nodes or link.dst in nodes:
            outside += 1
    return folded, outside


def _assigned(groups: Sequence[Group], number: Mapping[str, int]) -> list[int]:
    """Return the place of each node's group, -1 where it has none; the first group that names a node has it."""
    group_of = [-1] * len(number)
    for index, group in enumerate(groups):
        for uid in group.members:
            if uid in number and group_of[number[uid]] < 0:
                group_of[number[uid]] = index
    return group_of


def _placed(
    nodes: Sequence[Entity], ends: Sequence[tuple[int, int]], group_of: Sequence[int], seed: int
) -> tuple[list[tuple[float, float]], dict[int, tuple[float, float, float]]]:
    """Return the place of each node, and centre and radius of the groups that have a disc."""
    from clustergraph.view.layout import place, place_inside

    src, dst = [a for a, _ in ends], [b for _, b in ends]
    discs: dict[int, tuple[float, float, float]] = {}
    if len(set(group_of) - {-1}) < 2 and len(nodes) <= _INSIDE:
        places = place_inside(len(nodes), src, dst, seed=seed)
    else:
        by_place = sorted(range(len(nodes)), key=lambda i: _neighbourhood(nodes[i]))
        order = [0] * len(nodes)
        for rank, i in enumerate(by_place):
            order[i] = rank
        layout = place(len(nodes), src, dst, group_of, seed=seed, order=order)
        places = layout.places
        columns = (column.round(2).tolist() for column in (layout.discs.x, layout.discs.y, layout.discs.radius))
        discs = dict(zip(layout.discs.label.tolist(), zip(*columns, strict=True), strict=True))
    return [(round(x, 2), round(y, 2)) for x, y in zip(places.x.tolist(), places.y.tolist(), strict=True)], discs


def _neighbourhood(entity: Entity) -> tuple[str, str, str]:
    """Return what the outer rings are ordered by: region, class of the activity, uid."""
    return str(entity.props.get("region", "")), str(entity.props.get("okved2", ""))[:2], entity.uid


def _radius(entity: Entity, share: float) -> float:
    """Return the radius of a mark: by the share of the highest degree; clusters and candidates stand out."""
    return 0.5 if entity.kind in _GROUP_KINDS else round(0.22 + 0.23 * share**0.5, 3)


def _node_tooltip(entity: Entity, group: Group | None) -> tuple[str, ...]:
    lines = [clean(name_of(entity), _CHARACTERS), kind_label(entity)]
    lines += [clean(f"{label}: {value}", _CHARACTERS) for label, value in facts(entity)][:_LINES]
    if group and group.kind != "background" and group.uid != entity.uid:
        belongs = text("view.in-cluster") if group.kind == "cluster" else text("view.in-candidate")
        lines.append(clean(f"{belongs}: {group.label}", _CHARACTERS))
    if entity.sources:
        lines.append(clean(text("view.sources", sources=", ".join(entity.sources)), _CHARACTERS))
    return tuple(lines)


def _picture_link(same: Sequence[Link], number: Mapping[str, int], nodes: Mapping[str, Entity]) -> PictureLink:
    first = same[0]
    lines = [
        clean(f"{kind_label(first)}: {name_of(nodes[first.src])} → {name_of(nodes[first.dst])}", _CHARACTERS),
        *(clean("; ".join(f"{label}: {value}" for label, value in facts(link)), _CHARACTERS) for link in same[:_LINES]),
    ]
    if len(same) > 1:
        lines.insert(1, plural(len(same), "view.records"))
    if len(same) > _LINES:
        lines.append(text("view.more", count=len(same) - _LINES))
    sources = sorted({source for link in same for source in link.sources})
    if sources:
        lines.append(clean(text("view.sources", sources=", ".join(sources)), _CHARACTERS))
    return PictureLink(
        number[first.src],
        number[first.dst],
        first.kind,
        len(same),
        round(1 + min(len(same) - 1, 15) ** 0.5, 2),
        all(link.props.get("confidence") == "estimated" for link in same),
        tuple(line for line in lines if line),
    )
