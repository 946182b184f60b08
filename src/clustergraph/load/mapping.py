"""Rows to records: a pure, picklable function of a row and a recipe. Nothing is guessed, no natural person is kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from clustergraph.i18n import text
from clustergraph.load import stating
from clustergraph.load.problems import FlaggedCode, Problem
from clustergraph.load.readers.base import Row
from clustergraph.load.recipe import Recipe, Table
from clustergraph.load.rowcells import RowCells, SheetColumns
from clustergraph.load.stating import ABSENT, FOUND, HELD, PERSON, UNREADABLE, Plan, Stated
from clustergraph.model.records import Entity, Record, Value
from clustergraph.model.terms import PROPERTIES, LinkKind

_REMEMBERED = 1_500
"""Nodes of a rule that are remembered with their texts, then forgotten at once: memory stays bounded."""
_NOTHING = {ABSENT}
LISTED = (LinkKind.SUPPLIES, LinkKind.BUYS, LinkKind.PARTY_TO)
"""Links of which somebody can say that the list is complete."""


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
    """What a refused or dropped row took with it, money or an agreement: whose list is no longer complete."""

    uid: str
    """"" where the firm itself could not be read; `name` may still tell it."""
    name: str
    side: str
    period: str
    file: str
    row: int
    sheet: str = ""


@dataclass(slots=True)
class Mapped:
    """What a row states."""

    problems: Sequence[Problem]
    records: Sequence[Record] = ()
    about: Sequence[About] = ()
    traded: Sequence[SoleTrade] = ()
    nameless: Sequence[NamelessRole] = ()
    lost: Sequence[Lost] = ()
    side: str = ""
    """The only side whose list its table fills; "": both."""
    shape: bool = False
    """A refused row that is too short or too wide."""
    held: Sequence[str] = ()
    """Identities whose content was refused."""
    refused: bool = False
    unreadable: bool = False
    """A refused row of which not even the identity is known."""
    persons: int = 0
    repaired: int = 0
    flagged: Sequence[FlaggedCode] = ()
    slugs: Sequence[tuple[str, str]] = ()
    """Text → uid made from it."""
    named: Sequence[Entity] = ()
    """Nodes that a code of our own names: one code stands for one name."""
    observed_on: str = ""
    source: tuple[str, str, str] = ("", "", "")
    """Id, title and address of the source that the row itself names."""


def joined(parts: Sequence[Mapped]) -> Mapped:
    """Return what the parts of one row state together; what they tell twice counts once."""
    whole = parts[0]
    for part in parts[1:]:
        whole.problems = list(dict.fromkeys([*whole.problems, *part.problems]))
        whole.records = [*whole.records, *(record for record in part.records if record not in whole.records)]
        whole.about = [*whole.about, *part.about]
        whole.traded = [*whole.traded, *part.traded]
        whole.nameless = [*whole.nameless, *part.nameless]
        whole.lost = [*whole.lost, *part.lost]
        whole.held = [*whole.held, *part.held]
        whole.flagged = [*whole.flagged, *part.flagged]
        whole.slugs = list(dict.fromkeys([*whole.slugs, *part.slugs]))
        whole.named = [*whole.named, *part.named]
        whole.refused = whole.refused or part.refused
        whole.unreadable = whole.unreadable or part.unreadable
        whole.shape = whole.shape or part.shape
        whole.persons = max(whole.persons, part.persons)
        whole.repaired = max(whole.repaired, part.repaired)
    return whole


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
    constants
        Column name → what stands for it on every row.
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
        constants: Mapping[str, str] | None = None,
    ) -> None:
        self.recipe = recipe
        self.totals = recipe.total_rows
        self.side = table.side
        self.salt = salt or secrets.token_bytes(16)
        constants = {} if constants is None else constants
        self._made_of = (recipe, table, index, titles, file, sheet, self.salt, constants)
        positions = {column.name: index.get(column.name, -1) for column in table.columns}
        self.columns = SheetColumns(table.columns, list(positions.values()), titles, file, sheet, constants)
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
    first = next(filter(None, row.cells), "")
    if not first or (mapper.totals and first.strip().casefold().startswith(mapper.totals)):
        return None
    cells = RowCells(row, mapper.columns)
    if row.broken:
        return _broken(row, cells, mapper)
    mapped = Mapped(cells.problems, side=mapper.side)
    _check_shape(row, cells, mapper, mapped)
    _check_required(cells, mapper, mapped)
    _read_source(cells, mapper, mapped)
    stated: list[Stated] = []
    for number, plan in enumerate(mapper.plans):
        stated.append(_state(number, plan, cells, stated, mapper, mapped))
    seen = {found[0] for found in stated}
    if UNREADABLE in seen:
        mapped.refused = True
    elif seen == _NOTHING and not mapped.refused:
        mapped.refused = mapped.unreadable = True
        cells.refuse(-1, text("load.nothing-stated"), text("load.nothing-stated-hint"))
    if mapped.refused:
        if not mapped.shape:
            for number in range(len(mapper.number)):  # what no record came to need is told, too
                cells.cell(number)
        _hold(mapper, stated, mapped)
        _lose(cells, mapper, stated, mapped)
    else:
        _keep(mapper, stated, mapped)
        if PERSON in seen and not (mapped.traded and all("amount" in trade.props for trade in mapped.traded)):
            _lose(cells, mapper, stated, mapped)
    mapped.repaired = cells.repaired
    mapped.flagged = cells.flagged
    return mapped


def _broken(row: Row, cells: RowCells, mapper: Mapper) -> Mapped:
    """Refuse a row that its reader could not read: nobody knows whose money it tells of, so any list may lack it."""
    cells.refuse(-1, row.broken, text("load.broken-hint"))
    links = {plan.rule.link for plan in mapper.plans}
    sides = ["purchases"] if links & {LinkKind.SUPPLIES, LinkKind.BUYS} else []
    sides += ["sales"] if LinkKind.SUPPLIES in links else []
    lost = [Lost("", "", side, "", mapper.columns.file, row.line, mapper.columns.sheet) for side in sides]
    short = len(row.cells) <= mapper.last
    return Mapped(cells.problems, lost=lost, shape=short, refused=True, unreadable=True)


def _check_shape(row: Row, cells: RowCells, mapper: Mapper, mapped: Mapped) -> None:
    """Refuse a row that ends before the last column, or has cells beyond the header: its cells may be shifted."""
    found, wanted = len(row.cells), mapper.width
    if found <= mapper.last:
        mapped.refused = mapped.unreadable = mapped.shape = True
        cells.refuse(-1, text("load.truncated", found=found, wanted=wanted), text("load.truncated-hint"))
    elif found > wanted and any(row.cells[wanted:]):
        mapped.refused = mapped.unreadable = mapped.shape = True
        cells.refuse(-1, text("load.too-wide", found=found, wanted=wanted), text("load.too-wide-hint"))


def _check_required(cells: RowCells, mapper: Mapper, mapped: Mapped) -> None:
    """Refuse a row that lacks what it cannot do without; what a natural person stands in is judged with the records."""
    for number in mapper.required:
        index, values = cells.columns_at[number]
        if index >= 0 and not cells.marks and cells.texts[index] in values:
            continue
        cell = cells.cell(number)
        if cell.value is None and not cell.person:
            if not cell.reason and not mapped.unreadable:
                cells.refuse(number, text("load.required"), text("load.required-hint"))
            mapped.refused = True


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
        if stated[plan.src].state is FOUND and stated[plan.dst].state is FOUND:
            return stating.edge(plan, cells, stated)
        return _without_ends(plan, cells, stated, mapped)
    if plan.remember is None or cells.marks:
        return stating.node(plan, cells, stated, mapper.salt)
    remembered = mapper.remembered[number]
    texts = plan.remember(cells.texts)
    known = remembered.get(texts)
    if known is not None:
        return known
    before = len(cells.problems), cells.repaired
    found = stating.node(plan, cells, stated, mapper.salt)
    if found.state in (FOUND, ABSENT) and before == (len(cells.problems), cells.repaired):
        if len(remembered) >= _REMEMBERED:
            remembered.clear()
        remembered[texts] = found
    return found


def _without_ends(plan: Plan, cells: RowCells, stated: Sequence[Stated], mapped: Mapped) -> Stated:
    """Return what becomes of a link without both ends; what a sole trader leaves behind is kept nameless."""
    src, dst = stated[plan.src], stated[plan.dst]
    states = (src.state, dst.state)
    if ABSENT in states or stating.holds(plan, cells, stated) is False:
        return stating.NOT_STATED
    if UNREADABLE in states or HELD in states:
        return stating.NOT_READ
    if dst.state is FOUND and plan.rule.link in (LinkKind.SUPPLIES, LinkKind.MEMBER_OF):
        props, refused, _ = stating.properties(plan, cells)
        if refused:
            return stating.NOT_READ
        if plan.rule.link == LinkKind.MEMBER_OF:
            mapped.nameless = [NamelessRole(src.token, dst.uid, props)]
        else:
            mapped.traded = [SoleTrade(dst.uid, str(props.get("product", "unknown")), props)]
    return Stated(PERSON)


def _keep(mapper: Mapper, stated: Sequence[Stated], mapped: Mapped) -> None:
    """Take the records of a row that was read."""
    records: list[Record] = []
    for plan, found in zip(mapper.plans, stated, strict=True):
        if found.record is not None:
            subject = stated[plan.subject] if plan.subject >= 0 else stating.NOT_STATED
            if subject.state is FOUND and isinstance(found.record, Entity):
                mapped.about = [*mapped.about, About(found.record, subject.uid, subject.name)]
            else:
                records.append(found.record)
            if plan.slugged and isinstance(found.record, Entity):
                mapped.named = [*mapped.named, found.record]
            if found.made_slug:
                mapped.slugs = [*mapped.slugs, (found.made_slug, found.uid)]
        elif found.state is PERSON and plan.rule.link is None:
            mapped.persons += 1
        elif found.state is HELD:
            mapped.held = [*mapped.held, *_identities(plan, found, stated)]
    mapped.records = records


def _identities(plan: Plan, found: Stated, stated: Sequence[Stated]) -> list[str]:
    """Return the identities that go with a record: its own, and that of the link to what it is about."""
    subject = stated[plan.subject] if plan.subject >= 0 else stating.NOT_STATED
    if subject.state is not FOUND or plan.rule.kind is None:
        return [found.uid]
    return [found.uid, stating.about(subject.uid, Entity(found.uid, plan.rule.kind)).uid]


def _hold(mapper: Mapper, stated: Sequence[Stated], mapped: Mapped) -> None:
    """Note which identities a refused row would have stated, so that what was said of them before is not closed."""
    mapped.traded = mapped.nameless = ()
    held: list[str] = []
    for plan, found in zip(mapper.plans, stated, strict=True):
        if found.state is UNREADABLE:
            mapped.unreadable = True
        elif found.state is HELD or found.record is not None:
            held += _identities(plan, found, stated)
        elif found.state is PERSON and plan.rule.link is None:
            mapped.persons += 1
    mapped.held = held
    mapped.unreadable = mapped.unreadable or not held


def _lose(cells: RowCells, mapper: Mapper, stated: Sequence[Stated], mapped: Mapped) -> None:
    """Note whose purchases and sales are no longer complete: of a refused row, or of one dropped with its money."""
    lost: list[Lost] = []
    for plan, found in zip(mapper.plans, stated, strict=True):
        if plan.rule.link not in LISTED or found.state is ABSENT:
            continue
        if not mapped.refused and found.state is not PERSON:
            continue
        src, dst = stated[plan.src], stated[plan.dst]
        if plan.rule.link == LinkKind.PARTY_TO:
            if src.state is not PERSON:
                lost.append(
                    Lost(src.uid, src.name, "agreements", "", mapper.columns.file, cells.line, mapper.columns.sheet)
                )
            continue
        period = next((stating.first(s.refs, cells).value for s in plan.setters if s.key == "period"), "")
        lose = partial(
            Lost, period=str(period or ""), file=mapper.columns.file, row=cells.line, sheet=mapper.columns.sheet
        )
        buyer, seller = (dst, src) if plan.rule.link == LinkKind.SUPPLIES else (src, None)
        if buyer.state is not PERSON:
            lost.append(lose(buyer.uid, buyer.name, "purchases"))
        if seller is not None and seller.state is not PERSON:
            lost.append(lose(seller.uid, seller.name, "sales"))
    mapped.lost = [one for one in lost if mapper.side in ("", one.side)]
