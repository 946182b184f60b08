"""What a metric answers: an interval, the records it was made from, and the questions that would narrow it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from clustergraph.analysis.evidence import Evidence
from clustergraph.analysis.law.interval import Interval
from clustergraph.model.records import Link, Statement

Reason = Literal[
    "",
    "contradiction",
    "data",
    "inferred-roles",
    "no-finished",
    "no-intermediate",
    "no-members",
    "nothing-to-divide",
    "open",
    "threshold",
]
"""Why there is no verdict; "" where there is one."""
NEEDS = (
    "role", "amount", "supplier", "purchases_total", "purchases_for_final_product", "own_output", "coverage",
    "agreements", "agreement", "newcomer", "contradiction", "indicator", "industry_mean", "activity", "site",
    "manager", "ogrn", "ownership", "infrastructure", "confirmed", "threshold", "territory_list",
)  # fmt: skip
"""What a question can be about; one text each in the catalogue."""
EXPERT = "expert"
"""Who is asked where no firm can tell."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question: what is missing, who can tell, about what, for which period."""

    need: str
    ask: str
    """Uid of who can tell, or `expert`."""
    about: str
    """Uid of the firm or record in question, or the id of a requirement."""
    period: str
    between: tuple[str, ...] = ()
    """Names of the firms that a link in question ties."""
    side: str = ""
    """Of `coverage`: purchases or sales; of `indicator` the measure, `agreement` the type, `confirmed` the word."""
    requirement: str = ""
    width: Fraction | None = None
    """By how much the interval narrows if the answer is the least possible; None where it is not computed."""


@dataclass(frozen=True, slots=True)
class Input:
    """A record that was used, as one source says it."""

    uid: str
    kind: str
    about: tuple[str, ...]
    """Names or uids of the firms it is about."""
    props: Mapping[str, object]
    source: str
    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Part:
    """The share of one firm: what is inside, what is outside, inside / (inside + outside)."""

    firm: str
    name: str
    inside: Interval
    outside: Interval
    share: Interval | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Figures of a firm that cannot be true together, and the titles of the sources that state them."""

    firm: str
    name: str
    known: Interval
    """Sum of what is listed."""
    declared: Interval
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed metric. `value` is None where there is none: a contradiction, or nothing to divide by."""

    metric: str
    value: Interval | None
    inputs: tuple[Input, ...] = ()
    gaps: tuple[Gap, ...] = ()
    parts: tuple[Part, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    beside: Mapping[str, Interval] = field(default_factory=dict)
    """Further values shown and never judged: `pooled`, `without_group_sales`."""
    hold: Reason = ""
    """Why there is no verdict, though there may be a value."""
    denominator: str = ""
    estimated: tuple[str, ...] = ()
    """Names of firms whose purchases nobody states: payments to suppliers stand for them."""


def inputs_of(evidence: Evidence, statements: Iterable[Statement]) -> tuple[Input, ...]:
    """Describe the statements that were used, each once, by record and source."""
    once = {(s.record.uid, s.source, str(s.place)): s for s in statements}
    return tuple(_input(evidence, once[key]) for key in sorted(once))


def distinct(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Return each question once, the one that narrows most first."""
    once: dict[tuple[str, ...], Gap] = {}
    for gap in gaps:
        once.setdefault((gap.need, gap.ask, gap.about, gap.side, gap.period), gap)
    return tuple(
        sorted(once.values(), key=lambda g: (-(g.width or 0), NEEDS.index(g.need), g.ask, g.about, g.side, g.period))
    )


def _input(evidence: Evidence, statement: Statement) -> Input:
    record = statement.record
    subject = evidence.subjects.get(record.uid, record.uid)
    about = (record.src, record.dst) if isinstance(record, Link) else (subject,)
    names = tuple(evidence.names.get(uid, uid) for uid in about)
    title = evidence.source(statement.source).title
    return Input(record.uid, str(record.kind), names, record.props, statement.source, title, str(statement.place))
