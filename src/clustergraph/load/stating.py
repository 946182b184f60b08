"""One rule of a loader on one row: the node or link it states, or why there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from enum import IntEnum
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from clustergraph.load.cells import EMPTY, ROUBLE, Cell, Money, is_sole_trader
from clustergraph.load.judging import checked
from clustergraph.load.recipe import Condition, RecordRule, Refs, Table
from clustergraph.load.rowcells import RowCells
from clustergraph.model import names
from clustergraph.model.records import Entity, Link, Record, Value, link
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, Kind, LinkKind
from clustergraph.model.uids import node_uid

_ORGANIZATIONS = frozenset(name for name, info in KINDS.items() if info.folder == "org")
_DATED = (Kind.AGREEMENT, Kind.EVENT)
_FOLDERS = frozenset(info.folder for info in KINDS.values() if info.folder)
_UNREAD = "unread"
_PASSED = 4_096
_CONSTANT = "="  # stands for the text of a value that the recipe states; such a setter has no other


class State(IntEnum):
    """What became of a rule on a row."""

    ABSENT = 0
    """The row does not state it."""
    FOUND = 1
    PERSON = 2
    """A natural person, who is never kept."""
    HELD = 3
    """Its identity is known, its content could not be read."""
    UNREADABLE = 4
    """Not even its identity could be read."""


ABSENT, FOUND, PERSON, HELD, UNREADABLE = State


class Stated(NamedTuple):
    """A record that a rule states on a row, or why there is none."""

    state: State
    uid: str = ""
    record: Record | None = None
    """None for a node that only names the end of a link."""
    name: str = ""
    token: str = ""
    """Tells two natural persons of one load apart; keyed, so that nothing of the number comes back from it."""
    made_slug: str = ""
    """The text from which a slug was made."""


NOT_STATED = Stated(ABSENT)
NOT_READ = Stated(UNREADABLE)
_Ref: TypeAlias = int | Cell
"""Number of a column, or a constant."""
_Test: TypeAlias = tuple[int, bool, tuple[str, ...]]
"""Number of a column or record, whether it is a record, words of which it must be one."""


class Setter(NamedTuple):
    """A property and where its value comes from."""

    key: str
    refs: tuple[_Ref, ...]
    column: int
    """Number of the column where there is but one, else -1."""
    many: bool
    required: bool
    names: bool
    """It is part of the identity. A choice of a closed list that tells two links apart is not: a role that nobody
    understood is a role not stated, while a product or year misread would make another deal."""
    passed: dict[str, Value]
    """Texts of the column → values that stood in a link of this rule which was checked and found right; bounded."""


class Plan(NamedTuple):
    """A rule with its names resolved to numbers."""

    rule: RecordRule
    setters: tuple[Setter, ...]
    named: frozenset[str]
    """Properties that the setters state."""
    parts: Mapping[str, tuple[tuple[_Ref, bool], ...]]
    """Part of the uid → where it comes from, and whether that is a code already (a column of type `slug`)."""
    when: tuple[_Test, ...]
    unless: tuple[_Test, ...]
    src: int = -1
    dst: int = -1
    subject: int = -1
    slugged: bool = False
    """Its uid is a code of our own."""
    remember: itemgetter[object] | None = None
    """Takes the texts on which a node depends, where it depends on nothing else."""


def plans(table: Table, index: Mapping[str, int]) -> list[Plan]:
    """Resolve the names of all rules of a table; `index`: column name → index in the row, -1 where there is none."""
    columns = {column.name: number for number, column in enumerate(table.columns)}
    records = {rule.name: number for number, rule in enumerate(table.records)}
    return [_plan(table, rule, columns, records, index) for rule in table.records]


def _plan(
    table: Table,
    rule: RecordRule,
    columns: Mapping[str, int],
    records: Mapping[str, int],
    index: Mapping[str, int],
) -> Plan:
    info = LINKS[rule.link] if rule.link else KINDS[rule.kind] if rule.kind else None
    setters = tuple(
        Setter(
            key,
            _resolved(refs, columns, key),
            columns.get(refs[0], -1) if len(refs) == 1 else -1,
            PROPERTIES[key].many,
            info is not None and key in info.required,
            info is not None and key in info.key and not (rule.link and PROPERTIES[key].type == "term"),
            {},
        )
        for key, refs in rule.properties
    )
    slugs = {number for number, column in enumerate(table.columns) if column.type == "slug"}
    parts = {
        part: tuple((ref, isinstance(ref, Cell) or ref in slugs) for ref in _resolved(refs, columns, ""))
        for part, refs in rule.parts
    }

    def tests(conditions: Sequence[Condition]) -> tuple[_Test, ...]:
        return tuple((columns.get(c.name, records.get(c.name, -1)), c.name not in columns, c.words) for c in conditions)

    names_used = [ref for _, refs in (*rule.properties, *rule.parts) for ref in refs if not ref.startswith("=")]
    names_used += [condition.name for condition in (*rule.when, *rule.unless)]
    terms = [(column.unit_from, column.vat_from) for column in table.columns if column.name in names_used]
    names_used += [name for pair in terms for name in pair if name]
    alone = rule.link is None and not rule.subject and all(name in columns for name in names_used)
    used = sorted({index[name] for name in names_used if index.get(name, -1) >= 0}) if alone else []
    return Plan(
        rule,
        setters,
        frozenset(setter.key for setter in setters),
        parts,
        tests(rule.when),
        tests(rule.unless),
        src=records.get(rule.src, -1),
        dst=records.get(rule.dst, -1),
        subject=records.get(rule.subject, -1),
        slugged=rule.kind is not None and KINDS[rule.kind].key == ("slug",),
        remember=itemgetter(*used) if used else None,
    )


def _resolved(refs: Refs, columns: Mapping[str, int], key: str) -> tuple[_Ref, ...]:
    return tuple(Cell(_constant(ref[1:], key)) if ref.startswith("=") else columns[ref] for ref in refs)


def _constant(written: str, key: str) -> Value:
    type_ = PROPERTIES[key].type if key else "text"
    if type_ == "boolean":
        return written == "true"
    if type_ == "integer":
        return int(written)
    return float(written) if type_ == "decimal" else written


def first(refs: tuple[_Ref, ...], row: RowCells) -> Cell:
    """Return the first cell that says something."""
    for ref in refs:
        cell = ref if isinstance(ref, Cell) else row.cell(ref)
        if cell is not EMPTY:
            return cell
    return EMPTY


def holds(plan: Plan, row: RowCells, stated: Sequence[Stated]) -> bool | None:
    """Tell whether a row states a rule; None where a cell that decides it was refused."""
    if not plan.when and not plan.unless:
        return True
    refused = False
    for test in plan.when:
        held = _passes(test, row, stated)
        if held is False:
            return False
        refused = refused or held is None
    if any(_passes(test, row, stated) for test in plan.unless):
        return False
    return None if refused else True


def _passes(test: _Test, row: RowCells, stated: Sequence[Stated]) -> bool | None:
    """Tell whether a column or record stands and is one of the words; None where its cell was refused."""
    number, is_record, words = test
    if is_record:
        return stated[number].state is not ABSENT
    cell = row.cell(number)
    if cell.value is None:
        return None if cell.reason else False
    return not words or str(cell.value).casefold() in words


def node(plan: Plan, row: RowCells, stated: Sequence[Stated], salt: bytes) -> Stated:
    """Return the node that a rule states on a row."""
    certain = holds(plan, row, stated)
    if certain is False:
        return NOT_STATED
    props, refused, _ = properties(plan, row)
    assert plan.rule.kind is not None
    if refused == _UNREAD:
        name = str(props.get("name", ""))
        if plan.rule.kind in _ORGANIZATIONS and is_sole_trader(name):
            return Stated(PERSON, token=_token(name, salt))
        return Stated(UNREADABLE, name=name)
    if plan.rule.kind in _ORGANIZATIONS:
        found = _organization(plan, row, props, salt)
    else:
        found = _named(plan, row, props, stated)
    if found.state is FOUND and (certain is None or refused):
        return Stated(HELD, found.uid, name=found.name)
    return found


def properties(plan: Plan, row: RowCells) -> tuple[dict[str, Value], str, list[tuple[Setter, str]]]:
    """Return the properties a row states, what a refused cell means, and what did not pass a check before.

    A refused cell means that the identity is unread, or a property lacking. Of what has to be checked: the setter and
    the text of its cell, "" where the text alone does not make the value.
    """
    props: dict[str, Value] = {}
    refused = ""
    money: list[tuple[Setter, Money]] = []
    fresh: list[tuple[Setter, str]] = []
    texts, at, marked = row.texts, row.columns_at, bool(row.marks)
    for setter in plan.setters:
        key, refs, column, many, _, _, passed = setter
        written = ""
        if column < 0:
            written = _CONSTANT if len(refs) == 1 else ""
        elif not marked and (index := at[column][0]) >= 0:  # else a cell of the file, or not there
            written = texts[index]
            if not written:
                continue
        known = passed.get(written)
        if known is not None:
            props[key] = known
            continue
        cell = row.cell(column) if column >= 0 else first(refs, row)
        value = cell.value
        if value is None:
            refused = _lacking(setter, cell, refused)
        elif isinstance(value, Money):
            money.append((setter, value))
        else:
            props[key] = value if not many else list(value) if isinstance(value, list) else [str(value)]
            # a text read with a remark, or together with other cells, says nothing by itself
            fresh.append((setter, written if not many and (column < 0 or written in at[column][1]) else ""))
    for setter, sum_ in money:
        _state_money(props, setter.key, sum_, plan.rule)
        fresh.append((setter, ""))
        if sum_.vat_unknown:  # it changes what other cells said
            fresh = [(other, "") for other in plan.setters if other.key in props]
    return props, refused, fresh


def _lacking(setter: Setter, cell: Cell, refused: str) -> str:
    """Return what is refused on a row, where a cell says nothing."""
    if cell.reason and not cell.person and (setter.names or (setter.required and not refused)):
        return _UNREAD if setter.names else setter.key
    return refused


def _state_money(props: dict[str, Value], key: str, money: Money, rule: RecordRule) -> None:
    """Put a sum where it belongs: an indicator keeps value and unit, elsewhere roubles count and what stood is kept."""
    known = LINKS[rule.link].properties if rule.link else KINDS[rule.kind].properties if rule.kind else ()
    if key == "value":
        props["value"] = money.stood
        props.setdefault("unit", money.unit)
        return
    props[key] = money.amount
    if money.vat_unknown and "confidence" in known and props.get("confidence") != "public_procurement":
        props["confidence"] = "estimated"
    if money.stood != money.amount and "original_amount" in known:
        props["original_amount"] = round(money.stood, PROPERTIES["original_amount"].scale)
        if money.unit != ROUBLE and "original_unit" in known:
            props["original_unit"] = money.unit


def _organization(plan: Plan, row: RowCells, props: dict[str, Value], salt: bytes) -> Stated:
    """Name an organization by its INN; without one it is unidentified, never merged with another by name alone."""
    assert plan.rule.kind is not None
    name = str(props.get("name", ""))
    code = props.get("inn")
    if not code:
        number = row.personal_number(plan.setters)
        if number or is_sole_trader(name):
            return Stated(PERSON, token=_token(number or name, salt))
    if code:
        return _checked(Entity(node_uid(plan.rule.kind, str(code)), plan.rule.kind, props), row, plan, name)
    if not name:
        return NOT_STATED
    uid = names.unidentified_uid(name, str(props.get("region", "")))
    kind = Kind.ORGANIZATION if plan.rule.kind == Kind.ENTERPRISE else plan.rule.kind
    return _checked(Entity(uid, kind, {**props, "unidentified": True}), row, plan, name)


def _token(personal: str, salt: bytes) -> str:
    return hashlib.blake2b(names.search_form(personal).encode(), key=salt, digest_size=8).hexdigest()


def _named(plan: Plan, row: RowCells, props: dict[str, Value], stated: Sequence[Stated]) -> Stated:
    """Name a node by a slug, a code or the parts of its key."""
    kind = plan.rule.kind
    assert kind is not None
    parts: list[str] = []
    made_slug = ""
    for part in KINDS[kind].key:
        if part == "subject":
            about = stated[plan.subject]
            if about.state is not FOUND:
                return Stated(about.state)
            parts.append(about.uid)
        elif part in plan.parts:
            code, made_slug = _part(part, plan, row, props)
            if not code:
                return NOT_READ if made_slug else NOT_STATED
            if code.partition("/")[0] in _FOLDERS and "/" in code:
                return NOT_READ if plan.setters else Stated(FOUND, code)
            parts.append(code)
        elif part in props:
            parts.append(str(props[part]))
        else:
            return NOT_STATED
    uid = node_uid(kind, *parts)
    if not plan.setters:
        return Stated(FOUND, uid)
    return _checked(Entity(uid, kind, props), row, plan, str(props.get("name", "")), made_slug)


def _part(part: str, plan: Plan, row: RowCells, props: Mapping[str, Value]) -> tuple[str, str]:
    """Return a part of a uid and the text it was made from where that is no code; ("", reason) where it was refused."""
    kind = plan.rule.kind
    for ref, is_code in plan.parts[part]:
        cell = ref if isinstance(ref, Cell) else row.cell(ref)
        if not isinstance(cell.value, str):
            if cell.reason:
                return "", cell.reason
            continue
        if part != "slug":
            return cell.value, ""
        if is_code:
            return cell.value.removeprefix(KINDS[str(kind)].folder + "/"), cell.hint
        slug = names.slug(cell.value)
        dated = f"{props.get('date', '0000')}-{slug}" if kind in _DATED else slug
        return (dated, cell.value) if slug else ("", cell.value)
    return "", ""


def _checked(record: Entity, row: RowCells, plan: Plan, name: str, made_slug: str = "") -> Stated:
    kept = checked(record, row, plan)
    if kept is None:
        return Stated(UNREADABLE, name=name)
    return Stated(FOUND, record.uid, kept, name, made_slug=made_slug)


def edge(plan: Plan, row: RowCells, stated: Sequence[Stated]) -> Stated:
    """Return the link that a rule states on a row; its ends are found already and no persons."""
    assert plan.rule.link is not None
    certain = holds(plan, row, stated)
    if certain is False:
        return NOT_STATED
    props, refused, fresh = properties(plan, row)
    if refused == _UNREAD:
        return NOT_READ
    made = link(stated[plan.src].uid, plan.rule.link, stated[plan.dst].uid, props)
    if certain is None or refused:
        return Stated(HELD, made.uid)
    # a sum brings properties of its own: then all of them are checked
    unchecked = [setter.key for setter, _ in fresh] if plan.named.issuperset(props) else None
    kept = checked(made, row, plan, unchecked)
    if kept is made:
        for setter, written in fresh:
            if written:
                if len(setter.passed) >= _PASSED:
                    setter.passed.clear()
                setter.passed[written] = props[setter.key]
    return NOT_READ if kept is None else Stated(FOUND, made.uid, kept)


def about(subject: str, record: Entity) -> Link:
    """Return the plain link that ties an indicator, coverage, event or register entry to what it is about."""
    if record.kind == Kind.REGISTER_ENTRY:
        return link(subject, LinkKind.HAS_ENTRY, record.uid)
    return link(record.uid, LinkKind.ABOUT, subject)
