"""Records as N-Triples, grouped by record: the canonical form of profile `core`.

Every literal is written in its canonical form, so that all libraries read it back alike: no trailing zeros, no `+`,
`true` and `false`, the datatype of a date by its length. What is personal is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import TypeAlias

from clustergraph.model.ontology import folder_kind
from clustergraph.model.records import Entity, Link, Value
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, REGISTERS, SOURCE, Kind, LinkKind
from clustergraph.model.uids import code_of
from clustergraph.model.vocabulary import PropertyInfo
from clustergraph.rdf.namespaces import iri
from clustergraph.store.base import SourceInfo

Objects: TypeAlias = Callable[[Value, str], list[str]]
"""A value, and the kind whose record holds it → its objects in N-Triples."""

# escaped as in canonical N-Triples; all else stands as itself, also U+0085 and U+2028
_SPECIAL = re.compile('[\x00-\x1f"\\\\\x7f]')
_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_DATES = {4: f"<{iri('xsd:gYear')}>", 7: f"<{iri('xsd:gYearMonth')}>", 10: f"<{iri('xsd:date')}>"}

CODE_KINDS = tuple(kind for kind in Kind if "Code" in KINDS[kind].supers)
"""Official code lists."""
NODE_KINDS = tuple(kind for kind in Kind if kind not in CODE_KINDS and folder_kind(KINDS[kind].folder) == kind)
"""The widest kind of each folder, in the order of the ontology, official codes left out."""
LINK_KINDS = tuple(kind for kind in LinkKind if LINKS[kind].class_name)
"""Kinds of links that are nodes in RDF; the others are one triple in the block of their start."""
_CODE_FOLDERS = frozenset(KINDS[kind].folder for kind in CODE_KINDS)


class BlockWriter:
    """Makes the block of each record, and knows which codes were named, so that none is left dangling."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._named: set[str] = set()
        self._a, self._notation = _term("rdf:type"), _term("skos:notation")
        self._derived, self._generated = _term("prov:wasDerivedFrom"), _term("prov:wasGeneratedBy")
        self._types = {kind: _term(f"cg:{kind}") for kind in KINDS}
        self._links = {kind: _term(f"cg:{LINKS[kind].class_name or kind}") for kind in LinkKind}
        self._ends = {
            kind: (_term(f"cg:{LINKS[kind].from_property}"), _term(f"cg:{LINKS[kind].to_property}"))
            for kind in LINK_KINDS
        }

    def node(self, entity: Entity, plain_links: Iterable[Link] = ()) -> str:
        """Return the block of a node, with the plain links that start at it."""
        info = KINDS[entity.kind]
        pairs = [(self._a, self._types[entity.kind])]
        if info.notation:
            pairs.append((self._notation, _text(code_of(entity.uid))))
        if not info.personal:
            pairs += self._stated(entity.props, info.properties, entity.kind)
        pairs += self._plain(plain_links)
        if entity.kind != Kind.RUN:  # a run is its own source
            pairs += self._spoken(entity.sources)
        return self._block(entity.uid, pairs)

    def link(self, link: Link) -> str:
        """Return the block of a link that is a node in RDF."""
        start, end = self._ends[link.kind]
        if link.dst.partition("/")[0] in _CODE_FOLDERS:
            self._named.add(link.dst)
        pairs = [
            (self._a, self._links[link.kind]),
            (start, self._uid(link.src)),
            (end, self._uid(link.dst)),
            *self._stated(link.props, LINKS[link.kind].properties, ""),
            *self._spoken(link.sources),
        ]
        return self._block(link.uid, pairs)

    def source(self, source: SourceInfo) -> str:
        """Return the block of a source."""
        props: dict[str, Value] = {
            "name": source.title or source.uid,
            "description": source.note,
            "url": [source.url] if source.url else "",
            "priority": source.priority,
            "observed_on": source.observed_on,
            "publisher": source.publisher,
            "licence": source.licence,
        }
        stated = {key: value for key, value in props.items() if value != ""}
        return self._block(source.uid, [(self._a, _term("cg:Source")), *self._stated(stated, SOURCE.properties, "")])

    def _stub(self, uid: str, kind: Kind) -> str:
        """Return the block of a code that is no record: type, notation, and a name where one is known."""
        register = REGISTERS.get(code_of(uid)) if kind == Kind.REGISTER else None
        props: dict[str, Value] = {"name": register.label.ru, "name_en": register.label.en} if register else {}
        return self.node(Entity(uid, kind, props))

    def codes(self, kind: Kind, nodes: Iterable[Entity]) -> Iterator[str]:
        """Yield the blocks of a code list by uid: its nodes, and stubs of codes that were named and have no node."""
        folder = KINDS[kind].folder
        known = {node.uid: node for node in nodes}  # a code list is small: all of OKPD2 is 20 000 codes
        named = {uid for uid in self._named if uid.startswith(f"{folder}/")}
        named |= {f"{folder}/{node.props['broader']}".lower() for node in known.values() if "broader" in node.props}
        for uid in sorted(named | known.keys()):
            yield self.node(known[uid]) if uid in known else self._stub(uid, kind)

    def _stated(self, props: Mapping[str, Value], keys: Sequence[str], kind: str) -> Iterator[tuple[str, str]]:
        for key in keys:
            if key in props and not PROPERTIES[key].personal:
                predicate, objects = self._writers[key]
                for written in objects(props[key], kind):
                    yield predicate, written

    def _plain(self, links: Iterable[Link]) -> list[tuple[str, str]]:
        order = {kind: number for number, kind in enumerate(LinkKind)}
        found = sorted({(order[link.kind], link.kind, link.dst) for link in links})
        return [(self._links[kind], self._uid(dst)) for _, kind, dst in found]

    def _spoken(self, sources: Iterable[str]) -> list[tuple[str, str]]:
        found = sorted((source.startswith("run/"), source) for source in set(sources))
        return [(self._generated if computed else self._derived, self._uid(uid)) for computed, uid in found]

    def _uid(self, uid: str) -> str:
        return f"<{self._base}{uid}>"

    def _block(self, uid: str, pairs: Iterable[tuple[str, str]]) -> str:
        subject = self._uid(uid)
        return "".join(f"{subject} {predicate} {written} .\n" for predicate, written in pairs)

    @cached_property
    def _writers(self) -> dict[str, tuple[str, Objects]]:
        """Return record key → predicate and what makes objects of its values."""
        return {
            key: (_term(f"{info.prefix}:{info.local_name}"), self._objects(info)) for key, info in PROPERTIES.items()
        }

    def _objects(self, info: PropertyInfo) -> Objects:
        if info.type in ("code", "term"):
            return self._references(info)
        one = _literal(info)
        return lambda value, kind: sorted(map(one, value)) if isinstance(value, list) else [one(value)]

    def _references(self, info: PropertyInfo) -> Objects:
        is_code = info.type == "code"

        def objects(value: Value, kind: str) -> list[str]:
            folder = KINDS[kind if info.range == "Code" else info.range].folder if is_code else info.range
            uids = [f"{folder}/{str(code).lower()}" for code in (value if isinstance(value, list) else [value])]
            if is_code:
                self._named.update(uids)
            return sorted(map(self._uid, uids))

        return objects


