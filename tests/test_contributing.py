"""The worked example of CONTRIBUTING.md is run as it stands: one TOML, one file, three commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import run_command

PAGE = Path(__file__).resolve().parents[1] / "CONTRIBUTING.md"
EXAMPLE = re.compile(r"<!-- example: (\S+) -->\n```\w*\n(.*?)```", re.DOTALL)


def test_the_example_of_a_loader_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = dict(EXAMPLE.findall(PAGE.read_text(encoding="utf-8")))
    commands = examples.pop("commands").splitlines()
    for name, content in examples.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
    tried, loaded, shown = (run_command(*command.split()[1:]) for command in commands)
    assert tried.out.splitlines()[1].strip().startswith("residents-list (Residents of a park): fits")
    assert loaded.code == 0
    assert "residents.csv" in loaded.out
    assert "0055000025" in loaded.out
    assert shown.out.splitlines()[0] == "Учебный парк — Industrial park"
    assert "(RESIDENT_OF): 2" in shown.out
