"""Row checks: what the shapes of the ontology say of one record, and what SHACL cannot say.

Beyond the shapes: check digits, decimal places, since before until, properties that a kind does not list, ends by the
folders of their uids. Values are judged in every statement, completeness only in the folded record.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

from clustergraph.i18n import Text, both
from clustergraph.model import codes, dates
from clustergraph.model.ontology import folders_of
from clustergraph.model.records import Entity, Link, Record
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, TERMS, Kind, LinkKind
from clustergraph.model.uids import code_of
from clustergraph.model.vocabulary import LinkInfo, PropertyInfo

Rule: TypeAlias = Literal[
    "unlisted", "empty", "type", "control", "pattern", "check-digit", "date", "bounds", "digits", "term",
    "single", "list", "order", "span", "above", "uid", "start", "end", "required", "source", "run", "twice",
]  # fmt: skip
"""Closed set of what can be wrong. `order`: a list that is not sorted and distinct; `span`: since after until;
`above`: a number over its limit; `start`, `end`: a node of another kind there; `twice`: a plain link said twice."""

Check: TypeAlias = Callable[[object], Rule | None]

_UID = re.compile(r"[a-z0-9/._-]+")
_LINK_UID = re.compile(r"[a-z-]+/[0-9a-f]{32}")
# C0 controls other than TAB, LF, CR, and halves of surrogate pairs: no RDF syntax can carry them
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_INT64 = 2**63
_OWN_TEXTS: Mapping[str, str] = {
    "unlisted": "model.unlisted",
    "empty": "model.empty",
    "control": "model.control",
    "check-digit": "model.check-digit",
    "digits": "model.digits",
    "order": "model.order",
    "span": "model.span",
    "uid": "model.bad-uid",
    "source": "model.no-source",
    "run": "model.no-run",
    "twice": "model.twice",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong with one record."""

    uid: str
    kind: str
    property: str
    """Record key, name of a plain link, or `uid`, `src`, `dst`, `sources`."""
    rule: Rule
    value: object
    """What stands there; None where something is missing."""
    message: Text


def check_values(record: Record, unchecked: Collection[str] | None = None) -> list[Violation]:
    """Return what is wrong with the values, uids and ends of one statement.

    Parameters
    ----------
    unchecked
        Properties to judge, where all others passed before in a record of the same kind; None: all.
    """
    table = _table(record.kind)
    found: list[Violation] = []
    props = record.props
    for key in props if unchecked is None else unchecked:
        value = props[key]
        check = table.get(key)
        if check is None:
            found.append(_violation(record, key, "unlisted", value))
        elif rule := check(value):
            found.append(_violation(record, key, rule, value))
    if "since" in props and "until" in props:
        _check_span(record, found)
    for key, limit in _limits(record.kind):
        _check_limit(record, key, limit, found)
    if isinstance(record, Link):
        _check_ends(record, found)
    else:
        _check_uid(record, found)
    return found


def check_complete(record: Record, plain_links: Iterable[str] | None = None) -> list[Violation]:
    """Return what a folded record lacks.

    Parameters
    ----------
    plain_links
        Kinds of the plain links that start at the record, one name a link; None: not known, not judged.
    """
    info = LINKS[record.kind] if isinstance(record, Link) else KINDS[record.kind]
    # a plain link takes the sources of the node it belongs to
    sourced = bool(info.class_name) if isinstance(info, LinkInfo) else info.sourced
    found = [
        _violation(record, key, "required", None)
        for key in info.required
        if key in PROPERTIES and not (key in record.props or f"{key}_en" in record.props)
    ]
    if info.computed:
        # a Run is its own source
        if record.kind != Kind.RUN and not any(source.startswith("run/") for source in record.sources):
            found.append(_violation(record, "sources", "run", None))
    elif sourced and not record.sources:
        found.append(_violation(record, "sources", "source", None))
    if plain_links is not None and isinstance(record, Entity):
        _check_plain_links(record, Counter(plain_links), found)
    return found


def _check_plain_links(record: Entity, counts: Counter[str], found: list[Violation]) -> None:
    info = KINDS[record.kind]
    found += [_violation(record, name, "unlisted", None) for name in sorted(counts.keys() - set(info.plain_links))]
    for name in info.plain_links:
        if name in info.required and not counts[name]:
            found.append(_violation(record, name, "required", None))
        if LINKS[name].single and counts[name] > 1:
            found.append(_violation(record, name, "twice", counts[name]))


