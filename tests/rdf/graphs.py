"""RDF for tests: the example graph, records read from triples, and pySHACL as the judge."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from clustergraph import resources
from clustergraph.model import records
from clustergraph.model.records import Entity, Link, Value
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, SOURCE, Kind, LinkKind
from clustergraph.model.uids import code_of
from clustergraph.rdf.namespaces import iri, short
from clustergraph.settings import BASE_IRI
from clustergraph.store.base import SourceInfo

ONTOLOGY = Path(str(resources.folder("ontology")))
SH = rdflib.Namespace(iri("sh:"))


def example() -> list[Triple]:
    """The default graph of `example.trig`: what profile `core` holds."""
    quads = parse(path=ONTOLOGY / "example.trig", format=RdfFormat.TRIG, base_iri=BASE_IRI)
    return [quad.triple for quad in quads if quad.graph_name == DefaultGraph()]


def turtle(text: str) -> list[Triple]:
    """Triples of a few lines of Turtle with the usual prefixes."""
    names = ("cg", "prov", "skos", "xsd")
    prefixes = "".join(f"@prefix {name}: <{iri(name + ':')}> .\n" for name in names)
    return [quad.triple for quad in parse(prefixes + text, RdfFormat.TURTLE, base_iri=BASE_IRI)]


def graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """The same triples as an rdflib graph."""
    return rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


@cache
def _ontology() -> tuple[rdflib.Graph, rdflib.Graph, rdflib.Graph]:
    """Shapes, ontology and closed lists."""
    schemes = rdflib.Graph()
    for path in sorted((ONTOLOGY / "schemes").glob("*.ttl")):
        schemes.parse(path, publicID=BASE_IRI)
    return rdflib.Graph().parse(ONTOLOGY / "shapes.ttl"), rdflib.Graph().parse(ONTOLOGY / "clustergraph.ttl"), schemes


def findings(data: rdflib.Graph) -> set[tuple[str, str]]:
    """What pySHACL finds in a core graph: uid of the focus and prefixed name of the path."""
    shapes, ontology, schemes = _ontology()
    # classes come from the ontology graph, choices of closed lists only from the data graph
    conforms, report, _ = pyshacl.validate(data + schemes, shacl_graph=shapes, ont_graph=ontology)
    found = {
        (
            str(report.value(result, SH.focusNode)).removeprefix(BASE_IRI),
            short(str(report.value(result, SH.resultPath))),
        )
        for result in report.subjects(rdflib.RDF.type, SH.ValidationResult)
    }
    assert conforms is not bool(found)
    return found


def read_records(triples: Iterable[Triple]) -> tuple[list[Entity], list[Link], list[SourceInfo]]:
    """Nodes, links and sources that a core graph holds; what SHACL would refuse is not looked at."""
    about: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for triple in triples:
        assert isinstance(triple.subject, NamedNode)
        assert isinstance(triple.object, NamedNode | Literal)
        said = about.setdefault(_uid(triple.subject), {})
        said.setdefault(short(triple.predicate.value), []).append(triple.object)
    found: tuple[list[Entity], list[Link], list[SourceInfo]] = ([], [], [])
    classes = {info.class_name: info for info in LINKS.values() if info.class_name}
    for uid, said in about.items():
        if "rdf:type" not in said:
            continue  # a former uid
        kind = short(said["rdf:type"][0].value).removeprefix("cg:")
        spoke = tuple(
            sorted(_uid(node) for node in said.get("prov:wasDerivedFrom", said.get("prov:wasGeneratedBy", [])))
        )
        if kind == SOURCE.name:
            props = _props(said, SOURCE.properties)
            found[2].append(
                SourceInfo(
                    uid,
                    int(str(props["priority"])),
                    title=str(props["name"]),
                    url=" ".join(map(str, said.get("cg:url", ()))).strip('"'),
                    observed_on=str(props.get("observed_on", "")),
                )
            )
        elif kind in classes:
            info = classes[kind]
            src, dst = (_uid(said[f"cg:{end}"][0]) for end in (info.from_property, info.to_property))
            link = records.link(src, LinkKind(info.name), dst, _props(said, info.properties))
            assert link.uid == uid
            found[1].append(Link(uid, link.kind, src, dst, link.key, link.props, spoke))
        else:
            found[0].append(Entity(uid, Kind(kind), _props(said, KINDS[kind].properties), spoke))
            for name in KINDS[kind].plain_links:
                for node in said.get(f"cg:{name}", ()):
                    link = records.link(uid, LinkKind(name), _uid(node))
                    found[1].append(Link(link.uid, link.kind, uid, link.dst, link.key, {}, spoke))
    return found


def _uid(node: NamedNode | Literal) -> str:
    return node.value.removeprefix(BASE_IRI)


def _props(said: dict[str, list[NamedNode | Literal]], keys: Iterable[str]) -> dict[str, Value]:
    props: dict[str, Value] = {}
    for key in keys:
        info = PROPERTIES[key]
        values = [
            _value(node, info.type)
            for node in said.get(f"{info.prefix}:{info.local_name}", ())
            if not info.language or (isinstance(node, Literal) and node.language == info.language)
        ]
        if info.many and values:
            props[key] = sorted(map(str, values))
        elif values:
            props[key] = values[0]
    return props


def _value(node: NamedNode | Literal, kind: str) -> str | int | float | bool:
    if isinstance(node, NamedNode):
        return code_of(_uid(node))
    match kind:
        case "decimal":
            return float(node.value)
        case "integer":
            return int(node.value)
        case "boolean":
            return node.value == "true"
        case _:
            return node.value
