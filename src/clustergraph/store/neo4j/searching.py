"""Nodes found by the words of their names, or by a code."""

from __future__ import annotations

from collections.abc import Sequence

from clustergraph.model.names import search_form
from clustergraph.model.ontology import kinds_below
from clustergraph.model.terms import Kind
from clustergraph.store.answers import Hit
from clustergraph.store.neo4j.codec import kind_of
from clustergraph.store.neo4j.database import Database


def search(db: Database, query: str, kinds: Sequence[Kind], limit: int) -> list[Hit]:
    """Return nodes that hold every word of the query; those whose code it is come first."""
    asked = query.replace("\0", " ").strip()
    form = search_form(asked)
    if not form or limit < 1:
        return []
    among = [{"name": kind, "below": [each for each in kinds_below(kind) if each != kind]} for kind in kinds]
    code = asked.casefold()
    words = list(dict.fromkeys(form.split(" ")))
    coded = db.read("read/search_code", uids=[code, f"org/{code}"], code=code, kinds=among, limit=limit)
    longest = max(words, key=len)
    named = db.read("read/search_name", longest=longest, words=words, form=form, kinds=among, limit=limit)
    hits: dict[str, Hit] = {}
    for row in (*coded, *named):
        hits.setdefault(row["uid"], Hit(row["uid"], kind_of(row["labels"]), row["name"]))
    return list(hits.values())[:limit]
