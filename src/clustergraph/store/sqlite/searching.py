"""Nodes found by the words of their names, or by a code."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from clustergraph.model.names import search_form
from clustergraph.model.records import canonical
from clustergraph.model.terms import Kind
from clustergraph.store.base import Hit
from clustergraph.store.sqlite.codec import Codec, Row

_TRIGRAM = 3
_SHOWN = """coalesce(json_extract(r.props, '$.name'), json_extract(r.props, '$.legal_name'),
    json_extract(r.props, '$.name_en'), '')"""
_COLUMNS = f"r.uid, r.kind, {_SHOWN}"
_BY_CODE = f"""SELECT {_COLUMNS} FROM node r WHERE r.id IN (
    SELECT id FROM node WHERE uid IN (?1, 'org/' || ?1)
    UNION SELECT id FROM node WHERE json_extract(props, '$.inn') = ?1
    UNION SELECT id FROM node WHERE json_extract(props, '$.ogrn') = ?1)"""
# the first line of name_cf is the name that is shown; no scores, so that every backend answers alike
_ORDER = """ORDER BY substr(r.name_cf, 1, length(:form)) <> :form,
    coalesce(nullif(instr(r.name_cf, char(10)), 0), length(r.name_cf) + 1), r.uid LIMIT :limit"""


def search(db: sqlite3.Connection, codec: Codec, query: str, kinds: Sequence[Kind], limit: int) -> list[Hit]:
    """Return nodes that hold every word of the query; those whose code it is come first."""
    asked = query.replace("\0", " ").strip()
    form = search_form(asked)
    if not form or limit < 1:
        return []
    numbers = canonical([codec.number[kind] for kind in kinds])
    among = "AND r.kind IN (SELECT value FROM json_each(?2))" if kinds else ""
    coded = db.execute(f"{_BY_CODE} {among} ORDER BY r.uid LIMIT ?3", (asked.casefold(), numbers, limit)).fetchall()
    named = _by_name(db, form, numbers if kinds else "", limit)
    hits: dict[str, Hit] = {}
    for uid, kind, name in (*coded, *named):
        hits.setdefault(uid, Hit(uid, codec.kinds[kind], name))
    return list(hits.values())[:limit]


def _by_name(db: sqlite3.Connection, form: str, kinds: str, limit: int) -> list[Row]:
    words = dict.fromkeys(form.split(" "))
    names: dict[str, object] = {"form": form, "limit": limit, "kinds": kinds}
    source, conditions = "node r", []
    if long := [word for word in words if len(word) >= _TRIGRAM]:
        source = "node_text t JOIN node r ON r.id = t.rowid"
        conditions.append("node_text MATCH :match")
        names["match"] = " ".join('"' + word.replace('"', '""') + '"' for word in long)
    for number, word in enumerate(word for word in words if len(word) < _TRIGRAM):
        conditions.append(f"instr(r.name_cf, :word{number})")
        names[f"word{number}"] = word
    if kinds:
        conditions.append("r.kind IN (SELECT value FROM json_each(:kinds))")
    return db.execute(f"SELECT {_COLUMNS} FROM {source} WHERE {' AND '.join(conditions)} {_ORDER}", names).fetchall()
