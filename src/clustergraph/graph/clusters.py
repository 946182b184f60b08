"""Clusters and agreements of the graph: lists, pages, and a candidate that becomes a cluster."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clustergraph.errors import InputError
from clustergraph.graph.kept import KeptCheck, kept_checks
from clustergraph.graph.resolve import resolve
from clustergraph.graph.say import speaker
from clustergraph.i18n import plural, text
from clustergraph.model.records import Entity, Place, Record, Statement, Value, canonical, link
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.model.uids import node_uid
from clustergraph.model.words import name_of, value_text
from clustergraph.store.base import Load, LoadedFile, Store

_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_REGISTER = "industrial_clusters"
_FILE = "adopt"
_PARTIES = 3
"""Parties of an agreement that a list shows."""


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """A cluster in a list."""

    uid: str
    name: str
    status: str
    """Latest status in the register, as a code; "" where nobody stated one."""
    members: int


@dataclass(frozen=True, slots=True)
class Clusters(Result):
    """The clusters of the graph, by uid."""

    clusters: Sequence[ClusterLine]

    def to_text(self) -> str:
        """Return one line a cluster."""
        if not self.clusters:
            return text("asking.no-clusters")
        header = [text("asking.column-code"), text("asking.column-cluster")]
        header += [text("asking.column-status"), text("asking.column-members")]
        rows = [
            (one.uid.partition("/")[2], one.name, value_text("status", one.status) or "—", str(one.members))
            for one in self.clusters
        ]
        return aligned(header, rows, right=(3,))

    def table(self) -> Table:
        """Return one row a cluster."""
        return ("uid", "name", "status", "members"), [(c.uid, c.name, c.status, c.members) for c in self.clusters]


@dataclass(frozen=True, slots=True)
class Belonging:
    """Who belongs to a cluster or an agreement, and as what."""

    uid: str
    name: str
    role: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Shown(Result):
    """A cluster with its members, or an agreement with its parties."""

    uid: str
    name: str
    about: Sequence[tuple[str, str]]
    """Property → value, in words."""
    people: Sequence[Belonging]
    checks: Sequence[KeptCheck] = ()
    """Of a cluster: the checks that are kept."""

    def to_text(self) -> str:
        """Return the properties, then a line a member or party."""
        from clustergraph.model.ontology import label

        lines = [f"{self.name} ({self.uid})", *(f"  {label(key)}: {value}" for key, value in self.about), ""]
        header = (text("asking.firm"), "uid", text("asking.column-role"))
        rows = [(one.name, one.uid, value_text("role", one.role) or "—") for one in self.people]
        if self.checks:
            lines += [text("asking.kept-checks"), *map(_kept, self.checks), ""]
        return "\n".join([*lines, aligned(header, rows)])

    def table(self) -> Table:
        """Return one row a member or party."""
        rows = [(one.uid, one.name, one.role, one.since, one.until) for one in self.people]
        return ("uid", "name", "role", "since", "until"), rows


def _kept(check: KeptCheck) -> str:
    stale = "" if check.current else " " + text("asking.kept-stale")
    return f"  {check.run}  {check.name}{stale}"


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An agreement in a list."""

    uid: str
    name: str
    agreement_type: str
    agreement_status: str
    date: str
    parties: Sequence[str]


def _few(parties: Sequence[str]) -> str:
    """Return the first parties and how many more there are: the JSON and `agreements show` have all."""
    more = len(parties) - _PARTIES
    return ", ".join(parties[:_PARTIES]) + (" " + text("asking.more-parties", more=more) if more > 0 else "")


