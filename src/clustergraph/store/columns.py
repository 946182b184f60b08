"""Records in columns: what every backend lifts out of the properties, and how it comes back; forms for search. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from clustergraph.model.names import search_form
from clustergraph.model.records import Link, Value, canonical
from clustergraph.model.terms import KINDS, LINKS, Kind, LinkKind
from clustergraph.store.fold import date_number

_SEARCHED = ("name", "name_en", "legal_name", "alt_name")
_LENGTHS = (4, 7, 10)
_WEIGHTS = (float, int)
_scan = json.JSONDecoder().raw_decode  # of our own canonical texts: no white space around them


class LinkRow(NamedTuple):
    """What a link states, as columns; the values of its key stand in `key`, not in `props`."""

    weight: float | None
    since: int | None
    until: int | None
    props: str


def link_row(link: Link) -> LinkRow:
    """Return what a link states, as columns."""
    info = LINKS[link.kind]
    props = dict(link.props)
    weight = props.pop(info.weight, None) if info.weight else None
    if weight is not None and type(weight) not in _WEIGHTS:
        props[info.weight], weight = weight, None
    since = _lifted_date(props, "since") if "since" in props else None
    until = _lifted_date(props, "until") if "until" in props else None
    for name, part in zip(info.key, _parts(link.key), strict=False):
        value = props.get(name)
        if value is None:
            if part:
                props[name] = ""  # the key alone holds it (an ordinal): not to be put back
        elif value == part:
            del props[name]
    return LinkRow(weight, since, until, canonical(props) if props else "{}")  # type: ignore[arg-type]


def link_props(kind: LinkKind, key: str, row: LinkRow) -> dict[str, Value]:
    """Return the properties of a link from its columns."""
    info = LINKS[kind]
    weight, since, until, others = row
    props: dict[str, Value]
    parts = zip(info.key, _parts(key), strict=False)
    if others == "{}":
        props = {name: part for name, part in parts if part}
    else:
        props = _scan(others)[0]
        for name, part in parts:
            if part and props.setdefault(name, part) == "":
                del props[name]
    if weight is not None:
        props[info.weight] = weight
    if since is not None:
        props["since"] = date_text(since)
    if until is not None:
        props["until"] = date_text(until)
    return props


def _lifted_date(props: dict[str, Value], name: str) -> int | None:
    value = props.get(name)
    if isinstance(value, str) and len(value) in _LENGTHS and value.replace("-", "").isdecimal():
        del props[name]
        return _date_number(value)
    return None


_date_number = lru_cache(2048)(date_number)


@lru_cache(2048)
def date_text(number: int) -> str:
    """Return the date that `fold.date_number` made a number of.

    >>> date_text(20160000), date_text(20161200), date_text(20161226)
    ('2016', '2016-12', '2016-12-26')
    """
    digits = f"{number:08d}"
    return "-".join(part for part in (digits[:4], digits[4:6], digits[6:]) if part != "00")


def _parts(key: str) -> list[str]:
    if key == "[]":
        return []
    if key.startswith('["') and key.endswith('"]') and "\\" not in key:
        return key[2:-2].split('","')  # without an escape, quotes stand only around the values
    parts: list[str] = _scan(key)[0]
    return parts


def search_names(props: Mapping[str, Value]) -> str:
    """Return the search forms of a node's names, one a line."""
    forms: dict[str, None] = {}
    for key in _SEARCHED:
        value = props.get(key)
        if value is not None:
            for name in value if isinstance(value, list) else (value,):
                forms[_search_form(str(name))] = None
    return "\n".join(forms)


@lru_cache(2048)
def _search_form(name: str) -> str:
    return search_form(name.replace("\0", " "))


def _kind_of_folder() -> dict[str, Kind]:
    """Return the widest kind of each folder: what a node is that is known only as an end of a link."""
    return {
        info.folder: Kind(name)
        for name, info in KINDS.items()
        if not info.abstract and all(KINDS[above].folder != info.folder for above in info.supers)
    }


KIND_OF_FOLDER = _kind_of_folder()
LINK_OF_FOLDER = {info.folder: LinkKind(name) for name, info in LINKS.items()}
