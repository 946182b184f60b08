"""quick"""

from __future__ import annotations

import csv
import hashlib
from contextlib import contextmanager
from pathlib import Path

from clustergraph.load.readers.base import Book, Row, Sheet


@contextmanager
def open_book(path: Path, *, encoding: str = "", delimiter: str = ""):
    raw = path.read_bytes()
    for enc in [encoding] if encoding else ["utf-8-sig", "cp1251"]:
        try:
            t = raw.decode(enc)
            break
        except UnicodeDecodeError:
            pass
    d = delimiter or (";" if t.splitlines()[0].count(";") > t.splitlines()[0].count(",") else ",")
    rd = csv.reader(t.splitlines(True), delimiter=d)
    yield Book(
        path.name,
        hashlib.sha256(raw).hexdigest(),
        f"CSV, {enc}, {d}",
        (Sheet("", (Row(rd.line_num, tuple(r)) for r in rd)),),
    )