@dataclass(frozen=True, slots=True)
class Agreements(Result):
    """The agreements of the graph, by uid."""

    agreements: Sequence[AgreementLine]

    def to_text(self) -> str:
        """Return one line an agreement."""
        if not self.agreements:
            return text("asking.no-agreements")
        header = [text("asking.column-agreement"), text("asking.column-type"), text("asking.column-date")]
        header += [text("asking.column-status"), text("asking.column-parties")]
        rows = [
            (
                one.name,
                value_text("agreement_type", one.agreement_type),
                value_text("date", one.date) or "—",
                value_text("agreement_status", one.agreement_status) or "—",
                _few(one.parties),
            )
            for one in self.agreements
        ]
        return aligned(header, rows)

    def table(self) -> Table:
        """Return one row an agreement."""
        columns = ("uid", "name", "agreement_type", "agreement_status", "date", "parties")
        rows = [
            (a.uid, a.name, a.agreement_type, a.agreement_status, a.date, "; ".join(a.parties)) for a in self.agreements
        ]
        return columns, rows


def clusters(store: Store) -> Clusters:
    """List the clusters, registered or not."""
    found = []
    for cluster in store.entities(Kind.INDUSTRIAL_CLUSTER):
        members = {one.src for one in store.links(LinkKind.MEMBER_OF, ends=[cluster.uid])}
        found.append(ClusterLine(cluster.uid, name_of(cluster), _status(store, cluster.uid), len(members)))
    return Clusters(found)


def _status(store: Store, cluster: str) -> str:
    """Return the latest status of a cluster in the register."""
    entries = [
        node
        for one in store.links(LinkKind.HAS_ENTRY, ends=[cluster])
        if isinstance(node := store.get(one.dst), Entity)
    ]
    entries.sort(key=lambda node: (str(node.props.get("since", "")), node.uid))
    return str(entries[-1].props.get("status", "")) if entries else ""


def cluster(store: Store, wanted: str) -> Shown:
    """Return a cluster with its members, who manages it, and the checks of it that are kept."""
    shown = _shown(store, wanted, Kind.INDUSTRIAL_CLUSTER, (LinkKind.MEMBER_OF, LinkKind.MANAGES))
    return replace(shown, checks=kept_checks(store, shown.uid))


def agreement(store: Store, wanted: str) -> Shown:
    """Return an agreement with its parties."""
    return _shown(store, wanted, Kind.AGREEMENT, (LinkKind.PARTY_TO,))


def _shown(store: Store, wanted: str, kind: Kind, kinds: Sequence[LinkKind]) -> Shown:
    node = store.get(resolve(store, wanted, (kind,)))
    assert isinstance(node, Entity)
    people = []
    for one in (one for link_kind in kinds for one in store.links(link_kind, ends=[node.uid])):
        role = "specialized_organization" if one.kind == LinkKind.MANAGES else str(one.props.get("role", ""))
        since, until = (str(one.props.get(key, "")) for key in ("since", "until"))
        people.append(Belonging(one.src, _name(store, one.src), role, since, until))
    about = [(key, value_text(key, value)) for key, value in node.props.items() if key != "name"]
    if status := _status(store, node.uid):
        about.append(("status", value_text("status", status)))
    return Shown(node.uid, name_of(node), about, sorted(people, key=lambda one: (one.uid, one.role)))


def _name(store: Store, uid: str) -> str:
    node = store.get(uid)
    return name_of(node) if isinstance(node, Entity) else uid


def agreements(store: Store) -> Agreements:
    """List the agreements with the names of their parties."""
    found = []
    for node in store.entities(Kind.AGREEMENT):
        parties = sorted({one.src for one in store.links(LinkKind.PARTY_TO, ends=[node.uid])})
        type_, status, date = (str(node.props.get(key, "")) for key in ("agreement_type", "agreement_status", "date"))
        names = [_name(store, uid) for uid in parties]
        found.append(AgreementLine(node.uid, name_of(node), type_, status, date, names))
    return Agreements(found)


@dataclass(frozen=True, slots=True)
class Adopted(Result):
    """A candidate that became a cluster; `load` is 0 where it had become one before."""

    uid: str
    name: str
    candidate: str
    source: str
    firms: int
    load: int

    def to_text(self) -> str:
        """Return one sentence."""
        key = "asking.adopted" if self.load else "asking.adopted-again"
        firms = plural(self.firms, "common.firms")
        return text(key, uid=self.uid, name=self.name, candidate=self.candidate, firms=firms, source=self.source)

    def table(self) -> Table:
        """Return one row."""
        return ("uid", "name", "candidate", "source", "firms"), [
            (self.uid, self.name, self.candidate, self.source, self.firms)
        ]


