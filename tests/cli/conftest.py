"""The command line, run inside the test's own process, in English; the demo made once."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clustergraph import i18n
from clustergraph.cli.main import main


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The object on stdout."""
        return json.loads(self.out)


Run = Callable[..., Ran]


def run_command(*arguments: object) -> Ran:
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(["--lang", "en", *(str(argument) for argument in arguments)])
        except SystemExit as end:
            code = int(end.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture
def run() -> Run:
    return run_command


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo, told once; tests only read it."""
    folder = tmp_path_factory.mktemp("told") / "demo"
    with i18n.use("en"):
        told = run_command("demo", folder)
    assert told.code == 0, told.err
    (folder / "told.txt").write_text(told.out, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def store(demo: Path) -> str:
    return str(demo / "clustergraph.db")


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Where a store will be."""
    return tmp_path / "graph.db"


@pytest.fixture
def two(run: Run, graph: Path, tmp_path: Path) -> Path:
    """Two sources that name one activity differently."""
    from tests.cli.telling import ENTERPRISES, FIRMS, load, write

    one = write(tmp_path / "one.csv", ENTERPRISES + f"{FIRMS[0]};Учебный завод № 1;20.16\n")
    other = write(tmp_path / "two.csv", ENTERPRISES + f"{FIRMS[0]};Учебный завод № 1;22.19\n")
    load(run, graph, one, "--as", "enterprises", "--source", "ministry", "--observed-on", "2023")
    load(run, graph, other, "--as", "enterprises", "--source", "press", "--observed-on", "2024")
    return graph


@pytest.fixture
def reloaded(run: Run, graph: Path, tmp_path: Path) -> Path:
    """One source, loaded twice: a sum changed, a supply gone, another one new."""
    from tests.cli.telling import SUPPLIES, load, supply, write

    path = write(tmp_path / "supplies.csv", SUPPLIES + supply(0, 1, 10) + supply(1, 2, 20))
    load(run, graph, path)
    write(path, SUPPLIES + supply(0, 1, 15) + supply(0, 3, 30))
    load(run, graph, path)
    return graph
