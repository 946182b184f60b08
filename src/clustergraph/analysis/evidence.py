"""Evidence: all that sources say around one group of firms, for checks and plans; statements, not their fold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from clustergraph.errors import AnalysisError
from clustergraph.i18n import text
from clustergraph.model.records import Entity, Link, Statement
from clustergraph.model.terms import Kind, LinkKind

Said = Callable[[Iterable[str]], Iterable[Statement]]
"""All statements of these nodes and of all links at them."""
_MONEY = (LinkKind.SUPPLIES, LinkKind.BUYS)
_TIES = (LinkKind.OWNS, LinkKind.DIRECTS)


class Speaker(Protocol):
    """A source as the store describes it."""

    @property
    def uid(self) -> str:
        """Its uid."""

    @property
    def title(self) -> str:
        """Its title, or ""."""

    @property
    def priority(self) -> int:
        """0 to 100; the higher one is shown where sources differ."""

    @property
    def observed_on(self) -> str:
        """As of when it speaks, or ""."""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What a report says of a source."""

    uid: str
    title: str = ""
    priority: int = 0
    observed_on: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One group and what is said around it; statements of a record stand together, the one the graph shows first.

    Outsiders appear only as ends of links.
    """

    group: str
    """Uid of a cluster or candidate."""
    name: str
    candidate: bool
    """The firms were put together by a run: they have no role of a member."""
    firms: tuple[str, ...]
    """Uids of all that were ever members, sorted; nameless members too."""
    names: Mapping[str, str] = field(default_factory=dict)
    memberships: tuple[Statement, ...] = ()
    """MEMBER_OF to the group."""
    cluster: tuple[Statement, ...] = ()
    """Of the group's own node."""
    managers: tuple[Statement, ...] = ()
    """MANAGES to the group: who is its specialized organization."""
    serving: tuple[Statement, ...] = ()
    """SERVES to the group: infrastructure objects."""
    objects: tuple[Statement, ...] = ()
    """Nodes of these objects."""
    operators: tuple[Statement, ...] = ()
    """OPERATES of these objects."""
    projects: tuple[Statement, ...] = ()
    """Nodes of the projects of the group's programme, and of those that its firms carry out."""
    programme: frozenset[str] = frozenset()
    """Projects of the group's programme."""
    participants: tuple[Statement, ...] = ()
    """CARRIES_OUT of these projects."""
    figures: tuple[Statement, ...] = ()
    """Indicators of the group itself, of any period."""
    nodes: tuple[Statement, ...] = ()
    """Of the firms and the managers."""
    indicators: tuple[Statement, ...] = ()
    """Of the firms, of any period, and of the classes of activity they belong to."""
    coverage: tuple[Statement, ...] = ()
    agreements: tuple[Statement, ...] = ()
    """Of the firms and managers, and those about the group."""
    parties: tuple[Statement, ...] = ()
    """PARTY_TO of these agreements, all parties."""
    about: frozenset[str] = frozenset()
    """Agreements about the group."""
    authorities: frozenset[str] = frozenset()
    """Parties of government agreements that are public authorities."""
    locations: tuple[Statement, ...] = ()
    """LOCATED_AT of the firms."""
    sites: tuple[Statement, ...] = ()
    """Nodes of these sites."""
    money: tuple[Statement, ...] = ()
    """SUPPLIES and BUYS with an end among the firms."""
    ties: tuple[Statement, ...] = ()
    """OWNS and DIRECTS with an end among the firms."""
    makes: tuple[Statement, ...] = ()
    """MAKES of the firms."""
    subjects: Mapping[str, str] = field(default_factory=dict)
    """Indicator or coverage → the firm or class of activity it is about."""
    sources: Mapping[str, SourceNote] = field(default_factory=dict)
    period: str = ""
    """The period asked for, or ""."""
    edition: str = ""
    as_of: str = ""
    """The reading day asked for, or ""."""
    stamp: str = ""
    estimate: str = ""
    """What stands for purchases that no source states: `payments` to suppliers, or nothing."""

    def default_period(self) -> str:
        """Return the latest year in which a supply among the firms has its period, else of a figure, else ""."""
        inside = set(self.firms)
        supplies = [link for link in map(link_of, self.money) if link.src in inside and link.dst in inside]
        years = {str(link.props.get("period", ""))[:4] for link in supplies}
        if not any(years):
            years = {
                str(statement.record.props.get("period", ""))[:4] for statement in (*self.indicators, *self.coverage)
            }
        return max(years, default="")

    def source(self, uid: str) -> SourceNote:
        """Return what is known of a source."""
        return self.sources.get(uid) or SourceNote(uid, uid)


