"""The tours of README.md and README.ru.md are run as they stand: a command, and what it prints.

A line `…` stands for lines that are left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
COMMAND = "$ clustergraph "


def _steps(page: str) -> list[tuple[str, list[str]]]:
    """Commands of a page with the lines expected after each."""
    steps: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(page):
        for line in block.splitlines():
            if line.startswith(COMMAND):
                steps.append((line.removeprefix(COMMAND), []))
            elif steps and line.strip():
                steps[-1][1].append(line.rstrip())
    return steps


def _same(expected: list[str], printed: list[str]) -> None:
    place = 0
    skipping = False
    for line in expected:
        if line.strip() == "…":
            skipping = True
            continue
        if skipping:
            assert line in printed[place:], f"not printed: {line!r}\nin:\n" + "\n".join(printed[place:])
            place = printed.index(line, place)
        assert place < len(printed), f"not printed: {line!r}"
        assert printed[place] == line
        place += 1
        skipping = False
    assert skipping or place == len(printed), "printed besides: " + "\n".join(printed[place:])


@pytest.mark.parametrize(("page", "language"), [("README.md", "en"), ("README.ru.md", "ru")])
def test_the_tour_prints_what_the_page_says(page: str, language: str, tmp_path: Path) -> None:
    steps = _steps((ROOT / page).read_text(encoding="utf-8"))
    assert len(steps) >= 6
    environment = {**os.environ, "CLUSTERGRAPH_LANG": language, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("CLUSTERGRAPH_STORE", None)
    for command, expected in steps:
        words = re.findall(r'"[^"]*"|\S+', command)
        done = subprocess.run(
            [sys.executable, "-m", "clustergraph", *(word.strip('"') for word in words)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=environment,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        _same(expected, [line.rstrip() for line in done.stdout.splitlines() if line.strip()])
