"""Every error this package raises on purpose.

ClustergraphError
├── UsageError               the command does not fit          exit 2
├── InputError               what the user gave                exit 3
│   ├── UnknownNameError     not in a closed list; names the nearest
│   └── RowError             one row; carries file, line, column
├── StoreError               the graph store                   exit 4
│   ├── StoreBusyError       another writer is at work
│   ├── StoreDamagedError    the file is not whole; says what still reads
│   └── StoreVersionError    written by a newer program
├── AnalysisError            no answer on this graph           exit 5
└── MissingExtraError        an optional package is absent     exit 6

A message says what and where, a hint says what to do now. Whoever raises takes both from the catalogue (`i18n.text`).
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar


class ClustergraphError(Exception):
    """What, where, and what to do now, in one line."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message} {hint}".rstrip())


class UsageError(ClustergraphError):
    """The command was called in a way that cannot be carried out."""

    exit_code = 2


class InputError(ClustergraphError):
    """What the user gave cannot be read or does not fit."""

    exit_code = 3


class UnknownNameError(InputError):
    """A name that is not in a closed list; `near` is the closest known one, or empty."""

    def __init__(self, message: str, hint: str, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.known = sorted(known)
        super().__init__(message, hint)


class RowError(InputError):
    """One row that cannot be read; carries its place."""

    def __init__(self, message: str, hint: str = "", *, file: str, line: int, column: str = "") -> None:
        self.file = file
        self.line = line
        self.column = column
        super().__init__(message, hint)


class StoreError(ClustergraphError):
    """The graph store cannot do what was asked."""

    exit_code = 4


class StoreBusyError(StoreError):
    """Another program is writing to the store."""


class StoreDamagedError(StoreError):
    """The file of the store is not whole."""


class StoreVersionError(StoreError):
    """The store was written by a newer program."""


class AnalysisError(ClustergraphError):
    """There is no answer on this graph."""

    exit_code = 5


class MissingExtraError(ClustergraphError):
    """An optional package is absent."""

    exit_code = 6


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name closest to a mistyped one, or "" where none is close."""
    near = get_close_matches(name, sorted(known), n=1)
    return near[0] if near else ""
