"""quick"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Header:
    columns: dict
    titles: tuple


def find_header(sheet, wanted, *, header_rows=0):
    first = next(sheet.rows, None)
    if first is None:
        return Header({}, ()), iter(())
    cols = {}
    low = [t.strip().casefold() for t in first.cells]
    for name, hs in wanted.items():
        for h in hs:
            if h.casefold() in low:
                cols[name] = low.index(h.casefold())
                break
    return Header(cols, first.cells), sheet.rows
