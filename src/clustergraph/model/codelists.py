"""Official code lists that ship: names of codes, and which codes they do not know. `ontology/codes` holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from clustergraph import resources
from clustergraph.i18n import Text

LISTS = ("okved2", "okpd2", "tnved", "region")
Flag = Literal["", "unknown", "retired"]


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list: code → official name, in Russian, and what it is taken from."""

    id: str
    title: Text
    edition: str
    source: str
    names: Mapping[str, str]
    retired: Mapping[str, str]
    """Code → last day on which it was valid."""
    parents: frozenset[str]
    """Prefixes under which codes stand, listed themselves or not: 24.20 is known by 24.20.11."""


@cache
def code_list(name: str) -> CodeList:
    """Read a list, once; `name` is one of `LISTS`."""
    written = resources.folder("ontology").joinpath("codes", f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    ru, en = written[0].removeprefix("# ").split("\t")
    rows = [line.split("\t") for line in written[3:]]
    names = {row[0]: row[1] for row in rows}
    parents = frozenset(code[:end] for code in names for end in range(2, len(code)) if code[end - 1] != ".")
    retired = {row[0]: row[2] for row in rows if len(row) > 2}
    return CodeList(name, Text(ru, en), written[1][2:], written[2][2:], names, retired, parents)


def code_name(name: str, code: str) -> str:
    """Return the official name of a code, of its nearest listed parent where only that is listed, else "".

    >>> code_name("okved2", "10.51")
    'Производство молока (кроме сырого) и молочной продукции'
    """
    if name not in LISTS:
        return ""
    names = code_list(name).names
    for end in range(len(code), 1 if name != "okved2" else 0, -1):
        if code[:end] in names:
            return names[code[:end]]
    return ""


def flag_of(name: str, code: str) -> Flag:
    """Tell what is odd about a code: `unknown` to the list, as codes of older editions are, or `retired`.

    A code deeper than the list goes is judged by what the list holds of it; headings of TN VED and regions that the
    list lacks may be newer or left out there: absence is no error.

    >>> flag_of("okved2", "20.16"), flag_of("okved2", "27.45"), flag_of("okpd2", "24.20")
    ('', 'unknown', '')
    """
    if name not in LISTS:
        return ""
    known = code_list(name)
    if name == "tnved":
        return "retired" if code[:4] in known.retired else ""
    if name == "region":
        return "" if code in known.names else "unknown"
    judged = code[:8] if name == "okpd2" else code
    return "" if judged in known.names or judged in known.parents or judged == "unknown" else "unknown"
