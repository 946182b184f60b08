"""A question of a person in Cypher: read, limited in rows and time, and nothing changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clustergraph.store.neo4j.database import Database

_SECONDS = 60.0


def ask(
    db: Database, statement: str, parameters: Mapping[str, object], limit: int
) -> tuple[list[str], Sequence[Mapping[str, Any]]]:
    """Return columns and at most `limit` rows of a statement, as `Store.ask` promises."""
    import neo4j

    with db.session() as session:  # of read access: the server refuses to write
        result = session.run(neo4j.Query(statement, timeout=_SECONDS), dict(parameters))
        return list(result.keys()), [_plain(dict(row)) for row in result.fetch(limit)]


def _plain(value: Any) -> Any:
    """Return a value as JSON data; nodes and links as their properties."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping) or hasattr(value, "items"):
        return {key: _plain(each) for key, each in value.items()}
    return value if isinstance(value, str | int | float | bool | None) else str(value)