# ---------------------------------------------------------------- the record as a whole


def _check_span(record: Record, found: list[Violation]) -> None:
    since, until = record.props["since"], record.props["until"]
    # dates of unequal length name spans: wrong only where no day of them would do
    if isinstance(since, str) and isinstance(until, str) and since > until and not since.startswith(until):
        found.append(_violation(record, "since", "span", since))


def _check_limit(record: Record, key: str, limit: str, found: list[Violation]) -> None:
    value, most = record.props.get(key), record.props.get(limit)
    if isinstance(value, float) and isinstance(most, float) and value > most:
        found.append(_violation(record, key, "above", value))


def _check_uid(record: Entity, found: list[Violation]) -> None:
    uid = record.uid
    start, form = _uid_form(record.kind)
    if not uid.startswith(start) or not _UID.fullmatch(uid) or len(uid) == len(start):
        found.append(_violation(record, "uid", "uid", uid))
    elif form is not None and not form.fullmatch(code_of(uid)):
        found.append(Violation(uid, record.kind, "uid", "pattern", uid, KINDS[record.kind].notation_message))


def _check_ends(record: Link, found: list[Violation]) -> None:
    kind, src, dst = record.kind, record.src, record.dst
    if not _LINK_UID.fullmatch(record.uid) or not record.uid.startswith(LINKS[kind].folder + "/"):
        found.append(_violation(record, "uid", "uid", record.uid))
    may_start, may_end = _may_be_end(kind, src, start=True), _may_be_end(kind, dst, start=False)
    if may_start and may_end:
        return
    for key, uid in (("src", src), ("dst", dst)):
        if not _UID.fullmatch(uid):
            found.append(_violation(record, key, "uid", uid))
    starts, ends = _end_folders(kind)
    if src.partition("/")[0] not in starts:
        found.append(_violation(record, "src", "start", src))
    if dst.partition("/")[0] not in ends:
        found.append(_violation(record, "dst", "end", dst))


@lru_cache(maxsize=2048)
def _may_be_end(kind: LinkKind, uid: str, *, start: bool) -> bool:
    """Tell whether a uid is well formed and may stand at the start or the end: the same firms stand on many links."""
    starts, ends = _end_folders(kind)
    return _UID.fullmatch(uid) is not None and uid.partition("/")[0] in (starts if start else ends)


@cache
def _uid_form(kind: Kind) -> tuple[str, re.Pattern[str] | None]:
    info = KINDS[kind]
    return info.folder + "/", re.compile(info.notation) if info.notation else None


@cache
def _end_folders(kind: LinkKind) -> tuple[frozenset[str], frozenset[str]]:
    """Return the folders of what may stand at the start and at the end."""
    info = LINKS[kind]
    if info.class_name:
        return folders_of(info.from_kind), folders_of(info.to_kind)
    starts = frozenset(k.folder for k in KINDS.values() if kind in k.plain_links and not k.abstract)
    return starts, folders_of(info.to_kind)


@cache
def _limits(kind: Kind | LinkKind) -> tuple[tuple[str, str], ...]:
    """Return the properties of a kind whose number has another property as its limit."""
    return tuple((key, PROPERTIES[key].not_above) for key in _listed(kind) if PROPERTIES[key].not_above)


def _violation(record: Record, key: str, rule: Rule, value: object) -> Violation:
    return Violation(record.uid, record.kind, key, rule, value, _message(record.kind, key, rule))


def _message(kind: Kind | LinkKind, key: str, rule: Rule) -> Text:
    """Return the text of the shape where there is one, else ours."""
    if rule in _OWN_TEXTS:
        return both(_OWN_TEXTS[rule])
    link = LINKS.get(kind)
    if link is not None and rule in ("start", "end"):
        message = link.from_message if rule == "start" else link.to_message
        return message if any(message) else both("model.bad-start")
    if link is not None and rule == "term" and key in link.narrowed:
        return link.narrowed[key].message
    if rule == "required":
        return PROPERTIES[key].absent if key in PROPERTIES else LINKS[key].absent
    info = PROPERTIES[key]
    if rule == "pattern" and info.type == "code":
        return KINDS[_code_kind(info, kind)].notation_message
    return info.message


# ---------------------------------------------------------------- single values


def _listed(kind: Kind | LinkKind) -> tuple[str, ...]:
    return LINKS[kind].properties if isinstance(kind, LinkKind) else KINDS[kind].properties


