"""`python -m bench` measures every room and writes docs/benchmarks.md; `python -m bench load` only one room's part.

`python -m bench detect.null` measures one part of a room, and what is drawn from it.
"""

from __future__ import annotations

import platform
import re
import sqlite3
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

ROOMS = ("start", "load", "store", "check", "detect", "neo4j")
_PAGE = Path("docs/benchmarks.md")
_MARK = re.compile(r"^<!-- ([a-z0-9._]+) -->\n", re.MULTILINE)
_SUMMARY = "goals"
"""A part that is drawn from the other parts of its room: first on the page, measured last, and with each of them."""


def main(asked: Iterable[str]) -> None:
    """Measure the parts asked for, or all, each written into the page as soon as it is known."""
    for part in order(asked or ROOMS):
        lines = import_module(f"bench.{part}").table()
        print("\n".join(lines), flush=True)
        write(part, lines)


def parts(room: str) -> list[str]:
    """Return the parts of a room in the order of the page; a room without parts is its own."""
    return [f"{room}.{part}" for part in getattr(import_module(f"bench.{room}"), "PARTS", ())] or [room]


def order(asked: Iterable[str]) -> list[str]:
    """Return the parts that are meant, each summary last."""
    wanted = [part for name in asked for part in ([name] if "." in name else parts(name))]
    summaries = {f"{name.split('.')[0]}.{_SUMMARY}" for name in wanted if "." in name}
    return [*(part for part in wanted if part not in summaries), *sorted(summaries)]


def write(part: str, lines: Iterable[str]) -> None:
    """Put a part in its place on the page; the others stay as they are."""
    text = _PAGE.read_text(encoding="utf-8") if _PAGE.exists() else ""
    pieces = _MARK.split(text)
    known = dict(zip(pieces[1::2], pieces[2::2], strict=True)) | {part: "\n".join([*lines, "", ""])}
    head = [
        "# Benchmarks",
        "",
        f"Written by `make bench`: Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}.",
        f"{platform.system()} {platform.machine()}. Times are CPU seconds of a process of its own.",
        "",
        "",
    ]
    order = [name for room in ROOMS for name in parts(room) if name in known]
    body = "".join(f"<!-- {name} -->\n{known[name].rstrip()}\n\n" for name in order)
    _PAGE.write_text("\n".join(head) + body.rstrip() + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
