"""Several rows of one load that state the same identity: one statement, or none. Pure; every backend uses it.

So are joined, before the fold, the statements of one source that identity judgements brought to one record.

Nodes: rows complete each other, lists unite, spellings of a name are kept beside the longest one. Whatever else
differs is for the mode that the loader declares: `refuse`, `latest:PROPERTY`, `same:PROPERTY,…`, `sum:PROPERTY,…`, or
`sum-a-sheet:PROPERTY,…`, where parts stand on one sheet, and two sheets tell of the same: buyer's and seller's list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum

from clustergraph.i18n import unknown
from clustergraph.model.records import Entity, Link, Statement, Value, canonical, texts
from clustergraph.model.terms import KINDS, PROPERTIES
from clustergraph.store.fold import fold_kind

_MODES = ("latest", "refuse", "same", "sum", "sum-a-sheet")
_NAMES = frozenset(("name", "name_en", "legal_name", "legal_name_en"))
_TEXTS = frozenset(("text", "langtext"))
_JOINT = "; "
_WRITTEN = "original_amount"


@dataclass(frozen=True, slots=True)
class Repeat:
    """How rows that differ become one: the mode, and the properties it names."""

    mode: str
    properties: tuple[str, ...] = ()


def parse(declared: str) -> Repeat:
    """Read what a loader declares: `refuse`, `latest:version`, `same:amount`, `sum:amount,quantity`."""
    mode, _, named = declared.partition(":")
    if mode not in _MODES:
        raise unknown("store.what-repeat", mode, _MODES)
    return Repeat(mode, tuple(name.strip() for name in named.split(",") if name.strip()))


def join(rows: Sequence[Statement], repeat: Repeat) -> Statement | None:
    """Return the one statement that rows of the same identity make, or None where they contradict each other.

    `rows` come in file order, which decides only in which order texts are joined. The place is that of the first row,
    the date the newest.
    """
    first_with: dict[str, Statement] = {}
    apart = repeat.mode == "sum-a-sheet"
    for row in rows:
        sheet = [row.place.file, row.place.sheet] if apart else []
        first_with.setdefault(canonical([row.record.kind, row.record.props, row.observed_on, *sheet]), row)
    distinct = list(first_with.values())
    first = distinct[0]
    observed_on = max(row.observed_on for row in distinct)
    said = [row.record.props for row in distinct]
    if isinstance(first.record, Link):
        props = _joined(distinct, said, repeat) if _differ(said) else dict(said[0])
        return (
            None
            if props is None
            else replace(first, record=replace(first.record, props=props), observed_on=observed_on)
        )
    kind = fold_kind(row.record.kind for row in distinct)
    props = _completed(kind or first.record.kind, distinct, repeat)
    if kind is None or props is None:
        return None
    return replace(first, record=Entity(first.record.uid, kind, props), observed_on=observed_on)


def one_voice(rows: Sequence[Statement], declared: str) -> list[Statement]:
    """Return what one source says of a record under several aliases, joined as its latest load declares.

    Where it contradicts itself all its statements come back, by alias: the first one speaks for it.
    """
    if len(rows) == 1:
        return list(rows)
    ordered = sorted(rows, key=lambda row: row.said_as)
    joined = join(ordered, parse(declared))
    return ordered if joined is None else [joined]


def by_source(said: Iterable[Statement]) -> dict[str, list[Statement]]:
    """Group the statements of one record by who says them; sources come in fold order where the statements do."""
    grouped: dict[str, list[Statement]] = {}
    for statement in said:
        grouped.setdefault(statement.source, []).append(statement)
    return grouped


def _differ(said: Sequence[Mapping[str, Value]]) -> bool:
    return any(props != said[0] for props in said)


def _completed(kind: str, rows: Sequence[Statement], repeat: Repeat) -> dict[str, Value] | None:
    """Join the rows of a node: what one leaves out, another may state."""
    said = [dict(row.record.props) for row in rows]
    whole: dict[str, Value] = {}
    spellings: set[str] = set()
    differing = []
    for key in sorted({key for props in said for key in props}):
        values = [props[key] for props in said if key in props]
        if PROPERTIES[key].many:
            whole[key] = texts([item for value in values if isinstance(value, list) for item in value])
        elif all(value == values[0] for value in values):
            whole[key] = values[0]
        elif key in _NAMES:
            longest, *others = sorted({str(value) for value in values}, key=lambda name: (-len(name), name))
            whole[key] = longest
            spellings.update(others)
        else:
            differing.append(key)
    if spellings and "alt_name" in KINDS[kind].properties:
        known = whole.get("alt_name", [])
        whole["alt_name"] = texts([*(known if isinstance(known, list) else []), *spellings])
    for key in differing:
        stating = [(row, props) for row, props in zip(rows, said, strict=True) if key in props]
        part = _joined([row for row, _ in stating], [{key: props[key]} for _, props in stating], repeat)
        if part is None:
            return None
        whole.update(part)
    return whole


def _joined(rows: Sequence[Statement], said: Sequence[Mapping[str, Value]], repeat: Repeat) -> dict[str, Value] | None:
    """Join rows that differ, as the loader declares."""
    if repeat.mode == "latest":
        return _latest(rows, said, repeat.properties)
    if repeat.mode == "same":
        return _agreeing(said, repeat.properties)
    if repeat.mode == "sum":
        return _summed(said, repeat.properties)
    if repeat.mode == "sum-a-sheet":
        return _summed_a_sheet(rows, said, repeat.properties)
    return None


def _latest(
    rows: Sequence[Statement], said: Sequence[Mapping[str, Value]], named: Sequence[str]
) -> dict[str, Value] | None:
    """Return the row with the highest value; two highest that differ contradict each other."""
    heights = [tuple(_height(row, name) for name in named) for row in rows]
    highest = [dict(props) for props, height in zip(said, heights, strict=True) if height == max(heights)]
    return None if _differ(highest) else highest[0]


def _height(row: Statement, name: str) -> tuple[bool, float, str]:
    value = row.observed_on if name == "observed_on" else row.record.props.get(name)
    if isinstance(value, int | float):
        return True, float(value), ""
    return value is not None, 0.0, str(value or "")


def _agreeing(said: Sequence[Mapping[str, Value]], named: Iterable[str]) -> dict[str, Value] | None:
    """Join rows that agree in the named properties: texts one after the other, other differing values left out."""
    if any(props.get(name) != said[0].get(name) for name in named for props in said):
        return None
    whole: dict[str, Value] = {}
    for key in sorted({key for props in said for key in props}):
        values = [props[key] for props in said if key in props]
        if PROPERTIES[key].many:
            whole[key] = texts([item for value in values if isinstance(value, list) for item in value])
        elif PROPERTIES[key].type in _TEXTS:
            whole[key] = _JOINT.join(dict.fromkeys(str(value) for value in values))
        elif len(values) == len(said) and all(value == values[0] for value in values):
            whole[key] = values[0]
    return whole


def _summed_a_sheet(
    rows: Sequence[Statement], said: Sequence[Mapping[str, Value]], named: Sequence[str]
) -> dict[str, Value] | None:
    """Add the rows of each sheet; sheets whose sums differ contradict each other, one without a sum says nothing."""
    sheets: dict[tuple[str, str], list[Mapping[str, Value]]] = {}
    for row, props in zip(rows, said, strict=True):
        sheets.setdefault((row.place.file, row.place.sheet), []).append(props)
    sums = [_summed(parts, named) if _differ(parts) else dict(parts[0]) for parts in sheets.values()]
    whole = [props for props in sums if props is not None]
    if len(whole) < len(sums):
        return None
    telling = [props for props in whole if any(name in props for name in named)] or whole
    return telling[0] if len(telling) == 1 else _agreeing(telling, named)


def _summed(said: Sequence[Mapping[str, Value]], named: Sequence[str]) -> dict[str, Value] | None:
    """Add the named properties, and with a sum what was written for it; join texts, leave out differing dates.

    A sum over rows of which one does not state it would be a lie, so would be any other difference.
    """
    added = {*named, _WRITTEN} if "amount" in named else {*named}
    whole: dict[str, Value] = {}
    for key in sorted({key for props in said for key in props}):
        values = [props.get(key) for props in said]
        numbers = [value for value in values if isinstance(value, int | float)]
        if key in added and len(numbers) == len(said):
            exact = all(isinstance(value, int) for value in numbers)
            whole[key] = sum(map(int, numbers)) if exact else round(fsum(numbers), PROPERTIES[key].scale)
        elif values[0] is not None and all(value == values[0] for value in values):
            whole[key] = values[0]
        elif PROPERTIES[key].type in _TEXTS:
            whole[key] = _JOINT.join(sorted({str(value) for value in values if value is not None}))
        elif key != "date":
            return None
    return whole
