"""Read `ontology/*.ttl` into the tables of `model/vocabulary.py`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.resources.abc import Traversable

from clustergraph import settings
from clustergraph.errors import InputError
from clustergraph.i18n import Text, text
from clustergraph.model.vocabulary import NO_TEXT, KindInfo, LinkInfo, Narrowing, PropertyInfo, TermInfo, ValueType
from clustergraph.rdf.compile.shapes import Shape, Shapes, inherited, read_shapes
from clustergraph.rdf.compile.triples import Triples
from clustergraph.rdf.namespaces import ONTOLOGY, iri, local, short

_TYPES: dict[str, ValueType] = {
    "rdf:langString": "langtext",
    "xsd:string": "text",
    "xsd:integer": "integer",
    "xsd:decimal": "decimal",
    "xsd:boolean": "boolean",
    "xsd:date": "day",
    "rdfs:Literal": "date",
}
_PLAIN = re.compile(r"[A-Z][A-Z0-9_]*")
EXCHANGE = ("place", "observedOn", "identifiedAs")
"""Terms of profile `full` about statements; no properties of records of their own."""


@dataclass(slots=True)
class Ontology:
    """Everything the files say, in their order."""

    version: str
    triples: Triples
    shapes: Shapes
    problems: list[str]
    above: dict[str, list[str]] = field(default_factory=dict)
    """Class → its super-classes of our own, nearest first, roots included."""
    kinds: dict[str, KindInfo] = field(default_factory=dict)
    links: dict[str, LinkInfo] = field(default_factory=dict)
    properties: dict[str, PropertyInfo] = field(default_factory=dict)
    """Under their record keys."""
    terms: dict[str, dict[str, TermInfo]] = field(default_factory=dict)
    registers: dict[str, TermInfo] = field(default_factory=dict)
    schemes: dict[str, Text] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    """Local names of all properties and plain links."""


def read(folder: Traversable) -> Ontology:
    """Read the folder; whatever is wrong is collected in `problems`."""
    schemes = sorted((f for f in folder.joinpath("schemes").iterdir() if f.name.endswith(".ttl")), key=lambda f: f.name)
    files = [folder.joinpath("clustergraph.ttl"), folder.joinpath("shapes.ttl"), *schemes]
    triples = Triples(files, settings.BASE_IRI)
    problems: list[str] = []
    found = Ontology(
        triples.value(ONTOLOGY, "owl:versionInfo") or "", triples, read_shapes(triples, problems), problems
    )
    found.names = [local(n) for n in triples.of_type("owl:DatatypeProperty", "owl:ObjectProperty") if local(n)]
    found.above = {name: _above(triples, name) for node in triples.of_type("owl:Class") if (name := local(node))}
    found.properties = _properties(found)
    found.kinds = {name: _kind(found, name) for name in found.above if "Entity" in found.above[name]}
    found.links = {
        **{info.name: info for name in found.above if "Link" in found.above[name] and (info := _link(found, name))},
        **{name: _plain_link(found, name) for name in found.names if _PLAIN.fullmatch(name)},
    }
    _read_schemes(found)
    return found


def snake(name: str) -> str:
    """Return the record key of a local name.

    >>> snake("okved2Other"), snake("inn")
    ('okved2_other', 'inn')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _above(triples: Triples, name: str) -> list[str]:
    """Return the super-classes of our own, from the nearest; each class has one."""
    found: list[str] = []
    while parents := [local(node) for node in triples.nodes(iri(f"cg:{name}"), "rdfs:subClassOf") if local(node)]:
        if parents[0] in found:
            raise InputError(text("rdf.class-circle", name=name))
        name = parents[0]
        found.append(name)
    return found


def _folder(found: Ontology, name: str) -> str:
    own = (found.triples.value(iri(f"cg:{n}"), "cg:folder") for n in (name, *found.above.get(name, ())))
    return next((folder for folder in own if folder is not None), "")


def _key(found: Ontology, names: Sequence[str]) -> tuple[str, ...]:
    keys = (found.triples.value(iri(f"cg:{name}"), "cg:key") for name in names)
    key = next((key for key in keys if key is not None), "")
    return tuple(snake(part) for part in key.split("/") if part)


def _flag(found: Ontology, name: str, annotation: str) -> bool:
    return found.triples.value(iri(f"cg:{name}"), annotation) == "true"


