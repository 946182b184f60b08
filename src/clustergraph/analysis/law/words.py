"""How values, thresholds, verdicts and questions read, for experts; exact and without a middle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from clustergraph.analysis.law.figures import EXPERT, Contradiction, Figure, Gap, Input, Part
from clustergraph.analysis.law.interval import Interval, Threshold
from clustergraph.analysis.law.rules import SHARES
from clustergraph.i18n import number, text
from clustergraph.model.results import aligned
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, TERMS

NONE = "—"
_PLACES = range(1, 7)
_LISTED = 6
_YEAR = len("2023")
_DOCUMENT = "document_present"
_BY_IDS = ("threshold", "territory_list")


def metric(name: str) -> str:
    """Return what a metric is called."""
    return text(f"law.metric-{name}")


def value(figure: Figure, needed: Threshold | None = None) -> str:
    """Return a value or its interval; never so rounded that it seems to meet a threshold it misses."""
    if figure.value is None:
        return text("law.no-value")
    if figure.metric == _DOCUMENT:
        return text("law.document-there" if figure.value.low else "law.value-unknown")
    if figure.value.high is None and figure.value.low <= 0:
        return text("law.value-unknown")
    marks = [] if needed is None else [end for end in (needed.low, needed.high) if end is not None]
    shown = between(figure.value, share=figure.metric in SHARES, marks=marks)
    if figure.estimated:
        return text("law.estimated", value=shown)
    return shown if figure.metric in SHARES else text(f"law.value-{figure.metric}", value=shown)


def between(interval: Interval, *, share: bool, marks: Sequence[Fraction] = ()) -> str:
    """Return `40 %`, `from 12 to 41 %`, `at least 4`."""
    unit = "\u00a0%" if share else ""
    low = _plain(interval.low, share, marks)
    if interval.exact:
        return low + unit
    if interval.high is None:
        return text("law.at-least", low=low + unit)
    high = _plain(interval.high, share, marks)
    return low + unit if low == high else text("law.between", low=low, high=high + unit)


def plain(number_: Fraction, name: str) -> str:
    """Return one number of a metric."""
    return between(Interval(number_, number_), share=name in SHARES)


def threshold(op: str, needed: Threshold, name: str) -> str:
    """Return what is needed: `at least 20 %`; where a relief may hold, both thresholds."""
    if name == _DOCUMENT:
        return text("law.document-needed")
    share = name in SHARES
    unit = "\u00a0%" if share else ""
    ends = [end for end in (needed.high, needed.low) if end is not None]
    if not ends:
        return text("law.no-threshold")
    first = text(f"law.op-{_OPERATORS[op]}", value=_plain(ends[0], share) + unit)
    if needed.low is None or needed.high is None:
        enough = (needed.high is not None) == (op in (">=", ">"))
        return text("law.enough" if enough else "law.not-enough", value=_plain(ends[0], share) + unit)
    if needed.low == needed.high:
        return first
    return text("law.with-relief", needed=first, relief=_plain(needed.low, share) + unit)


_OPERATORS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt", "==": "eq"}


def verdict(code: str, *, indicative: bool) -> str:
    """Return met, not met or not established; the first two are indicative until the rule is verified."""
    word = text(f"law.verdict-{code.lower()}")
    return text("law.indicative", verdict=word) if indicative and code != "UNKNOWN" else word


def group_verdict(code: str, *, indicative: bool) -> str:
    """Return the sentence for the whole group."""
    sentence = text(f"law.group-{code.lower()}")
    return text("law.group-indicative", sentence=sentence) if indicative and code != "UNKNOWN" else sentence


def contradiction(found: Contradiction, name: str) -> str:
    """Return which figures contradict each other and who states them."""
    return text(
        "law.contradiction",
        firm=found.name,
        known=money(found.known),
        declared=money(found.declared),
        sources=", ".join(found.sources),
        metric=metric(name),
    )


def money(interval: Interval) -> str:
    """Return roubles, or from how many to how many."""
    return text("law.roubles", amount=between(interval, share=False))


def choices(figure: Figure) -> list[str]:
    """Return the choices under which a cooperation number was computed, and the values beside it."""
    lines = []
    if figure.denominator:
        lines.append(text(f"law.denominator-{figure.denominator}"))
    if figure.estimated:
        lines.append(text("law.estimated-by-payments", firms="; ".join(figure.estimated)))
    if apart := figure.beside.get("without_group_sales"):
        lines.append(text("law.without-group-sales", value=between(apart, share=True)))
    if pooled := figure.beside.get("pooled"):
        lines.append(text("law.pooled", value=between(pooled, share=True)))
    return lines


def questions(gaps: Iterable[Gap], names: Mapping[str, str]) -> list[str]:
    """Return the questions in words, numbered: what, from whom, for which period."""
    return [f"{place}. {question}" for place, question in enumerate(unnumbered(gaps, names), start=1)]


def unnumbered(gaps: Iterable[Gap], names: Mapping[str, str]) -> list[str]:
    """Return the questions in words, alike ones in one line."""
    alike: dict[tuple[str, ...], list[Gap]] = {}
    for gap in gaps:
        key = (
            (gap.need, gap.side, gap.period)
            if gap.need in _BY_IDS
            else (gap.need, gap.side, gap.period, gap.requirement)
        )
        alike.setdefault(key, []).append(gap)
    ordered = sorted(alike.values(), key=lambda group: group[0].need in _BY_IDS)
    return [_question(group, names) for group in ordered]


def shares(requirement: str, figure: Figure) -> str:
    """Return the table of the firms' shares that make up a figure, or "" where it has none."""
    if not figure.parts:
        return ""
    header = (text("law.column-firm"), text("law.column-inside"), text("law.column-outside"), text("law.column-share"))
    title = text("law.shares", id=requirement, metric=metric(figure.metric))
    return f"{title}\n{aligned(header, [_part(part) for part in figure.parts])}"


