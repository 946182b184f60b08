"""What an expert says of one record: a correction with its reason, kept as a source of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clustergraph.errors import InputError
from clustergraph.i18n import text, unknown
from clustergraph.load.cells import READERS, read
from clustergraph.load.recipe import Column
from clustergraph.model.checks import check_values
from clustergraph.model.ontology import label
from clustergraph.model.records import Entity, Link, Place, Record, Statement, Value, canonical
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES
from clustergraph.model.vocabulary import PropertyInfo
from clustergraph.model.words import clean, value_text
from clustergraph.store.base import Counts, Load, LoadedFile, LoadStats, SourceInfo, Store

_PRIORITY = 100
"""Of an expert's correction (model: the fold)."""
_FILE = "say"
_ALIAS = re.compile(r"[a-z0-9][a-z0-9._-]*")
_TYPES = {"integer": "int", "decimal": "number", "boolean": "bool", "date": "date", "day": "date", "term": "term"}
_CODES = {
    "Activity": "okved2",
    "Product": "okpd2",
    "TradeCode": "tnved",
    "Region": "region",
    "Municipality": "oktmo",
    "Unit": "okei",
}
"""Kind of a code → type of cell that reads it."""


@dataclass(frozen=True, slots=True)
class SaidNow:
    """A property before and after: what the graph shows."""

    property: str
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class Said(Result):
    """What an expert said of a record, and what the graph shows now; `load` is 0 where nothing was written."""

    uid: str
    kind: str
    source: str
    why: str
    values: Sequence[SaidNow]
    load: int
    nodes: Counts
    links: Counts

    def to_text(self) -> str:
        """Return the values before and after."""
        rows = [(str(label(v.property)), _word(v.property, v.before), _word(v.property, v.after)) for v in self.values]
        header = (text("graph.column-property"), text("graph.column-before"), text("graph.column-now"))
        key = "graph.said" if self.load else "graph.said-nothing"
        return "\n".join([text(key, uid=self.uid, source=self.source), "", aligned(header, rows)])

    def table(self) -> Table:
        """Return one row a property."""
        return ("property", "before", "after"), [(v.property, v.before, v.after) for v in self.values]


def _word(key: str, value: Value | None) -> str:
    return "—" if value is None else value_text(key, value)


def say(store: Store, uid: str, assignments: Sequence[str], *, why: str, expert: str) -> Said:
    """State properties of a record as an expert, `PROPERTY=VALUE` each; `PROPERTY=` takes back what the expert said.

    Of a node only the properties said are stated. A link is stated whole, since the graph never mixes two sources in
    one: as this expert said it before, else as the graph shows it.

    Raises
    ------
    UnknownNameError
        Where the kind has no such property.
    InputError
        Where a value cannot be read, does not fit, or would make it another record.
    """
    reason, source = clean(why), f"expert/{expert}"
    if not reason:
        raise InputError(text("graph.say-why"), text("graph.say-why-hint"))
    speaker(expert)
    shown = store.get(uid)
    assert shown is not None
    info = LINKS[shown.kind] if isinstance(shown, Link) else KINDS[shown.kind]
    if info.computed:
        raise InputError(text("graph.say-computed", uid=uid), text("graph.say-computed-hint"))
    values = dict(_assignment(shown, written) for written in assignments)
    statements = list(store.statements(uid))
    mine = next((said for said in statements if said.source == source), None)
    others = [said.record.props for said in statements if said.source != source]
    stated = _stated(shown, mine, others, values)
    wrong = check_values(replace(shown, props=stated))
    if wrong:
        first = wrong[0]
        raise InputError(text("graph.say-wrong", property=first.property, reason=first.message), "")
    needless = not stated if isinstance(shown, Entity) else bool(others) and stated == others[0]
    stats = LoadStats()
    standing = None if mine is None else mine.record.props
    if (standing is not None) if needless else stated != standing:
        told = [] if needless else [Statement(replace(shown, props=stated, sources=()), Place(_FILE, reason))]
        stats = _put(store, source, told, reason, taken_back=uid if needless else "")
    after = store.get(uid)
    now = {} if after is None else after.props
    before = dict(shown.props)
    return Said(
        uid,
        str(shown.kind),
        source,
        reason,
        [SaidNow(key, before.get(key), now.get(key)) for key in values],
        stats.load,
        stats.nodes,
        stats.links,
    )


