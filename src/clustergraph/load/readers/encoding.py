"""The encoding of a text file: found from its bytes in one pass, or the declared one held against them."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clustergraph.errors import InputError
from clustergraph.i18n import text

_CHUNK = 1 << 18
_FOREIGN = 1 << 16
_HEAD = 4096
_ASCII = bytes(range(128))
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a"))
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ONE_BYTE = ("cp1251", "cp866")
# per mille of letters in Russian texts (National Corpus of the Russian language)
_FREQUENCY = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (110, 85, 80, 74, 67, 63, 55, 47, 45, 44, 35, 32, 30, 28, 26, 20, 19, 17, 17, 16, 16, 14, 12, 10, 9, 7, 6, 5,
         4, 3, 3, 1, 1),
        strict=True,
    )
)  # fmt: skip
_RUSSIAN = 30
"""Mean frequency of letters above which a text is Russian: right decodings score 50-65, wrong ones below 30."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """What one pass over the bytes of a file told."""

    sha256: str
    encoding: str
    """A codec of Python; `utf-8-sig` and `utf-16` where the file begins with a mark."""
    ruined: bool
    """The character U+FFFD stands in it: somebody decoded it wrongly before and saved the loss."""


@dataclass(slots=True)
class _Pass:
    """What a pass over the bytes collects."""

    sha256: str = ""
    bad_byte: int = -1
    binary: bool = False
    ruined: bool = False
    foreign: bytes = b""
    """The first bytes above 127."""


def examine(path: Path, declared: str = "") -> TextFile:
    """Read a file once and tell its encoding.

    Raises
    ------
    InputError
        Where it is no text, where its encoding is damaged, or where `declared` is not what it is.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), "")
    seen = _read(path, marked or "utf-8")
    if seen.binary or _is_full_of_controls(head):
        raise InputError(text("readers.binary", file=path.name), text("readers.binary-hint"))
    if marked or seen.bad_byte < 0:
        found = marked or "utf-8"
        if seen.bad_byte >= 0:
            raise _damaged(path, found, seen.bad_byte)
        encoding = _agreed(path, declared, found, ascii_only=not marked and not seen.foreign)
    else:
        if _is_mostly_utf8(seen.foreign):
            raise _damaged(path, "utf-8", seen.bad_byte)
        encoding = _one_byte(path, declared, seen.foreign)
        bad_byte = _read(path, encoding).bad_byte
        if bad_byte >= 0:
            raise _damaged(path, encoding, bad_byte)
    return TextFile(seen.sha256, encoding, seen.ruined and encoding.startswith("utf"))


def _read(path: Path, encoding: str) -> _Pass:
    seen = _Pass()
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    for chunk in _chunks(path):
        digest.update(chunk)
        if not chunk.isascii() and len(seen.foreign) < _FOREIGN:
            seen.foreign += chunk.translate(None, _ASCII)[:_FOREIGN]
        if seen.bad_byte < 0:
            held = len(decoder.getstate()[0])
            try:
                decoded = decoder.decode(chunk, final=len(chunk) < _CHUNK)
            except UnicodeDecodeError as error:
                seen.bad_byte = done - held + error.start
                decoded = "" if encoding == "utf-16" else chunk.decode("latin-1")
            seen.ruined = seen.ruined or "\ufffd" in decoded
            seen.binary = seen.binary or "\0" in decoded
        else:
            seen.binary = seen.binary or 0 in chunk
        done += len(chunk)
    seen.sha256 = digest.hexdigest()
    return seen


def _is_full_of_controls(head: bytes) -> bool:
    """Tell whether bytes are a picture, an archive or the like; UTF-16 is judged by its decoded text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    return len(head.translate(None, _CONTROLS)) < 0.99 * len(head)


def _chunks(path: Path) -> Iterator[bytes]:
    """Give the bytes; the last chunk is shorter than the others, and may be empty."""
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            yield chunk
            if len(chunk) < _CHUNK:
                return


def _agreed(path: Path, declared: str, found: str, *, ascii_only: bool) -> str:
    """Return the encoding of a file that is marked or valid UTF-8, where the declared one does not contradict."""
    if not declared:
        return found
    name = _codec(declared)
    same = name.split("-")[:2] == found.split("-")[:2]
    plain = ascii_only and "aZ;9".encode(name) == b"aZ;9"
    if same or plain:
        return found if same else name
    raise _not_as_declared(path, declared, found)


def _one_byte(path: Path, declared: str, foreign: bytes) -> str:
    """Return the encoding in which the bytes above 127 read most like Russian."""
    found = max(_ONE_BYTE, key=lambda name: _russian(foreign, name))
    if not declared:
        return found
    name = _codec(declared)
    best = _russian(foreign, found)
    if name.startswith("utf") or (best >= _RUSSIAN and _russian(foreign, name) < best):
        raise _not_as_declared(path, declared, found)
    return name


def _russian(foreign: bytes, encoding: str) -> float:
    """Return the mean frequency of the letters: whoever reads a Russian text in a wrong encoding sees rare ones."""
    decoded = foreign.decode(encoding, "replace").casefold()
    return sum(_FREQUENCY.get(letter, 0) * decoded.count(letter) for letter in sorted(set(decoded))) / len(decoded)


def _is_mostly_utf8(foreign: bytes) -> bool:
    """Tell whether bytes that are not valid UTF-8 nearly are: no text of one byte a letter looks so by chance."""
    return len(foreign.decode("utf-8", "ignore").encode("utf-8")) > 0.8 * len(foreign)


def _codec(declared: str) -> str:
    try:
        "a".encode(declared)  # not every codec is one of text
        return codecs.lookup(declared).name
    except (LookupError, UnicodeError):
        raise InputError(
            text("readers.unknown-encoding", encoding=declared), text("readers.unknown-encoding-hint")
        ) from None


def _not_as_declared(path: Path, declared: str, found: str) -> InputError:
    message = text("readers.not-as-declared", file=path.name, declared=declared, found=found)
    return InputError(message, text("readers.not-as-declared-hint", found=found))


def _damaged(path: Path, encoding: str, offset: int) -> InputError:
    """Return the error for a byte that is not possible in an encoding; tells the line."""
    line, done = 1, 0
    for chunk in _chunks(path):
        before = chunk[: max(0, offset - done)]
        line += before.count(b"\n") or before.count(b"\r")
        done += len(chunk)
    message = text("readers.damaged", file=path.name, encoding=encoding, line=line, byte=offset + 1)
    return InputError(message, text("readers.damaged-hint"))
