"""Write `docs/reference/ontology.md`: the ontology for people, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from clustergraph.i18n import Text
from clustergraph.model.vocabulary import KindInfo, LinkInfo, PropertyInfo, TermInfo
from clustergraph.rdf.compile.read import Ontology

_HEAD = """# Ontology reference · Справочник онтологии

<!-- Generated from ontology/*.ttl by `python -m clustergraph.rdf.compile`; changes belong there. -->

Version {version}. Names of kinds, links and properties are the same in records, stores, loaders and RDF; a property \
key is the snake_case of its RDF name below `cg:` = `https://w3id.org/clustergraph/ontology#`.
Версия {version}. Имена видов, связей и свойств одни и те же в записях, хранилищах, загрузчиках и RDF.

How to read · Как читать:

- **required** · **обязательно** — what the folded record must have · что должно быть у записи, сведённой по источникам;
- `…[]` — a list · список; *computed* · *вычисляется* — made by runs only · создаёт только расчёт;
- a *code* is an item of an official list (a node), a *term* one choice of a closed list at the end of this page ·
  *code* — позиция официального перечня (узел), *term* — вариант закрытого списка в конце страницы.
"""

_PLAIN = """No properties and no dates; they take the sources of the node they belong to.
Без свойств и дат; источники — те же, что у узла.
"""
_REGISTERS = """### `register` · Реестры · Registers

An open list of nodes; these are known from the start. Открытый список узлов; эти известны сразу.
"""


def reference_md(found: Ontology) -> str:
    """Return the page: kinds, links, properties, closed lists."""
    kinds = [info for name, info in found.kinds.items() if name != "Source"]
    links = [info for info in found.links.values() if info.class_name]
    plain = [info for info in found.links.values() if not info.class_name]
    parts = [
        _HEAD.format(version=found.version),
        "## Kinds of nodes · Виды узлов\n",
        _table(("kind", "русский", "English", "uid"), (_kind_row(info) for info in kinds)),
        *(_kind(info, found) for info in [*kinds, found.kinds["Source"]] if not info.abstract),
        "## Links with properties · Связи со свойствами\n",
        _table(("link", "русский", "English", "from → to"), (_link_row(info) for info in links)),
        *(_link(info, found) for info in links),
        "## Plain links · Простые связи\n",
        _PLAIN,
        _table(
            ("link", "from → to", "по-русски", "in English"),
            (
                (f"`{p.name}`", _ends(p), _titled(p.label.ru, p.definition.ru), _titled(p.label.en, p.definition.en))
                for p in plain
            ),
        ),
        "## Properties · Свойства\n",
        _table(
            ("key", "type", "по-русски", "in English"),
            (_property_row(p) for p in found.properties.values() if p.language != "en"),
        ),
        "## Closed lists · Закрытые списки\n",
        *(_scheme(found.schemes[name], name, terms.values()) for name, terms in found.terms.items()),
        _REGISTERS,
        _table(("code", "по-русски", "in English"), (_term_row(term, sets=False) for term in found.registers.values())),
    ]
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _titled(label: str, definition: str) -> str:
    return f"**{label}**. {definition}" if definition else f"**{label}**"


def _uid(info: KindInfo) -> str:
    return f"`{info.folder}/" + "/".join(f"{{{part}}}" for part in info.key) + "`" if info.folder else "—"


def _kind_row(info: KindInfo) -> Sequence[str]:
    name = f"[`{info.name}`](#{info.name.lower()})" if not info.abstract else f"*`{info.name}`*"
    return name, info.label.ru, info.label.en, _uid(info)


def _kind(info: KindInfo, found: Ontology) -> str:
    facts = [f"uid {_uid(info)}"]
    if info.supers:
        facts.append("below · подвид " + " → ".join(f"`{name}`" for name in info.supers))
    facts += _marks(info.computed, info.personal, info.sourced)
    if info.plain_links:
        facts.append("links · связи " + _names(info.plain_links))
    return _entry(info.name, info.label, info.definition, facts, info.properties, info.required, found)


def _marks(computed: bool, personal: bool, sourced: bool) -> Iterator[str]:
    if computed:
        yield "*computed* · *вычисляется*"
    if personal:
        yield "names are left out of exports · имена в выгрузки не входят"
    if sourced:
        yield "needs a source · нужен источник"


def _entry(
    name: str,
    label: Text,
    definition: Text,
    facts: Sequence[str],
    keys: Sequence[str],
    required: Sequence[str],
    found: Ontology,
) -> str:
    listed = ", ".join(_key(found.properties[key]) for key in keys if found.properties[key].language != "en")
    lines = [
        f"### {name}\n",
        f"**{label.ru}** — {definition.ru}\n",
        f"**{label.en}** — {definition.en}\n",
        f"- {'; '.join(facts)}" if facts else "",
        f"- properties · свойства: {listed}" if listed else "",
        f"- **required** · **обязательно**: {_names(required)}" if required else "",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _key(info: PropertyInfo) -> str:
    return f"`{info.key}[]`" if info.many else f"`{info.key}`"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _ends(info: LinkInfo) -> str:
    return f"`{info.from_kind}` → `{info.to_kind}`"


def _link_row(info: LinkInfo) -> Sequence[str]:
    return f"[`{info.name}`](#{info.name.lower()})", info.label.ru, info.label.en, _ends(info)


def _link(info: LinkInfo, found: Ontology) -> str:
    rdf = f"RDF `cg:{info.class_name}` (`{info.from_property}`, `{info.to_property}`)"
    key = "key · ключ " + (_names(info.key) if info.key else "— (one between two nodes · одна между двумя узлами)")
    facts = [_ends(info), f"folder · папка `{info.folder}`", key, rdf]
    if info.weight:
        facts.append(f"weight · вес `{info.weight}`")
    facts += _marks(info.computed, False, not info.computed)
    facts += [f"`{name}`: `{narrowing.allowed}`" for name, narrowing in info.narrowed.items()]
    return _entry(info.name, info.label, info.definition, facts, info.properties, info.required, found)


def _property_row(info: PropertyInfo) -> Sequence[str]:
    english = f", `{info.key}_en`" if info.language else ""
    return (
        f"`{info.key}`{english}",
        _type(info),
        _titled(info.label.ru, info.definition.ru) + (f" {info.message.ru}." if info.pattern else ""),
        _titled(info.label.en, info.definition.en) + (f" {info.message.en}." if info.pattern else ""),
    )


def _type(info: PropertyInfo) -> str:
    facts = [info.type + (f" `{info.range}`" if info.range else "") + ("[]" if info.many else "")]
    if info.scale:
        facts.append(f".{'0' * info.scale}")
    if info.choices:
        facts.append(", ".join(f"`{choice}`" for choice in info.choices))
    facts += [f"{sign} {bound:g}" for sign, bound in (("≥", info.minimum), ("≤", info.maximum)) if bound is not None]
    return ", ".join(facts)


def _scheme(title: Text, name: str, terms: Iterable[TermInfo]) -> str:
    listed = list(terms)
    several = len({term.sets for term in listed}) > 1
    head = ("code", *(("set",) if several else ()), "по-русски", "in English")
    return f"### `{name}` · {title.ru} · {title.en}\n\n" + _table(
        head, (_term_row(term, sets=several) for term in listed)
    )


def _term_row(term: TermInfo, *, sets: bool) -> Sequence[str]:
    ru, en = (_titled(label, said) for label, said in zip(term.label, term.definition, strict=True))
    return (f"`{term.code}`", *((_names(term.sets),) if sets else ()), ru, en)
