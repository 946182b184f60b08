"""Rows to records: a pure, picklable function of a row and a recipe. Nothing is guessed, no natural person is kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from clustergraph.i18n import text
from clustergraph.load import stating
from clustergraph.load.problems import Problem
from clustergraph.load.readers.base import Row
from clustergraph.load.recipe import Recipe, Table
from clustergraph.load.rowcells import RowCells, SheetColumns
from clustergraph.load.stating import ABSENT, Plan, State, Stated
from clustergraph.model.records import Entity, Record, Value
from clustergraph.model.terms import PROPERTIES, LinkKind

_REMEMBERED = 20_000


class SoleTrade(NamedTuple):
    """A purchase from a sole trader: the buyer's money stays, the trader does not."""

    buyer: str
    product: str
    props: Mapping[str, Value]


class NamelessRole(NamedTuple):
    """A sole trader's role in a cluster; `token` tells traders of one load apart and means nothing outside it."""

    token: str
    cluster: str
    props: Mapping[str, Value]


class About(NamedTuple):
    """An indicator, coverage, event or register entry, with the node it is about and that node's name."""

    record: Entity
    subject: str
    name: str


class Lost(NamedTuple):
    """Money that a refused or dropped row took with it: whose list is no longer complete."""

    uid: str
    """"" where the firm itself could not be read; `name` may still tell it."""
    name: str
    side: str
    period: str
    file: str
    row: int


@dataclass(slots=True)
class Mapped:
    """What a row states."""

    records: list[Record] = field(default_factory=list)
    traded: list[SoleTrade] = field(default_factory=list)
    nameless: list[NamelessRole] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    """Identities whose content was refused."""
    refused: bool = False
    unreadable: bool = False
    """A refused row of which not even the identity is known."""
    persons: int = 0
    repaired: int = 0
    slugs: list[tuple[str, str]] = field(default_factory=list)
    """Text → uid made from it."""
    about: list[About] = field(default_factory=list)
    observed_on: str = ""
    source: tuple[str, str, str] = ("", "", "")
    """Id, title and address of the source that the row itself names."""


class Mapper:
    """A table of a recipe where its columns stand in one sheet. Picklable: it is made anew from what it was made of.

    Parameters
    ----------
    recipe, table
        The loader, and which of its tables.
    index
        Column name → index in the row; a column that the file lacks is left out.
    titles
        Header of each index, for people.
    file, sheet
        Where the rows come from, for problems.
    salt
        Key under which sole traders of one load are told apart; the same for all mappers of a load.
    """

    def __init__(
        self,
        recipe: Recipe,
        table: Table,
        index: Mapping[str, int],
        titles: Sequence[str],
        file: str,
        sheet: str = "",
        salt: bytes = b"",
    ) -> None:
        self._made_of = (recipe, table, index, titles, file, sheet, salt)
        self.recipe = recipe
        self.salt = salt or secrets.token_bytes(16)
        positions = {column.name: index.get(column.name, -1) for column in table.columns}
        self.columns = SheetColumns(table.columns, list(positions.values()), titles, file, sheet)
        self.number = {column.name: number for number, column in enumerate(table.columns)}
        self.required = [self.number[column.name] for column in table.columns if column.required]
        self.plans = stating.plans(table, positions)
        self.remembered: list[dict[object, Stated]] = [{} for _ in self.plans]
        self.width = len(titles)
        self.last = max(positions.values())
        self.observed = self.number.get(recipe.observed_column, -1)
        rule = recipe.source
        self.source = tuple(self.number[name] for name in rule.columns)
        self.about_source = [self.number.get(name, -1) for name in (rule.title, rule.url)]
        for plan in self.plans:
            for setter in plan.setters:
                for ref in setter.refs:
                    if isinstance(ref, int) and PROPERTIES[setter.key].personal:
                        self.columns.personal[ref] = True

    def __reduce__(self) -> tuple[object, ...]:
        return (Mapper, self._made_of)


