"""Load files: recognise, read, map, state. The only place that strings the stages together."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.load import contradicting
from clustergraph.load.collecting import collecting_seldom
from clustergraph.load.corrections import Corrections, mapped_at
from clustergraph.load.groups import Group, grouped, unreadable
from clustergraph.load.mapping import Lost
from clustergraph.load.problems import Problem
from clustergraph.load.read_as import read_as
from clustergraph.load.reading import Reading, RowMapped, Stating, Tally, UnreadableFileError
from clustergraph.load.recipe import Recipe
from clustergraph.load.refused import Refused, RowPlace
from clustergraph.load.report import LoadReport, RowSample
from clustergraph.model import dates, names
from clustergraph.model.records import Statement, canonical
from clustergraph.progress import Progress, silent
from clustergraph.store.base import Load, LoadStats, Repeated, SourceInfo, Store

_SOURCE = re.compile(r"[a-z0-9]+(?:[/._-][a-z0-9._-]+)*")
_SOURCE_LENGTH = 52


class _HeldError(Exception):
    """Rows were refused of a source that spoke before: the load starts again, knowing which identities to hold."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a command loads; see `load_files`."""

    source: str = ""
    dry_run: bool = False
    replace: bool = False
    observed_on: str = ""
    progress: Progress = silent
    corrections: Corrections | None = None


def load_files(
    store: Store,
    paths: Sequence[Path],
    *,
    loader: str = "",
    source: str = "",
    dry_run: bool = False,
    strict: bool = False,
    replace: bool = False,
    observed_on: str = "",
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    header_row: int = 0,
    unit: str = "",
    vat: str = "",
    folders: Sequence[Path] = (),
    errors: Path | None = None,
    progress: Progress = silent,
) -> list[LoadReport]:
    """Load files and folders into a store; return a report a load.

    Parameters
    ----------
    loader
        Which loader reads the files; else each file is recognised by its headers.
    source
        Who speaks; else the loader says. `minpromtorg/2024` becomes `source/minpromtorg/2024/LOADER`.
    dry_run
        Count what a load would do, write nothing.
    strict
        Any refused cell is an `InputError`, and nothing is written.
    replace
        Close what the source said before and does not say now, also where rows could not be read.
    observed_on
        As of when the source speaks; wins over what the loader says.
    encoding, delimiter, sheet, header_row, unit, vat
        How the files are to be read, where what is found or what the loader says is wrong; see `read_as`.
    folders
        Project folders, whose own `loaders/` go before the shipped ones of the same id.
    errors
        CSV file to write: the whole rows that were refused or lost a cell, with their place and reasons in front. Such
        a file, corrected, is loaded like any other: an increment to the source that its rows came from.

    Raises
    ------
    InputError
        Where the only file cannot be read, or no loader fits it. Among several files such a file is reported, the
        others are loaded and close nothing.
    """
    if observed_on and not dates.is_date(observed_on):
        raise InputError(text("load.bad-observed-on", value=observed_on), text("load.date"))
    name = source.removeprefix("source/")
    if name and not _SOURCE.fullmatch(name):
        raise InputError(text("load.bad-source", source=source), text("load.bad-source-hint"))
    said = read_as(encoding=encoding, delimiter=delimiter, sheet=sheet, header_row=header_row, unit=unit, vat=vat)
    groups, unread = grouped(paths, loader, folders, read_as=said)
    if name and any(group.correcting is not None for group in groups):
        raise InputError(text("load.errors-own-source"), text("load.errors-own-source-hint"))
    corrections = Corrections(errors) if errors else None
    options = Options(name, dry_run, replace, observed_on, progress, corrections)
    if strict:
        trial = _load_all(store, groups, unread, dataclasses.replace(options, dry_run=True))
        if corrections and corrections.rows:
            corrections.write()
        _refuse_problems(trial)
    with collecting_seldom():
        reports = _load_all(store, groups, unread, options)
    if corrections:
        reports[-1] = dataclasses.replace(reports[-1], notes=(*reports[-1].notes, corrections.write()))
    return reports


