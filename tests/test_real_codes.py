"""No real firm by accident: an INN in the repository is fictional, or stands here with its source."""

from __future__ import annotations

import re
from pathlib import Path

from clustergraph.model.codes import valid_inn, valid_person_inn
from clustergraph.synth.demo import write_demo

ROOT = Path(__file__).parents[1]
FOLDERS = ("bench", "docs", "loaders", "ontology", "rules", "src", "tests", "web")
TEXTS = {".csv", ".html", ".json", ".jsonl", ".md", ".nt", ".py", ".toml", ".trig", ".ttl", ".txt", ".xml"}
SHAPED = re.compile(r"(?<![\w.])(?:[0-9]{12}|[0-9]{10})(?![\w])")
KNOWN = {
    "0123456788": "digits in their order, with a check digit: to lose one leading zero",
    "5501023216": "АО «Омский каучук»: its own disclosure of 06.12.2024, fact F-E1",
    "7707083893": "the sample that every description of the check digit uses",
}


def codes_in(path: Path) -> set[str]:
    """Strings of a file that could be an INN of a firm or a person and are not fictional."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1251", errors="replace")
    found = {code for code in SHAPED.findall(text) if valid_inn(code) or valid_person_inn(code)}
    return {code for code in found if not code.startswith("0055")}


def test_the_repository_names_no_firm_that_is_not_listed() -> None:
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")) if path.suffix in TEXTS]
    paths += sorted(path for path in ROOT.glob("*.*") if path.suffix in TEXTS)
    strangers = {
        str(path.relative_to(ROOT)): codes_in(path) - KNOWN.keys() for path in paths if "node_modules" not in path.parts
    }
    assert {path: found for path, found in strangers.items() if found} == {}


def test_the_demo_names_no_firm_that_is_not_listed(tmp_path: Path) -> None:
    written = write_demo(tmp_path)
    found = {code for file in written.files for code in codes_in(file.path)}
    assert found == {"5501023216"}
