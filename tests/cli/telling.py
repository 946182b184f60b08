"""Small files of fictional firms, and what tests ask of a store that was loaded from them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.cli.conftest import Ran, Run

FIRMS = ["0055000017", "0055000024", "0055000031", "0055000049"]
ENTERPRISES = "ИНН;Наименование;ОКВЭД\n"
SUPPLIES = "ИНН поставщика;ИНН покупателя;ОКПД2;Год;Сумма, руб.\n"


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8", newline="")
    return path


def supply(seller: int, buyer: int, amount: int | str, year: int = 2023) -> str:
    return f"{FIRMS[seller]};{FIRMS[buyer]};20.16.51;{year};{amount}\n"


def load(run: Run, store: Path, path: Path, *more: object) -> Ran:
    done = run("load", path, "--store", store, *more)
    assert done.code == 0, done.err
    return done


def dump(store: Path) -> list[str]:
    """Everything in a store but when it was written."""
    with sqlite3.connect(store) as db:
        return [line for line in db.iterdump() if "fts" not in line]
