"""Every operation of a store, so that each fault meets each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clustergraph.model.records import Statement
from clustergraph.model.terms import Kind
from clustergraph.store.base import Load, Projection, SourceInfo, Store
from tests.build import A, B, e, inn, link, said
from tests.store.sqlite.injecting import OTHER, SOURCE

DEAL = link(A, "SUPPLIES", B, period="2023", amount=1.0)

# each returns all of its answer, so that streams are read to the end
READING: dict[str, Callable[[Store], object]] = {
    "sources": lambda store: list(store.sources()),
    "loads": lambda store: list(store.loads()),
    "changes": lambda store: [list(store.changes(number)) for number in (1, 2, 3)],
    "statements of a source": lambda store: list(store.statements(source=SOURCE)),
    "statements of a record": lambda store: list(store.statements(A)),
    "statements of a link": lambda store: list(store.statements(DEAL.uid)),
    "statements at ends": lambda store: list(store.statements(ends=[A, B])),
    "get": lambda store: store.get(A),
    "get a link": lambda store: store.get(DEAL.uid),
    "entities": lambda store: list(store.entities()),
    "entities of a kind": lambda store: list(store.entities(Kind.ENTERPRISE, {"region": "55"}, after=A, on="2023")),
    "links": lambda store: list(store.links()),
    "links at ends": lambda store: list(store.links(ends=[A], on="2023")),
    "search": lambda store: store.search("фирма 12", limit=50),
    "search a code": lambda store: store.search(inn(1)),
    "neighbours": lambda store: store.neighbours(A, depth=2),
    "project": lambda store: told(
        store.project(Projection(node_columns=["name", "okved2"], link_columns=["period", "amount"]))
    ),
    "conflicts": lambda store: list(store.conflicts()),
    "stats": lambda store: store.stats(),
    "stamp": lambda store: store.stamp(),
    "documents": lambda store: [(name, store.document(name)) for name in store.documents()],
}
WRITING: dict[str, Callable[[Store], object]] = {
    "put_source": lambda store: store.put_source(SourceInfo("source/c", 10)),
    "put a weight": lambda store: store.put_source(SourceInfo(OTHER, 10)),
    "load": lambda store: store.load(Load(OTHER, [], whole=False), new()),
    "undo": lambda store: store.undo(SOURCE),
    "withdraw": lambda store: store.withdraw(SOURCE),
    "erase": lambda store: store.withdraw(OTHER, erase=True),
    "put_document": lambda store: store.put_document("pins", b"1", store.document("pins")),
}


def new() -> Iterator[Statement]:
    yield said(e("Enterprise", inn=inn(1), name="Новая"))
    yield said(DEAL)


def told(arrays: object) -> str:
    """Arrays as text, so that they can be compared."""
    return repr([(name, getattr(arrays, name)) for name in arrays.__slots__])  # type: ignore[attr-defined]
