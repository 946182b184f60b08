"""Nodes and links are loaded alike; what differs is which columns say who they are and what they state.

SQL of loading is written once, with names in braces that a shape fills in. The names come from this file alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Shape:
    """Columns of one sort of record.

    In the SQL `r` is the record, `s` what this load says (staged), `d` what is said of a contested record.
    """

    table: str
    identity: Sequence[str]
    content: Sequence[str]
    derived: Sequence[str]
    """Computed from the content, on records and staged rows only."""
    uid: str
    before: str
    """The whole statement of `{from}` as canonical JSON: keys in alphabetical order."""

    @property
    def tables(self) -> tuple[str, str]:
        """The table of records, and that of what is said of contested ones."""
        return self.table, f"{self.table}_said"

    def sql(self, template: str) -> str:
        """Return SQL with the names in braces filled in."""
        return template.format_map(self._words)

    @cached_property
    def _words(self) -> dict[str, str]:
        told = (*self.content, "observed_on")
        kept = (*told, *self.derived)
        words = {
            "table": self.table,
            "said": f"{self.table}_said",
            "identity": ", ".join(self.identity),
            "told": ", ".join(told),
            "kept": ", ".join(kept),
            "derived": "".join(f", {name}" for name in self.derived),
            "same_record": " AND ".join(f"r.{name} = s.{name}" for name in self.identity),
            "same_touched": " AND ".join(f"t.{name} = s.{name}" for name in (*self.identity, "said_as")),
            "set_kept": ", ".join(f"{name} = s.{name}" for name in kept),
            "set_told": ", ".join(f"{name} = d.{name}" for name in told),
            "uid": self.uid,
            "excluded_told": ", ".join(f"excluded.{name}" for name in told),
        }
        for temp in ("raw", "new", "touched", "heard", "missing", "settle", "fixed", "folded"):
            words[temp] = f"temp.{temp}_{self.table}"
        for alias in "rsdt":
            words[f"{alias}_identity"] = ", ".join(f"{alias}.{name}" for name in self.identity)
            words[f"{alias}_content"] = ", ".join(f"{alias}.{name}" for name in self.content)
            words[f"{alias}_told"] = ", ".join(f"{alias}.{name}" for name in told)
            words[f"{alias}_kept"] = ", ".join(f"{alias}.{name}" for name in kept)
            words[f"before_{alias}"] = self.before.replace("{from}", alias)
        return words


NODE = Shape(
    table="node",
    identity=("uid",),
    content=("kind", "props"),
    derived=("name_cf",),
    uid="r.uid",
    before="""json_object('kind', (SELECT name FROM kind WHERE id = {from}.kind), 'line', {from}.line,
        'observed_on', {from}.observed_on,
        'part', {from}.part,
        'props', json({from}.props), 'said_as', {from}.said_as)""",
)
LINK = Shape(
    table="link",
    identity=("src", "kind", "dst", "key"),
    content=("weight", "since", "until", "props"),
    derived=(),
    uid="link_uid(r.kind, (SELECT uid FROM node WHERE id = r.src), (SELECT uid FROM node WHERE id = r.dst), r.key)",
    before="""json_object('dst', (SELECT uid FROM node WHERE id = r.dst), 'key', json(r.key),
        'kind', (SELECT name FROM kind WHERE id = r.kind), 'line', {from}.line, 'observed_on', {from}.observed_on,
        'part', {from}.part, 'props', json({from}.props), 'said_as', {from}.said_as, 'since', {from}.since,
        'src', (SELECT uid FROM node WHERE id = r.src), 'until', {from}.until, 'weight', {from}.weight)""",
)
SHAPES = (NODE, LINK)
