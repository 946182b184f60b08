"""The fold: one record from the statements of several sources. Pure, total, without a clock; every backend uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.model.records import Value
from clustergraph.model.terms import KINDS, PROPERTIES, Kind

Rank = tuple[int, int, str, str]
"""Sorts statements of one record into fold order: the one that wins comes first."""

_SPAN = ("since", "until")
_AS_WRITTEN = ("original_amount", "original_unit")


def rank(priority: int, observed_on: str, source: str, said_as: str = "") -> Rank:
    """Return the place of a statement in the fold: priority high to low, date new to old, source, alias.

    An unknown date comes last; a short one stands for its first day.

    >>> rank(90, "2020", "source/b") < rank(90, "", "source/a") < rank(80, "2024", "source/a")
    True
    """
    return -priority, -date_number(observed_on), source, said_as


def date_number(date: str) -> int:
    """Return a date as an integer that sorts like it: 2016 is 20160000, 2016-12 is 20161200, "" is 0."""
    digits = date.replace("-", "")
    return int(digits.ljust(8, "0")) if digits else 0


def fold_props(said: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    """Return the properties of a node from what is said of it, in fold order.

    Lists are united; `since` and `until` come together from the first that states either; all else from the first that
    states it.
    """
    folded: dict[str, Value] = {}
    for props in said:
        spanned = "since" in folded or "until" in folded
        for key, value in props.items():
            if isinstance(value, list):
                known = folded.get(key, [])
                folded[key] = sorted({*known, *value}) if isinstance(known, list) else value
            elif key not in folded and not (spanned and key in _SPAN):
                folded[key] = value
    return folded


def fold_kind(kinds: Iterable[str]) -> Kind | None:
    """Return the most specific of several kinds, or None where neither of two is above the other."""
    specific = ""
    for kind in kinds:
        if not specific or specific in KINDS[kind].supers:
            specific = kind
        elif kind != specific and kind not in KINDS[specific].supers:
            return None
    return Kind(specific) if specific else None


def agreed_kind(uid: str, kinds: Sequence[str]) -> Kind:
    """Return the most specific kind of a record.

    Raises
    ------
    InputError
        Where sources give it two kinds, neither above the other.
    """
    kind = fold_kind(kinds)
    if kind is None:
        named = ", ".join(sorted(set(kinds)))
        raise InputError(text("store.two-kinds", uid=uid, kinds=named), text("store.two-kinds-hint"))
    return kind


def contradictions(said: Sequence[Mapping[str, Value]]) -> list[str]:
    """Return the properties, sorted, that two statements give different values; lists never contradict.

    Nor do two ways of writing one amount, in roubles or in thousands with VAT.
    """
    seen: dict[str, Value] = {}
    differing = set()
    for props in said:
        for key, value in props.items():
            if key in _AS_WRITTEN and "amount" in props:
                continue
            if not PROPERTIES[key].many and seen.setdefault(key, value) != value:
                differing.add(key)
    return sorted(differing)
