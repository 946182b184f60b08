"""`python -m clustergraph.store.neo4j` writes the files of `cypher/` that are made from the ontology."""

from __future__ import annotations

from pathlib import Path

from clustergraph import resources
from clustergraph.store.neo4j.schema import generated

if __name__ == "__main__":
    for name, content in generated().items():
        path = Path(str(resources.folder("cypher"))) / name
        path.write_text(content, encoding="utf-8", newline="\n")
