"""A recipe: what a loader's TOML says, checked against the ontology. Frozen and picklable: any process can map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from clustergraph.i18n import Text
from clustergraph.model.terms import Kind, LinkKind

Refs: TypeAlias = tuple[str, ...]
"""Names of columns, of which the first that stands is taken; `=text` is a constant and always stands."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: the headers it goes by and how its cells are read."""

    name: str
    headers: tuple[str, ...]
    type: str
    scheme: str = ""
    """Closed list of a `term`."""
    sets: tuple[str, ...] = ()
    """Parts of the closed list that the links which take the column admit (MemberRole); empty: the whole list."""
    required: bool = False
    language: str = ""
    split: str = ""
    part: str = ""
    unit: str = ""
    vat: str = "none"
    places: int = 0
    """Decimals of a number: as many as the properties it goes to have."""
    unit_from: str = ""
    """Column or cell that names the unit of a sum."""
    vat_from: str = ""
    """Column or cell that says whether VAT is in a sum."""
    cell: str = ""
    """It is no column but one cell of the file: a defined name, or `sheet!A1`."""
    label: str = ""
    """Text to the left of that cell, by which it is found where the file has lost its defined names."""
    values: tuple[tuple[str, str], ...] = ()
    """Words of the file (case-folded) → what they mean, before the type is read."""


@dataclass(frozen=True, slots=True)
class Unpivot:
    """Columns of one meaning side by side, such as years: a row states something for each of them."""

    name: str
    """Column that takes what tells them apart: the header, or the part of it that `form` names."""
    value: str
    """Column that takes the cell."""
    headers: tuple[str, ...] = ()
    form: str = ""
    """Pattern of the headers, where they are not listed; its first group is the name."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a row: a column or record stands, and, where words are given, is one of them (case-folded)."""

    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordRule:
    """A record that a row states: a node (`kind`) or a link (`link`)."""

    name: str
    kind: Kind | None = None
    link: LinkKind | None = None
    src: str = ""
    dst: str = ""
    subject: str = ""
    """Record that an indicator, coverage, event or register entry is about."""
    parts: tuple[tuple[str, Refs], ...] = ()
    """`slug` or `notation`: what the uid is made from where it is no property."""
    properties: tuple[tuple[str, Refs], ...] = ()
    when: tuple[Condition, ...] = ()
    """All must hold for the record to be stated."""
    unless: tuple[Condition, ...] = ()
    """None may hold."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file: which sheet, its columns, and the records of a row."""

    columns: tuple[Column, ...]
    records: tuple[RecordRule, ...]
    sheet: str = ""
    header_rows: int = 0
    header_row: int = 0
    """Line on which the header begins; 0: found."""
    until: str = ""
    answer: str = ""
    """Column that a person fills: a row without it was printed by whoever made the form, and says nothing."""
    side: str = ""
    """Whose list a row belongs to where it is one partner's own (purchases: the buyer's); "": to those of both."""
    unpivots: tuple[Unpivot, ...] = ()

    def column(self, name: str) -> Column:
        """Return a column by its name in the loader."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class SourceRule:
    """Who speaks: one source (`id`), or one a row, named by the first of `columns` that stands."""

    id: str = ""
    columns: Refs = ()
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A loader, ready to map rows."""

    id: str
    title: Text
    source: SourceRule
    priority: int
    tables: tuple[Table, ...]
    digest: str
    """Of the loader's text, the ontology and the mapping: the same recipe reads the same file alike."""
    delivery: Literal["whole", "increment"] = "whole"
    missing: Literal["close", "end"] = "close"
    repeat: str = "refuse"
    encoding: str = ""
    delimiter: str = ""
    observed_column: str = ""
    observed_file_name: str = ""
    total_rows: tuple[str, ...] = ()
    printed_columns: tuple[str, ...] = ()
    """Columns of the file that whoever made it filled for people, in the form for comparing: not read, not told."""
    printed_sheets: tuple[str, ...] = ()
    """Sheets of that kind."""
    recognise: tuple[str, str, str] = ("", "", "")
    """A defined name, what it says in the files of this loader, and the label beside its cell."""
    by_name_only: bool = False
    """Never recognised by its headers (`recognise = false`): whoever wants it names it."""
