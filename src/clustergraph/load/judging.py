"""What a row states is held to the ontology: a refused value becomes a problem of its cell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from clustergraph.model.checks import check_values
from clustergraph.model.records import Entity, Link
from clustergraph.model.terms import KINDS, LINKS

if TYPE_CHECKING:
    from clustergraph.load.rowcells import RowCells
    from clustergraph.load.stating import Plan

_Checked = TypeVar("_Checked", Entity, Link)


def checked(record: _Checked, row: RowCells, plan: Plan, unchecked: Collection[str] | None = None) -> _Checked | None:
    """Return the record without the values its kind refuses, each a problem; None where one is part of its identity.

    `unchecked`: the properties whose values did not pass before; None: all of them.
    """
    wrong = check_values(record, unchecked)
    if not wrong:
        return record
    for violation in wrong:
        refs = next((setter.refs for setter in plan.setters if setter.key == violation.property), ())
        number = next((ref for ref in refs if isinstance(ref, int)), -1)
        row.refuse(number, str(violation.message), written=str(violation.value))
    refused = {violation.property for violation in wrong}
    rule = plan.rule
    named_by: tuple[str, ...] = LINKS[rule.link].key if rule.link else KINDS[str(record.kind)].key
    if refused & {"uid", "src", "dst", *named_by}:
        return None
    return replace(record, props={name: value for name, value in record.props.items() if name not in refused})
