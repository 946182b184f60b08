"""The compiler: its files are fresh, and it refuses an ontology that somebody would stumble over."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from clustergraph import i18n, resources
from clustergraph.errors import InputError
from clustergraph.model.terms import Kind
from clustergraph.rdf.compile.__main__ import generated, main
from clustergraph.rdf.namespaces import iri, short
from clustergraph.settings import BASE_IRI

ONTOLOGY = Path(str(resources.folder("ontology")))
GENERATED = generated(ONTOLOGY)


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_generated_files_are_fresh(name: str) -> None:
    assert (ONTOLOGY.parent / name).read_bytes() == GENERATED[name].encode()


def test_generated_files_are_the_same_in_either_language() -> None:
    with i18n.use("ru"):
        assert generated(ONTOLOGY) == GENERATED


def test_check_is_content_with_fresh_files() -> None:
    assert main(["--check"]) == 0


SHAPES, TERMS = "shapes.ttl", "clustergraph.ttl"
OKDP = "cgs:okdp a sh:PropertyShape ; sh:path cg:okdp ; sh:maxCount 1 ;"
BROKEN = {
    "two properties with one key": (TERMS, "cg:okdp a owl", "cg:productTEXT a owl", "product"),
    "two kinds in one folder": (TERMS, 'cg:folder "member"', 'cg:folder "ORG"', "share the folder ORG"),
    "two kinds with one label": (TERMS, "cg:Technopark a owl", "cg:industrialPark a owl", "share the label"),
    "two links with one verb": (TERMS, '"MANAGES"', '"Supplies"', "share the type Supplies"),
    "a verb like a plain link": (TERMS, '"MANAGES"', '"ABOUT"', "share the type ABOUT"),
    "an illegal verb": (TERMS, '"MANAGES"', '"RUNS-IT"', "RUNS-IT: a name is a letter"),
    "a key of the record itself": (TERMS, "cg:okdp a owl", "cg:uid a owl", "uid: the key uid belongs"),
    "no Russian label": (TERMS, 'rdfs:label "ИНН"@ru , "INN"@en', 'rdfs:label "INN"@en', "inn: label and definition"),
    "no English definition": (TERMS, ' , "Who makes the product."@en', "", "maker: label and definition"),
    "a property without domain": (TERMS, "rdfs:domain cg:Ownership ; rdfs:range xsd", "rdfs:range xsd", "share: the"),
    "a property without range": (TERMS, "cg:Ownership ; rdfs:range xsd", "cg:Ownership ; rdfs:none xsd", "share: the"),
    "a property without shape": (SHAPES, OKDP, "cgs:okdp sh:path cg:okdp ; sh:maxCount 1 ;", "no shape cgs:okdp"),
    "a property that no kind lists": (SHAPES, "cgs:importedAnalogue , ", "", "importedAnalogue: no kind"),
    "a link without verb": (TERMS, 'cg:verb "SERVES" ; ', "", "InfrastructureService: a link class needs"),
    "a link without ends": (TERMS, "cg:from cg:servingSite ; ", "", "InfrastructureService: a link class needs"),
    "a link without key": (TERMS, 'cg:to cg:owned ; cg:key "" ;', "cg:to cg:owned ;", "Ownership: no cg:key"),
    "a link without folder": (TERMS, 'cg:key "" ; cg:folder "ownership" ;', 'cg:key "" ;', "Ownership: no cg:folder"),
    "a key of unknown properties": (TERMS, '"period/origin/document"', '"period/share"', "cg:key names share"),
    "a weight that is no number": (TERMS, "cg:weight cg:share", "cg:weight cg:since", "cg:weight names since"),
    "a kind without folder": (TERMS, 'cg:folder "coverage" ; ', "", "Coverage: no cg:folder"),
    "a kind without shape": (SHAPES, "cgs:Coverage a sh:NodeShape ;", "cgs:Coverage", "Coverage: no sh:NodeShape"),
    "a construct that is not compiled": (SHAPES, OKDP, OKDP + " sh:minLength 7 ;", "okdp: sh:minLength cannot"),
    "a count other than one": (SHAPES, OKDP, OKDP.replace("1 ;", "2 ;"), "okdp: sh:maxCount 2 cannot"),
    "a choice of other datatypes": (SHAPES, "[ sh:datatype xsd:gYear ]", "[ sh:datatype xsd:time ]", "sh:or cannot"),
    "a shape of an unknown property": (SHAPES, "sh:path cg:okdp", "sh:path cg:okd", "cg:okd: it has a shape, but"),
    "a range that differs": (SHAPES, OKDP + " sh:datatype xsd:string", OKDP + " sh:datatype xsd:date", "cg:okdp: rdfs"),
    "a message in one language": (SHAPES, '"ОКДП — 7 цифр"@ru , ', "", "okdp: no sh:message"),
    "a link without source": (SHAPES, "cgs:source-required , cgs:owner", "cgs:owner", "Ownership: no cgs:source"),
    "a choice in the wrong folder": ("schemes/side.ttl", "<side/sales> a", "<side/sale> a", "side/sale: a choice"),
    "a choice without a label": ("schemes/side.ttl", '"продажи"@ru , ', "", "side/sales: label"),
    "broken Turtle": (TERMS, "cg:okdp a owl", "cg:okdp a a owl", "clustergraph.ttl: "),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(BROKEN))
def test_a_broken_ontology_is_refused_by_name(case: str, tmp_path: Path) -> None:
    file, good, bad, complaint = BROKEN[case]
    folder = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY, folder)
    content = (folder / file).read_text(encoding="utf-8")
    assert good in content
    (folder / file).write_text(content.replace(good, bad), encoding="utf-8", newline="\n")
    with pytest.raises(InputError) as refused:
        generated(folder)
    assert complaint in refused.value.message


CHECKED = Path(__file__).with_name("checked_terms.txt")


def test_every_foreign_term_is_one_that_was_looked_up() -> None:
    used = set()
    for path in sorted(ONTOLOGY.rglob("*.ttl")):
        for triple in parse(path=path, format=RdfFormat.TURTLE, base_iri=BASE_IRI):
            for term in (triple.subject, triple.predicate, triple.object):
                used |= {term.value} if isinstance(term, NamedNode) else set()
                used |= {term.datatype.value} if isinstance(term, Literal) else set()
    foreign = {short(name) for name in used if not name.startswith("https://w3id.org/clustergraph/")}
    assert foreign == set(CHECKED.read_text(encoding="utf-8").splitlines()[1:])


def test_prefixes_in_the_files_are_those_of_the_table() -> None:
    for path in sorted(ONTOLOGY.rglob("*.ttl")):
        for prefix, namespace in re.findall(
            r"^@prefix (\w+): +<([^>]+)>", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            assert iri(f"{prefix}:") == namespace, path.name


def test_the_json_ld_context_gives_every_name_an_iri_of_its_own() -> None:
    context = json.loads(GENERATED["ontology/context.jsonld"])["@context"]
    iris = [value if isinstance(value, str) else value["@id"] for key, value in context.items() if key[0] != "@"]
    assert len(iris) == len(set(iris))
    assert context["okved2_other"] == {"@id": "cg:okved2Other", "@type": "@id", "@container": "@set"}
    assert context["product"] == {"@id": "cg:product", "@type": "@id"}
    assert context["EDITION_OF"] == {"@id": "cg:EDITION_OF", "@type": "@id"}
    assert set(Kind) <= set(context)


def test_the_json_ld_context_reads_a_record_as_the_writer_means_it() -> None:
    record = {
        "@context": json.loads(GENERATED["ontology/context.jsonld"])["@context"],
        "uid": "org/0055000017",
        "kind": "Enterprise",
        "name": {"ru": "Полимер-Демо"},
        "okved2_other": ["okved2/20.16"],
        "registration_date": "2016-12-26",
        "sources": ["source/a"],
    }
    said = {str(triple) for triple in parse(json.dumps(record).encode(), RdfFormat.JSON_LD)}
    org = f"<{BASE_IRI}org/0055000017>"
    assert said == {
        f"{org} <{iri('rdf:type')}> <{iri('cg:Enterprise')}>",
        f'{org} <{iri("cg:name")}> "Полимер-Демо"@ru',
        f"{org} <{iri('cg:okved2Other')}> <{BASE_IRI}okved2/20.16>",
        f'{org} <{iri("cg:registrationDate")}> "2016-12-26"^^<{iri("xsd:date")}>',
        f"{org} <{iri('prov:wasDerivedFrom')}> <{BASE_IRI}source/a>",
    }