def _stated(
    shown: Record, mine: Statement | None, others: Sequence[Mapping[str, Value]], values: Mapping[str, Value | None]
) -> dict[str, Value]:
    """Return all that the expert says of the record from now on."""
    is_link = isinstance(shown, Link)
    stated = dict(mine.record.props if mine else shown.props if is_link else {})
    for key, value in values.items():
        # a link is stated whole: taking back means saying again what the others say
        kept = value if value is not None else others[0].get(key) if is_link and others else None
        if kept is None:
            stated.pop(key, None)
        else:
            stated[key] = kept
    return stated


def _put(store: Store, source: str, told: list[Statement], why: str, *, taken_back: str) -> LoadStats:
    """Add to what the expert says; where one statement is taken back, say all the others anew."""
    if taken_back:
        told = [said for said in store.statements(source=source) if said.record.uid != taken_back]
    content = canonical([taken_back, why, [[said.record.uid, dict(said.record.props)] for said in told]])
    file = LoadedFile(_FILE, hashlib.sha256(content.encode()).hexdigest(), why)
    whole = bool(taken_back)
    says = speaker(source.removeprefix("expert/"))
    return store.load(Load(source, (file,), whole=whole, replace=whole, speaker=says), told)


def speaker(expert: str) -> SourceInfo:
    """Return the source that an expert's word is kept as; an alias, not a person's name."""
    if not _ALIAS.fullmatch(expert):
        raise InputError(text("graph.bad-expert", expert=expert), text("graph.bad-expert-hint"))
    return SourceInfo(f"expert/{expert}", _PRIORITY, title=text("graph.expert-title", alias=expert))


def _assignment(shown: Record, written: str) -> tuple[str, Value | None]:
    """Read `PROPERTY=VALUE`; None where the value is empty."""
    key, equals, value = written.partition("=")
    key = key.strip()
    if not equals:
        raise InputError(text("graph.say-form", written=written), text("graph.say-form-hint"))
    info = LINKS[shown.kind] if isinstance(shown, Link) else KINDS[shown.kind]
    if key not in info.properties:
        raise unknown("common.what-property", key, info.properties)
    read_value = _read(shown, PROPERTIES[key], value)
    if key in info.key and read_value != shown.props.get(key):
        raise InputError(text("graph.say-key", property=key, uid=shown.uid), text("graph.say-key-hint"))
    return key, read_value


def _read(shown: Record, info: PropertyInfo, written: str) -> Value | None:
    """Read a value as the type of its property says, by the same rules as a cell of a file."""
    kind = info.range if info.range != "Code" else str(shown.kind)
    type_ = _CODES.get(kind, "text") if info.type == "code" else _TYPES.get(info.type, "text")
    if info.type == "text" and info.key in READERS:
        type_ = info.key
    sets = info.allowed
    if isinstance(shown, Link) and info.key in LINKS[shown.kind].narrowed:
        sets = (LINKS[shown.kind].narrowed[info.key].allowed,)
    scheme = info.range if info.type == "term" else ""
    column = Column(info.key, (), type_, scheme=scheme, sets=sets, split=";" * info.many, places=info.scale)
    cell = read(written, column)
    if cell.reason or cell.person:
        reason = cell.reason or text("graph.say-person")
        raise InputError(text("graph.say-refused", property=info.key, value=written, reason=reason), cell.hint)
    value = cell.value
    assert not isinstance(value, tuple)  # no money: a unit is a property of its own
    return value
