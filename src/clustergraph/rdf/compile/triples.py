"""Turtle files as a graph to walk in, in the order in which they are written: that order is the ontology's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources.abc import Traversable

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from clustergraph.errors import InputError
from clustergraph.i18n import Text, text
from clustergraph.rdf.namespaces import iri


class Triples:
    """What a few Turtle files say: subject → predicate → objects, in file order.

    IRIs are plain texts, blank nodes are texts that begin with `_:`, literals stay what they are.
    """

    def __init__(self, files: Iterable[Traversable], base: str) -> None:
        self._said: dict[str, dict[str, list[str | Literal]]] = {}
        for file in files:
            try:
                for triple in parse(file.read_bytes(), RdfFormat.TURTLE, base_iri=base):
                    about = self._said.setdefault(_node(triple.subject), {})
                    about.setdefault(_node(triple.predicate), []).append(_object(triple.object))
            except SyntaxError as error:
                raise InputError(text("rdf.bad-turtle", file=file.name, reason=error.msg)) from error

    def of_type(self, *types: str) -> Iterator[str]:
        """Yield the subjects that have one of these types (prefixed names)."""
        wanted = {iri(name) for name in types}
        for subject, about in self._said.items():
            if wanted.intersection(value for value in about.get(iri("rdf:type"), ()) if isinstance(value, str)):
                yield subject

    def predicates(self, subject: str) -> list[str]:
        """Return the IRIs of all that is said of a subject."""
        return list(self._said.get(subject, ()))

    def nodes(self, subject: str, predicate: str) -> list[str]:
        """Return the IRIs and blank nodes that a property (prefixed name) points to."""
        return [value for value in self._objects(subject, predicate) if isinstance(value, str)]

    def node(self, subject: str, predicate: str) -> str:
        """Return the first of `nodes`, or ""."""
        return next(iter(self.nodes(subject, predicate)), "")

    def literals(self, subject: str, predicate: str) -> list[Literal]:
        """Return the literals of a property."""
        return [value for value in self._objects(subject, predicate) if isinstance(value, Literal)]

    def value(self, subject: str, predicate: str) -> str | None:
        """Return the text of the first literal, or None."""
        return next((literal.value for literal in self.literals(subject, predicate)), None)

    def both(self, subject: str, predicate: str) -> Text:
        """Return the Russian and English literals of a property, "" where there is none."""
        by_language = {literal.language: literal.value for literal in self.literals(subject, predicate)}
        return Text(by_language.get("ru", ""), by_language.get("en", ""))

    def items(self, head: str) -> list[str | Literal]:
        """Return the members of an RDF list."""
        found: list[str | Literal] = []
        while head and head != iri("rdf:nil"):
            found += self._objects(head, "rdf:first")
            head = self.node(head, "rdf:rest")
        return found

    def _objects(self, subject: str, predicate: str) -> list[str | Literal]:
        return self._said.get(subject, {}).get(iri(predicate), [])


def _node(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _object(term: object) -> str | Literal:
    return term if isinstance(term, Literal) else _node(term)


def is_blank(node: str) -> bool:
    """Tell whether a node of `Triples` is a blank one."""
    return node.startswith("_:")
