"""The part of SHACL that row checks are compiled from; whatever else stands in a shape is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clustergraph.i18n import Text, text
from clustergraph.rdf.compile.triples import Triples, is_blank
from clustergraph.rdf.namespaces import local, short

_OF_KIND = {"rdf:type", "sh:targetClass", "sh:property"}
_OF_PROPERTY = {
    "rdf:type", "sh:path", "sh:minCount", "sh:maxCount", "sh:datatype", "sh:class", "sh:pattern", "sh:in",
    "sh:languageIn", "sh:uniqueLang", "sh:minInclusive", "sh:maxInclusive", "sh:maxExclusive", "sh:lessThanOrEquals",
    "sh:or", "sh:message", "sh:name", "sh:description",
}  # fmt: skip
_DATES = ("xsd:gYear", "xsd:gYearMonth", "xsd:date")


@dataclass(frozen=True, slots=True)
class Shape:
    """What one property shape demands."""

    path: str
    """Prefixed name: `cg:inn`, `skos:notation`."""
    required: bool
    single: bool
    datatype: str
    """`xsd:decimal`, `rdf:langString`; `dates` for any of year, month and day; "" where none is named."""
    target: str
    """Local name of the class that values must have, or ""."""
    pattern: str
    choices: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    below: float | None
    not_above: str
    """Local name of the property whose number is the limit."""
    message: Text
    label: Text
    definition: Text


@dataclass(slots=True)
class Shapes:
    """All shapes, by what they are about."""

    of_property: dict[str, Shape] = field(default_factory=dict)
    """Path → what a value may be, wherever it stands."""
    absent: dict[str, Text] = field(default_factory=dict)
    """Path → what to say where a property that must be there is missing."""
    of_class: dict[str, list[Shape]] = field(default_factory=dict)
    """Local name of a class → its property shapes, inherited ones not included."""
    own: dict[str, list[Shape]] = field(default_factory=dict)
    """Local name of a class → shapes that it alone puts on a property (a role set, the form of a code)."""


def read_shapes(triples: Triples, problems: list[str]) -> Shapes:
    """Return the shapes; add to `problems` what is not understood."""
    found = Shapes()
    known: dict[str, Shape] = {}
    for node in triples.of_type("sh:PropertyShape"):
        name = short(node).removeprefix("cgs:")
        known[node] = shape = _shape(triples, node, name, problems)
        if name.endswith("-required"):
            found.absent[shape.path] = shape.message
        elif shape.path in found.of_property:
            problems.append(text("rdf.shape-twice", shape=name, path=shape.path))
        else:
            found.of_property[shape.path] = shape
    for node in triples.of_type("sh:NodeShape"):
        name = local(triples.node(node, "sh:targetClass"))
        _refuse_others(triples, node, short(node), _OF_KIND, problems)
        if not name or name in found.of_class:
            problems.append(text("rdf.bad-target", shape=short(node)))
        found.of_class[name], found.own[name] = [], []
        for part in triples.nodes(node, "sh:property"):
            if is_blank(part):
                found.own[name].append(_shape(triples, part, name, problems))
            elif part in known:
                found.of_class[name].append(known[part])
            else:
                problems.append(text("rdf.unknown-shape", shape=short(part), kind=name))
    return found


def _shape(triples: Triples, node: str, name: str, problems: list[str]) -> Shape:
    _refuse_others(triples, node, name, _OF_PROPERTY, problems)
    message = triples.both(node, "sh:message")
    if not all(message):
        problems.append(text("rdf.no-message", shape=name))
    languages = {str(getattr(item, "value", item)) for item in triples.items(triples.node(node, "sh:languageIn"))}
    if languages - {"ru", "en"} or (languages and triples.value(node, "sh:uniqueLang") != "true"):
        problems.append(text("rdf.bad-languages", shape=name))
    return Shape(
        path=short(triples.node(node, "sh:path")),
        required=_count(triples, node, "sh:minCount", name, problems),
        single=_count(triples, node, "sh:maxCount", name, problems),
        datatype=_datatype(triples, node, name, problems),
        target=local(triples.node(node, "sh:class")),
        pattern=triples.value(node, "sh:pattern") or "",
        choices=tuple(str(getattr(item, "value", item)) for item in triples.items(triples.node(node, "sh:in"))),
        minimum=_number(triples, node, "sh:minInclusive"),
        maximum=_number(triples, node, "sh:maxInclusive"),
        below=_number(triples, node, "sh:maxExclusive"),
        not_above=local(triples.node(node, "sh:lessThanOrEquals")),
        message=message,
        label=triples.both(node, "sh:name"),
        definition=triples.both(node, "sh:description"),
    )


def _refuse_others(triples: Triples, node: str, name: str, allowed: set[str], problems: list[str]) -> None:
    others = [predicate for predicate in map(short, triples.predicates(node)) if predicate not in allowed]
    problems += [text("rdf.not-compiled", construct=construct, shape=name) for construct in others]


def _count(triples: Triples, node: str, construct: str, name: str, problems: list[str]) -> bool:
    """Tell whether a count stands there; only 1 can be compiled."""
    value = triples.value(node, construct)
    if value not in (None, "1"):
        problems.append(text("rdf.not-compiled", construct=f"{construct} {value}", shape=name))
    return value is not None


def _datatype(triples: Triples, node: str, name: str, problems: list[str]) -> str:
    """Return the datatype; the only choice of several that can be compiled is that of dates."""
    if head := triples.node(node, "sh:or"):
        parts = [item for item in triples.items(head) if isinstance(item, str)]
        only = all([short(p) for p in triples.predicates(part)] == ["sh:datatype"] for part in parts)
        if not only or tuple(short(triples.node(part, "sh:datatype")) for part in parts) != _DATES:
            problems.append(text("rdf.not-compiled", construct="sh:or", shape=name))
        return "dates"
    return short(triples.node(node, "sh:datatype"))


def _number(triples: Triples, node: str, construct: str) -> float | None:
    value = triples.value(node, construct)
    return None if value is None else float(value)


def inherited(of_class: Mapping[str, Sequence[Shape]], classes: Sequence[str]) -> list[Shape]:
    """Return the shapes of a class and its super-classes (nearest first)."""
    return [shape for name in classes for shape in of_class.get(name, ())]
