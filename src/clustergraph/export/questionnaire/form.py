"""What stands in a questionnaire before somebody fills it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FORM = "questionnaire/1"
"""Kind and edition of the form; the loader knows the file by it."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row prepared for a person to complete."""

    whose: str
    """INN of the firm that the row is about."""
    cells: Mapping[str, str]
    """Column of the loader → what stands there."""
    known: float | str | None = None
    """What is known already: an amount in roubles without VAT, a role, a status. Shown, never loaded."""
    source: str = ""
    """Who says so."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm that is asked."""

    inn: str
    name: str


@dataclass(frozen=True, slots=True)
class Form:
    """One questionnaire: of one firm, or of a whole group where a column says whose a row is."""

    source: str
    """Source that its answers will be: `questionnaire-2023/0055000017`."""
    title: str
    """Title of that source: firm (or group) and period."""
    period: str
    cluster: str
    """Slug of the cluster, "" where there is none."""
    cluster_name: str
    firms: Sequence[Firm]
    whole: bool
    """Of the whole group."""
    members: Sequence[Prepared] = ()
    buys: Sequence[Prepared] = ()
    sells: Sequence[Prepared] = ()
    agreements: Sequence[Prepared] = ()
    indicators: Sequence[Prepared] = ()
    questions: Sequence[str] = ()
    """What the check of the group does not know and these firms can tell."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Of a filled form: unit and VAT of a side (`buy_unit`), whether the list of a sheet is whole (`buys`)."""
