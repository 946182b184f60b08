"""Questions in Cypher to a Neo4j store: those that come with the program, or one's own. Nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clustergraph import resources
from clustergraph.errors import InputError
from clustergraph.i18n import text, unknown
from clustergraph.model.results import Json, Result, Table, aligned
from clustergraph.store.base import Store

_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Answer(Result):
    """The rows that a question gave."""

    question: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Json]]
    truncated: bool
    """There are more rows than were asked for."""

    def to_text(self) -> str:
        """Return one line a row."""
        if not self.rows:
            return text("graph.query-nothing")
        shown = [["—" if row[name] is None else str(row[name]) for name in self.columns] for row in self.rows]
        lines = [aligned(tuple(self.columns), [tuple(row) for row in shown])]
        if self.truncated:
            lines.append(text("graph.query-more"))
        return "\n".join(lines)

    def table(self) -> Table:
        """Return the rows."""
        return self.columns, [[row[name] for name in self.columns] for row in self.rows]


def query(
    store: Store, name: str = "", *, file: Path | None = None, parameters: Mapping[str, str], limit: int = 50
) -> Answer:
    """Ask a question by its name in `cypher/explore`, or one that stands in a file.

    Raises
    ------
    InputError
        Where there is no such question, or it needs a parameter that is not given.
    """
    statement = _from_file(file) if file else _named(name)
    asked: dict[str, object] = {**parameters, "limit": limit + 1}
    code = re.sub(r"//.*", "", statement)
    if missing := sorted(set(_PARAMETER.findall(code)) - asked.keys()):
        raise InputError(
            text("graph.query-parameter", names=", ".join(missing)), text("graph.query-parameter-hint", name=missing[0])
        )
    columns, rows = store.ask(statement, asked, limit + 1)
    return Answer(name or str(file), columns, rows[:limit], truncated=len(rows) > limit)


def _named(name: str) -> str:
    folder = resources.folder("cypher").joinpath("explore")
    known = [each.name.removesuffix(".cypher") for each in folder.iterdir() if each.name.endswith(".cypher")]
    if name not in known:
        raise unknown("graph.what-query", name, known)
    return folder.joinpath(f"{name}.cypher").read_text(encoding="utf-8")


def _from_file(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(text("graph.query-file", file=file, reason=error)) from error
