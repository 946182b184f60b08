"""Records as rows: what stands in columns, what stays in the JSON of the properties, and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from clustergraph.model.records import Entity, Link, canonical, link_uid
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.store.columns import KIND_OF_FOLDER, LinkRow, link_props, search_names

Row: TypeAlias = tuple[Any, ...]
"""A row as SQLite gives it."""

_scan = json.JSONDecoder().raw_decode  # of our own canonical texts: no white space around them


@dataclass(frozen=True, slots=True)
class Codec:
    """Numbers of the kinds in this file, and the ways between records and rows."""

    number: Mapping[str, int]
    """Name of a kind or link kind → its number."""
    kinds: Mapping[int, Kind]
    link_kinds: Mapping[int, LinkKind]

    def entity(self, uid: str, kind: int, props: str, sources: tuple[str, ...] = ()) -> Entity:
        """Return the node of a row."""
        return Entity(uid, self.kinds[kind], _scan(props)[0], sources)

    def link(self, src: str, kind: int, dst: str, key: str, row: LinkRow, sources: tuple[str, ...] = ()) -> Link:
        """Return the link of a row, with what was lifted out of its properties put back."""
        name = self.link_kinds[kind]
        props = link_props(name, key, row)
        return Link(link_uid(name, src, dst, key), name, src, dst, key, props, sources)


def read_codec(db: sqlite3.Connection) -> Codec:
    """Read which numbers the kinds have in this file."""
    number = {name: no for no, name in db.execute("SELECT id, name FROM kind")}
    kinds = {number[kind.value]: kind for kind in Kind if kind.value in number}
    return Codec(number, kinds, {number[kind.value]: kind for kind in LinkKind if kind.value in number})


def add_functions(db: sqlite3.Connection, codec: Codec) -> None:
    """Give SQL the functions that only Python can compute."""
    top = {folder: codec.number[kind] for folder, kind in KIND_OF_FOLDER.items()}

    def uid_of_link(kind: int, src: str, dst: str, key: str) -> str:
        return link_uid(codec.link_kinds[kind], src, dst, key)

    def bare_kind(uid: str) -> int:
        return top[uid.partition("/")[0]]

    def names(props: str) -> str:
        return search_names(_scan(props)[0])

    def with_until(props: str, day: str) -> str:
        return canonical({**_scan(props)[0], "until": day})

    db.create_function("with_until", 2, with_until, deterministic=True)
    db.create_function("link_uid", 4, uid_of_link, deterministic=True)
    db.create_function("bare_kind", 1, bare_kind, deterministic=True)
    db.create_function("search_names", 1, names, deterministic=True)
