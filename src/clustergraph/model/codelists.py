"""Official code lists that ship: names of codes, and which codes they do not know. `ontology/codes` holds them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from clustergraph import resources
from clustergraph.i18n import Text
from clustergraph.model.names import search_form

LISTS = ("okved2", "okpd2", "tnved", "region", "oktmo")
Flag = Literal["", "unknown", "retired", "other-list"]
_TWINS = {"okved2": "okpd2", "okpd2": "okved2"}
"""Lists whose codes look alike and stand in each other's columns."""


@dataclass(frozen=True)
class CodeList:
    """One list: code → official name, in Russian, and what it is taken from."""

    id: str
    title: Text
    edition: str
    source: str
    lines: Sequence[str]
    """Code, name and, of a code no longer valid, its last day, by tabs; in the order of the codes."""

    def find(self, code: str) -> tuple[str, str]:
        """Return the name of a code and its last day, "" where it is valid; two times "" where it is not listed."""
        at = bisect_left(self.lines, f"{code}\t")
        if at == len(self.lines) or not self.lines[at].startswith(f"{code}\t"):
            return "", ""
        _, name, *until = self.lines[at].split("\t")
        return name, until[0] if until else ""

    def knows(self, code: str) -> bool:
        """Tell whether a code is listed, or codes stand below it: 24.20 is known by 24.20.11."""
        at = bisect_left(self.lines, code)
        return (len(code) > 1 and at < len(self.lines) and self.lines[at].startswith(code)) or bool(self.find(code)[0])

    @cached_property
    def names(self) -> Mapping[str, str]:
        """All codes with their names."""
        return {code: name for code, name, *_ in (line.split("\t") for line in self.lines)}

    @cached_property
    def retired(self) -> Mapping[str, str]:
        """Code → last day on which it was valid."""
        return {row[0]: row[2] for row in (line.split("\t") for line in self.lines) if len(row) > 2}


@cache
def code_list(name: str) -> CodeList:
    """Read a list, once; `name` is one of `LISTS`."""
    written = resources.folder("ontology").joinpath("codes", f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    ru, en = written[0].removeprefix("# ").split("\t")
    return CodeList(name, Text(ru, en), written[1][2:], written[2][2:], written[3:])


def code_name(name: str, code: str) -> str:
    """Return the official name of a code, of its nearest listed parent where only that is listed, else "".

    >>> code_name("okved2", "10.51")
    'Производство молока (кроме сырого) и молочной продукции'
    >>> code_name("oktmo", "52701000")  # of municipalities the list holds only the regions
    'Омская обл'
    """
    if name not in LISTS:
        return ""
    known = code_list(name)
    found = (known.find(code[:end])[0] for end in range(len(code), 1 if name != "okved2" else 0, -1))
    return next(filter(None, found), "")


def flag_of(name: str, code: str) -> Flag:
    """Tell what is odd about a code: `retired`, `unknown` to the list as codes of older editions are, or `other-list`.

    A code deeper than the list goes is judged by what the list holds of it; headings of TN VED and regions that the
    list lacks may be newer or left out there: absence is no error. A code of OKPD2 is none of OKVED2, and so is told.

    >>> flag_of("okved2", "20.16"), flag_of("okved2", "27.45"), flag_of("okpd2", "24.20"), flag_of("okved2", "20.16.51")
    ('', 'unknown', '', 'other-list')
    """
    if name not in LISTS or code == "unknown":
        return ""
    known = code_list(name)
    if name == "tnved":
        return "retired" if known.find(code[:4])[1] else ""
    if name == "oktmo":
        return "" if code_name(name, code) else "unknown"
    judged = code[:8] if name == "okpd2" else code
    if known.knows(judged):
        return ""
    twin = _TWINS.get(name, "")
    return "other-list" if twin and code_list(twin).knows(code) else "unknown"


def twin_of(name: str) -> CodeList | None:
    """Return the list whose codes are taken for those of another one."""
    return code_list(_TWINS[name]) if name in _TWINS else None


def named_like(query: str, limit: int) -> list[tuple[str, str, str]]:
    """Return list, code and name of the codes that are the query, or whose names hold the beginnings of all its words.

    Of each list at most `limit`, the higher ones first: a class before what stands below it.
    """
    words = search_form(query).split()
    found: list[tuple[str, str, str]] = []
    for name in LISTS if words else ():
        held = [
            (name, code, named)
            for code, named in code_list(name).names.items()
            if code == query.strip() or _holds(f" {search_form(named)}", words)
        ]
        found += sorted(held, key=lambda one: (one[1] != query.strip(), len(one[1])))[:limit]
    return found


def _holds(named: str, words: Sequence[str]) -> bool:
    return all(f" {word}" in named for word in words)
