"""The command line starts quickly: nothing heavy is imported until a command needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("numpy", "scipy", "rdflib", "pyoxigraph", "pyvis", "networkx", "pandas", "python_calamine", "jinja2", "rich")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["detect", "--help"], ["load", "--help"], ["rdf", "export", "--help"]]
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from clustergraph.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        f"print(*sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert "Usage:" in done.stdout
    assert done.stderr.strip() == ""


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import clustergraph, sys; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""
