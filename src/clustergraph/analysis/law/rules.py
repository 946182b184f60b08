"""Rules as data: the shape of the files in `rules/decree-779/`, and their reader. Python knows no number of law.

Every key and name is of a closed set; what is not in it is an error that names the nearest (`rules/README.md`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, cast, get_args

from clustergraph.analysis.law.interval import Operator, Threshold
from clustergraph.errors import InputError, UnknownNameError
from clustergraph.i18n import Text, text, unknown

State = Literal["tested", "open", "absent", "definition"]
Certainty = Literal["stated", "common", "inferred", "official"]
METRICS = (
    "coop_output_min", "document_present", "education_count", "fd_input", "finance_count", "finished_count",
    "founders_share", "hpj_share", "infrastructure_count", "member_count", "member_share_on",
    "members_without_agreement", "newcomer_count", "newcomers_past_deadline", "productivity_growth",
    "productivity_to_industry", "spec_org_gaps",
)  # fmt: skip
SHARES = ("coop_output_min", "fd_input", "founders_share", "hpj_share", "member_share_on", "productivity_growth")
"""Metrics that people read in per cent."""
DENOMINATORS = ("all", "for_final_product")
ESTIMATES: Mapping[str, str] = {"payments": "payments_to_suppliers"}
"""What may stand for purchases that nobody states, on request → the measure that is read."""
_ROLES = (
    "finished",
    "intermediate",
    "service",
    "infrastructure",
    "science",
    "education",
    "finance",
    "specialized_organization",
)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "roles": _ROLES,
    "except_roles": _ROLES,
    "agreement_types": ("project", "supply", "works_services", "spic", "participation", "government"),
    "except": ("newcomer",),
    "newcomer": ("no_product", "no_links"),
    "denominator": DENOMINATORS,
    "document": ("programme", "region-approval"),
    "needs": (
        "exists", "legal-entity", "member-agreements", "region-agreement",
        "methodical", "organizational", "expert", "information",
    ),
}  # fmt: skip
_LISTS = ("roles", "except_roles", "agreement_types", "except", "territories", "needs")
_PARAMS = (*_CHOICES, "years", "within_group", "group_share", "newcomers", "territories")
_COMMON = ("id", "title", "state", "basis", "clause", "note", "verified")
_REQUIREMENT = (*_COMMON, "test", "also", "relief")
_RELIEF = (*_COMMON, "when", "threshold")
_TERM = ("id", "title", "years", "working_days", "of", "basis", "clause", "note", "verified")
_EDITION = ("id", "act", "act_date", "in_force", "published", "source", "note", "verified", "extends", "carries")
_TEST = ("metric", "op", "threshold", "threshold_low", "threshold_high", "params")


@dataclass(frozen=True, slots=True)
class Verified:
    """Who compared the rule with the official text, and when."""

    by: str
    on: str
    clause: str = ""
    """The clause that was compared, where the rule does not name it."""


@dataclass(frozen=True, slots=True)
class Basis:
    """How certain the value is, and how certain that it belongs to this edition."""

    kind: Certainty
    edition: Certainty
    source: tuple[str, ...] = ()

    @property
    def weaker(self) -> Certainty:
        """The less certain of the two: what a report prints."""
        order = ("official", "stated", "common", "inferred")
        return max(self.kind, self.edition, key=order.index)


@dataclass(frozen=True, slots=True)
class Params:
    """Parameters of a metric; an empty one was not given."""

    roles: tuple[str, ...] = ()
    except_roles: tuple[str, ...] = ()
    agreement_types: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    """`except` in the file."""
    newcomer: str = ""
    years: int = 0
    denominator: str = DENOMINATORS[0]
    within_group: bool = True
    """Sales inside one ownership group count."""
    group_share: Fraction | None = None
    """A share of OWNS above it ties two firms into one ownership group."""
    newcomers: bool = True
    """Newcomers' purchases count."""
    territories: tuple[str, ...] = ()
    document: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric with its parameters: what is computed, without a threshold."""

    metric: str
    params: Params = Params()


@dataclass(frozen=True, slots=True)
class Test:
    """A metric that is compared with a threshold."""

    measured: Measured
    op: Operator
    threshold: Threshold


@dataclass(frozen=True, slots=True)
class Relief:
    """Another threshold of a requirement, where a condition holds."""

    id: str
    title: Text
    state: State
    when: Test
    threshold: Fraction
    basis: Basis
    clause: str = ""
    note: str = ""
    verified: Verified | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement in one edition."""

    id: str
    title: Text
    state: State
    test: Test | None
    also: tuple[Measured, ...]
    reliefs: tuple[Relief, ...]
    basis: Basis
    clause: str = ""
    note: str = ""
    verified: Verified | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the procedure: so many years or working days."""

    id: str
    title: Text
    basis: Basis
    years: int = 0
    working_days: int = 0
    of: str = ""
    clause: str = ""
    note: str = ""
    verified: Verified | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """The decree as amended by one act."""

    id: str
    act: Text
    act_date: str
    in_force: str
    """The day it entered into force, or "" where that is not established."""
    published: str
    source: tuple[str, ...]
    note: str
    verified: Verified | None
    extends: str
    carries: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    terms: tuple[Term, ...]

    @property
    def begins(self) -> str:
        """The day from which it counts: entry into force, else the date of the act."""
        return self.in_force or self.act_date


def read_edition(content: str, file: str) -> Edition:
    """Read one file of an edition.

    Raises
    ------
    UnknownNameError
        For a key or name outside the closed sets; it names the nearest.
    InputError
        For a file that is no TOML or lacks something.
    """
    try:
        edition = _edition(tomllib.loads(content, parse_float=Decimal))
        if edition.id != file.removesuffix(".toml"):
            raise InputError(text("law.id-not-file", id=edition.id), text("law.id-not-file-hint"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(text("law.not-toml", file=file, problem=error), text("law.not-toml-hint")) from error
    except UnknownNameError as error:
        raise UnknownNameError(f"{file}: {error.message}", error.hint, error.name, error.known) from error
    except InputError as error:
        raise InputError(f"{file}: {error.message}", error.hint) from error
    return edition


def _edition(raw: Mapping[str, Any]) -> Edition:
    keys_of(raw, ("edition", "requirement", "term"))
    head = need_of(raw, "edition")
    keys_of(head, _EDITION)
    in_force = head.get("in_force", {})
    keys_of(in_force, ("from",))
    return Edition(
        need_of(head, "id"), text_of(head, "act"), day_of(need_of(head, "act_date")), day_of(in_force.get("from")),
        head.get("published", ""), tuple(head.get("source", ())), head.get("note", ""), _verified(head),
        head.get("extends", ""), tuple(head.get("carries", ())),
        tuple(_requirement(entry) for entry in raw.get("requirement", ())),
        tuple(_term(entry) for entry in raw.get("term", ())),
    )  # fmt: skip


def _requirement(raw: Mapping[str, Any]) -> Requirement:
    keys_of(raw, _REQUIREMENT)
    state = cast(State, _choice(need_of(raw, "state"), get_args(State), "law.what-state"))
    test = _test(raw["test"]) if "test" in raw else None
    if (state == "tested") != (test is not None):
        raise InputError(text("law.tested-needs-test", id=raw["id"]), text("law.tested-needs-test-hint"))
    return Requirement(
        raw["id"], text_of(raw, "title"), state, test,
        tuple(_measured(entry) for entry in raw.get("also", ())),
        tuple(_relief(entry) for entry in raw.get("relief", ())),
        **_proof(raw),
    )  # fmt: skip


def _relief(raw: Mapping[str, Any]) -> Relief:
    keys_of(raw, _RELIEF)
    state = cast(State, _choice(need_of(raw, "state"), ("tested", "open"), "law.what-state"))
    when = _test(need_of(raw, "when"))
    return Relief(
        need_of(raw, "id"), text_of(raw, "title"), state, when, Fraction(need_of(raw, "threshold")), **_proof(raw)
    )


def _term(raw: Mapping[str, Any]) -> Term:
    keys_of(raw, _TERM)
    return Term(
        need_of(raw, "id"), text_of(raw, "title"), years=raw.get("years", 0),
        working_days=raw.get("working_days", 0), of=raw.get("of", ""), **_proof(raw),
    )  # fmt: skip


def _test(raw: Mapping[str, Any]) -> Test:
    keys_of(raw, _TEST)
    op = cast(Operator, _choice(need_of(raw, "op"), get_args(Operator), "law.what-operator"))
    ends = [_fraction(raw.get(key, raw.get("threshold"))) for key in ("threshold_low", "threshold_high")]
    return Test(_measured({key: raw[key] for key in ("metric", "params") if key in raw}), op, Threshold(*ends))


def _measured(raw: Mapping[str, Any]) -> Measured:
    keys_of(raw, ("metric", "params"))
    return Measured(_choice(need_of(raw, "metric"), METRICS, "law.what-metric"), _params(raw.get("params", {})))


def _params(raw: Mapping[str, Any]) -> Params:
    keys_of(raw, _PARAMS)
    values: dict[str, Any] = {}
    for key, value in raw.items():
        for name in value if key in _LISTS else (value,):
            if key in _CHOICES:
                _choice(name, _CHOICES[key], "law.what-parameter")
        values["excepted" if key == "except" else key] = tuple(value) if key in _LISTS else value
    if "group_share" in values:
        values["group_share"] = Fraction(values["group_share"])
    return Params(**values)


def _proof(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return basis, clause, note and verified; official if and only if verified, and then with a clause."""
    basis = need_of(raw, "basis")
    keys_of(basis, ("kind", "edition", "source"))
    kind = _choice(need_of(basis, "kind"), get_args(Certainty), "law.what-basis")
    edition = _choice(basis.get("edition", kind), get_args(Certainty), "law.what-basis")
    verified = _verified(raw)
    if (kind == "official") != (verified is not None) or (verified and not raw.get("clause")):
        raise InputError(text("law.official-verified", id=raw["id"]), text("law.official-verified-hint"))
    return {
        "basis": Basis(cast(Certainty, kind), cast(Certainty, edition), tuple(basis.get("source", ()))),
        "clause": raw.get("clause", ""),
        "note": raw.get("note", ""),
        "verified": verified,
    }


