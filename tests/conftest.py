"""What every test may use: the language, the folder of real files, golden files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from clustergraph import i18n

settings.register_profile("long", max_examples=500, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected files of golden tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "realdata" in getattr(item, "fixturenames", ()):
            item.add_marker("realdata")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Tests read English unless they ask for Russian."""
    with i18n.use("en"):
        yield


@pytest.fixture
def realdata() -> Path:
    """The folder of real third-party files; they are never copied into the repository."""
    folder = os.environ.get("CLUSTERGRAPH_REALDATA")
    if not folder:
        pytest.skip("real data not present: set CLUSTERGRAPH_REALDATA")
    path = Path(folder)
    assert path.is_dir(), f"CLUSTERGRAPH_REALDATA names no folder: {folder}"
    return path


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a reviewed file; `--update-golden` rewrites it."""

    def compare(path: Path, actual: str) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8", newline="")
        assert actual == path.read_text(encoding="utf-8")

    return compare