def records(used: Iterable[Input]) -> str:
    """Return every record that was used, once, with who says so and where it was read."""
    once = {(item.uid, item.source, item.place): item for item in used}
    lines = [_input(once[key]) for key in sorted(once)]
    return "\n".join((text("law.records-used"), *lines))


def _plain(number_: Fraction, share: bool, marks: Sequence[Fraction] = ()) -> str:
    """Return a number with as few decimals as tell it from the thresholds beside it."""
    scale = 100 if share else 1
    shown = number_ * scale
    if shown.denominator == 1:
        return number(int(shown))
    for places in _PLACES:
        text_ = number(float(shown), places)
        if all(text_ != number(float(mark * scale), places) for mark in marks):
            break
    return text_


def _question(group: Sequence[Gap], names: Mapping[str, str]) -> str:
    first = group[0]
    if first.need in _BY_IDS:
        return text(f"law.ask-{first.need}", ids=", ".join(dict.fromkeys(gap.requirement for gap in group)))
    people = dict.fromkeys(whom(gap, names) for gap in group)
    shown = "; ".join(list(people)[:_LISTED])
    more = text("law.more", count=len(people) - _LISTED) if len(people) > _LISTED else ""
    return text("law.question", id=first.requirement, asked=asked(first), whom=f"{shown}{more}")


def asked(gap: Gap) -> str:
    """Return the question of a gap, without whom to ask."""
    need = f"{gap.need}-{gap.side}" if gap.side else gap.need
    return text(f"law.ask-{need}", period=_for(gap.period))


def _for(period: str) -> str:
    if not period:
        return text("law.for-all-periods")
    return text("law.for-year" if len(period) == _YEAR else "law.for-period", period=period)


def whom(gap: Gap, names: Mapping[str, str]) -> str:
    """Return who can answer, and about whom where that is somebody else."""
    person = text("law.expert") if gap.ask == EXPERT else _named(gap.ask, names)
    if gap.between:
        return f"{person} ({' → '.join(_named(end, names) for end in gap.between)})"
    return person if gap.about in (gap.ask, "") or gap.ask != EXPERT else f"{person} ({_named(gap.about, names)})"


def _named(uid: str, names: Mapping[str, str]) -> str:
    name = names.get(uid, "")
    code = uid.removeprefix("org/")
    if not name or name == uid:
        return code
    return f"{name} ({code})" if code.isdigit() else name


def _part(part: Part) -> tuple[str, str, str, str]:
    share = text("law.no-value") if part.share is None else between(part.share, share=True)
    return part.name, between(part.inside, share=False), between(part.outside, share=False), share


def _input(used: Input) -> str:
    shown = ", ".join(_property(key, used.props[key]) for key in _SHOWN if key in used.props)
    label = LINKS[used.kind].label if used.kind in LINKS else KINDS[used.kind].label
    return f"   {label}: {' → '.join(used.about)} ({shown}) — {used.title}, {used.place}"


def _property(key: str, value: object) -> str:
    info = PROPERTIES[key]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{info.label} {number(value, 0 if value == int(value) else 2)}"
    term = TERMS[info.range].get(str(value)) if info.type == "term" else None
    return f"{info.label} {term.label if term else value}"


_SHOWN = (
    "role", "measure", "side", "coverage_level", "agreement_type", "agreement_status", "period", "product", "document",
    "value", "unit", "amount",
)  # fmt: skip
