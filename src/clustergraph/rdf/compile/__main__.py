"""`python -m clustergraph.rdf.compile` writes the generated files; `--check` only says which of them are stale."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

from clustergraph import resources
from clustergraph.errors import ClustergraphError, InputError
from clustergraph.i18n import text
from clustergraph.rdf.compile.context import context_jsonld
from clustergraph.rdf.compile.python import terms_py
from clustergraph.rdf.compile.read import read
from clustergraph.rdf.compile.reference import reference_md
from clustergraph.rdf.compile.refuse import refuse


def generated(folder: Traversable) -> dict[str, str]:
    """Return the generated files of an ontology folder: path in the repository → text.

    Raises
    ------
    InputError
        With a line for each thing that is wrong in the ontology.
    """
    found = read(folder)
    if problems := refuse(found):
        raise InputError(text("rdf.ontology-refused", count=len(problems), problems="\n".join(problems)))
    return {
        "src/clustergraph/model/terms.py": terms_py(found),
        "ontology/context.jsonld": context_jsonld(found),
        "docs/reference/ontology.md": reference_md(found),
    }


def main(arguments: Sequence[str]) -> int:
    """Write what is stale, or name it where `--check` is given; return the exit code."""
    folder = Path(str(resources.folder("ontology")))
    try:
        files = generated(folder)
    except ClustergraphError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    stale = []
    for name, content in files.items():
        path = folder.parent / name
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            stale.append(name)
    if "--check" in arguments:
        for name in stale:
            sys.stderr.write(text("rdf.stale", file=name) + "\n")
        return 1 if stale else 0
    for name in stale:
        path = folder.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name], encoding="utf-8", newline="\n")
        sys.stdout.write(text("rdf.written", file=name) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
