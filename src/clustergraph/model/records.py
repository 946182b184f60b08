"""Records: nodes and links in the ontology's names, and statements of sources about them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import TypeAlias

from clustergraph.model.terms import LINKS, Kind, LinkKind

Value: TypeAlias = str | int | float | bool | list[str]
"""What a property holds; a list is sorted and distinct. Not stated is not stored: no None, "" or []."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A node. Its uid is an official code under a folder, or a slug; who says it is no part of it."""

    uid: str
    kind: Kind
    props: Mapping[str, Value] = field(default_factory=dict)
    sources: tuple[str, ...] = field(default=(), compare=False)
    """Who speaks of it, in the order of the fold; filled by the store, empty for a bare mention."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link. Its uid is a hash of src, kind, dst and key, so loading twice changes nothing; made by `link()`."""

    uid: str
    kind: LinkKind
    src: str
    dst: str
    key: str = "[]"
    props: Mapping[str, Value] = field(default_factory=dict)
    sources: tuple[str, ...] = field(default=(), compare=False)


Record: TypeAlias = Entity | Link


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement was read: file name, sheet ("": the format has none), line or row from 1 (0: no row)."""

    file: str
    sheet: str = ""
    line: int = 0

    def __str__(self) -> str:
        return "!".join(part for part in (self.file, self.sheet, str(self.line or "")) if part)


@dataclass(frozen=True, slots=True)
class Statement:
    """A record as one source says it, with the place it was read from."""

    record: Record
    place: Place
    observed_on: str = ""
    """As of when the row speaks; "" means as of when the load does."""
    said_as: str = ""
    """The uids it was made under, where an identity judgement moved it; else ""."""
    source: str = ""
    """Uid of who says it; filled by the store on reading."""


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
# its inner encoder in C, which `encode` would make anew a call, too; absent where Python has none
_ENCODE = c_make_encoder and c_make_encoder(
    None, _ENCODER.default, encode_basestring, None, ":", ",", True, False, False
)


def canonical(value: object) -> str:
    """Return canonical JSON: the stored and compared form of properties and keys in every backend."""
    return "".join(_ENCODE(value, 0)) if _ENCODE else _ENCODER.encode(value)


def link_key(kind: LinkKind, props: Mapping[str, Value], *, ordinal: int = 1) -> str:
    """Return the key that tells a link from others of its kind between the same ends: `canonical` of its values.

    An ordinal above 1 marks a second record of the same identity (a second period of the same role): it follows the
    last value, `["finished/2"]`, and the property itself stays `finished`.
    """
    values = [str(props.get(name, "")) for name in LINKS[kind].key]
    if ordinal > 1:
        values = [*values[:-1], f"{values[-1]}/{ordinal}"] if values else [f"/{ordinal}"]
    return f"[{','.join(map(encode_basestring, values))}]"


def link_uid(kind: LinkKind, src: str, dst: str, key: str) -> str:
    """Return the uid of a link: folder of the kind and a 128-bit hash, the same in every backend."""
    digest = hashlib.blake2b(f"{src}|{kind}|{dst}|{key}".encode(), digest_size=16).hexdigest()
    return f"{LINKS[kind].folder}/{digest}"


def link(src: str, kind: LinkKind, dst: str, props: Mapping[str, Value] | None = None, *, ordinal: int = 1) -> Link:
    """Make a link; key and uid follow from its ends and properties.

    >>> link("org/0055000017", LinkKind.SUPPLIES, "org/0055000024", {"product": "20.16.51", "period": "2023"}).uid
    'supply/a977512869b7a3a30bc03b7423a50be9'
    """
    stated = {} if props is None else dict(props)
    key = link_key(kind, stated, ordinal=ordinal)
    return Link(link_uid(kind, src, dst, key), kind, src, dst, key, stated)


def texts(values: Sequence[str]) -> list[str]:
    """Return the stored form of a list property: sorted, distinct, without empty ones."""
    return sorted({value for value in values if value})