def adopt(
    store: Store, wanted: str, slug: str, *, name: str = "", roles: bool = False, expert: str = "expert"
) -> Adopted:
    """State, as an expert, that a candidate is a cluster of status `idea`; its firms become members.

    Parameters
    ----------
    name
        Of the cluster; else that of the candidate.
    roles
        State the roles that a check proposes (sells to, buys from firms of the group); else members have no role.

    Raises
    ------
    InputError
        Where the slug does not do, or is that of another cluster.
    """
    if not _SLUG.fullmatch(slug):
        raise InputError(text("asking.bad-slug", slug=slug), text("asking.bad-slug-hint"))
    candidate = store.get(resolve(store, wanted, (Kind.CLUSTER_CANDIDATE,)))
    assert isinstance(candidate, Entity)
    says, uid = speaker(expert), node_uid(Kind.INDUSTRIAL_CLUSTER, slug)
    source = says.uid
    _refuse_taken(store, uid, source, candidate.uid)
    firms = [one.dst for one in store.links(LinkKind.INCLUDES, ends=[candidate.uid]) if not one.props.get("secondary")]
    called = name or str(candidate.props.get("name") or candidate.uid)  # whatever the language in force
    records = list(_records(uid, called, candidate, _roles(store, firms, candidate) if roles else {}, firms))
    content = canonical([candidate.uid, [[record.uid, dict(record.props)] for record in records]])
    file = LoadedFile(_FILE, hashlib.sha256(content.encode()).hexdigest(), candidate.uid)
    told = [Statement(record, Place(_FILE, candidate.uid)) for record in records]
    stats = store.load(Load(source, (file,), whole=False, speaker=says), told)
    written = stats.nodes.created + stats.links.created + stats.nodes.updated + stats.links.updated
    return Adopted(uid, called, candidate.uid, source, len(firms), stats.load if written else 0)


def _refuse_taken(store: Store, uid: str, source: str, candidate: str) -> None:
    """Refuse a slug under which something else is known than what this expert adopted from this candidate."""
    for said in store.statements(uid):
        if said.source != source or said.place.sheet != candidate:
            taken = text("asking.taken-slug", slug=uid.partition("/")[2], name=_name(store, uid))
            raise InputError(taken, text("asking.taken-slug-hint"))


def _records(
    uid: str, name: str, candidate: Entity, roles: dict[str, list[str]], firms: Sequence[str]
) -> Iterator[Record]:
    props: dict[str, Value] = {"name": name}
    if "regions" in candidate.props:
        props["regions"] = candidate.props["regions"]
    yield Entity(uid, Kind.INDUSTRIAL_CLUSTER, props)
    entry = node_uid(Kind.REGISTER_ENTRY, _REGISTER, uid, "idea")
    yield Entity(entry, Kind.REGISTER_ENTRY, {"register": _REGISTER, "status": "idea"})
    yield link(uid, LinkKind.HAS_ENTRY, entry)
    for firm in firms:
        for role in roles.get(firm) or [""]:
            yield link(firm, LinkKind.MEMBER_OF, uid, {"role": role} if role else {})


def _roles(store: Store, firms: Sequence[str], candidate: Entity) -> dict[str, list[str]]:
    """Return the roles that supplies inside the group suggest, of the period of the run where it has one."""
    inside = set(firms)
    run = store.get(f"run/{candidate.uid.split('/')[1]}")
    period = str(run.props.get("period", "")) if isinstance(run, Entity) else ""
    pairs = [
        (one.src, one.dst)
        for one in store.links(LinkKind.SUPPLIES, ends=firms)
        if {one.src, one.dst} <= inside and period in ("", one.props.get("period"))
    ]
    sellers, buyers = {src for src, _ in pairs}, {dst for _, dst in pairs}
    found = {}
    for firm in firms:
        found[firm] = ["finished"] * (firm in buyers) + ["intermediate"] * (firm in sellers)
    return found