def _verified(raw: Mapping[str, Any]) -> Verified | None:
    mark = raw.get("verified", {})
    keys_of(mark, ("by", "on"))
    return Verified(need_of(mark, "by"), day_of(need_of(mark, "on"))) if mark else None


def text_of(raw: Mapping[str, Any], key: str) -> Text:
    """Return a text in both languages."""
    both = need_of(raw, key)
    keys_of(both, ("ru", "en"))
    return Text(need_of(both, "ru"), need_of(both, "en"))


def need_of(raw: Mapping[str, Any], key: str) -> Any:
    """Return the value of a key that must be there."""
    if key not in raw:
        raise InputError(text("law.missing-key", name=key, id=raw.get("id", "")), text("law.missing-key-hint"))
    return raw[key]


def keys_of(raw: Mapping[str, Any], known: Sequence[str]) -> None:
    """See that all keys are of a closed set."""
    for key in raw:
        if key not in known:
            raise unknown("law.what-key", key, known)


def _choice(name: str, known: Sequence[str], what: str) -> str:
    if name not in known:
        raise unknown(what, name, known)
    return name


def _fraction(value: int | Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def day_of(value: date | str | None) -> str:
    """Return a day as ISO text, "" where there is none."""
    return value.isoformat() if isinstance(value, date) else value or ""
