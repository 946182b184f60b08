"""Which record people mean: a uid, an INN, a rank of the current run, or an unambiguous name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.model import codes
from clustergraph.model.ontology import label
from clustergraph.model.records import Record
from clustergraph.model.terms import KINDS, Kind
from clustergraph.store.base import Hit, Store

CURRENT_RUN = "current_run"
"""Name of the document that says which run ranks are read from."""

_SHOWN = 5
_SLUG = re.compile(r"[a-z][a-z0-9-]*")
_SLUG_FOLDERS = tuple(dict.fromkeys(info.folder for info in KINDS.values() if info.key == ("slug",)))
"""`demo-polymers` is enough for `cluster/demo-polymers`."""


def resolve(store: Store, wanted: str, kinds: Sequence[Kind] = ()) -> str:
    """Return the uid that `wanted` means.

    Raises
    ------
    InputError
        Where nothing or more than one record fits; the message lists what was found.
    """
    asked = wanted.strip()
    for uid in _direct(store, asked):
        if (record := store.get(uid)) is None:
            continue
        if _fits(record, kinds):
            return uid
        if "/" in asked or asked.isdigit():
            raise _other_kind(asked, record, kinds)
    hits = store.search(asked, kinds, limit=_SHOWN + 1)
    exact = [hit for hit in hits if hit.name.casefold() == asked.casefold()]
    if len(exact) == 1 or len(hits) == 1:
        return (exact or hits)[0].uid
    if not hits:
        raise InputError(text("graph.nothing-found", wanted=asked), text("graph.nothing-found-hint"))
    raise InputError(text("graph.several-found", wanted=asked, found=_listed(hits)), text("graph.several-found-hint"))


def _direct(store: Store, asked: str) -> list[str]:
    """Return the uids that a text may be by its form alone."""
    uids = []
    if "/" in asked:
        uids.append(asked)
    elif inn := codes.inn(asked).code:
        uids.append(f"org/{inn}")
    elif _SLUG.fullmatch(asked):
        uids += [f"{folder}/{asked}" for folder in _SLUG_FOLDERS]
    if asked.isascii() and asked.isdigit() and (run := store.document(CURRENT_RUN)):
        uids.append(f"candidate/{run.decode().removeprefix('run/')}/{int(asked)}")
    return uids


def _fits(record: Record, kinds: Sequence[Kind]) -> bool:
    return not kinds or record.kind in kinds


def _other_kind(asked: str, record: Record, kinds: Sequence[Kind]) -> InputError:
    wanted = ", ".join(str(label(kind)) for kind in kinds)
    return InputError(text("graph.other-kind", asked=asked, kind=label(record.kind), wanted=wanted))


def _listed(hits: Sequence[Hit]) -> str:
    names = [f"{hit.name} ({hit.uid})" for hit in hits[:_SHOWN]]
    return "; ".join(names + ["…"] * (len(hits) > _SHOWN))
