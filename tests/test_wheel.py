"""What is installed elsewhere: the wheel holds the resource folders, also when it is built through the sdist."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module", params=[["--wheel"], []], ids=["directly", "through the sdist"])
def wheel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", *request.param, "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    (file,) = out.glob("*.whl")
    return zipfile.ZipFile(file)


def test_resources_and_texts_are_inside(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    for folder in ("ontology", "loaders", "rules"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                place = path.relative_to(ROOT).as_posix()
                assert f"clustergraph/_resources/{place}" in names
    package = ROOT / "src" / "clustergraph"
    for path in package.rglob("*"):
        if path.is_file() and path.suffix in (".py", ".toml", ".csv", ".css", ".js", ".typed"):
            assert f"clustergraph/{path.relative_to(package).as_posix()}" in names


def test_nothing_else_is_inside(wheel: zipfile.ZipFile) -> None:
    assert {name.split("/")[0] for name in wheel.namelist()} == {"clustergraph", "clustergraph-0.1.0.dist-info"}
