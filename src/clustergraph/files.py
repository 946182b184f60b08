"""How files are written: whole or not at all, in UTF-8 whatever the locale."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from clustergraph.errors import InputError
from clustergraph.i18n import text


@contextmanager
def replacing(path: Path, *, encoding: str = "utf-8", newline: str | None = "") -> Iterator[TextIO]:
    """Open a file for writing; it takes the place of the old one when the block ends well, else the old one stays.

    Raises
    ------
    InputError
        Where the place cannot be written: no such folder, no permission, open in another program, disk full.
    """
    with replacing_all() as begin:
        yield begin(path, encoding=encoding, newline=newline)


class _Begin:
    """Opens files beside their places and moves them there together."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._written: list[tuple[Path, Path]] = []

    def __call__(self, path: Path, *, encoding: str = "utf-8", newline: str | None = "") -> TextIO:
        """Return a file open for writing that will take the place of `path`."""
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._written.append((temporary, path))
        return self._stack.enter_context(temporary.open("w", encoding=encoding, newline=newline))

    def move(self) -> None:
        """Put the files, closed by now, in their places."""
        for temporary, path in self._written:
            temporary.replace(path)

    def remove(self) -> None:
        """Leave nothing behind."""
        for temporary, _ in self._written:
            temporary.unlink(missing_ok=True)


@contextmanager
def replacing_all() -> Iterator[_Begin]:
    """Write several files that appear together when the block ends well; `with replacing_all() as begin: begin(path)`."""
    stack = ExitStack()
    begin = _Begin(stack)
    try:
        with stack:
            yield begin
        begin.move()
    except OSError as error:
        place = error.filename2 or error.filename or ""
        reason = error.strerror or str(error)
        raise InputError(text("files.cannot-write", file=place, reason=reason), text("files.cannot-write-hint")) from error
    finally:
        begin.remove()
