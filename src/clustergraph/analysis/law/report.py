"""The answer of a check, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clustergraph.analysis.law import words
from clustergraph.analysis.law.figures import Figure, Gap
from clustergraph.analysis.law.interval import Operator, Threshold, Verdict
from clustergraph.analysis.law.rules import Basis, Params, Verified
from clustergraph.i18n import Text, plural, text
from clustergraph.model.results import Result, Table, aligned

Chosen = Literal["asked", "by-date", "newest", "before-first"]
Reason = Literal[
    "", "not-computed", "open", "threshold", "data", "inferred-roles", "contradiction", "nothing-to-divide", "no-finished", "no-intermediate",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """One requirement or relief of the edition, with what was found."""

    id: str
    title: Text
    state: str
    verdict: Verdict | Literal[""]
    """"" where nothing is judged: the edition has no such requirement, or it only says what a cluster is."""
    indicative: bool
    """Not compared with the official text."""
    reason: Reason
    """Why the verdict is UNKNOWN."""
    figure: Figure | None
    op: Operator | Literal[""]
    threshold: Threshold | None
    also: tuple[Figure, ...]
    gaps: tuple[Gap, ...]
    parameters: Params | None
    basis: Basis
    clause: str
    note: str
    verified: Verified | None
    relief_of: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport(Result):
    """How a group stands against one edition. A preliminary check, not a decision of the ministry."""

    group: str
    name: str
    candidate: bool
    edition: str
    act: Text
    chosen: Chosen
    newest_edition: str
    period: str
    period_asked: bool
    as_of: str
    members: int
    fictional: int
    nameless: int
    inferred_roles: int
    verdict: Verdict
    indicative: bool
    requirements: tuple[Checked, ...]
    stamp: str


