"""Finding records by text, also with a typing error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clustergraph.i18n import number, text
from clustergraph.model.codelists import named_like
from clustergraph.model.names import search_form
from clustergraph.model.ontology import label
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import Kind
from clustergraph.model.words import clean
from clustergraph.store.base import Hit, StartsWith, Store

_FEW = 5
_CODES = 3
"""Codes of one official list that are shown."""
_NAMED = 90
_ALIKE = 80.0
"""Score of rapidfuzz (0 to 100) from which a name counts as the query with a typing error."""


@dataclass(frozen=True, slots=True)
class CodeHit:
    """A code of an official list that is the query, or bears it in its name."""

    uid: str
    list: str
    code: str
    name: str
    firms: int
    """Firms of the graph whose main activity it is, or one below it."""


@dataclass(frozen=True, slots=True)
class SearchResult(Result):
    """Records found by a text; `similar` ones hold the query only approximately."""

    query: str
    hits: Sequence[Hit]
    similar: Sequence[Hit] = ()
    codes: Sequence[CodeHit] = ()

    def to_text(self) -> str:
        """Return one line a record."""
        if not self.hits and not self.similar and not self.codes:
            return text("graph.search-nothing", query=self.query)
        header = (text("graph.column-name"), text("graph.column-kind"), "uid")
        parts = []
        if self.hits:
            parts.append(aligned(header, [_row(hit) for hit in self.hits]))
        if self.similar:
            parts.append(text("graph.search-similar") + "\n" + aligned(header, [_row(hit) for hit in self.similar]))
        if self.codes:
            titles = (text("graph.column-code"), text("graph.column-name"), text("graph.column-firms"))
            rows = [
                (code.uid, clean(code.name, _NAMED), number(code.firms) if code.firms else "") for code in self.codes
            ]
            parts.append(text("graph.search-codes") + "\n" + aligned(titles, rows, right=(2,)))
        return "\n\n".join(parts)

    def table(self) -> Table:
        """Return one row a record."""
        rows = [(hit.uid, str(hit.kind), hit.name) for hit in (*self.hits, *self.similar)]
        return ("uid", "kind", "name"), rows + [(code.uid, code.list, code.name) for code in self.codes]


def _row(hit: Hit) -> tuple[str, str, str]:
    return hit.name or "—", str(label(hit.kind)), hit.uid


def search(store: Store, query: str, kinds: Sequence[Kind] = (), limit: int = 20) -> SearchResult:
    """Find records; where few hold every word of the query, add those whose names are close to it."""
    hits = store.search(query, kinds, limit)
    similar: list[Hit] = []
    if len(hits) < min(_FEW, limit) and len(search_form(query)) >= 3:
        known = {hit.uid for hit in hits}
        similar = [hit for hit in _similar(store, query, kinds, limit) if hit.uid not in known][: limit - len(hits)]
    return SearchResult(query, hits, similar, _codes(store, query) if not kinds else ())


def _codes(store: Store, query: str) -> list[CodeHit]:
    """Return the codes of official lists that a query names."""
    return [
        CodeHit(f"{scheme}/{code}", scheme, code, name, _firms(store, scheme, code))
        for scheme, code, name in named_like(query, _CODES)
    ]


def _firms(store: Store, scheme: str, code: str) -> int:
    if scheme != "okved2":
        return 0
    return sum(1 for _ in store.entities(Kind.ENTERPRISE, {"okved2": StartsWith(code)}))


def _similar(store: Store, query: str, kinds: Sequence[Kind], limit: int) -> list[Hit]:
    """Return records by likeness of name, best first, then uid."""
    from rapidfuzz import fuzz, process

    named = [
        Hit(entity.uid, entity.kind, str(entity.props["name"]))
        for kind in (kinds or (None,))
        for entity in store.entities(kind)
        if "name" in entity.props
    ]
    found = process.extract(
        search_form(query),
        [search_form(hit.name) for hit in named],
        scorer=fuzz.WRatio,
        score_cutoff=_ALIKE,
        limit=limit * 3,
    )
    ranked = sorted(found, key=lambda match: (-round(match[1], 6), named[match[2]].uid))
    return [named[index] for _, _, index in ranked[:limit]]
