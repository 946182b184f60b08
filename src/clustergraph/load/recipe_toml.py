"""Loaders in TOML: find them, parse them, refuse what the ontology does not know by naming the nearest it knows."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from clustergraph import resources
from clustergraph.errors import InputError, UnknownNameError
from clustergraph.i18n import Text, text, unknown
from clustergraph.load.cells import PERCENT, READERS
from clustergraph.load.header import normal
from clustergraph.load.recipe import Column, Condition, Recipe, RecordRule, Refs, SourceRule, Table, Unpivot
from clustergraph.load.sums import UNITS
from clustergraph.model.terms import DIGEST, KINDS, LINKS, PROPERTIES, TERMS, Kind, LinkKind

MAPPING_VERSION = "1"
"""Raised when the same rows and loader give other records than before."""

_LOADER_KEYS = (
    "title", "source", "priority", "delivery", "missing", "repeat", "observed_on", "columns", "record", "table", "drop",
    "cells", "unpivot", "recognise", "encoding", "delimiter", "sheet", "header_rows", "header_row", "until", "answer",
    "side",
)  # fmt: skip
_TABLE_KEYS = ("sheet", "header_rows", "header_row", "until", "answer", "side", "columns", "record", "unpivot")
_COLUMN_KEYS = ("header", "type", "required", "lang", "split", "part", "unit", "vat", "values")
_CELL_KEYS = ("cell", "label", *_COLUMN_KEYS[1:])
_NODE_KEYS = ("as", "kind", "properties", "when", "unless", "subject", "slug", "notation")
_LINK_KEYS = ("as", "link", "src", "dst", "properties", "when", "unless")
_PARTS = ("slug", "notation")
_NUMBERS = ("number", "money", "share")
_DATES = ("date", "year", "month")
_CODES = ("text", "inn", "ogrn", "kpp", "okpo", "okved2", "okpd2", "tnved", "okei", "oktmo", "region", "slug")
_FITTING = {
    "text": (*_CODES, *_DATES),
    "langtext": ("text",),
    "integer": ("int",),
    "decimal": _NUMBERS,
    "boolean": ("bool",),
    "date": _DATES,
    "day": ("date",),
    "code": _CODES,
    "term": ("term",),
}
"""Type of a property → types of columns that can give it."""
_REPEAT = re.compile(r"refuse|latest:\w+|same:\w+(,\w+)*|sum(-a-sheet)?:\w+(,\w+)*")
_VAT = re.compile(r"none|unknown|included:\d+(\.\d+)?")


def loader_ids(folders: Sequence[Path] = ()) -> list[str]:
    """Return the ids of all loaders, shipped ones and those in `loaders/` of the project folders, sorted."""
    return sorted(_files(folders))


def recipe(loader: str, folders: Sequence[Path] = ()) -> Recipe:
    """Return a loader by its id; one in `loaders/` of a project folder goes before a shipped one of the same id.

    Raises
    ------
    UnknownNameError
        Where there is no such loader, or it names a kind, property, type, list or key that does not exist.
    InputError
        Where the file is no TOML or a part of it does not fit.
    """
    files = _files(folders)
    if loader not in files:
        raise unknown("load.what-loader", loader, files)
    try:
        return parse(loader, files[loader].read_text(encoding="utf-8"))
    except UnknownNameError as error:
        message = text("load.in-loader", loader=loader, message=error.message)
        raise UnknownNameError(message, error.hint, error.name, error.known) from error


def _files(folders: Sequence[Path]) -> dict[str, Traversable | Path]:
    found: dict[str, Traversable | Path] = {}
    shipped: Iterable[Traversable | Path] = resources.folder("loaders").iterdir()
    own = (folder / "loaders" for folder in folders)
    for files in (shipped, *(folder.iterdir() for folder in own if folder.is_dir())):
        found.update({file.name.removesuffix(".toml"): file for file in files if file.name.endswith(".toml")})
    return found


def parse(loader: str, toml: str) -> Recipe:
    """Parse the TOML of a loader."""
    try:
        data = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise InputError(text("load.not-toml", loader=loader, error=error), text("load.not-toml-hint")) from error
    _known_keys(data, _LOADER_KEYS)
    title = data.get("title", {})
    raw_tables = data.get("table") or [{key: data[key] for key in _TABLE_KEYS if key in data}]
    cells = data.get("cells", {})
    tables = tuple(_table(loader, raw, cells) for raw in raw_tables)
    recognise = data.get("recognise", {})
    known = recognise or {}
    _known_keys(known, ("defined_name", "value", "label"))
    observed = data.get("observed_on", {})
    drop = data.get("drop", {})
    _known_keys(drop, ("total_rows", "columns", "sheets"))
    found = Recipe(
        id=loader,
        title=Text(title.get("ru", loader), title.get("en", loader)),
        source=_source(data.get("source", loader)),
        priority=_priority(loader, data.get("priority", 60)),
        tables=tables,
        digest=_digest(toml, DIGEST, MAPPING_VERSION),
        delivery=_choice("load.what-delivery", data.get("delivery", "whole"), ("whole", "increment")),
        missing=_choice("load.what-missing", data.get("missing", "close"), ("close", "end")),
        encoding=data.get("encoding", ""),
        delimiter=data.get("delimiter", ""),
        repeat=_matching(loader, "repeat", data.get("repeat", "refuse"), _REPEAT),
        observed_column=observed.get("column", ""),
        observed_file_name=observed.get("file_name", ""),
        recognise=(known.get("defined_name", ""), known.get("value", ""), known.get("label", "")),
        by_name_only=recognise is False,
        total_rows=tuple(word.casefold() for word in drop.get("total_rows", ())),
        printed_columns=tuple(map(normal, drop.get("columns", ()))),
        printed_sheets=tuple(drop.get("sheets", ())),
    )
    rule = found.source
    for table in tables:
        named = (found.observed_column, *rule.columns, rule.title, rule.url)
        _known_refs([name for name in named if name], [column.name for column in table.columns])
    return found


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=8).hexdigest()


def _source(raw: str | dict[str, Any]) -> SourceRule:
    if isinstance(raw, str):
        return SourceRule(id=raw)
    _known_keys(raw, ("column", "title", "url"))
    columns = raw.get("column", ())
    columns = (columns,) if isinstance(columns, str) else tuple(columns)
    return SourceRule(columns=columns, title=raw.get("title", ""), url=raw.get("url", ""))


def _priority(loader: str, raw: object) -> int:
    if isinstance(raw, int) and 0 <= raw <= 100:
        return raw
    raise InputError(text("load.bad-priority", loader=loader, value=raw))


def _matching(loader: str, key: str, raw: str, form: re.Pattern[str]) -> str:
    if form.fullmatch(raw):
        return raw
    raise InputError(text("load.bad-value", loader=loader, name=key, value=raw), text("load.bad-value-hint"))


def _choice(what: str, raw: str, known: Sequence[str]) -> Any:
    if raw not in known:
        raise unknown(what, raw, known)
    return raw


def _known_keys(raw: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in raw:
        _choice("load.what-key", key, known)


def _known_refs(names: Iterable[str], known: Sequence[str]) -> None:
    for name in names:
        _choice("load.what-column", name, known)


def _table(loader: str, raw: dict[str, Any], cells: dict[str, Any]) -> Table:
    _known_keys(raw, _TABLE_KEYS)
    own = raw.get("columns", {})
    names = [*own, *cells]
    columns = [_column(loader, name, column, names) for name, column in own.items()]
    columns += [_cell(loader, name, cell, names) for name, cell in cells.items() if name not in own]
    records: list[RecordRule] = []
    for number, record in enumerate(raw.get("record", []), 1):
        records.append(_record(loader, number, record, columns, records))
    if not columns or not records:
        raise InputError(text("load.nothing-to-map", loader=loader), text("load.nothing-to-map-hint"))
    answer = raw.get("answer", "")
    _known_refs([answer] if answer else [], list(own))
    return Table(
        columns=tuple(
            replace(column, places=_places(column.name, records), sets=_sets(column.name, records))
            for column in columns
        ),
        records=tuple(records),
        sheet=raw.get("sheet", ""),
        header_rows=raw.get("header_rows", 0),
        header_row=raw.get("header_row", 0),
        until=raw.get("until", ""),
        answer=answer,
        side=_choice("common.what-term", raw["side"], tuple(TERMS["side"])) if "side" in raw else "",
        unpivots=tuple(_unpivot(loader, unpivot, columns) for unpivot in raw.get("unpivot", [])),
    )


def _places(column: str, records: Sequence[RecordRule]) -> int:
    """Return the decimals of the properties that take a column."""
    taken = (key for record in records for key, refs in record.properties if column in refs)
    return max((PROPERTIES[key].scale for key in taken), default=2)


def _sets(column: str, records: Sequence[RecordRule]) -> tuple[str, ...]:
    """Return the parts of a closed list that the links taking a column admit; empty where one takes the whole list."""
    taken = [(record.link, key) for record in records for key, refs in record.properties if column in refs]
    narrowed = [LINKS[link].narrowed.get(key) if link else None for link, key in taken]
    return tuple(sorted({one.allowed for one in narrowed if one})) if all(narrowed) else ()


def _cell(loader: str, name: str, raw: str | dict[str, Any], names: Sequence[str]) -> Column:
    """Return a cell of the file, which is used as a column is."""
    written = {"cell": raw} if isinstance(raw, str) else raw
    _known_keys(written, _CELL_KEYS)
    if not written.get("cell"):
        raise InputError(text("load.no-cell", loader=loader, name=name), text("load.no-cell-hint"))
    rest = {key: value for key, value in written.items() if key not in ("cell", "label")}
    return replace(_column(loader, name, rest, names), cell=written["cell"], label=written.get("label", ""))


def _unpivot(loader: str, raw: dict[str, Any], columns: Sequence[Column]) -> Unpivot:
    _known_keys(raw, ("columns", "name", "value"))
    written = raw.get("columns", ())
    _known_refs((raw.get("name", ""), raw.get("value", "")), [column.name for column in columns])
    if not isinstance(written, str):
        return Unpivot(raw["name"], raw["value"], headers=tuple(written))
    try:
        re.compile(written)
    except re.error as error:
        raise InputError(text("load.bad-value", loader=loader, name="columns", value=written)) from error
    return Unpivot(raw["name"], raw["value"], form=written)


def _column(loader: str, name: str, raw: dict[str, Any], names: Sequence[str]) -> Column:
    _known_keys(raw, _COLUMN_KEYS)
    unit, vat = raw.get("unit", ""), raw.get("vat", "none")
    unit_from = unit if unit in names else ""
    vat_from = vat if vat in names else ""
    type_, _, scheme = raw.get("type", "text").partition(":")
    _choice("load.what-type", type_, tuple(READERS))
    if type_ == "term":
        _choice("load.what-scheme", scheme, tuple(TERMS))
    header = raw.get("header", ())
    values = {word.casefold(): meant for word, meant in raw.get("values", {}).items()}
    return Column(
        name=name,
        headers=(header,) if isinstance(header, str) else tuple(header),
        type=type_,
        scheme=scheme,
        required=raw.get("required", False),
        language=_choice("common.what-language", raw.get("lang", ""), ("", "ru", "en")),
        split=raw.get("split", ""),
        part=_choice("load.what-part", raw.get("part", ""), ("", "year")),
        unit="" if unit_from else _choice("load.what-unit", unit, ("", *UNITS, PERCENT)),
        vat="none" if vat_from else _matching(loader, "vat", vat, _VAT),
        unit_from=unit_from,
        vat_from=vat_from,
        values=tuple(values.items()),
    )


def _record(
    loader: str, number: int, raw: dict[str, Any], columns: Sequence[Column], before: Sequence[RecordRule]
) -> RecordRule:
    names = [column.name for column in columns]
    earlier = [record.name for record in before]
    kind, link = None, None
    if "link" in raw:
        _known_keys(raw, _LINK_KEYS)
        link = LinkKind(_choice("load.what-link", raw["link"], [n for n, info in LINKS.items() if not info.computed]))
        known = LINKS[link].properties
        _known_refs((raw.get("src", ""), raw.get("dst", "")), earlier)
    else:
        _known_keys(raw, _NODE_KEYS)
        usable = [name for name, info in KINDS.items() if not info.computed and not info.abstract]
        kind = Kind(_choice("common.what-kind", raw.get("kind", ""), usable))
        known = KINDS[kind].properties
        if "subject" in raw:
            _known_refs((raw["subject"],), earlier)
    by_name = {column.name: column for column in columns}
    properties = []
    for key, written in raw.get("properties", {}).items():
        refs = _refs(written, names)
        _choice("common.what-property", key, known)
        english = f"{key}_en" in known and any(ref in by_name and by_name[ref].language == "en" for ref in refs)
        _check_types(loader, key, refs, by_name)
        properties.append((f"{key}_en" if english else key, refs))
    return RecordRule(
        name=raw.get("as", f"record {number}"),
        kind=kind,
        link=link,
        src=raw.get("src", ""),
        dst=raw.get("dst", ""),
        subject=raw.get("subject", ""),
        parts=tuple((part, _refs(raw[part], names)) for part in _PARTS if part in raw),
        properties=tuple(properties),
        when=_conditions(raw.get("when", ()), [*names, *earlier]),
        unless=_conditions(raw.get("unless", ()), [*names, *earlier]),
    )


def _refs(written: str | list[str], names: Sequence[str]) -> Refs:
    refs = (written,) if isinstance(written, str) else tuple(written)
    _known_refs([ref for ref in refs if not ref.startswith("=")], names)
    return refs


def _check_types(loader: str, key: str, refs: Refs, columns: Mapping[str, Column]) -> None:
    """Refuse a column whose type can never give the property, and a constant that is not in its closed list."""
    info = PROPERTIES[key]
    for ref in refs:
        if ref.startswith("="):
            if info.type == "term":
                _choice("common.what-term", ref[1:], tuple(TERMS[info.range]))
            continue
        column = columns[ref]
        if column.type not in _FITTING[info.type] or (info.type == "term" and column.scheme != info.range):
            message = text("load.type-does-not-fit", loader=loader, column=ref, type=column.type, property=key)
            raise InputError(message, text("load.bad-value-hint"))


def _conditions(written: str | list[str] | dict[str, str | list[str]], names: Sequence[str]) -> tuple[Condition, ...]:
    if isinstance(written, dict):
        pairs = [(name, [words] if isinstance(words, str) else words) for name, words in written.items()]
    else:
        pairs = [(name, []) for name in ([written] if isinstance(written, str) else written)]
    _known_refs([name for name, _ in pairs], names)
    return tuple(Condition(name, tuple(word.casefold() for word in words)) for name, words in pairs)
