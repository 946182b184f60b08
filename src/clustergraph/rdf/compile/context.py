"""Write `ontology/context.jsonld`: JSON-LD documents use the names of records (`uid`, `kind`, `okved2_other`)."""

from __future__ import annotations

import json

from clustergraph import settings
from clustergraph.model.vocabulary import PropertyInfo
from clustergraph.rdf.compile.read import EXCHANGE, Ontology, snake
from clustergraph.rdf.namespaces import PREFIXES

_DATATYPES = {
    "text": "xsd:string",
    "integer": "xsd:integer",
    "decimal": "xsd:decimal",
    "boolean": "xsd:boolean",
    "day": "xsd:date",
}
_REFERENCE = {"@type": "@id"}
_REFERENCES = {"@type": "@id", "@container": "@set"}


def context_jsonld(found: Ontology) -> str:
    """Return the context: kinds, link classes, ends, properties; every name stands for one IRI."""
    names: dict[str, object] = {
        "@version": 1.1,
        "@base": settings.BASE_IRI,
        **{prefix: PREFIXES[prefix] for prefix in ("cg", "prov", "skos", "xsd")},
        "uid": "@id",
        "kind": "@type",
        "sources": {"@id": "prov:wasDerivedFrom", **_REFERENCES},
        "run": {"@id": "prov:wasGeneratedBy", **_REFERENCE},
        "notation": {"@id": "skos:notation", "@type": "xsd:string"},
    }
    names |= {name: f"cg:{name}" for name, info in found.kinds.items() if not info.abstract}
    names |= {info.class_name: f"cg:{info.class_name}" for info in found.links.values() if info.class_name}
    for info in found.properties.values():
        if info.language != "en":
            names[info.key] = _property(info)
    for link in found.links.values():
        if link.class_name:
            names |= {snake(end): {"@id": f"cg:{end}", **_REFERENCE} for end in (link.from_property, link.to_property)}
        else:
            names[link.name] = {"@id": f"cg:{link.name}", **(_REFERENCE if link.single else _REFERENCES)}
    for name in EXCHANGE:
        reference = {"@id": f"cg:{name}", **_REFERENCE} if name == "identifiedAs" else f"cg:{name}"
        names.setdefault(snake(name), reference)
    return json.dumps({"@context": names}, ensure_ascii=False, indent=2) + "\n"


def _property(info: PropertyInfo) -> object:
    name = f"{info.prefix}:{info.local_name}"
    if info.type == "langtext":
        return {"@id": name, "@container": "@language"}
    if info.type in ("code", "term"):
        return {"@id": name, **(_REFERENCES if info.many else _REFERENCE)}
    many = {"@container": "@set"} if info.many else {}
    if info.type == "date":  # year, month or day: each value carries its own datatype
        return {"@id": name, **many}
    return {"@id": name, "@type": _DATATYPES[info.type], **many}
