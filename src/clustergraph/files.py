"""How files are written: whole or not at all, in UTF-8 whatever the locale."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from clustergraph.errors import InputError
from clustergraph.i18n import reason, text

_STARTS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def guarded(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula; `unguarded` gives the text back.

    >>> guarded("=1+1"), guarded("ООО «Демо»")
    ("'=1+1", 'ООО «Демо»')
    """
    return f"'{cell}" if cell.lstrip("' ").startswith(_STARTS_FORMULA) else cell


def unguarded(cell: str) -> str:
    """Return a text as it was before `guarded`.

    >>> unguarded("'=1+1"), unguarded("'s-Gravenhage")
    ('=1+1', "'s-Gravenhage")
    """
    return cell[1:] if cell.startswith("'") and cell.lstrip("' ").startswith(_STARTS_FORMULA) else cell


class Replacing:
    """Files that are being written beside their places; they move there together."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._places: dict[Path, Path] = {}

    def open(self, path: Path, *, encoding: str = "utf-8", newline: str | None = "") -> TextIO:
        """Return a file open for writing that will take the place of `path`."""
        return self._open.enter_context(self._temporary(path).open("w", encoding=encoding, newline=newline))

    def open_binary(self, path: Path) -> BinaryIO:
        """Return a file open for writing bytes that will take the place of `path`."""
        return self._open.enter_context(self._temporary(path).open("wb"))

    def _temporary(self, path: Path) -> Path:
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._places[temporary] = path
        return temporary

    def move(self) -> None:
        """Close the files and put them in their places."""
        self._open.close()
        for temporary, path in self._places.items():
            temporary.replace(path)

    def discard(self) -> None:
        """Leave nothing behind that is not in its place."""
        self._open.close()
        for temporary in self._places:
            temporary.unlink(missing_ok=True)

    def named(self, error: OSError) -> str:
        """Return the place that an error is about, as the user knows it."""
        path = Path(error.filename) if error.filename else next(iter(self._places), Path())
        return str(self._places.get(path, path))


@contextmanager
def replacing() -> Iterator[Replacing]:
    """Write files that take the place of old ones when the block ends well; else the old ones stay.

    `with replacing() as files: files.open(path).write(content)`.

    Raises
    ------
    InputError
        Where a place cannot be written: no such folder, no permission, open in another program, disk full.
    """
    files = Replacing()
    try:
        yield files
        files.move()
    except OSError as error:
        message = text("files.cannot-write", file=files.named(error), reason=reason(error))
        raise InputError(message, text("files.cannot-write-hint")) from error
    finally:
        files.discard()