def link_of(statement: Statement) -> Link:
    """Return the link a statement is about."""
    assert isinstance(statement.record, Link)
    return statement.record


def gather(
    group: str,
    said: Said,
    *,
    sources: Iterable[Speaker] = (),
    period: str = "",
    edition: str = "",
    as_of: str = "",
    stamp: str = "",
) -> Evidence:
    """Collect the evidence around a cluster (its members) or a candidate (the firms it includes).

    Parameters
    ----------
    group
        Uid of an IndustrialCluster or a ClusterCandidate.
    said
        Gives all statements of some nodes and of all links at them; called for the group, for its firms and managers,
        for their indicators, lists, agreements, sites and classes of activity, and for what these lead to.
    sources
        Titles and priorities of the sources that speak.

    Raises
    ------
    AnalysisError
        Where no firm of the group is known.
    """
    notes = {s.uid: SourceNote(s.uid, s.title or s.uid, s.priority, s.observed_on) for s in sources}
    around = _ordered(said([group]), notes)
    memberships = _links(around, (LinkKind.MEMBER_OF,), dst=group)
    inclusions = [s for s in _links(around, (LinkKind.INCLUDES,), src=group) if not link_of(s).props.get("secondary")]
    firms = tuple(sorted({link_of(s).src for s in memberships} | {link_of(s).dst for s in inclusions}))
    if not firms:
        raise AnalysisError(text("law.no-members", group=group), text("law.no-members-hint"))
    managers = _links(around, (LinkKind.MANAGES,), dst=group)
    bodies = {*firms, *(link_of(s).src for s in managers)}
    near = _ordered(said(sorted(bodies)), notes)
    nodes = tuple(s for s in near if s.record.uid in bodies)
    subjects = {link_of(s).src: link_of(s).dst for s in _links(near, (LinkKind.ABOUT,)) if link_of(s).dst in bodies}
    about = frozenset(link_of(s).src for s in _links(around, (LinkKind.ABOUT,), dst=group))
    deals = {link_of(s).dst for s in _links(near, (LinkKind.PARTY_TO,))} | about
    locations = tuple(s for s in _links(near, (LinkKind.LOCATED_AT,)) if link_of(s).src in bodies)
    sites = {link_of(s).dst for s in locations}
    classes = {activity for s in nodes if (activity := industry(s.record))}
    serving = _links(around, (LinkKind.SERVES,), dst=group)
    objects = {link_of(s).src for s in serving}
    programme = frozenset(link_of(s).src for s in _links(around, (LinkKind.PART_OF,), dst=group))
    projects = programme | {link_of(s).dst for s in _links(near, (LinkKind.CARRIES_OUT,)) if link_of(s).src in firms}
    far = _ordered(said(sorted({*subjects, *deals, *sites, *classes, *objects, *projects})), notes)
    means = {link_of(s).src: link_of(s).dst for s in _links(far, (LinkKind.ABOUT,)) if link_of(s).dst in classes}
    agreements = _nodes(far, Kind.AGREEMENT)
    parties = _links(far, (LinkKind.PARTY_TO,))
    with_state = {s.record.uid for s in agreements if s.record.props.get("agreement_type") == "government"}
    officials = {link_of(s).src for s in parties if link_of(s).dst in with_state} - bodies
    farther = _ordered(said(sorted({*means, *officials})), notes) if means or officials else []
    return Evidence(
        group=group,
        name=_name(around, group),
        candidate=bool(inclusions),
        firms=firms,
        names={body: _name(near, body) for body in sorted(bodies)},
        memberships=memberships,
        cluster=tuple(s for s in around if s.record.uid == group),
        managers=managers,
        serving=serving,
        objects=tuple(s for s in far if s.record.uid in objects),
        operators=tuple(s for s in _links(far, (LinkKind.OPERATES,)) if link_of(s).dst in objects),
        projects=tuple(s for s in far if s.record.uid in projects),
        programme=programme,
        participants=tuple(s for s in _links(far, (LinkKind.CARRIES_OUT,)) if link_of(s).dst in projects),
        figures=tuple(s for s in _nodes(far, Kind.INDICATOR) if s.record.uid in about),
        nodes=nodes,
        indicators=(
            *(s for s in _nodes(far, Kind.INDICATOR) if s.record.uid in subjects),
            *(s for s in farther if s.record.uid in means),
        ),
        coverage=_nodes(far, Kind.COVERAGE),
        agreements=agreements,
        parties=parties,
        about=about,
        authorities=frozenset(s.record.uid for s in _nodes(farther, Kind.PUBLIC_AUTHORITY)),
        locations=locations,
        sites=tuple(s for s in far if s.record.uid in sites),
        money=tuple(s for s in _links(near, _MONEY) if {link_of(s).src, link_of(s).dst} & set(firms)),
        ties=_links(near, _TIES),
        makes=_links(near, (LinkKind.MAKES,)),
        subjects={**means, **subjects},
        sources=notes,
        period=period,
        edition=edition,
        as_of=as_of,
        stamp=stamp,
    )


