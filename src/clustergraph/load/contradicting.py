"""Rows of one load that say different things of one record: none of them is taken, and lists lose them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from clustergraph.i18n import text
from clustergraph.load.mapping import LISTED, Lost, Mapped
from clustergraph.load.problems import Problem
from clustergraph.load.refused import RowPlace
from clustergraph.model.records import Link
from clustergraph.model.terms import KINDS, LINKS, Kind, LinkKind
from clustergraph.store.base import Repeated

_AGREEMENT = KINDS[Kind.AGREEMENT].folder


def problems(repeated: Repeated) -> list[Problem]:
    """Return what is told of such rows, a problem a row."""
    first = repeated.places[0].partition("!")[0]
    told = ", ".join(place.removeprefix(f"{first}!") for place in repeated.places[:10])
    reason, hint = text("load.repeated", places=told), text("load.repeated-hint")
    return [Problem(file, sheet, line, "", repeated.uid, reason, hint) for file, sheet, line in places_of(repeated)]


def places_of(repeated: Repeated) -> list[RowPlace]:
    """Return where the rows stand; the store names a place `file!sheet!line`."""
    split = [(file, between, line) for file, *between, line in (place.split("!") for place in repeated.places)]
    return [RowPlace(file, "!".join(between), int(line) if line.isdigit() else 0) for file, between, line in split]


def kinds_lost(repeated: Sequence[Repeated]) -> Mapping[RowPlace, frozenset[LinkKind]]:
    """Return the rows with the kinds of link that lists lose by them: an agreement takes its parties with it."""
    kinds: dict[RowPlace, set[LinkKind]] = defaultdict(set)
    for each in repeated:
        folder = each.uid.partition("/")[0]
        lost = [kind for kind in LISTED if LINKS[kind].folder == folder]
        if folder == _AGREEMENT:
            lost.append(LinkKind.PARTY_TO)
        for place in places_of(each) if lost else ():
            kinds[place].update(lost)
    return {place: frozenset(found) for place, found in kinds.items()}


def lost_rows(kinds: Mapping[RowPlace, frozenset[LinkKind]], rows: Iterable[tuple[RowPlace, Mapped]]) -> Iterator[Lost]:
    """Give whose purchases, sales and agreements are no longer complete."""
    for place, mapped in rows:
        for record in mapped.records:
            if not isinstance(record, Link) or record.kind not in kinds.get(place, ()):
                continue
            period = str(record.props.get("period", ""))
            for firm, side in _sides(record):
                if mapped.side in ("", side):
                    yield Lost(firm, "", side, period, place.file, place.line, place.sheet)


def _sides(record: Link) -> list[tuple[str, str]]:
    if record.kind == LinkKind.PARTY_TO:
        return [(record.src, "agreements")]
    if record.kind == LinkKind.BUYS:
        return [(record.src, "purchases")]
    return [(record.dst, "purchases"), (record.src, "sales")]
