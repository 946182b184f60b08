"""Make the compact code lists in ontology/codes from official classifiers: python tools/code_lists.py FOLDER.

Only facts are taken: a code, its official name, since and until when it is valid. FOLDER holds the classifiers as
published: okved2_20231201.csv, okpd2_tree.json, TNVED3.TXT, region.csv.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path

_DEPTH = 6
"""Digits of OKPD2 that ship: the level of CPA 2008; the 14 486 national codes below it would triple the list."""


def okved2(folder: Path) -> Iterable[tuple[str, ...]]:
    """Give sections by their letter, then codes."""
    with (folder / "okved2_20231201.csv").open(encoding="cp1251", newline="") as lines:
        for section, code, name in csv.reader(lines, delimiter=";"):
            yield code.strip() or section, name


def okpd2(folder: Path) -> Iterable[tuple[str, ...]]:
    """Give codes of at most six digits."""
    for branch in json.loads((folder / "okpd2_tree.json").read_text(encoding="utf-8")).values():
        yield from ((code, name) for code, name in branch.items() if len(code.replace(".", "")) <= _DEPTH)


def tnved(folder: Path) -> Iterable[tuple[str, ...]]:
    """Give each heading with its latest period of validity; `until` where it has ended."""
    latest: dict[str, tuple[str, str, str]] = {}
    for line in (folder / "TNVED3.TXT").read_text(encoding="cp866").splitlines()[1:]:
        group, heading, name, since, until = line.split("|")[:5]
        code = group + heading
        if code.isdigit() and len(code) == 4 and _iso(since) >= latest.get(code, ("", "", ""))[1]:
            latest[code] = name.rstrip(":"), _iso(since), _iso(until)
    for code, (name, _, until) in latest.items():
        yield (code, name, until) if until else (code, name)


def _iso(written: str) -> str:
    return "-".join(reversed(written.split("."))) if written else ""


def oktmo(folder: Path) -> Iterable[tuple[str, ...]]:
    """Give regions by the digits that all their municipalities begin with; these themselves are in no file at hand."""
    with (folder / "region.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["oktmo"]:
                yield row["oktmo"].rstrip("0").ljust(2, "0"), row["name_with_type"]


def region(folder: Path) -> Iterable[tuple[str, ...]]:
    """Give regions by the code of the tax service."""
    with (folder / "region.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row["kladr_id"][:2], row["name_with_type"]


LISTS = {
    "okved2": (okved2, "ОКВЭД2", "OKVED2", "ОК 029-2014 (КДЕС Ред. 2), 2023-12-01", "Росстандарт"),
    "okpd2": (okpd2, "ОКПД2", "OKPD2", "ОК 034-2014 (КПЕС 2008), до 6 цифр", "Росстандарт"),
    "tnved": (tnved, "ТН ВЭД ЕАЭС", "TN VED", "2022-08-11, товарные позиции", "ФТС России"),
    "oktmo": (oktmo, "ОКТМО", "OKTMO", "ОК 033-2013, субъекты РФ, 2022", "Росстат"),
    "region": (region, "Субъекты РФ", "Regions", "2022", "ФНС России, КЛАДР"),
}


def main() -> None:
    """Write a list a classifier, sorted by code."""
    for name, (read, ru, en, edition, source) in LISTS.items():
        rows = sorted(" ".join(row[1].split()).join((row[0] + "\t", "")) + "".join(f"\t{u}" for u in row[2:])
                      for row in read(Path(sys.argv[1])))  # fmt: skip
        head = [f"# {ru}\t{en}", f"# {edition}", f"# {source}"]
        out = Path(__file__).parents[1] / "ontology" / "codes" / f"{name}.tsv"
        out.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