def _texts(found: Ontology, name: str) -> tuple[Text, Text]:
    node = iri(f"cg:{name}")
    return found.triples.both(node, "rdfs:label"), found.triples.both(node, "skos:definition")


# ---------------------------------------------------------------- properties


def _properties(found: Ontology) -> dict[str, PropertyInfo]:
    """Return what stands in records, by key; a text in two languages has two keys."""
    stated: set[str] = set()
    for name, shapes in found.shapes.of_class.items():
        # an end of one kind of link may be a property of another (the product of a demand and of a supply)
        ends = {found.triples.node(iri(f"cg:{name}"), annotation) for annotation in ("cg:from", "cg:to")}
        stated |= {shape.path for shape in shapes if iri(shape.path) not in ends}
    infos: dict[str, PropertyInfo] = {}
    for path in [*(f"cg:{name}" for name in found.names if not _PLAIN.fullmatch(name)), "skos:broader"]:
        if path in stated:
            infos.update((info.key, info) for info in _property(found, path))
    return infos


def _property(found: Ontology, path: str) -> list[PropertyInfo]:
    node = iri(path)
    prefix, _, name = path.partition(":")
    shape = found.shapes.of_property.get(path)
    if shape is None:
        return []  # named by `refuse`
    label, definition = _texts(found, name) if prefix == "cg" else (shape.label, shape.definition)
    kind, target, allowed = _range(found, path, shape)
    scale = found.triples.value(node, "cg:scale")
    info = PropertyInfo(
        key=snake(name),
        local_name=name,
        type=kind,
        label=label,
        definition=definition,
        prefix=prefix,
        many=not shape.single and kind != "langtext",
        range=target,
        allowed=allowed,
        scale=int(scale or 0),
        pattern=shape.pattern,
        choices=shape.choices,
        minimum=shape.minimum,
        maximum=shape.maximum,
        below=shape.below,
        not_above=snake(shape.not_above),
        personal=prefix == "cg" and _flag(found, name, "cg:personal"),
        message=shape.message,
        absent=found.shapes.absent.get(path, NO_TEXT),
    )
    return [info] if kind != "langtext" else _languages(info)


def _languages(info: PropertyInfo) -> list[PropertyInfo]:
    english = Text(f"{info.label.ru} (англ.)", f"{info.label.en} (English)")
    return [replace(info, language="ru"), replace(info, key=f"{info.key}_en", language="en", label=english)]


def _range(found: Ontology, path: str, shape: Shape) -> tuple[ValueType, str, tuple[str, ...]]:
    """Return the type of value, its kind or scheme, and the sets of the scheme that are taken."""
    if shape.target:
        above = [shape.target, *found.above.get(shape.target, ())]
        if "Term" not in above:
            return "code", shape.target, ()
        leaves = [name for name in found.above if shape.target in found.above[name]]
        return "term", _folder(found, shape.target), tuple(leaves or [shape.target])
    declared = short(found.triples.node(iri(path), "rdfs:range"))
    return _TYPES.get(declared, "text"), "", ()


# ---------------------------------------------------------------- kinds and links


def _kind(found: Ontology, name: str) -> KindInfo:
    classes = [name, *found.above[name]]
    shapes = inherited(found.shapes.of_class, classes)
    paths = {shape.path for shape in shapes}
    label, definition = _texts(found, name)
    notation = next((s for s in inherited(found.shapes.own, classes) if s.path == "skos:notation"), None)
    disjoint = [local(node) for node in found.triples.nodes(iri(f"cg:{name}"), "owl:disjointWith")]
    disjoint += [n for n in found.above if iri(f"cg:{name}") in found.triples.nodes(iri(f"cg:{n}"), "owl:disjointWith")]
    required = {shape.path for shape in shapes if shape.required}
    plain = [n for n in found.names if _PLAIN.fullmatch(n)]
    return KindInfo(
        name=name,
        folder=_folder(found, name),
        key=_key(found, classes),
        supers=tuple(parent for parent in found.above[name] if parent != "Entity"),
        label=label,
        definition=definition,
        properties=_keys(found, paths),
        required=_required(found, required) + tuple(n for n in plain if f"cg:{n}" in required),
        plain_links=tuple(n for n in plain if f"cg:{n}" in paths),
        notation=notation.pattern if notation else "",
        notation_message=notation.message if notation else NO_TEXT,
        abstract=not _folder(found, name),
        personal=any(_flag(found, n, "cg:personal") for n in classes),
        computed=any(_flag(found, n, "cg:computed") for n in classes),
        sourced="prov:wasDerivedFrom" in required,
        disjoint=tuple(disjoint),
    )


