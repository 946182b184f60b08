"""What fictional firms do: real codes of activities and products with their official titles, and chains made of them.

`trades.csv` beside this file holds public facts of OKVED2 (OK 029-2014) and OKPD2 (OK 034-2014), editions of 2022-2023:
codes and titles (long titles are cut). Units are OKEI codes; prices and the names of firms are invented.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Trade(NamedTuple):
    """One activity with the product it is known for."""

    okved2: str
    okpd2: str
    product: str
    """Official title of the product, or its first part."""
    unit: str
    """OKEI code, "" for services."""
    price: int
    """Roubles a unit, 0 for services."""
    noun: str
    """What a fictional firm of the trade calls itself; its number follows."""


class Chain(NamedTuple):
    """A value chain: each tier sells to the next, the last one makes the finished product."""

    slug: str
    tiers: tuple[tuple[str, ...], ...]
    """OKVED2 codes, from raw materials to the finished product."""


CHAINS: tuple[Chain, ...] = (
    Chain("food", (("01.11", "01.41"), ("10.61", "10.91"), ("10.51", "10.71", "10.82"))),
    Chain("machines", (("24.10", "24.20"), ("25.50", "25.62", "28.15"), ("28.30",))),
    Chain("instruments", (("26.11", "27.32"), ("26.12",), ("26.51", "27.12"))),
    Chain("timber", (("02.20",), ("16.10", "16.21"), ("16.24", "31.09"))),
    Chain("chemistry", (("20.13", "20.14"), ("20.59",), ("20.30", "20.41"))),
    Chain("polymers", (("20.14", "20.59"), ("20.16", "38.32"), ("22.21", "22.29"), ("22.22", "22.23"))),
    Chain("building", (("24.20", "22.29"), ("23.61", "25.11"), ("41.20",))),
)

HUBS = ("35.14", "49.41", "46.75", "46.72")
"""They sell to nearly everybody, which makes them part of no group."""

BACKGROUND = ("17.21", "22.19", "25.73", "33.12", "41.20", "43.21", "52.10", "62.01", "71.20")
"""Activities of firms that belong to nothing, beside those of the chains."""


@cache
def trades() -> dict[str, Trade]:
    """Return all trades by their OKVED2 code."""
    text = files(__package__).joinpath("trades.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return {
        row["okved2"]: Trade(row["okved2"], row["okpd2"], row["product"], row["unit"], int(row["price"]), row["noun"])
        for row in rows
    }
