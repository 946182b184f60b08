"""What the writer puts into N-Triples is what records say, in a form that every library reads alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple, parse, serialize
from rdflib.compare import isomorphic
from tests.build import A, B, e, link
from tests.rdf.graphs import example, findings, graph, read_records, turtle

from clustergraph.model.records import Entity, Link
from clustergraph.model.terms import Kind
from clustergraph.rdf.namespaces import iri
from clustergraph.rdf.writer import decimal, write_ntriples
from clustergraph.settings import BASE_IRI
from clustergraph.store.base import SourceInfo

HOSTILE = "«А» \"Б\" \\ \\n \t\r\n \u00a0\u0085\u2028\u2029\ufeff 🏭 \x7f 'x'^^<y> @ru ."
SOURCE = SourceInfo("source/a", 60, title="Анкеты", url="https://example.org/a", observed_on="2023-10")


def written(nodes: Iterable[Entity], links: Iterable[Link] = (), sources: Sequence[SourceInfo] = ()) -> str:
    return "".join(write_ntriples(nodes, links, sources, base=BASE_IRI))


def triples(ntriples: str) -> list[Triple]:
    return [quad.triple for quad in parse(ntriples, RdfFormat.N_TRIPLES)]


def test_the_example_comes_back_as_it_was() -> None:
    # former uids belong to profile `full`, and a source has one title
    beyond = turtle("""
        <org/x-0123456789ab> cg:identifiedAs <org/0055000024> .
        <source/questionnaire-2023> cg:name "Members' questionnaires, 2023"@en .
    """)
    expected = {triple for triple in example() if triple not in beyond}
    found = triples(written(*read_records(example())))
    assert set(found) == expected
    assert len(found) == len(expected)


def test_the_example_conforms_when_it_was_written() -> None:
    assert findings(graph(triples(written(*read_records(example()))))) == set()


def test_the_order_of_records_does_not_matter() -> None:
    nodes, links, sources = read_records(example())
    assert written(nodes[::-1], links[::-1], sources[::-1]) == written(nodes, links, sources)


def test_every_library_reads_and_writes_the_same() -> None:
    hostile = Entity(A, Kind.ENTERPRISE, {"name": HOSTILE, "alt_name": [HOSTILE]})
    text = written(*read_records(example())) + written([hostile])
    assert serialize(triples(text), format=RdfFormat.N_TRIPLES) == text.encode()
    assert isomorphic(rdflib.Graph().parse(data=text, format="nt"), graph(triples(text)))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r\x85"), min_size=1))
def test_any_text_comes_back(text: str) -> None:
    (node,), _, _ = read_records(triples(written([Entity(A, Kind.ENTERPRISE, {"name": text, "address": text})])))
    assert node.props == {"name": text, "address": text}


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 6))
def test_a_decimal_comes_back_and_is_canonical(digits: int, scale: int) -> None:
    value = digits / 10**scale
    text = decimal(value, scale)
    assert float(text) == value
    assert "e" not in text
    assert text == "0" or not text.startswith(("+", "-0", "00")) or text.startswith("-0.")
    assert "." not in text or not text.endswith(("0", "."))


def test_a_decimal_is_written_without_zeros() -> None:
    assert decimal(1200000.0, 2) == "1200000"
    assert decimal(90.5, 6) == "90.5"
    assert decimal(0.1, 2) == "0.1"
    assert decimal(-0.0, 2) == "0"
    assert decimal(100.0, 0) == "100"


def test_an_enterprise_with_a_supply_reads_like_this() -> None:
    props = {"inn": "0055000017", "name": "А", "registration_date": "2016-12-26"}
    firm = Entity(A, Kind.ENTERPRISE, props, ("source/a",))
    supply = link(A, "SUPPLIES", B, product="20.16.51", period="2023", amount=12.5, import_substituting=True)
    text = written([firm, Entity(B, Kind.ORGANIZATION)], [supply], [SOURCE])
    short = text.replace(BASE_IRI, "").replace(iri("cg:"), "cg:").replace(iri("xsd:"), "xsd:")
    short = short.replace(iri("rdf:type"), "a").replace(iri("prov:"), "prov:").replace(iri("skos:"), "skos:")
    assert short.replace(supply.uid, "S").splitlines() == [
        "<source/a> <a> <cg:Source> .",
        '<source/a> <cg:name> "Анкеты"@ru .',
        '<source/a> <cg:url> "https://example.org/a" .',
        '<source/a> <cg:priority> "60"^^<xsd:integer> .',
        '<source/a> <cg:observedOn> "2023-10"^^<xsd:gYearMonth> .',
        f"<{A}> <a> <cg:Enterprise> .",
        f'<{A}> <cg:name> "А"@ru .',
        f'<{A}> <cg:inn> "0055000017" .',
        f'<{A}> <cg:registrationDate> "2016-12-26"^^<xsd:date> .',
        f"<{A}> <prov:wasDerivedFrom> <source/a> .",
        f"<{B}> <a> <cg:Organization> .",
        "<S> <a> <cg:SupplyLink> .",
        f"<S> <cg:supplier> <{A}> .",
        f"<S> <cg:buyer> <{B}> .",
        '<S> <cg:period> "2023"^^<xsd:gYear> .',
        "<S> <cg:product> <okpd2/20.16.51> .",
        '<S> <cg:amount> "12.5"^^<xsd:decimal> .',
        '<S> <cg:importSubstituting> "true"^^<xsd:boolean> .',
        "<okpd2/20.16.51> <a> <cg:Product> .",
        '<okpd2/20.16.51> <skos:notation> "20.16.51" .',
    ]


def dangling(text: str) -> set[str]:
    """Uids that are pointed to and say nothing themselves; choices of closed lists stand in a file of their own."""
    found = triples(text)
    about = {str(triple.subject) for triple in found}
    pointed = {str(triple.object) for triple in found if str(triple.object).startswith(f"<{BASE_IRI}")}
    return {uid.strip("<>").removeprefix(BASE_IRI) for uid in pointed - about}


def test_every_code_that_is_named_leaves_as_a_stub() -> None:
    firm = e("Enterprise", inn="0055000017", okved2="C", okved2_other=["20.16", "46.75"], region="55", oktmo="52701000")
    product = e("Product", "okpd2/20.16.51", name="Полимеры", broader="20.16")
    text = written([firm, product], [link(A, "BUYS", "okpd2/unknown"), link(A, "MAKES", "okpd2/20.16.51", unit="168")])
    assert dangling(text) == set()
    assert f'<{BASE_IRI}okved2/c> <{iri("skos:notation")}> "C" .' in text
    assert findings(graph(triples(text))) == {(found.uid, "prov:wasDerivedFrom") for found in links_of(text)}


def links_of(text: str) -> list[Link]:
    return read_records(triples(text))[1]


def test_a_register_that_is_known_leaves_with_its_name() -> None:
    uid = "entry/industrial_clusters/cluster/demo/submitted"
    entry = e("RegisterEntry", uid, register="industrial_clusters", status="submitted")
    text = written([entry])
    assert dangling(text) == {"status/submitted"}
    assert f'<{BASE_IRI}register/industrial_clusters> <{iri("cg:name")}> "Register of industrial clusters"@en .' in text


def test_plain_links_stand_in_the_block_of_their_start() -> None:
    project, cluster = e("Project", "project/demo", name="П"), e("IndustrialCluster", "cluster/demo", name="К")
    text = written([project, cluster], [link(project, "PART_OF", cluster)])
    block = [line for line in text.splitlines() if line.startswith(f"<{BASE_IRI}project/demo>")]
    assert block[-1] == f"<{BASE_IRI}project/demo> <{iri('cg:PART_OF')}> <{BASE_IRI}cluster/demo> ."
    assert "part-of/" not in text


def test_a_computed_record_names_its_run_and_a_run_names_nobody() -> None:
    candidate = Entity("candidate/1/1", Kind.CLUSTER_CANDIDATE, {"rank": 1}, ("run/1",))
    text = written([candidate, Entity("run/1", Kind.RUN, {"method": "detect"}, ("run/1",))])
    assert f"<{BASE_IRI}candidate/1/1> <{iri('prov:wasGeneratedBy')}> <{BASE_IRI}run/1> ." in text
    assert f"<{BASE_IRI}run/1> <{iri('prov:wasGeneratedBy')}>" not in text
    assert iri("prov:wasDerivedFrom") not in text


def test_no_person_is_named() -> None:
    person = e(
        "Person", "person/demo-minister", name="Иванов", description="Иванов И. И.", url=["https://example.org/ivanov"]
    )
    party = link(A, "PARTY_TO", "agreement/demo", role="authority", signed_by="Иванов", position="министр")
    post = link("person/demo-minister", "HOLDS_POST", A, position="министр")
    text = written([person], [party, post])
    assert "Иванов" not in text
    assert "ivanov" not in text
    assert text.count("министр") == 2
