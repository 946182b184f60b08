"""The shapes judge the example right, and pySHACL and the row checks find the same defects."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.rdf.graphs import example, findings, graph, read_records, turtle

from clustergraph.model.checks import Violation, check_complete, check_values
from clustergraph.model.records import Link, Record, Value
from clustergraph.model.terms import LINKS, PROPERTIES

NODES, LINKS_OF_EXAMPLE, _ = read_records(example())
BY_UID: dict[str, Record] = {**{node.uid: node for node in NODES}, **{link.uid: link for link in LINKS_OF_EXAMPLE}}
MEMBER = "membership/4e6f572cb5b697286145608f700b80c9"
FINISHED = "membership/e870a4a00c0a7d94921d25bd49b149b6"
SUPPLY = "supply/a977512869b7a3a30bc03b7423a50be9"


def test_the_example_conforms() -> None:
    assert findings(graph(example())) == set()


def test_the_records_of_the_example_pass_the_row_checks() -> None:
    plain = [link for link in LINKS_OF_EXAMPLE if not LINKS[link.kind].class_name]
    for record in BY_UID.values():
        assert check_values(record) == []
        assert check_complete(record, [link.kind for link in plain if link.src == record.uid]) == []


def found_by_rows(record: Record) -> set[tuple[str, str]]:
    """What the row checks find: uid and prefixed name of the path, as pySHACL says it."""
    return {(v.uid, _path(v, record)) for v in (*check_values(record), *check_complete(record))}


def _path(violation: Violation, record: Record) -> str:
    name = violation.property
    if name in ("src", "dst"):
        assert isinstance(record, Link)
        info = LINKS[record.kind]
        return f"cg:{info.from_property if name == 'src' else info.to_property}"
    if name == "sources":
        return "prov:wasGeneratedBy" if violation.rule == "run" else "prov:wasDerivedFrom"
    return f"{PROPERTIES[name].prefix}:{PROPERTIES[name].local_name}"


def stated(uid: str, key: str, value: Value) -> Record:
    record = BY_UID[uid]
    return replace(record, props={**record.props, key: value})


def linked(uid: str, **ends: str) -> Record:
    record = BY_UID[uid]
    assert isinstance(record, Link)
    return replace(record, **ends)  # type: ignore[arg-type]


# the six defects of example.trig (an end and a source are two): triples more or less, and the record that says the same
DEFECTS: dict[str, tuple[str, str, Record, tuple[str, str]]] = {
    "two INNs, one of five digits": (
        '<org/0055000017> cg:inn "12345" .', "",
        stated("org/0055000017", "inn", ["0055000017", "12345"]), ("org/0055000017", "cg:inn"),
    ),
    "a candidate as a cluster": (
        f"<{MEMBER}> cg:cluster <candidate/1/1> .", "",
        linked(MEMBER, dst="candidate/1/1"), (MEMBER, "cg:cluster"),
    ),
    "an end is missing": (
        "", f"<{SUPPLY}> cg:supplier <org/0055000017> .",
        linked(SUPPLY, src=""), (SUPPLY, "cg:supplier"),
    ),
    "a source is missing": (
        "", f"<{SUPPLY}> prov:wasDerivedFrom <source/questionnaire-2023> .",
        replace(BY_UID[SUPPLY], sources=()), (SUPPLY, "prov:wasDerivedFrom"),
    ),
    "the role of a candidate in a membership": (
        f"<{FINISHED}> cg:role <role/anchor> .", f"<{FINISHED}> cg:role <role/finished> .",
        stated(FINISHED, "role", "anchor"), (FINISHED, "cg:role"),
    ),
    "two activities, one of them without a stub": (
        "<org/0055000024> cg:okved2 <okved2/99.99> .", "",
        stated("org/0055000024", "okved2", ["22.21", "99.99"]), ("org/0055000024", "cg:okved2"),
    ),
    # further defects that a dirty file brings
    "a day that does not exist": (
        '<org/0055000017> cg:registrationDate "2020-13-45"^^xsd:date .', "",
        stated("org/0055000017", "registration_date", "2020-13-45"), ("org/0055000017", "cg:registrationDate"),
    ),
    "a month where a day is needed": (
        '<org/0055000017> cg:registrationDate "2020-12"^^xsd:gYearMonth .', "",
        stated("org/0055000017", "registration_date", "2020-12"), ("org/0055000017", "cg:registrationDate"),
    ),
    "a negative sum": (
        f'<{SUPPLY}> cg:amount "-5"^^xsd:decimal .', f'<{SUPPLY}> cg:amount "1200000.5"^^xsd:decimal .',
        stated(SUPPLY, "amount", -5.0), (SUPPLY, "cg:amount"),
    ),
    "an integer for a decimal": (
        f'<{SUPPLY}> cg:amount "5"^^xsd:integer .', f'<{SUPPLY}> cg:amount "1200000.5"^^xsd:decimal .',
        stated(SUPPLY, "amount", 5), (SUPPLY, "cg:amount"),
    ),
    "a lower bound above the upper one": (
        '<check/1/cluster/demo-polymers/pp-779/e2024/c4> cg:low "0.9"^^xsd:decimal .',
        '<check/1/cluster/demo-polymers/pp-779/e2024/c4> cg:low "0.773944"^^xsd:decimal .',
        stated("check/1/cluster/demo-polymers/pp-779/e2024/c4", "low", 0.9),
        ("check/1/cluster/demo-polymers/pp-779/e2024/c4", "cg:low"),
    ),
    "a choice that the list does not have": (
        "<org/0055000017> cg:smeCategory <sme_category/giant> .", "",
        stated("org/0055000017", "sme_category", "giant"), ("org/0055000017", "cg:smeCategory"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("defect", sorted(DEFECTS))
def test_shapes_and_row_checks_find_the_same_defect(defect: str) -> None:
    more, less, record, expected = DEFECTS[defect]
    gone = turtle(less)
    triples = [triple for triple in example() if triple not in gone] + turtle(more)
    assert len(triples) == len(example()) - len(gone) + len(turtle(more))
    assert findings(graph(triples)) == {expected}
    assert found_by_rows(record) == {expected}


def test_a_name_without_a_language_is_found_by_the_shapes_alone() -> None:
    # a record cannot say it: the key itself is the language
    triples = [*example(), *turtle('<org/0055000024> cg:name "Плёнка" .')]
    assert findings(graph(triples)) == {("org/0055000024", "cg:name")}


def test_a_code_without_its_stub_is_found_by_the_shapes_alone() -> None:
    # a record holds the code itself; the writer adds the stub
    gone = turtle('<okved2/46.75> a cg:Activity ; skos:notation "46.75" .')
    triples = [triple for triple in example() if triple not in gone]
    assert findings(graph(triples)) == {("org/0055000024", "cg:okved2Other")}


def test_dates_of_unequal_length_are_in_order_though_shacl_could_not_compare_them() -> None:
    entry = BY_UID["entry/industrial_clusters/cluster/demo-polymers/submitted"]
    assert (entry.props["since"], entry.props["until"]) == ("2023", "2024-05-20")
    assert check_values(entry) == []
