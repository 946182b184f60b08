"""Pins: what experts decided about candidates, kept as a document of the store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from clustergraph.analysis.inside import members_of
from clustergraph.errors import InputError
from clustergraph.graph.resolve import resolve
from clustergraph.i18n import text
from clustergraph.model.records import Link
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.store.base import Store

if TYPE_CHECKING:
    from clustergraph.analysis.candidate import Candidate
    from clustergraph.analysis.candidates import CandidateRow
    from clustergraph.analysis.detection.pins import Act, Mask, Pin, Pins
    from clustergraph.analysis.network import Network

    Shown = TypeVar("Shown", Candidate, CandidateRow)

PINS = "pins"
"""Name of the document."""
_FIRMS = (Kind.ORGANIZATION, Kind.ENTERPRISE)
_ALIAS = re.compile(r"[a-z0-9][a-z0-9._-]*")


def pins(store: Store) -> Pins:
    """Return the pins of a store, by number."""
    from clustergraph.analysis.detection.pins import Pins, read

    return Pins(read(store.document(PINS)))


def pin(
    store: Store,
    wanted: Sequence[str],
    *,
    why: str,
    outside: Sequence[str],
    name: str,
    dismiss: bool,
    author: str,
) -> Pins:
    """Keep what an expert decided of a candidate, or of firms named one by one.

    Without a name or a dismissal the firms are to stay together, those `outside` excepted.
    """
    from clustergraph.analysis.detection.pins import Pin, added

    if not _ALIAS.fullmatch(author):
        raise InputError(text("graph.bad-expert", expert=author), text("graph.bad-expert-hint"))
    apart = [resolve(store, one, _FIRMS) for one in outside]
    named, firms = _firms(store, wanted)
    together = [firm for firm in firms if firm not in apart or firm in named]
    acts: list[tuple[Act, list[str], str]] = []
    if name.strip():
        acts.append(("name", firms, name.strip()))
    if dismiss:
        acts.append(("dismiss", firms, ""))
    if not acts and wanted:
        acts.append(("group", together, ""))
    if apart:
        acts.append(("outside", apart, ""))
    if not acts:
        raise InputError(text("detection.pin-few"), text("detection.pin-few-hint"))
    was = store.document(PINS)
    found = pins(store).pins
    today = datetime.now(UTC).date().isoformat()
    for act, uids, said in acts:
        found = added(found, Pin(0, act, tuple(uids), said, why.strip(), author, today))
    return _kept(store, found, was)


def unpin(store: Store, n: int) -> Pins:
    """Take a pin back."""
    from clustergraph.analysis.detection.pins import removed

    return _kept(store, removed(pins(store).pins, n), store.document(PINS))


def mask(store: Store, network: Network) -> Mask | None:
    """Return the pins as a search in this network sees them; None where there are none."""
    from clustergraph.analysis.detection.pins import mask_of

    found = pins(store).pins
    return mask_of(found, network.uids) if found else None


def judged(store: Store, shown: Iterable[Shown], includes: Iterable[Link]) -> list[Shown]:
    """Return candidates with the names experts gave them, and why they were dismissed.

    `includes` are those of the whole run, since a decision holds for the one candidate that lineage matches with it.
    """
    from clustergraph.analysis.detection.pins import names_of

    found = pins(store).pins
    if not found:
        return list(shown)
    members = members_of(includes)
    order = sorted(members, key=lambda uid: int(uid.rpartition("/")[2]))
    names, dismissals = names_of(found, [frozenset(members[uid]) for uid in order])
    name = {order[place]: one.text for place, one in names.items()}
    why = {order[place]: one.why for place, one in dismissals.items()}
    return [replace(one, name=name.get(one.uid, one.name), dismissed=why.get(one.uid, "")) for one in shown]


def _firms(store: Store, wanted: Sequence[str]) -> tuple[set[str], list[str]]:
    """Return the firms named one by one, and all: a candidate stands for the firms it includes."""
    named, firms = set(), []
    for one in wanted:
        uid = resolve(store, one, (*_FIRMS, Kind.CLUSTER_CANDIDATE))
        if uid.startswith("candidate/"):
            firms += sorted(members_of(store.links(LinkKind.INCLUDES, ends=[uid]))[uid])
        else:
            named.add(uid)
            firms.append(uid)
    return named, firms


def _kept(store: Store, found: Sequence[Pin], was: bytes | None) -> Pins:
    from clustergraph.analysis.detection.pins import Pins, written

    store.put_document(PINS, written(found), was=was)
    return Pins(found)
