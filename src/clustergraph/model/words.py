"""Records in words: names, kinds, properties and values as an expert reads them, in the language in force."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clustergraph.i18n import language, number, text
from clustergraph.model.codelists import code_list, code_name, flag_of, twin_of
from clustergraph.model.records import Entity, Link, Record, Value
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, TERMS

_NAMES = frozenset({"name", "name_en", "legal_name", "legal_name_en", "alt_name"})
_NAMED = 60
"""Characters of the official name of a code."""
_SPACES = re.compile(r"\s+")
# marks that turn the direction of writing around, and controls: in a picture they only deceive
_UNSEEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(words: str, limit: int = 0) -> str:
    """Return a text on one line without marks that nobody sees, cut at `limit` characters (0: not cut)."""
    line = _SPACES.sub(" ", _UNSEEN.sub("", words)).strip()
    return line if not limit or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def name_of(entity: Entity) -> str:
    """Return the name of a node; of a code, where nobody states one, its official name; its uid where it has none.

    A person goes by the uid: it names the post.
    """
    order = ("name", "legal_name", "name_en", "legal_name_en")
    if language() == "en":
        order = ("name_en", "name", "legal_name_en", "legal_name")
    stated = () if KINDS[entity.kind].personal else (entity.props.get(key) for key in order)
    name = next((name for value in stated if value and (name := clean(str(value)))), "")
    return name or clean(code_name(*entity.uid.partition("/")[::2])) or entity.uid


def kind_label(record: Record) -> str:
    """Return the kind of a node or link in words."""
    return str(LINKS[record.kind].label if isinstance(record, Link) else KINDS[record.kind].label)


def facts(record: Record) -> Iterator[tuple[str, str]]:
    """Give label and value of the properties of a record, in the order of the ontology; no names, nothing personal."""
    listed = (LINKS[record.kind] if isinstance(record, Link) else KINDS[record.kind]).properties
    others = sorted(record.props.keys() - set(listed))
    for key in (*listed, *others):
        info = PROPERTIES.get(key)
        if key not in record.props or key in _NAMES or (info and info.personal):
            continue
        yield str(info.label) if info else key, value_text(key, record.props[key])


def value_text(key: str, value: Value) -> str:
    """Return the value of a property in words: terms by their labels, numbers and dates as the language writes them."""
    if isinstance(value, list):
        return "; ".join(value_text(key, item) for item in value)
    if isinstance(value, bool):
        return text("common.yes") if value else text("common.no")
    info = PROPERTIES.get(key)
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        return _decimal(value, info.scale if info else 0)
    if info and info.type == "term":
        term = TERMS.get(info.range, {}).get(value)
        return str(term.label) if term else clean(value)
    if info and info.type == "code":
        return named_code(KINDS[info.range].folder, value)
    if info and info.type in ("date", "day") and language() == "ru":
        return clean(".".join(reversed(value.split("-"))))
    return clean(value)


def named_code(scheme: str, code: str) -> str:
    """Return a code with its official name behind it, where a list that ships knows it, and what is odd about it."""
    flag = flag_of(scheme, code)
    named = f"{clean(code)} {clean(code_name(scheme, code), _NAMED)}".rstrip()
    if not flag:
        return named
    if flag == "retired":
        return f"{named} ({text('common.code-retired')})"
    twin = twin_of(scheme) if flag == "other-list" else None
    odd = text("common.code-other-list", title=twin.title) if twin else ""
    return f"{clean(code)} ({odd or text('common.code-unknown', title=code_list(scheme).title)})"


def _decimal(value: float, places: int) -> str:
    """Return money with all its places, other decimals without zeros at the end."""
    words = number(value, places)
    return words.rstrip("0").rstrip(".,") if places > 2 else words
