"""Write `model/terms.py`: the tables as Python, so that nothing is parsed when the program starts."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from clustergraph.i18n import Text
from clustergraph.rdf.compile.read import Ontology, snake

_HEAD = '''"""The names of the ontology: kinds, links, properties and closed lists.

Generated from `ontology/*.ttl` by `python -m clustergraph.rdf.compile`; changes belong there.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from clustergraph.i18n import Text
from clustergraph.model.vocabulary import KindInfo, LinkInfo, Narrowing, PropertyInfo, TermInfo
'''


def terms_py(found: Ontology) -> str:
    """Return the text of `model/terms.py`."""
    kinds = {name: info for name, info in found.kinds.items() if name != "Source"}
    body = "\n".join([
        _enum("Kind", "A kind of node that a record can have.", (k for k, info in kinds.items() if not info.abstract)),
        _enum("LinkKind", "A kind of link.", found.links),
        _table("KINDS", "KindInfo", kinds, "Abstract kinds included; `Source` is no record and stands below."),
        f"SOURCE = {_value(found.kinds['Source'], 0)}\n" if "Source" in found.kinds else "",
        _table("LINKS", "LinkInfo", found.links, "Links with properties, then plain links."),
        _table("PROPERTIES", "PropertyInfo", found.properties, "By the key in records."),
        _table("TERMS", "Mapping[str, TermInfo]", found.terms, "Closed lists: scheme → code → choice."),
        _table("SCHEMES", "Text", found.schemes, "Names of the closed lists."),
        _table("REGISTERS", "TermInfo", found.registers, "Registers that are known from the start; the list is open."),
    ])  # fmt: skip
    digest = hashlib.blake2b(body.encode(), digest_size=8).hexdigest()
    constants = (
        f'ONTOLOGY_VERSION = "{found.version}"\n'
        f'DIGEST = "{digest}"\n"""Changes with anything below; part of the recipe of a load."""\n'
    )
    return f"{_HEAD}\n{constants}\n\n{body}"


def _enum(name: str, doc: str, members: Iterable[str]) -> str:
    lines = [f"class {name}(StrEnum):", f'    """{doc}"""', ""]
    lines += [f'    {member if member.isupper() else snake(member).upper()} = "{member}"' for member in members]
    return "\n".join(lines) + "\n\n"


def _table(name: str, of: str, entries: Mapping[str, object], doc: str) -> str:
    return f'{name}: Mapping[str, {of}] = {_value(entries, 0)}\n"""{doc}"""\n'


def _value(value: object, depth: int) -> str:
    """Return a literal; what is longer than a line is broken, one item a line."""
    if isinstance(value, Text):
        return _broken("Text(", (_value(part, depth + 1) for part in value), ")", depth)
    if is_dataclass(value) and not isinstance(value, type):
        parts = [
            f"{part.name}={_value(getattr(value, part.name), depth + 1)}"
            for part in fields(value)
            if getattr(value, part.name) != _default(part)
        ]
        return _broken(f"{type(value).__name__}(", parts, ")", depth)
    if isinstance(value, Mapping):
        return _broken("{", (f"{_value(k, depth)}: {_value(v, depth + 1)}" for k, v in value.items()), "}", depth)
    if isinstance(value, tuple):
        return _tuple([_value(item, depth) for item in value], depth)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


def _default(part: Field[Any]) -> object:
    """Return the default of a field; a required field has MISSING, which equals nothing."""
    return part.default if part.default_factory is MISSING else part.default_factory()


def _broken(head: str, parts: Iterable[str], tail: str, depth: int) -> str:
    items = list(parts)
    line = head + ", ".join(items) + tail
    if "\n" not in line and len(line) + 4 * depth + 24 <= 120:
        return line
    pad = "    " * (depth + 1)
    return head + "\n" + "".join(f"{pad}{item},\n" for item in items) + "    " * depth + tail


def _tuple(items: list[str], depth: int) -> str:
    comma = "," if len(items) == 1 else ""
    line = "(" + ", ".join(items) + comma + ")"
    if len(line) + 4 * depth + 24 <= 120:
        return line
    pad = "    " * (depth + 1)
    wrapped = textwrap.fill(
        ", ".join(items) + ",", 118, initial_indent=pad, subsequent_indent=pad, break_long_words=False
    )
    return "(\n" + wrapped + "\n" + "    " * depth + ")"
