"""What the ontology names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from clustergraph.i18n import Text, text, unknown
from clustergraph.model.codelists import LISTS, code_list, code_name, flag_of
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, SCHEMES, TERMS
from clustergraph.model.vocabulary import NO_TEXT, KindInfo, LinkInfo


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the ontology."""

    name: str
    what: str
    """`kind`, `link`, `property`, `list` or `term`."""
    label: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class Ontology(Result):
    """Kinds and links of the ontology, in its order."""

    kinds: Sequence[Named]
    links: Sequence[Named]

    def to_text(self) -> str:
        """Return one line a name."""
        header = (text("graph.column-name"), text("graph.column-label"), text("graph.column-definition"))
        rows = [(named.name, str(named.label), str(named.definition)) for named in (*self.kinds, *self.links)]
        return aligned(header, rows)

    def table(self) -> Table:
        """Return one row a name."""
        rows = [(n.name, n.what, n.label.ru, n.label.en) for n in (*self.kinds, *self.links)]
        return ("name", "what", "ru", "en"), rows


def ontology() -> Ontology:
    """List what records can be."""
    kinds = [Named(k.name, "kind", k.label, k.definition) for k in KINDS.values() if not k.abstract]
    return Ontology(kinds, [Named(k.name, "link", k.label, k.definition) for k in LINKS.values()])


@dataclass(frozen=True, slots=True)
class Entry(Result):
    """One name of the ontology with what belongs to it."""

    name: str
    what: str
    label: Text
    definition: Text
    facts: Sequence[tuple[str, str]] = ()
    parts: Sequence[Named] = field(default_factory=tuple)

    def to_text(self) -> str:
        """Return label, definition, facts and parts."""
        lines = [f"{self.name} — {self.label.ru} / {self.label.en}", str(self.definition), ""]
        lines += [f"{text(f'graph.fact-{key}')}: {value}" for key, value in self.facts if value]
        if self.parts:
            rows = [(part.name, str(part.label), str(part.definition)) for part in self.parts]
            header = (text("graph.column-name"), text("graph.column-label"), text("graph.column-definition"))
            lines += ["", aligned(header, rows)]
        return "\n".join(lines).strip()

    def table(self) -> Table:
        """Return one row a part."""
        return ("name", "ru", "en"), [(part.name, part.label.ru, part.label.en) for part in self.parts]


def entry(name: str) -> Entry:
    """Return what the ontology says of a kind, link, property or closed list; case does not matter."""
    wanted = name.strip().casefold()
    for known, make in ((KINDS, _kind), (LINKS, _link), (PROPERTIES, _property), (SCHEMES, _scheme)):
        for key in known:
            if key.casefold() == wanted:
                return make(key)
    scheme, _, code = name.partition("/")
    if scheme in LISTS:
        return _code(scheme, code)
    raise unknown("graph.what-name", name, (*LISTS, *KINDS, *LINKS, *PROPERTIES, *SCHEMES))


def _properties(keys: Sequence[str]) -> list[Named]:
    return [Named(key, "property", PROPERTIES[key].label, PROPERTIES[key].definition) for key in keys]


def _kind(name: str) -> Entry:
    info = KINDS[name]
    facts = (
        ("uid", f"{info.folder}/" + "/".join(f"{{{part}}}" for part in info.key)),
        ("above", " → ".join(info.supers)),
        ("required", ", ".join(info.required)),
    )
    return Entry(name, "kind", info.label, info.definition, facts, _properties(info.properties))


def _link(name: str) -> Entry:
    info = LINKS[name]
    facts = (
        ("ends", f"{info.from_kind} → {info.to_kind}"),
        ("key", "/".join(info.key)),
        ("weight", info.weight),
        ("required", ", ".join(info.required)),
    )
    return Entry(name, "link", info.label, info.definition, facts, _properties(info.properties))


def _property(name: str) -> Entry:
    info = PROPERTIES[name]
    facts = (
        ("type", info.type + (" …" if info.many else "")),
        ("range", info.range),
        ("carriers", ", ".join([key for key, carrier in _carriers() if name in carrier.properties])),
    )
    return Entry(name, "property", info.label, info.definition, facts)


def _carriers() -> list[tuple[str, KindInfo | LinkInfo]]:
    return [*KINDS.items(), *LINKS.items()]


def _code(scheme: str, code: str) -> Entry:
    """Return a code with what stands right below it, or an official list with its topmost codes."""
    known = code_list(scheme)
    facts = [("edition", known.edition), ("source", known.source)]
    if not code:
        top = min(map(len, known.names))
        below = [Named(one, "code", Text(name, name), NO_TEXT) for one, name in known.names.items() if len(one) == top]
        return Entry(scheme, "list", known.title, NO_TEXT, facts, below)
    name = known.names.get(code, "")
    flag = flag_of(scheme, code)
    if flag:
        facts.append(("flag", flag))
    if code in known.retired:
        facts.append(("until", known.retired[code]))
    near = code_name(scheme, code)
    children = [one for one in known.names if one != code and one.startswith(code)]
    below = [Named(one, "code", Text(known.names[one], known.names[one]), NO_TEXT) for one in children]
    return Entry(f"{scheme}/{code}", "code", Text(name or near or code, name or near or code), NO_TEXT, facts, below)


def _scheme(name: str) -> Entry:
    terms = [Named(term.code, "term", term.label, term.definition) for term in TERMS[name].values()]
    return Entry(name, "list", SCHEMES[name], Text("", ""), (), terms)
