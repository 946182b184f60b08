"""Every shipped loader has a case: a file as experts write it, the records it gives, and what of it cannot be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from clustergraph import resources
from clustergraph.load import sheets
from clustergraph.load.readers import open_book
from clustergraph.load.reading import Reading, Stating
from clustergraph.load.recipe_toml import recipe
from clustergraph.model.records import Link, Statement, canonical
from clustergraph.model.terms import KINDS, LINKS

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/source.*"))


def test_every_loader_has_a_case() -> None:
    names = (file.name for file in resources.folder("loaders").iterdir())
    loaders = {name.removesuffix(".toml") for name in names if name.endswith(".toml")}
    assert loaders == {case.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_loader_gives_the_records_and_the_problems_of_its_case(
    case: Path, golden: Callable[[Path, str], None]
) -> None:
    source = next(case.glob("source.*"))
    stating = Stating(Reading(recipe(case.name), [source]).rows(), (), keep_dates=True)
    records = sorted(map(_shown, stating.statements()))
    tally = stating.tally
    told = {
        "rows": tally.rows,
        "refused_rows": tally.refused_rows,
        "persons": tally.persons,
        "repaired": tally.repaired,
        "held": sorted(tally.held),
        "unreadable": tally.unreadable,
        "slugs": {made.text: made.uid for made in tally.slugs_made()},
        "problems": [f"{problem.place()}: {problem.value!r} {problem.reason}" for problem in tally.problems],
    }
    golden(case / "expected.json", "[\n" + ",\n".join(records) + "\n]\n")
    golden(case / "problems.json", json.dumps(told, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_file_of_a_case_is_known_by_its_headers(case: Path) -> None:
    source = next(case.glob("source.*"))
    known = sheets.recognised(sheets.examine(source)) if not recipe(case.name).by_name_only else ""
    assert known in (case.name, "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_of_a_natural_person_is_in_what_a_case_gives(case: Path) -> None:
    told = (case / "expected.json").read_text("utf-8") + (case / "problems.json").read_text("utf-8")
    assert not [trace for trace in ("Фамилия", "005500000110", "312550000000011") if trace in told]


NOT_FROM_TABLES = {
    "NamelessMember": "a sole trader among the rows of `members`",
    "LegalAct": "rules/",
    "LegalActEdition": "rules/",
    "Requirement": "rules/",
    "Region": "the list that ships",
    "Register": "a closed list of the ontology",
}


def test_each_kind_and_link_of_the_ontology_is_stated_by_a_loader() -> None:
    rules = [rule for case in CASES for table in recipe(case.name).tables for rule in table.records]
    stated = {str(rule.kind or rule.link) for rule in rules if rule.properties}
    kinds = {name for name, info in KINDS.items() if not info.computed and not info.abstract}
    links = {name for name, info in LINKS.items() if not info.computed and info.class_name}
    assert kinds - stated == NOT_FROM_TABLES.keys()
    assert links <= {str(rule.link) for rule in rules}


@pytest.mark.parametrize("form", ["xlsx", "jsonl"])
@pytest.mark.parametrize("case", [case for case in CASES if (case / "source.csv").exists()], ids=lambda case: case.name)
def test_a_case_says_the_same_as_a_workbook_and_as_json_lines(case: Path, form: str, tmp_path: Path) -> None:
    with open_book(case / "source.csv") as book:
        rows = [row.cells for row in book.sheets[0].rows]
    path = tmp_path / f"source.{form}"
    if form == "jsonl":
        objects = (dict(zip(rows[0], cells, strict=False)) for cells in rows[1:])
        path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in objects), encoding="utf-8")
    else:
        with Workbook(path) as made:
            sheet = made.add_worksheet()
            for line, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write_string(line, column, cell)
    assert sheets.recognised(sheets.examine(path)) == case.name if not recipe(case.name).by_name_only else True
    assert _said(path, case.name) == _said(case / "source.csv", case.name)


def _said(path: Path, loader: str) -> list[str]:
    """All that a file states, without its places, which are those of the format."""
    statements = Stating(Reading(recipe(loader), [path]).rows(), (), keep_dates=True).statements()
    records = [
        (one.record.uid, str(one.record.kind), canonical(one.record.props), one.observed_on) for one in statements
    ]
    return sorted(map(repr, records))


def _shown(statement: Statement) -> str:
    """A statement as one line of JSON."""
    record = statement.record
    ends = {"src": record.src, "dst": record.dst, "key": record.key} if isinstance(record, Link) else {}
    dated = {"observed_on": statement.observed_on} if statement.observed_on else {}
    line = {
        "uid": record.uid,
        "kind": record.kind,
        **ends,
        "props": record.props,
        "line": statement.place.line,
        **dated,
    }
    return json.dumps(line, ensure_ascii=False)