def _load_all(store: Store, groups: Sequence[Group], unread: Sequence[Problem], options: Options) -> list[LoadReport]:
    """Load group by group. Where a file could not be read, no load closes anything: it may hold what is missing."""
    reports: list[LoadReport] = []
    lost: list[Lost] = []
    wanted = any(group.states_coverage() for group in groups)
    alone = len(groups) == 1 and len(groups[0].files) == 1 and not unread
    for group in groups:
        delivery = _Delivery(store, group, lost, options, whole=not unread, alone=alone, wanted=wanted)
        reports += delivery.by_source() if delivery.speak_for_themselves() else delivery.as_one()
        if not group.states_coverage():  # a file that says itself how complete its lists are speaks of its own rows
            lost += delivery.lost_here
    if unread:
        reports.append(LoadReport("", "", "", unreadable_files=tuple(unread)))
    return reports


def _refuse_problems(reports: Sequence[LoadReport]) -> None:
    problems = [problem for report in reports for problem in (*report.unreadable_files, *report.problems)]
    if problems:
        count = sum(report.problem_count + len(report.unreadable_files) for report in reports)
        first = f"{problems[0].place()}: {problems[0].reason}."
        raise InputError(text("load.strict", count=count, first=first), text("load.strict-hint"))


class _Delivery:
    """The files of one group on their way into the store."""

    def __init__(
        self,
        store: Store,
        group: Group,
        lost: Sequence[Lost],
        options: Options,
        *,
        whole: bool,
        alone: bool,
        wanted: bool,
    ) -> None:
        self.store = store
        self.recipe = group.recipe
        self.group = group
        self.files = list(group.files)
        self.lost_before = list(lost) if group.states_coverage() else []
        self.lost_here: list[Lost] = []
        self.options = options
        self.whole = whole and group.recipe.delivery == "whole"
        self.alone = alone
        self.wanted = wanted
        self.unread: list[Problem] = []

    def speak_for_themselves(self) -> bool:
        """Tell whether the rows name their source."""
        return bool(self.recipe.source.columns) and not self.options.source and not self.group.correcting

    def _speaker(self) -> SourceInfo:
        """Return who speaks in the files."""
        uid = self.group.correcting
        known = next((source for source in self.store.sources() if uid and source.uid == uid), None)
        if known:
            return known
        name = self.options.source or self.recipe.source.id
        title = self.recipe.title.ru  # what is kept does not depend on the language of who loads
        if self.options.source and self.options.source != self.recipe.id:
            title = f"{title}: {self.options.source}"
        return SourceInfo(uid or _source_uid(name, self.recipe), self.recipe.priority, title=title)

    def as_one(self) -> list[LoadReport]:
        """Load the files as one load of one source, streaming."""
        info = self._speaker()
        heard = any(True for _ in self.store.loads(info.uid))
        known: Tally | None = None
        while True:
            reading = self._reading()
            wait = heard and known is None and self.whole
            try:
                lost = [*self.lost_before, *self._lost_of_its_own(info)]
                stating = self._stating(reading.rows(), lost)
                stream = stating.statements()
                told = stream if not wait else _until_held(stream, stating)
                stats = self._put(info, told, known or Tally(), info.observed_on, lost)
            except UnreadableFileError as broken:
                self._leave_out(broken)
                if not self.files:
                    return [self._report(info, LoadStats(), reading, Tally())]
                continue
            except _HeldError:
                known = stating.tally
                continue
            if (self.wanted or self.options.corrections) and not stating.finished:
                # the same again: the store asked for no row, but others need to know the lost ones
                stats = dataclasses.replace(stats, repeated=self._tried(info, stream))
            self.lost_here = [*stating.gathering.lost, *self._lost_by(stats.repeated)]
            report = self._report(info, stats, reading, stating.tally, stating.samples)
            self._correct({place: (info.uid, why) for place, why in (stating.tally.refused or {}).items()})
            return [report]

    def by_source(self) -> list[LoadReport]:
        """Load the rows of each source that they name as a load of its own."""
        reading, rows = self._all_rows()
        by_source: dict[str, list[RowMapped]] = {}
        refused: dict[RowPlace, tuple[str, Refused]] = {}
        for row in rows:
            by_source.setdefault(row.mapped.source[0], []).append(row)
        reports: list[LoadReport] = []
        for id_, told in by_source.items():
            dates_told = {row.mapped.observed_on for row in told}
            dated = not self.options.observed_on and len(dates_told) > 1
            _, title, url = told[0].mapped.source
            uid = _source_uid(_source_slug(id_), self.recipe) if id_ else ""
            # rows that do not say where they come from are refused: they are told, and are of no source
            info, stats = SourceInfo(uid, self.recipe.priority, title=title or id_, url=url), LoadStats()
            lost = [*self.lost_before, *self._lost_of_its_own(info, told)]
            stating = self._stating(told, lost, keep_dates=dated)
            statements = list(stating.statements())
            if id_:
                stats = self._put(info, iter(statements), stating.tally, max(dates_told), lost)
                if self.wanted and stats.same_again:
                    stats = dataclasses.replace(stats, repeated=self._tried(info, statements))
            self.lost_here += [*stating.gathering.lost, *self._lost_by(stats.repeated, told)]
            reports.append(self._report(info, stats, reading, stating.tally, stating.samples))
            refused.update({place: (info.uid, why) for place, why in (stating.tally.refused or {}).items()})
        self._correct(refused)
        return reports or [self._report(SourceInfo("", self.recipe.priority), LoadStats(), reading, Tally())]

    def _correct(self, refused: Mapping[RowPlace, tuple[str, Refused]]) -> None:
        """Hand the refused rows over to be corrected, where somebody wants to."""
        if self.options.corrections:
            self.options.corrections.take(self._reading(), refused)

    def _all_rows(self) -> tuple[Reading, list[RowMapped]]:
        """Map all rows, without the files that turn out to be unreadable."""
        while True:
            reading = self._reading()
            try:
                return reading, list(reading.rows())
            except UnreadableFileError as broken:
                self._leave_out(broken)

    def _leave_out(self, broken: UnreadableFileError) -> None:
        """Go on without a file that cannot be read; then nothing is closed, since it may hold what is missing."""
        self.files = [file for file in self.files if file.path != broken.path]
        self.unread.append(unreadable(broken.path, broken.error))
        self.whole = False

    def _reading(self) -> Reading:
        options = self.options
        paths = [file.path for file in self.files]
        whole = (self.recipe, paths, self.group.read_as, options.progress, self.alone)
        return Reading(*whole, options.dry_run, self.group.correcting)

    def _stating(self, rows: Iterable[RowMapped], lost: Sequence[Lost], *, keep_dates: bool = True) -> Stating:
        correct = self.options.corrections is not None
        return Stating(rows, lost, keep_dates=keep_dates and not self.options.observed_on, correct=correct)

    def _lost_of_its_own(self, info: SourceInfo, rows: Sequence[RowMapped] | None = None) -> list[Lost]:
        """Return what lists that stand beside their own rows lose where these contradict each other.

        How complete a list is has to be stated together with its rows, so these are tried first.
        """
        if not (info.uid and self.group.states_coverage() and self.group.lists_rows()):
            return []
        stating = self._stating(self._reading().rows() if rows is None else rows, ())
        return self._lost_by(self._tried(info, stating.statements()), rows)

    def _lost_by(self, repeated: Sequence[Repeated], rows: Sequence[RowMapped] | None = None) -> list[Lost]:
        """Return what lists lose by rows that contradict each other; `rows`: what was mapped, else it is read again."""
        kinds = contradicting.kinds_lost(repeated) if self.wanted else {}
        if not kinds:
            return []
        if rows is None:
            return list(contradicting.lost_rows(kinds, mapped_at(self._reading(), kinds.__contains__)))
        placed = ((RowPlace(place.file, place.sheet, place.line), mapped) for mapped, place in rows)
        return list(contradicting.lost_rows(kinds, placed))

    def _tried(self, info: SourceInfo, statements: Iterable[Statement]) -> Sequence[Repeated]:
        """Return which records are stated differently on several rows; nothing is written."""
        load = Load(info.uid, [], whole=False, repeat=self.recipe.repeat, speaker=info)
        return self.store.load(load, statements, dry_run=True).repeated

    def _put(
        self, info: SourceInfo, statements: Iterator[Statement], known: Tally, observed_on: str, lost: Sequence[Lost]
    ) -> LoadStats:
        """Hand the statements to the store, as a load of the source; `lost` names the lists that are not complete."""
        load = Load(
            source=info.uid,
            files=[part for file in self.files for part in file.parts],
            recipe=self._digest(lost),
            observed_on=self.options.observed_on or observed_on or self.group.observed_on(),
            whole=self.whole,
            repeat=self.recipe.repeat,
            missing=self.recipe.missing,
            replace=self.options.replace,
            refused=frozenset(known.held),
            unreadable=known.unreadable,
            speaker=info,
        )
        return self.store.load(load, statements, dry_run=self.options.dry_run, progress=self.options.progress)

    def _digest(self, lost: Sequence[Lost]) -> str:
        """Return the digest of the recipe, and of the lost rows where they change what is stated."""
        rows = canonical([list(map(str, row)) for row in lost]) if lost else ""
        parts = (self.recipe.digest, *map(str, astuple(self.group.read_as)), rows)
        return hashlib.blake2b("\x00".join(parts).encode(), digest_size=8).hexdigest()

    def _report(
        self,
        info: SourceInfo,
        stats: LoadStats,
        reading: Reading,
        tally: Tally,
        samples: Sequence[RowSample] = (),
    ) -> LoadReport:
        for repeated in stats.repeated:
            first, *others = contradicting.problems(repeated)
            tally.note(first)
            if tally.refused is not None:
                for problem in others:
                    tally.refused.add(problem)
        unread, self.unread = self.unread, []
        return LoadReport(
            loader=self.recipe.id,
            title=str(self.recipe.title),
            source=info.uid,
            load=stats.load,
            dry_run=self.options.dry_run,
            same_again=stats.same_again,
            files=tuple(reading.files),
            rows=tally.rows,
            refused_rows=tally.refused_rows,
            skipped_rows=reading.skipped,
            total_rows=reading.totals,
            nodes=stats.nodes,
            links=stats.links,
            problems=tuple(tally.problems),
            problem_count=tally.problem_count,
            persons=tally.persons,
            nameless_sales=tally.nameless_sales,
            nameless_members=tally.nameless_members,
            repaired=tally.repaired,
            unknown_columns=tuple(reading.unknown_columns()),
            columns=tuple(reading.known_columns()),
            flagged=tuple(tally.flagged[key] for key in sorted(tally.flagged)),
            slugs=tuple(tally.slugs_made()),
            notes=tuple(dict.fromkeys(reading.notes)),
            samples=tuple(samples) if self.options.dry_run else (),
            unreadable_files=tuple(unread),
        )


def _until_held(statements: Iterator[Statement], stating: Stating) -> Iterator[Statement]:
    """Give the statements, and stop the load at its end where rows were refused: what they said before must be held."""
    yield from statements
    if stating.tally.held or stating.tally.unreadable:
        raise _HeldError


def _source_uid(name: str, recipe: Recipe) -> str:
    """Return the uid of a source: a source that is not the loader's own is kept apart a loader."""
    if name.startswith(("expert/", "run/")):
        return name
    return f"source/{name}" if name == recipe.id else f"source/{name}/{recipe.id}"


def _source_slug(written: str) -> str:
    """Return the name of a source that a row gives as an address or a title; long ones stay distinct."""
    address = re.sub(r"^https?://(www\.)?", "", written)
    if _SOURCE.fullmatch(address) and len(address) <= _SOURCE_LENGTH:
        return address
    slug = names.slug(address)
    if len(slug) <= _SOURCE_LENGTH:
        return slug
    return f"{slug[:_SOURCE_LENGTH].rstrip('-')}-{hashlib.blake2b(address.encode(), digest_size=3).hexdigest()}"