def _keys(found: Ontology, paths: set[str]) -> tuple[str, ...]:
    return tuple(key for key, info in found.properties.items() if f"{info.prefix}:{info.local_name}" in paths)


def _required(found: Ontology, paths: set[str]) -> tuple[str, ...]:
    """Return the record keys that must be there; of a text in two languages, the key itself stands for both."""
    return tuple(key for key in _keys(found, paths) if found.properties[key].language != "en")


def _link(found: Ontology, name: str) -> LinkInfo | None:
    node = iri(f"cg:{name}")
    verb = found.triples.value(node, "cg:verb")
    start, end = (local(found.triples.node(node, annotation)) for annotation in ("cg:from", "cg:to"))
    if not verb or not start or not end:
        found.problems.append(text("rdf.link-incomplete", name=name))
        return None
    shapes = found.shapes.of_class.get(name, [])
    label, definition = _texts(found, name)
    ends = {f"cg:{start}", f"cg:{end}"}
    of_property = found.shapes.of_property
    return LinkInfo(
        name=verb,
        class_name=name,
        folder=_folder(found, name),
        key=_key(found, [name]),
        from_property=start,
        to_property=end,
        from_kind=local(found.triples.node(iri(f"cg:{start}"), "rdfs:range")),
        to_kind=local(found.triples.node(iri(f"cg:{end}"), "rdfs:range")),
        weight=snake(local(found.triples.node(node, "cg:weight"))),
        label=label,
        definition=definition,
        properties=_keys(found, {shape.path for shape in shapes} - ends),
        required=_required(found, {shape.path for shape in shapes if shape.required} - ends),
        computed=_flag(found, name, "cg:computed"),
        narrowed={
            snake(shape.path.removeprefix("cg:")): Narrowing(shape.target, shape.message)
            for shape in found.shapes.own.get(name, ())
        },
        from_message=of_property[f"cg:{start}"].message if f"cg:{start}" in of_property else NO_TEXT,
        to_message=of_property[f"cg:{end}"].message if f"cg:{end}" in of_property else NO_TEXT,
    )


def _plain_link(found: Ontology, name: str) -> LinkInfo:
    node = iri(f"cg:{name}")
    shape = found.shapes.of_property.get(f"cg:{name}")
    label, definition = _texts(found, name)
    message = shape.message if shape else NO_TEXT
    return LinkInfo(
        name=name,
        class_name="",
        folder=_folder(found, name),
        key=(),
        from_property="",
        to_property="",
        from_kind=local(found.triples.node(node, "rdfs:domain")),
        to_kind=local(found.triples.node(node, "rdfs:range")),
        weight="",
        label=label,
        definition=definition,
        to_message=message,
        single=shape is not None and shape.single,
        absent=found.shapes.absent.get(f"cg:{name}", message),
    )


# ---------------------------------------------------------------- closed lists


def _read_schemes(found: Ontology) -> None:
    """Fill `schemes`, `terms` and `registers`."""
    triples = found.triples
    terms_of = {name for name in found.above if "Term" in found.above[name]}
    for node in triples.of_type("skos:ConceptScheme"):
        scheme = node.removeprefix(settings.BASE_IRI)
        choices: dict[str, TermInfo] = {}
        sets: set[str] = set()
        for member in triples.of_type(*(f"cg:{name}" for name in (*terms_of, "Register"))):
            if triples.node(member, "skos:inScheme") != node:
                continue
            types = tuple(local(kind) for kind in triples.nodes(member, "rdf:type"))
            code = triples.value(member, "skos:notation") or ""
            if member != f"{settings.BASE_IRI}{scheme}/{code}":
                found.problems.append(text("rdf.bad-term", term=member.removeprefix(settings.BASE_IRI)))
            sets.update(types)
            naming = ("cg:name", "cg:description") if types == ("Register",) else ("skos:prefLabel", "skos:definition")
            choices[code] = TermInfo(
                scheme, code, triples.both(member, naming[0]), triples.both(member, naming[1]), types
            )
        if sets == {"Register"}:  # an open list: its items are nodes
            found.registers = choices
        else:
            found.schemes[scheme] = triples.both(node, "skos:prefLabel")
            found.terms[scheme] = choices
