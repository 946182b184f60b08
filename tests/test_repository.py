"""The house from outside: sizes of files, encodings, nothing that belongs to one machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 400
GENERATED = {"terms.py", "calibration.py"}
LEFT_OUT = {".git", ".venv", ".cache", "__pycache__", "build", "dist", "clustergraph-demo"}
HOST = re.compile(r"(files|registry|repo\d?|deb|security)\.[a-z0-9-]+\.(org|com|net)|/simple/|\"resolved\"")


def _files(*endings: str) -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if (
            path.is_file()
            and path.suffix in endings
            and not any(p in LEFT_OUT or p.startswith(".") for p in parts[:-1])
        ):
            yield path


def test_no_file_of_code_is_longer_than_one_idea() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in _files(".py")
        if path.name not in GENERATED and (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_no_symlinks_and_every_text_is_utf8_with_line_feeds() -> None:
    for path in _files(".py", ".toml", ".md", ".ttl", ".trig", ".jsonld"):
        assert not path.is_symlink(), path
        assert b"\r" not in path.read_bytes(), path
        path.read_text(encoding="utf-8")


def test_no_host_of_a_package_registry_is_named() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in _files(".py", ".toml", ".md", ".txt", ".yml", ".json")
        if path != Path(__file__) and HOST.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
