"""What the compiler refuses: names that clash, terms that nobody could understand, shapes that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from clustergraph.i18n import Text, text
from clustergraph.model.vocabulary import LinkInfo
from clustergraph.rdf.compile.read import EXCHANGE, Ontology, snake
from clustergraph.rdf.namespaces import iri, local, short

_LEGAL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_RESERVED = {"uid", "kind", "src", "dst", "key", "props", "sources"}
_BORROWED = {"skos:notation", "skos:broader", "prov:wasDerivedFrom", "prov:wasGeneratedBy"}


def refuse(found: Ontology) -> list[str]:
    """Return one line for each thing that is wrong in an ontology, those noticed on reading included."""
    checks = (_names, _texts, _properties, _kinds, _links, _shapes, _lists)
    return [*found.problems, *(line for check in checks for line in check(found))]


def _names(found: Ontology) -> Iterator[str]:
    plain = [name for name in found.names if name.isupper()]
    keys = [(snake(name), name) for name in found.names if name not in plain]
    verbs = [(found.triples.value(iri(f"cg:{name}"), "cg:verb"), name) for name in found.above]
    folders = [(found.triples.value(iri(f"cg:{name}"), "cg:folder"), name) for name in (*found.above, *plain)]
    yield from _clashes("key", keys)
    yield from _clashes("folder", folders)
    yield from _clashes("label", [(name, name) for name in found.above])
    yield from _clashes("type", verbs + [(name, name) for name in plain])
    for name in (*found.above, *found.names, *(verb for verb, _ in verbs if verb)):
        if not _LEGAL.fullmatch(name):
            yield text("rdf.illegal-name", name=name)
    for key, name in keys:
        if key in _RESERVED and name not in EXCHANGE:
            yield text("rdf.reserved-key", name=name, taken=key)


def _clashes(what: str, names: Iterable[tuple[str | None, str]]) -> Iterator[str]:
    """Yield a line for each name that two terms share; names that differ only in case are shared, too."""
    taken: dict[str, str] = {}
    for name, term in names:
        if name is None:
            continue
        first = taken.setdefault(name.casefold(), term)
        if first is not term:
            yield text("rdf.clash", what=what, name=name, first=first, second=term)


def _texts(found: Ontology) -> Iterator[str]:
    annotations = [local(node) for node in found.triples.of_type("owl:AnnotationProperty")]
    for name in (*annotations, *found.above, *found.names):
        node = iri(f"cg:{name}")
        if not all(found.triples.both(node, "rdfs:label")) or not all(found.triples.both(node, "skos:definition")):
            yield text("rdf.no-texts", name=name)
    for info in found.properties.values():
        if info.prefix != "cg" and not all((*info.label, *info.definition)):
            yield text("rdf.no-texts", name=f"{info.prefix}:{info.local_name}")


def _properties(found: Ontology) -> Iterator[str]:
    carried = {shape.path for shapes in found.shapes.of_class.values() for shape in shapes}
    for name in found.names:
        for annotation in ("rdfs:domain", "rdfs:range"):
            if not found.triples.node(iri(f"cg:{name}"), annotation):
                yield text("rdf.property-incomplete", name=name, what=annotation)
        if name in EXCHANGE and f"cg:{name}" not in carried:
            continue
        if f"cg:{name}" not in found.shapes.of_property:
            yield text("rdf.property-incomplete", name=name, what="sh:PropertyShape")
        elif f"cg:{name}" not in carried:
            yield text("rdf.not-carried", name=name)


def _kinds(found: Ontology) -> Iterator[str]:
    for name, info in found.kinds.items():
        below = any(name in other.supers for other in found.kinds.values())
        if info.abstract and not below:
            yield text("rdf.kind-incomplete", name=name, what="cg:folder")
        if not info.abstract and not info.key:
            yield text("rdf.kind-incomplete", name=name, what="cg:key")
        if not info.abstract and not any(kind in found.shapes.of_class for kind in (name, *info.supers)):
            yield text("rdf.kind-incomplete", name=name, what="sh:NodeShape")
        if info.computed and name != "Run" and not _demands(found, name, "prov:wasGeneratedBy"):
            yield text("rdf.kind-incomplete", name=name, what="cgs:run-required")


def _demands(found: Ontology, name: str, path: str) -> bool:
    return any(shape.path == path and shape.required for shape in found.shapes.of_class.get(name, ()))


def _links(found: Ontology) -> Iterator[str]:
    for info in found.links.values():
        name = info.class_name or info.name
        if not info.folder:
            yield text("rdf.kind-incomplete", name=name, what="cg:folder")
        if found.triples.value(iri(f"cg:{name}"), "cg:key") is None:
            yield text("rdf.kind-incomplete", name=name, what="cg:key")
        if info.class_name:
            yield from _link_class(found, info)


def _link_class(found: Ontology, info: LinkInfo) -> Iterator[str]:
    name = info.class_name
    for part in info.key:
        if part not in info.properties:
            yield text("rdf.bad-part", name=name, part=part, what="cg:key")
    if info.weight and (info.weight not in info.properties or found.properties[info.weight].type != "decimal"):
        yield text("rdf.bad-part", name=name, part=info.weight, what="cg:weight")
    for end in (info.from_property, info.to_property):
        if f"cg:{end}" not in {shape.path for shape in found.shapes.of_class.get(name, ())}:
            yield text("rdf.bad-part", name=name, part=end, what="sh:property")
    if not _demands(found, name, "prov:wasGeneratedBy" if info.computed else "prov:wasDerivedFrom"):
        yield text(
            "rdf.kind-incomplete", name=name, what="cgs:run-required" if info.computed else "cgs:source-required"
        )
    for key, narrowing in info.narrowed.items():
        known = found.properties.get(key)
        if known is None or narrowing.allowed not in known.allowed:
            yield text("rdf.bad-part", name=name, part=key, what="sh:class")


def _shapes(found: Ontology) -> Iterator[str]:
    for path, shape in found.shapes.of_property.items():
        prefix, _, name = path.partition(":")
        if path not in _BORROWED and (prefix != "cg" or name not in found.names):
            yield text("rdf.unknown-path", path=path)
            continue
        if prefix != "cg":
            continue
        declared = short(found.triples.node(iri(path), "rdfs:range"))
        demanded = f"cg:{shape.target}" if shape.target else shape.datatype.replace("dates", "rdfs:Literal")
        if declared != (demanded or "xsd:string"):  # a list of choices needs no datatype: they are texts
            yield text("rdf.range-differs", path=path, declared=declared, demanded=demanded)
        if (declared == "xsd:decimal") != (found.triples.value(iri(path), "cg:scale") is not None):
            yield text("rdf.property-incomplete", name=name, what="cg:scale")


def _lists(found: Ontology) -> Iterator[str]:
    for key, info in found.properties.items():
        if info.type == "term" and (info.range != key or info.range not in found.terms):
            yield text("rdf.bad-list", name=key, folder=info.range)
    for scheme, title in found.schemes.items():
        yield from _untitled(scheme, title)
    for choices in (*found.terms.values(), found.registers):
        for choice in choices.values():
            yield from _untitled(f"{choice.scheme}/{choice.code}", choice.label)
            if any(choice.definition) and not all(choice.definition):
                yield text("rdf.no-texts", name=f"{choice.scheme}/{choice.code}")


def _untitled(name: str, title: Text) -> Iterator[str]:
    if not all(title):
        yield text("rdf.no-texts", name=name)
