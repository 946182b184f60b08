"""The shape of what the ontology says about kinds, links and properties; `terms.py` (generated) holds the content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clustergraph.i18n import Text

ValueType = Literal["text", "langtext", "integer", "decimal", "boolean", "date", "day", "code", "term"]
"""text xsd:string · langtext one language of a langString · date an ISO prefix (year, month or day) · day a full date ·
code the notation of an open official list (`PropertyInfo.range` names its kind) · term a choice of a closed list."""


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


@dataclass(frozen=True, slots=True)
class PropertyInfo:
    """A property of records, under its record key (`okved2_other`, `name`, `name_en`)."""

    key: str
    local_name: str
    """Name in RDF below `cg:`: `okved2Other`, `name` (also for `name_en`)."""
    type: ValueType
    label: Text
    definition: Text
    many: bool = False
    """A sorted list of distinct values, also for one."""
    language: str = ""
    """`ru` or `en` of a langtext."""
    range: str = ""
    """Kind of a code (`Activity`), scheme of a term (`role`)."""
    allowed: tuple[str, ...] = ()
    """Set within the scheme that the property takes by itself; a link narrows it in LINKS (membership: MemberRole)."""
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
    message: Text = Text("", "")
    """What is wrong when a value is refused."""


@dataclass(frozen=True, slots=True)
class TermInfo:
    """One choice of a closed list."""

    scheme: str
    code: str
    label: Text
    definition: Text
    sets: tuple[str, ...] = ()
    """Classes of the choice: ("MemberRole", "PartyRole")."""
