"""Questions about the names of the ontology: what is below what, what a uid can be, what a name is called."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from clustergraph.i18n import Text, unknown
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, TERMS, Kind
from clustergraph.model.vocabulary import KindInfo, LinkInfo


def kind_info(name: str) -> KindInfo:
    """Return what the ontology says of a kind of node, abstract ones (`Agent`, `Code`) included."""
    if name not in KINDS:
        raise unknown("common.what-kind", name, KINDS)
    return KINDS[name]


def link_info(name: str) -> LinkInfo:
    """Return what the ontology says of a kind of link, plain ones included."""
    if name not in LINKS:
        raise unknown("common.what-link", name, LINKS)
    return LINKS[name]


@cache
def is_a(kind: str, ancestor: str) -> bool:
    """Tell whether a kind is another one or below it; everything is an `Entity`."""
    return ancestor in (kind, "Entity") or ancestor in KINDS[kind].supers


@cache
def kinds_below(name: str) -> tuple[Kind, ...]:
    """Return the kinds that records of a kind may have, in the order of the ontology: the kind itself and those below.

    >>> [str(kind) for kind in kinds_below("Agent")]
    ['Organization', 'Enterprise', 'PublicAuthority', 'NamelessMember']
    """
    return tuple(kind for kind in Kind if is_a(kind, name))


@cache
def folders_of(name: str) -> frozenset[str]:
    """Return the folders in which uids of a kind, or of those below it, can stand."""
    return frozenset(KINDS[kind].folder for kind in kinds_below(name))


@cache
def _kind_by_folder() -> dict[str, Kind]:
    """Return folder → its widest kind: the first one, since a sub-kind follows its super-class in the ontology."""
    found: dict[str, Kind] = {}
    for kind in Kind:
        found.setdefault(KINDS[kind].folder, kind)
    return found


def folder_kind(uid: str) -> Kind:
    """Return the widest kind a node with this uid can have: what a bare mention of it is.

    >>> str(folder_kind("org/0055000017"))
    'Organization'
    """
    folder = uid.partition("/")[0]
    kinds = _kind_by_folder()
    if folder not in kinds:
        raise unknown("common.what-folder", folder, kinds)
    return kinds[folder]


def most_specific(kinds: Iterable[str]) -> Kind | None:
    """Return the kind that is below all the others, or None where two of them are neither above the other."""
    distinct = sorted(set(kinds))
    lowest = [kind for kind in distinct if all(is_a(kind, other) for other in distinct)]
    return Kind(lowest[0]) if lowest else None


def label(name: str, scheme: str = "") -> Text:
    """Return what people call a kind, a link or a property, or a choice of a closed list (its code and list)."""
    if scheme:
        if scheme not in TERMS or name not in TERMS[scheme]:
            raise unknown("common.what-term", name, TERMS.get(scheme, TERMS))
        return TERMS[scheme][name].label
    if name in KINDS:
        return KINDS[name].label
    if name in LINKS:
        return LINKS[name].label
    if name in PROPERTIES:
        return PROPERTIES[name].label
    raise unknown("common.what-name", name, (*KINDS, *LINKS, *PROPERTIES))