def map_row(row: Row, mapper: Mapper) -> Mapped | None:
    """Return the records a row states and a problem a cell that cannot be read; None for a blank row or a total."""
    first = next((cell for cell in row.cells if cell), "")
    if not first or (mapper.recipe.total_rows and first.strip().casefold().startswith(mapper.recipe.total_rows)):
        return None
    cells = RowCells(row, mapper.columns)
    mapped = Mapped(problems=cells.problems)
    _check_shape(row, cells, mapper, mapped)
    for number in mapper.required:
        cell = cells.cell(number)
        if cell.value is None and not cell.person:
            if not cell.reason and not mapped.unreadable:
                cells.refuse(number, text("load.required"), text("load.required-hint"))
            mapped.refused = True
    _read_source(cells, mapper, mapped)
    stated: list[Stated] = []
    for number, plan in enumerate(mapper.plans):
        stated.append(_state(number, plan, cells, stated, mapper, mapped))
    if any(found.state is State.UNREADABLE for found in stated):
        mapped.refused = True
    if not mapped.refused and not any(found.state is not State.ABSENT for found in stated):
        mapped.refused = mapped.unreadable = True
        cells.refuse(-1, text("load.nothing-stated"), text("load.nothing-stated-hint"))
    if mapped.refused:
        _hold(cells, mapper, stated, mapped)
    else:
        _keep(cells, mapper, stated, mapped)
    mapped.repaired = cells.repaired
    return mapped


def _check_shape(row: Row, cells: RowCells, mapper: Mapper, mapped: Mapped) -> None:
    """Refuse a row that ends before the last column, or that has cells beyond the header: its cells may be shifted."""
    if len(row.cells) <= mapper.last:
        mapped.refused = mapped.unreadable = True
        cells.refuse(-1, text("load.truncated", found=len(row.cells), wanted=mapper.width), text("load.truncated-hint"))
    elif len(row.cells) > mapper.width and any(row.cells[mapper.width :]):
        mapped.refused = mapped.unreadable = True
        cells.refuse(-1, text("load.too-wide", found=len(row.cells), wanted=mapper.width), text("load.too-wide-hint"))


def _read_source(cells: RowCells, mapper: Mapper, mapped: Mapped) -> None:
    if mapper.observed >= 0:
        value = cells.cell(mapper.observed).value
        mapped.observed_on = value if isinstance(value, str) else ""
    if mapper.source:
        id_ = str(stating.first(mapper.source, cells).value or "")
        title, url = (str(cells.cell(n).value or "") if n >= 0 else "" for n in mapper.about_source)
        mapped.source = (id_, title, url)
        if not id_:
            mapped.refused = True
            cells.refuse(mapper.source[0], text("load.no-source"), text("load.required-hint"))


def _state(
    number: int, plan: Plan, cells: RowCells, stated: Sequence[Stated], mapper: Mapper, mapped: Mapped
) -> Stated:
    """Return what became of a rule; nodes that depend on nothing but texts seen before are remembered."""
    if plan.rule.link is not None:
        ends = (stated[plan.src], stated[plan.dst])
        if all(end.state is State.FOUND for end in ends):
            return stating.edge(plan, cells, stated)
        return _without_ends(plan, cells, stated, mapped)
    if plan.remember is None or cells.marks:
        return stating.node(plan, cells, stated, mapper.salt)
    remembered = mapper.remembered[number]
    texts = plan.remember(cells.texts)
    found = remembered.get(texts)
    if found is None:
        before = len(cells.problems), cells.repaired
        found = stating.node(plan, cells, stated, mapper.salt)
        if found.state in (State.FOUND, State.ABSENT) and before == (len(cells.problems), cells.repaired):
            if len(remembered) >= _REMEMBERED:
                remembered.clear()
            remembered[texts] = found
    return found


