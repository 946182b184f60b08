"""Prefixes of the vocabularies in use. A table of our own: those of libraries differ from the published IRIs."""

from __future__ import annotations

ONTOLOGY = "https://w3id.org/clustergraph/ontology"

PREFIXES = {
    "cg": ONTOLOGY + "#",
    "cgs": "https://w3id.org/clustergraph/shapes#",
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "legal": "http://www.w3.org/ns/legal#",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rov": "http://www.w3.org/ns/regorg#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def iri(name: str) -> str:
    """Return the IRI of a prefixed name.

    >>> iri("cg:inn")
    'https://w3id.org/clustergraph/ontology#inn'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def short(whole: str) -> str:
    """Return the prefixed name of an IRI, or the IRI itself where no prefix fits.

    >>> short("http://www.w3.org/2004/02/skos/core#broader")
    'skos:broader'
    """
    for prefix, namespace in PREFIXES.items():
        local = whole.removeprefix(namespace)
        if local != whole and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return whole


def local(whole: str) -> str:
    """Return the name of one of our own terms below `cg:`, or "" for any other IRI."""
    name = whole.removeprefix(PREFIXES["cg"])
    return name if name != whole else ""
