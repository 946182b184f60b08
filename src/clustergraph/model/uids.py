"""The uid of a node: an official code or a slug under the folder of its kind. Made here and nowhere else."""

from __future__ import annotations

import re

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.model.terms import KINDS, Kind

_UID = re.compile(r"[a-z0-9]+(?:[/._-][a-z0-9._-]+)*")


def node_uid(kind: Kind, *parts: str) -> str:
    """Return folder and parts as one uid; a part may itself be a whole uid (the subject of an indicator).

    Parts come in the order of `cg:key`: `node_uid(Kind.INDICATOR, "org/0055000024", "revenue", "2023")`.

    Raises
    ------
    InputError
        Where a part is empty or holds characters outside `[a-z0-9/._-]`.
    """
    uid = "/".join((KINDS[kind].folder, *(part.lower() for part in parts)))
    if not all(parts) or not _UID.fullmatch(uid):
        raise InputError(text("common.bad-uid", uid=uid))
    return uid


def code_of(uid: str) -> str:
    """Return what follows the folder; letters of a section are upper case (`okved2/c` is the code `C`)."""
    code = uid.partition("/")[2]
    return code.upper() if len(code) == 1 else code