def _without_ends(plan: Plan, cells: RowCells, stated: Sequence[Stated], mapped: Mapped) -> Stated:
    """Return what becomes of a link without both ends; what a sole trader leaves behind is kept nameless."""
    src, dst = stated[plan.src], stated[plan.dst]
    states = (src.state, dst.state)
    if State.ABSENT in states or stating.holds(plan, cells, stated) is False:
        return ABSENT
    if State.UNREADABLE in states or State.HELD in states:
        return stating.UNREADABLE
    if dst.state is State.FOUND and plan.rule.link in (LinkKind.SUPPLIES, LinkKind.MEMBER_OF):
        props, refused = stating.properties(plan, cells)
        if refused:
            return stating.UNREADABLE
        if plan.rule.link == LinkKind.MEMBER_OF:
            mapped.nameless.append(NamelessRole(src.token, dst.uid, props))
        else:
            mapped.traded.append(SoleTrade(dst.uid, str(props.get("product", "unknown")), props))
    return Stated(State.PERSON)


def _keep(cells: RowCells, mapper: Mapper, stated: Sequence[Stated], mapped: Mapped) -> None:
    """Take the records of a row that was read."""
    for plan, found in zip(mapper.plans, stated, strict=True):
        if found.state is State.PERSON and plan.rule.link is None:
            mapped.persons += 1
        elif found.state is State.HELD:
            mapped.held.append(found.uid)
        elif found.state is State.FOUND and found.record is not None:
            subject = stated[plan.subject] if plan.subject >= 0 else ABSENT
            if subject.state is State.FOUND and isinstance(found.record, Entity):
                mapped.about.append(About(found.record, subject.uid, subject.name))
            else:
                mapped.records.append(found.record)
            if found.made_slug:
                mapped.slugs.append((found.made_slug, found.uid))
    _lose(cells, mapper, stated, mapped, dropped_only=True)


def _hold(cells: RowCells, mapper: Mapper, stated: Sequence[Stated], mapped: Mapped) -> None:
    """Note which identities a refused row would have stated, so that what was said of them before is not closed."""
    mapped.traded.clear()
    mapped.nameless.clear()
    known = False
    for plan, found in zip(mapper.plans, stated, strict=True):
        if found.state is State.UNREADABLE:
            mapped.unreadable = True
        elif found.state is State.HELD or (found.state is State.FOUND and found.record is not None):
            mapped.held.append(found.uid)
            known = True
            subject = stated[plan.subject] if plan.subject >= 0 else ABSENT
            if subject.state is State.FOUND and isinstance(found.record, Entity):
                mapped.held.append(stating.about(subject.uid, found.record).uid)
        elif found.state is State.PERSON and plan.rule.link is None:
            mapped.persons += 1
    mapped.unreadable = mapped.unreadable or not known
    _lose(cells, mapper, stated, mapped, dropped_only=False)


def _lose(cells: RowCells, mapper: Mapper, stated: Sequence[Stated], mapped: Mapped, *, dropped_only: bool) -> None:
    """Note whose purchases and sales are no longer complete: of a refused row, or of one dropped with its money."""
    for plan, found in zip(mapper.plans, stated, strict=True):
        if plan.rule.link not in (LinkKind.SUPPLIES, LinkKind.BUYS) or found.state is State.ABSENT:
            continue
        if dropped_only and (found.state is not State.PERSON or mapped.traded):
            continue
        period = next((stating.first(s.refs, cells).value for s in plan.setters if s.key == "period"), "")
        lose = partial(Lost, period=str(period or ""), file=mapper.columns.file, row=cells.line)
        src, dst = stated[plan.src], stated[plan.dst]
        if plan.rule.link == LinkKind.SUPPLIES:
            if dst.state is not State.PERSON:
                mapped.lost.append(lose(dst.uid, dst.name, "purchases"))
            if src.state is not State.PERSON:
                mapped.lost.append(lose(src.uid, src.name, "sales"))
        elif src.state is not State.PERSON:
            mapped.lost.append(lose(src.uid, src.name, "purchases"))