@cache
def _table(kind: Kind | LinkKind) -> Mapping[str, Check]:
    """Return the check of each property that a kind lists."""
    return {key: _check(PROPERTIES[key], kind) for key in _listed(kind)}


def _check(info: PropertyInfo, kind: Kind | LinkKind) -> Check:
    one = _single(info, kind)
    if not info.many:
        if info.type in ("integer", "decimal"):
            return lambda value: "single" if type(value) is list else one(value)
        # the same texts stand in many records; only texts are remembered, since 1, 1.0 and True are one key
        known = lru_cache(maxsize=256)(one)
        return lambda value: known(value) if type(value) is str else "single" if type(value) is list else one(value)

    def many(value: object) -> Rule | None:
        if type(value) is not list:
            return "list"
        if not value:
            return "empty"
        for item in value:
            if rule := one(item):
                return rule
        return None if all(a < b for a, b in pairwise(value)) else "order"

    return many


def _single(info: PropertyInfo, kind: Kind | LinkKind) -> Check:
    match info.type:
        case "integer":
            return _integer(info)
        case "decimal":
            return _decimal(info)
        case "boolean":
            return lambda value: None if type(value) is bool else _wrong_type(value)
        case "date" | "day":
            day = info.type == "day"
            return lambda value: _text(value) or (None if _is_date(str(value), day) else "date")
        case "term":
            return _choice(_choices(info, kind), "term")
        case "code":
            return _formed(re.compile(KINDS[_code_kind(info, kind)].notation))
        case _ if info.choices:
            return _choice(frozenset(info.choices), "term")
        case _ if info.key in _VALID:
            return _numbered(re.compile(info.pattern), _VALID[info.key])
        case _:
            return _formed(re.compile(info.pattern)) if info.pattern else _text


_VALID: Mapping[str, Callable[[str], bool]] = {"inn": codes.valid_inn, "ogrn": codes.valid_ogrn}


def _wrong_type(value: object) -> Rule:
    return "empty" if value is None or value == "" or value == [] else "type"


def _text(value: object) -> Rule | None:
    if type(value) is not str:
        return _wrong_type(value)
    if not value:
        return "empty"
    return "control" if _CONTROL.search(value) else None


def _formed(pattern: re.Pattern[str]) -> Check:
    return lambda value: _text(value) or (None if pattern.fullmatch(str(value)) else "pattern")


def _numbered(pattern: re.Pattern[str], valid: Callable[[str], bool]) -> Check:
    form = _formed(pattern)
    return lambda value: form(value) or (None if valid(str(value)) else "check-digit")


def _choice(choices: frozenset[str], rule: Rule) -> Check:
    # a known choice needs no further look: this is the common case
    return lambda value: None if type(value) is str and value in choices else _text(value) or rule


def _choices(info: PropertyInfo, kind: Kind | LinkKind) -> frozenset[str]:
    link = LINKS.get(kind)
    allowed = {link.narrowed[info.key].allowed} if link and info.key in link.narrowed else set(info.allowed)
    return frozenset(code for code, term in TERMS[info.range].items() if allowed.intersection(term.sets))


def _code_kind(info: PropertyInfo, kind: Kind | LinkKind) -> str:
    """Return the kind whose codes a property takes; a broader code is one of the same list."""
    return kind if info.range == "Code" else info.range


def _integer(info: PropertyInfo) -> Check:
    low, high = _bounds(info)

    def check(value: object) -> Rule | None:
        if type(value) is not int:
            return _wrong_type(value)
        return None if low <= value <= high and -_INT64 <= value < _INT64 else "bounds"

    return check


def _decimal(info: PropertyInfo) -> Check:
    low, high = _bounds(info)
    below = math.inf if info.below is None else info.below
    scale, most = info.scale, 10.0 ** (15 - info.scale)

    def check(value: object) -> Rule | None:
        if type(value) is not float:
            return _wrong_type(value)
        if not low <= value <= high or not value < below:  # NaN fails here, too
            return "bounds"
        return None if abs(value) < most and round(value, scale) == value else "digits"

    return check


def _bounds(info: PropertyInfo) -> tuple[float, float]:
    low = -math.inf if info.minimum is None else info.minimum
    return low, math.inf if info.maximum is None else info.maximum


@lru_cache(maxsize=2048)
def _is_date(value: str, day: bool) -> bool:
    return value.isascii() and dates.is_date(value) and (len(value) == 10 or not day)
