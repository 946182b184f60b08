"""Texts in Russian and English. One TOML a room; every key has both languages beside each other.

>>> with use("en"):
...     text("common.yes")
'yes'
"""

from __future__ import annotations

import errno
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from clustergraph import settings
from clustergraph.errors import UnknownNameError, nearest

_language: ContextVar[str] = ContextVar("language", default="")


class Text(NamedTuple):
    """The same text in both languages."""

    ru: str
    en: str

    def __str__(self) -> str:
        return self.ru if language() == "ru" else self.en


def language() -> str:
    """Return the language in force: `ru` or `en`."""
    return _language.get() or settings.language()


def set_language(lang: str) -> None:
    """Set the language for the rest of the program (the command line does this once)."""
    if lang not in ("ru", "en"):
        raise unknown("common.what-language", lang, ("ru", "en"))
    _language.set(lang)


@contextmanager
def use(lang: str) -> Iterator[None]:
    """Set the language inside a `with` block."""
    token = _language.set(lang)
    try:
        yield
    finally:
        _language.reset(token)


def text(key: str, **values: object) -> str:
    """Return the text of `room.key` in the language in force, with `{name}` replaced by the values given."""
    return str(both(key)).format(**values) if values else str(both(key))


def both(key: str) -> Text:
    """Return the text of `room.key` in both languages, unfilled."""
    room, _, name = key.partition(".")
    return catalogue(room)[name]


@cache
def catalogue(room: str) -> dict[str, Text]:
    """Return all texts of one room."""
    raw = files(__name__).joinpath(f"{room}.toml").read_text(encoding="utf-8")
    return {key: Text(entry["ru"], entry["en"]) for key, entry in tomllib.loads(raw).items()}


def plural(count: int, key: str) -> str:
    """Return `count` with the word of `room.key` in the right form: `1 строка`, `2 строки`, `5 строк`; `2 rows`.

    The entry holds the forms separated by "|": three in Russian (one, few, many), two in English.
    """
    forms = str(both(key)).split("|")
    if language() == "ru":
        tens, ones = abs(count) % 100, abs(count) % 10
        form = 0 if ones == 1 and tens != 11 else 1 if ones in (2, 3, 4) and tens not in (12, 13, 14) else 2
    else:
        form = 0 if abs(count) == 1 else 1
    return f"{number(count)} {forms[form]}"


def number(value: float, places: int = 0) -> str:
    """Return a number as people of the language write it: `1 234,5` with no-break spaces, or `1,234.5`."""
    plain = f"{value:,.{places}f}"
    return plain.replace(",", "\u00a0").replace(".", ",") if language() == "ru" else plain


def reason(error: OSError) -> str:
    """Return why the operating system refused, in the language in force where the reason is a usual one."""
    known = {
        errno.ENOENT: "common.no-such-file",
        errno.EACCES: "common.no-permission",
        errno.EPERM: "common.no-permission",
        errno.ENOSPC: "common.disk-full",
        errno.EROFS: "common.read-only",
        errno.EISDIR: "common.is-folder",
        errno.ENOTDIR: "common.no-folder",
    }
    return text(known[error.errno]) if error.errno in known else error.strerror or str(error)


def unknown(what: str, name: str, known: Iterable[str]) -> UnknownNameError:
    """Return the error for a name that is not in a closed list; `what` is the catalogue key of the kind of name."""
    names = sorted(known)
    near = nearest(name, names)
    hint = text("common.did-you-mean", near=near) if near else text("common.known", known=", ".join(names))
    return UnknownNameError(text("common.unknown", what=text(what), name=name), hint, name, names)
