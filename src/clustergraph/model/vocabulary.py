"""The shape of what the ontology says about kinds, links and properties; `terms.py` (generated) holds the content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from clustergraph.i18n import Text

NO_TEXT = Text("", "")

ValueType = Literal["text", "langtext", "integer", "decimal", "boolean", "date", "day", "code", "term"]
"""text xsd:string · langtext one language of a langString · date an ISO prefix (year, month or day) · day a full date ·
code the notation of an open official list (`PropertyInfo.range` names its kind) · term a choice of a closed list."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The set of a closed list that one kind of link takes of a property."""

    allowed: str
    """Class of the choices: `MemberRole`."""
    message: Text


@dataclass(frozen=True, slots=True)
class KindInfo:
    """A kind of node."""

    name: str
    folder: str
    """First part of the uid: `org`."""
    key: tuple[str, ...]
    """What follows the folder in the uid: ("inn",), ("subject", "measure", "period")."""
    supers: tuple[str, ...]
    """Super-classes of our own from the nearest to the farthest, without Entity: ("Organization", "Agent")."""
    label: Text
    definition: Text
    properties: tuple[str, ...]
    """Record keys that this kind may carry, its super-classes' included, in the order of the ontology."""
    required: tuple[str, ...]
    """Record keys the folded record must have; names of plain links too (ABOUT)."""
    plain_links: tuple[str, ...] = ()
    """Plain links that may start here."""
    notation: str = ""
    """Regular expression of the code in the uid, for kinds of official codes."""
    notation_message: Text = NO_TEXT
    abstract: bool = False
    personal: bool = False
    computed: bool = False
    sourced: bool = False
    """A folded record of this kind needs a source (`cgs:source-required`)."""
    disjoint: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkInfo:
    """A kind of link: a class with properties, or a plain link."""

    name: str
    """`SUPPLIES`"""
    class_name: str
    """`SupplyLink`; "" for a plain link."""
    folder: str
    key: tuple[str, ...]
    """Record keys whose values tell two links between the same ends apart."""
    from_property: str
    """`supplier`: names the start in RDF; "" for a plain link."""
    to_property: str
    from_kind: str
    """Widest kind of the start: `Agent`, `Entity`."""
    to_kind: str
    weight: str
    """Record key that analysis takes as weight, or ""."""
    label: Text
    definition: Text
    properties: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    computed: bool = False
    narrowed: Mapping[str, Narrowing] = field(default_factory=dict)
    """Record key of a term → the set of its list that this link takes: role → MemberRole."""
    from_message: Text = NO_TEXT
    """What is wrong when a node of another kind stands at the start."""
    to_message: Text = NO_TEXT
    single: bool = False
    """A plain link of which a node has one."""
    absent: Text = NO_TEXT
    """What is wrong when a plain link that must be there is missing."""


@dataclass(frozen=True, slots=True)
class PropertyInfo:
    """A property of records, under its record key (`okved2_other`, `name`, `name_en`)."""

    key: str
    local_name: str
    """Name in RDF: `okved2Other`, `name` (also for `name_en`)."""
    type: ValueType
    label: Text
    definition: Text
    prefix: str = "cg"
    """Vocabulary of the name in RDF; only `broader` is borrowed, from `skos`."""
    many: bool = False
    """A sorted list of distinct values, also for one."""
    language: str = ""
    """`ru` or `en` of a langtext."""
    range: str = ""
    """Kind of a code (`Activity`; `Code` is the kind that carries it), scheme of a term (`role`)."""
    allowed: tuple[str, ...] = ()
    """Classes of the choices that it takes (`TermInfo.sets`); a link narrows them (membership: MemberRole)."""
    scale: int = 0
    """Decimal places of a decimal."""
    pattern: str = ""
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    below: float | None = None
    """Exclusive upper bound."""
    not_above: str = ""
    """Record key of a number that this one must not exceed."""
    personal: bool = False
    message: Text = NO_TEXT
    """What is wrong when a value is refused."""
    absent: Text = NO_TEXT
    """What is wrong when the property must be there and is not."""


@dataclass(frozen=True, slots=True)
class TermInfo:
    """One choice of a closed list."""

    scheme: str
    code: str
    label: Text
    definition: Text
    sets: tuple[str, ...] = ()
    """Classes of the choice: ("MemberRole", "PartyRole")."""
