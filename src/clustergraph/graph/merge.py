"""Two stores made one: another team's statements, source by source, as that team's loads left them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Literal, TypeAlias

from clustergraph.errors import InputError
from clustergraph.graph.conflicts import Contradiction, contradictions, record_name
from clustergraph.graph.merged import Differing, Merge, Merged, Outcome, TwoValues
from clustergraph.i18n import number, text
from clustergraph.model.records import Link, Record, Statement, Value
from clustergraph.progress import Progress, silent
from clustergraph.store.base import Load, LoadStats, SourceInfo, Store
from clustergraph.store.copying import bring, files_of, standing
from clustergraph.store.fold import date_number

Take: TypeAlias = Literal["", "ours", "theirs"]
_Key: TypeAlias = tuple[int, str, str, str, str, str]

_LISTED = 1000
"""Records that differ, of one source, and contradictions: as many are named."""
_NAMED = 3
"""Of them those that the refusal names."""


def merge(store: Store, other: Store, *, take: Take = "", progress: Progress = silent) -> Merge:
    """Take the sources of another store into this one; computed sources and documents stay out.

    A source that both have is taken where its date there is newer. At equal dates, or where one has none, `take`
    decides; without it nothing at all is written. An increment (and what experts said) is united: of an identity that
    both state differently the newer date, else `take` decides. Each source is taken whole or not at all, and a merge
    that was interrupted is completed by repeating it.

    Raises
    ------
    InputError
        Where `take` is needed and not given; the message names the sources.
    """
    plans = [_plan(store, other, info) for info in other.sources() if not (info.computed or info.withdrawn_on)]
    open_ = [plan for plan in plans if plan is not None and plan.outcome == "" and not take]
    if open_:
        listed = "; ".join(map(_undecided, open_))
        raise InputError(text("graph.merge-undecided", sources=listed), text("graph.merge-undecided-hint"))
    merged = [_carry_out(store, other, plan, take, progress) for plan in plans if plan is not None]
    left = [name for name in other.documents() if other.document(name) != store.document(name)]
    return Merge(
        other.address,
        merged,
        [one for plan in plans if plan is not None for one in plan.differences],
        _conflicts(store, {one.source for one in merged if one.outcome in ("new", "theirs", "united")}),
        left,
        [info.uid for info in other.sources() if info.computed],
    )


def _conflicts(store: Store, taken: set[str]) -> list[Contradiction]:
    """Return the first contradictions in which a source takes part that was taken."""
    found = store.conflicts() if taken else iter(())
    mixed = (conflict for conflict in found if any(said.source in taken for said in conflict.said))
    return contradictions(store, islice(mixed, _LISTED))


@dataclass(frozen=True, slots=True)
class _Plan:
    info: SourceInfo
    outcome: Outcome | Literal[""]
    """Without one the dates do not decide."""
    ours: str = ""
    theirs: str = ""
    differing: int = 0
    differences: Sequence[Differing] = field(default_factory=tuple)
    """The first of them, by name."""
    increment: bool = False
    newer: Literal["", "ours", "theirs"] = ""


def _undecided(plan: _Plan) -> str:
    """Return a source whose dates do not decide, with the first records in question."""
    told = text("graph.merge-source", source=plan.info.uid, ours=plan.ours or "—", theirs=plan.theirs or "—")
    if not plan.differing:
        return told
    names = ", ".join(one.name for one in plan.differences[:_NAMED]) + " …" * (plan.differing > _NAMED)
    return text("graph.merge-source-differing", source=told, differing=number(plan.differing), names=names)


def _plan(store: Store, other: Store, info: SourceInfo) -> _Plan | None:
    """Return what is to become of a source; None where no load of it stands there."""
    theirs = standing(other, info.uid)
    if not theirs:
        return None
    mine = standing(store, info.uid)
    known = next((one for one in store.sources() if one.uid == info.uid), None)
    if not mine or known is None:
        return _Plan(info, "new", theirs=info.observed_on)
    plan = _Plan(info, "same", known.observed_on, info.observed_on)
    if mine[-1].chain == theirs[-1].chain:
        return plan
    differing = alone = 0
    differences: list[Differing] = []
    for said, told in _paired(store.statements(source=info.uid), other.statements(source=info.uid)):
        if said is None or told is None:
            alone += 1
        elif _differ(said, told):
            differing += 1
            if len(differences) < _LISTED:
                differences.append(_difference(store, info.uid, said, told))
    if not differing and not alone:
        return plan
    plan = replace(plan, differing=differing, differences=differences)
    newer = _newer(known.observed_on, info.observed_on)
    increment = info.uid.startswith("expert/") or not any(load.whole for load in chain(mine, theirs))
    if increment:
        decided = bool(newer) or not differing
        outcome: Literal["united", ""] = "united" if decided else ""
        return replace(plan, outcome=outcome, increment=True, newer=newer)
    return replace(plan, outcome=newer)


def _newer(ours: str, theirs: str) -> Literal["", "ours", "theirs"]:
    """Tell whose date is newer; "" where they are equal or one is missing."""
    if not ours or not theirs or date_number(ours) == date_number(theirs):
        return ""
    return "ours" if date_number(ours) > date_number(theirs) else "theirs"


def _carry_out(store: Store, other: Store, plan: _Plan, take: Take, progress: Progress) -> Merged:
    info = plan.info
    choice = plan.newer or take
    outcome = plan.outcome or ("united" if plan.increment else "theirs" if choice == "theirs" else "ours")
    stats = LoadStats()
    if outcome == "new":
        stats = bring(store, other, info, progress=progress)
    elif outcome == "theirs":
        stats = bring(store, other, info, over=True, progress=progress)
    elif outcome == "united":
        stats = _unite(store, other, info, theirs=choice == "theirs", progress=progress)
    return Merged(info.uid, outcome, plan.ours, plan.theirs, plan.differing, stats.nodes, stats.links)


def _unite(store: Store, other: Store, info: SourceInfo, *, theirs: bool, progress: Progress) -> LoadStats:
    """Add what the source says only there, and, where theirs is chosen, what it says otherwise there."""
    wanted = [
        told
        for said, told in _paired(store.statements(source=info.uid), other.statements(source=info.uid))
        if told is not None and (said is None or (theirs and _differ(said, told)))
    ]
    if not wanted:
        return LoadStats()
    loads = standing(other, info.uid)
    latest = loads[-1]
    # another recipe: the same last file on both sides does not mean that both say the same
    recipe = f"{latest.recipe}+{latest.chain}"
    date = max(latest.observed_on, standing(store, info.uid)[-1].observed_on, key=date_number)
    load = Load(info.uid, files_of(loads), recipe=recipe, observed_on=date, whole=False, repeat=latest.repeat)
    return store.load(load, wanted, progress=progress)


def _paired(
    ours: Iterable[Statement], theirs: Iterable[Statement]
) -> Iterator[tuple[Statement | None, Statement | None]]:
    """Give the statements of both by identity, side by side; both come in the store's order."""
    mine, told = iter(ours), iter(theirs)
    said, other = next(mine, None), next(told, None)
    while said is not None or other is not None:
        if other is None or (said is not None and _key(said) < _key(other)):
            yield said, None
            said = next(mine, None)
        elif said is None or _key(other) < _key(said):
            yield None, other
            other = next(told, None)
        else:
            yield said, other
            said, other = next(mine, None), next(told, None)


def _key(statement: Statement) -> _Key:
    record: Record = statement.record
    if isinstance(record, Link):
        return 1, record.src, record.kind, record.dst, record.key, statement.said_as
    return 0, record.uid, "", "", "", statement.said_as


def _differ(one: Statement, other: Statement) -> bool:
    """Tell whether two statements of one identity have other content; the place is none."""
    return one.record != other.record or one.observed_on != other.observed_on


def _difference(store: Store, source: str, said: Statement, told: Statement) -> Differing:
    """Return what one source says of a record here and there, property by property."""
    ours, theirs = _stated(said), _stated(told)
    values = [
        TwoValues(key, ours.get(key), theirs.get(key))
        for key in sorted(ours.keys() | theirs.keys())
        if ours.get(key) != theirs.get(key)
    ]
    record = said.record
    return Differing(source, record.uid, record.kind, record_name(store, record), values)


def _stated(statement: Statement) -> Mapping[str, Value]:
    """Return all in which two statements of one identity may differ; what is not stated is left out."""
    dated = {"observed_on": statement.observed_on} if statement.observed_on else {}
    return {**statement.record.props, "kind": str(statement.record.kind), **dated}
