"""What people filter by, as SQL with parameters. Keys are looked up in the ontology before they stand in any SQL."""

from __future__ import annotations

from dataclasses import dataclass

from clustergraph.model.terms import KINDS, LINKS, PROPERTIES
from clustergraph.store.asking import DATES, NUMBERS, day_of, known, singles
from clustergraph.store.base import Between, Condition, In, StartsWith, Where
from clustergraph.store.fold import date_number
from clustergraph.store.sqlite.codec import Codec

_SPAN = frozenset(("since", "until"))
_DATE_TEXT = """CASE WHEN r.{0} IS NULL THEN NULL
    WHEN r.{0} % 10000 = 0 THEN printf('%04d', r.{0} / 10000)
    WHEN r.{0} % 100 = 0 THEN printf('%04d-%02d', r.{0} / 10000, r.{0} / 100 % 100)
    ELSE printf('%04d-%02d-%02d', r.{0} / 10000, r.{0} / 100 % 100, r.{0} % 100) END"""


@dataclass(slots=True)
class Filter:
    """Conditions of a WHERE that all must hold, and their parameters in order."""

    conditions: list[str]
    parameters: list[object]

    @property
    def sql(self) -> str:
        """The conditions as they follow an AND."""
        return "".join(f" AND {condition}" for condition in self.conditions)

    def __add__(self, other: Filter) -> Filter:
        return Filter([*self.conditions, *other.conditions], [*self.parameters, *other.parameters])


def node_filter(where: Where | None) -> Filter:
    """Return the conditions on nodes `r`."""
    found = Filter([], [])
    for key, condition in (where or {}).items():
        _add(found, key, node_column(key), condition)
    return found


def link_filter(codec: Codec, where: Where | None) -> Filter:
    """Return the conditions on links `r`."""
    found = Filter([], [])
    for key, condition in (where or {}).items():
        _add(found, key, link_column(codec, key), condition)
    return found


def holding_node(codec: Codec, on: str, alias: str = "r") -> Filter:
    """Return the condition that a node holds on a day; nodes of kinds without `since` and `until` always do."""
    if not on:
        return Filter([], [])
    dated = ", ".join(str(codec.number[name]) for name, info in KINDS.items() if not _SPAN.isdisjoint(info.properties))
    # texts of unequal length compare as the spans they begin
    since, until = (f"json_extract({alias}.props, '$.{name}')" for name in ("since", "until"))
    day = day_of(on)
    return Filter(
        [f"({alias}.kind NOT IN ({dated}) OR coalesce({since}, '') <= ? AND coalesce({until}, '~') > ?)"], [day, day]
    )


def holding_link(codec: Codec, on: str) -> Filter:
    """Return the conditions that a link `r` holds on a day, and both its ends `a` and `b`."""
    return holding_link_alone(on) + holding_node(codec, on, "a") + holding_node(codec, on, "b")


def holding_link_alone(on: str) -> Filter:
    """Return the condition that a link `r` holds on a day, whatever its ends do."""
    if not on:
        return Filter([], [])
    number = date_number(day_of(on))
    return Filter(["coalesce(r.since, 0) <= ?", "coalesce(r.until, 99999999) > ?"], [number, number])


def node_column(key: str) -> str:
    """Return the SQL of a node's property; the text is exactly that of the indexes."""
    return f"json_extract(props, '$.{known(key)}')".replace("props", "r.props")


def link_column(codec: Codec, key: str) -> str:
    """Return the SQL of a link's property, wherever its kind keeps it: a column, the key, or the other properties."""
    plain = f"json_extract(r.props, '$.{known(key)}')"
    lifted = _DATE_TEXT.format(key) if key in ("since", "until") else ""
    cases = []
    for name, info in LINKS.items():
        if info.weight == key:
            cases.append(f"WHEN {codec.number[name]} THEN coalesce(r.weight, {plain})")
        elif key in info.key:
            part = f"json_extract(r.key, '$[{info.key.index(key)}]')"
            # "" in the properties: the key holds an ordinal, the property is not stated
            cases.append(f"WHEN {codec.number[name]} THEN nullif(coalesce({plain}, {part}), '')")
    otherwise = f"coalesce({lifted}, {plain})" if lifted else plain
    return f"CASE r.kind {' '.join(cases)} ELSE {otherwise} END" if cases else otherwise


def _add(found: Filter, key: str, column: str, condition: Condition) -> None:
    info = PROPERTIES[known(key)]
    column, opening, closing = (
        ("value", f"EXISTS (SELECT 1 FROM json_each({column}) WHERE ", ")") if info.many else (column, "", "")
    )
    terms: list[str] = []
    if isinstance(condition, Between):
        number = info.type in NUMBERS
        if condition.low:
            terms.append(f"{column} >= ?")
            found.parameters.append(float(condition.low) if number else condition.low)
        if condition.high:
            # the whole month or year that a short date names is included
            terms.append(f"{column} <= ?")
            high = condition.high + "~" if info.type in DATES else condition.high
            found.parameters.append(float(high) if number else high)
    elif isinstance(condition, StartsWith):
        terms.append(f"substr({column}, 1, ?) = ?")
        found.parameters += [len(condition.prefix), condition.prefix]
    else:
        values = condition.values if isinstance(condition, In) else (condition,)
        single = list(singles(values))
        terms.append(f"{column} = ?" if len(single) == 1 else f"{column} IN ({', '.join('?' * len(single))})")
        found.parameters += single
    if terms:
        found.conditions.append(opening + " AND ".join(terms) + closing)