def _term(name: str) -> str:
    return f"<{iri(name)}>"


def _literal(info: PropertyInfo) -> Callable[[str | float], str]:
    """Return what writes one value of a property as a literal."""
    match info.type:
        case "langtext":
            return lambda value: f"{_text(str(value))}@{info.language}"
        case "integer" | "boolean":
            datatype = _term(f"xsd:{info.type}")
            return lambda value: f'"{str(value).lower()}"^^{datatype}'
        case "decimal":
            datatype = _term("xsd:decimal")
            return lambda value: f'"{decimal(float(value), info.scale)}"^^{datatype}'
        case "date" | "day":
            return lambda value: f'"{value}"^^{_DATES[len(str(value))]}'
        case _:
            return lambda value: _text(str(value))


def decimal(value: float, scale: int) -> str:
    """Return the canonical lexical form of a decimal: no exponent, no trailing zero or point.

    >>> decimal(1200000.0, 2), decimal(0.042658, 6), decimal(-0.0, 2)
    ('1200000', '0.042658', '0')
    """
    written = f"{value:.{scale}f}"
    if scale:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _text(value: str) -> str:
    if _SPECIAL.search(value):
        value = _SPECIAL.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}", value)
    return f'"{value}"'


def write_ntriples(
    entities: Iterable[Entity], links: Iterable[Link], sources: Iterable[SourceInfo], *, base: str
) -> Iterator[str]:
    """Yield the blocks of a graph that is in memory, in the order of an export.

    Sources by uid, then nodes by folder in the order of the ontology and by uid, links by kind, start, end and key, and
    last the official codes, of which those that are only named leave as stubs: only then it is known which ones are.
    """
    writer = BlockWriter(base)
    by_folder: dict[str, list[Entity]] = {}
    for entity in sorted(entities, key=lambda entity: entity.uid):
        by_folder.setdefault(entity.uid.partition("/")[0], []).append(entity)
    ordered = sorted(links, key=lambda link: (link.src, link.kind, link.dst, link.key))
    plain = [link for link in ordered if not LINKS[link.kind].class_name]
    starts = {uid: list(found) for uid, found in groupby(plain, key=lambda link: link.src)}
    yield from map(writer.source, sorted(sources, key=lambda source: source.uid))
    for kind in NODE_KINDS:
        for entity in by_folder.get(KINDS[kind].folder, ()):
            yield writer.node(entity, starts.get(entity.uid, ()))
    for link_kind in LINK_KINDS:
        yield from (writer.link(link) for link in ordered if link.kind == link_kind)
    for kind in CODE_KINDS:
        yield from writer.codes(kind, by_folder.get(KINDS[kind].folder, ()))
