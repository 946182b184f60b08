"""`python -m bench` measures every room and writes docs/benchmarks.md; `python -m bench load` only one."""

from __future__ import annotations

import platform
import sqlite3
import sys
from importlib import import_module
from pathlib import Path

ROOMS = ("start", "load", "store", "detect", "neo4j")
_PAGE = Path("docs/benchmarks.md")


def main(asked: list[str]) -> None:
    """Run the rooms asked for, or all, and write the page when all were run."""
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench`: Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}.",
        f"{platform.system()} {platform.machine()}. Times are CPU seconds of a process of its own.",
        "",
    ]
    for room in asked or ROOMS:
        lines += [*import_module(f"bench.{room}").table(), ""]
    text = "\n".join(lines)
    print(text)
    if not asked:
        _PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