def read_once(groups: Iterable[str], said: Said) -> Said:
    """Return what is said so that many groups can be gathered by it: of a firm of several it is read once."""
    known = _Remembered(said)
    belonging = _links(known.said(groups), (LinkKind.MEMBER_OF, LinkKind.INCLUDES))
    known.read(sorted({end for s in belonging for end in (link_of(s).src, link_of(s).dst)}))
    return known.said


class _Remembered:
    """What is said, kept by the nodes it is of."""

    def __init__(self, said: Said) -> None:
        self._said = said
        self._at: dict[str, list[Statement]] = {}

    def read(self, uids: Iterable[str]) -> None:
        """Read what is said of nodes that nobody asked for yet."""
        fresh: dict[str, list[Statement]] = {uid: [] for uid in uids if uid not in self._at}
        if not fresh:
            return
        for statement in self._said(sorted(fresh)):
            record = statement.record
            ends = {record.src, record.dst} if isinstance(record, Link) else {record.uid}
            for end in ends & fresh.keys():
                fresh[end].append(statement)
        self._at |= fresh

    def said(self, uids: Iterable[str]) -> list[Statement]:
        """Return what is said of nodes and links at them; a link with both ends among them comes twice."""
        wanted = list(uids)
        self.read(wanted)
        return [statement for uid in wanted for statement in self._at[uid]]


def industry(record: Entity | Link) -> str:
    """Return the class of activity of a firm, whose mean it is compared with (`okved2/20`), or ""."""
    code = str(record.props.get("okved2", ""))
    return f"okved2/{code[:2]}" if code else ""


def _ordered(statements: Iterable[Statement], notes: Mapping[str, SourceNote]) -> list[Statement]:
    """Put the statements of a record together, in the order in which the graph believes them."""
    by_record: dict[str, list[Statement]] = {}
    for statement in statements:
        by_record.setdefault(statement.record.uid, []).append(statement)
    ordered: list[Statement] = []
    for uid in sorted(by_record):
        ordered += _believed(by_record[uid], notes)
    return ordered


def _believed(statements: list[Statement], notes: Mapping[str, SourceNote]) -> list[Statement]:
    """Order what is said of one record; a statement that came twice counts once."""
    if len(statements) == 1:
        return statements

    def observed(statement: Statement) -> str:
        note = notes.get(statement.source)
        return statement.observed_on or (note.observed_on if note else "")

    def priority(statement: Statement) -> int:
        note = notes.get(statement.source)
        return note.priority if note else 0

    once = {(s.source, s.place.file, s.place.sheet, s.place.line): s for s in statements}
    ordered = [once[key] for key in sorted(once)]
    ordered.sort(key=observed, reverse=True)
    ordered.sort(key=lambda statement: -priority(statement))
    return ordered


def _links(
    statements: Iterable[Statement], kinds: tuple[LinkKind, ...], src: str = "", dst: str = ""
) -> tuple[Statement, ...]:
    return tuple(
        statement
        for statement in statements
        if (record := statement.record).kind in kinds
        and isinstance(record, Link)
        and (not src or record.src == src)
        and (not dst or record.dst == dst)
    )


def _nodes(statements: Iterable[Statement], kind: Kind) -> tuple[Statement, ...]:
    return tuple(s for s in statements if s.record.kind == kind)


def _name(statements: Iterable[Statement], uid: str) -> str:
    """Return the name the graph shows, or the uid."""
    names = (s.record.props.get("name") for s in statements if s.record.uid == uid)
    return next((str(name) for name in names if name), uid)
