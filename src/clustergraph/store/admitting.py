"""What a statement must be to be taken at all: in the right folder, between the right ends, and allowed to a run."""

from __future__ import annotations

import hashlib

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.model.records import Link, Statement
from clustergraph.model.terms import KINDS, LINKS, Kind, LinkKind
from clustergraph.store.columns import KIND_OF_FOLDER


def admit(statement: Statement, *, computed: bool) -> None:
    """Raise InputError where a statement cannot stand in a store; `computed`: its source is a run."""
    record, place = statement.record, statement.place
    if isinstance(record, Link):
        sources, targets = _ENDS[record.kind]
        start = record.src.partition("/")[0]
        if start not in sources or record.dst.partition("/")[0] not in targets:
            raise InputError(text("store.wrong-ends", kind=record.kind, src=record.src, dst=record.dst, place=place))
        of_a_run = KINDS[KIND_OF_FOLDER[start]].computed
    else:
        if not record.uid.startswith(_FOLDERS[record.kind]):
            raise InputError(text("store.wrong-folder", uid=record.uid, kind=record.kind, place=place))
        of_a_run = KINDS[record.kind].computed
    if computed and not of_a_run:
        raise InputError(text("store.not-computed", uid=record.uid), text("store.not-computed-hint"))


def digest_of_parts(*parts: str) -> int:
    """Return the hash of what one statement states, to be added to those of the others: their order does not matter."""
    return int.from_bytes(hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest())


def _folders_under(kind: str) -> frozenset[str]:
    return frozenset(
        info.folder for name, info in KINDS.items() if kind in ("Entity", name, *info.supers) and not info.abstract
    )


_FOLDERS = {kind: f"{KINDS[kind].folder}/" for kind in Kind}
_ENDS = {LinkKind(name): (_folders_under(info.from_kind), _folders_under(info.to_kind)) for name, info in LINKS.items()}
