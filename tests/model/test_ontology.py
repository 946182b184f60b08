"""The compiled tables say what the design says, and questions about names are answered right."""

from __future__ import annotations

import re

import pytest

from clustergraph import i18n
from clustergraph.errors import UnknownNameError
from clustergraph.model.ontology import (
    folder_kind,
    is_a,
    kind_info,
    kinds_below,
    label,
    link_info,
    most_specific,
)
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, SCHEMES, SOURCE, TERMS, Kind, LinkKind
from clustergraph.model.uids import node_uid
from clustergraph.model.vocabulary import KindInfo, LinkInfo, PropertyInfo

# kind: super-classes, folder, what follows it, computed
NODES = {
    "Organization": ("Agent", "org", "inn", False),
    "Enterprise": ("Organization Agent", "org", "inn", False),
    "PublicAuthority": ("Organization Agent", "org", "inn", False),
    "NamelessMember": ("Agent", "member", "slug", False),
    "Person": ("", "person", "slug", False),
    "Site": ("", "site", "slug", False),
    "Technopark": ("Site", "site", "slug", False),
    "IndustrialPark": ("Site", "site", "slug", False),
    "SpecialEconomicZone": ("Site", "site", "slug", False),
    "InfrastructureObject": ("Site", "site", "slug", False),
    "Activity": ("Code", "okved2", "notation", False),
    "Product": ("Code", "okpd2", "notation", False),
    "TradeCode": ("Code", "tnved", "notation", False),
    "Region": ("Code", "region", "notation", False),
    "Municipality": ("Code", "oktmo", "notation", False),
    "Unit": ("Code", "okei", "notation", False),
    "Register": ("Code", "register", "notation", False),
    "IndustrialCluster": ("", "cluster", "slug", False),
    "ClusterCandidate": ("", "candidate", "run/rank", True),
    "RegisterEntry": ("", "entry", "register/subject/status", False),
    "Agreement": ("", "agreement", "slug", False),
    "Project": ("", "project", "slug", False),
    "InvestmentNiche": ("", "niche", "run/product", True),
    "LegalAct": ("", "act", "slug", False),
    "LegalActEdition": ("", "edition", "act/slug", False),
    "Requirement": ("", "requirement", "edition/code", False),
    "CheckResult": ("", "check", "run/subject/requirement", True),
    "SupportMeasure": ("", "support", "slug", False),
    "Event": ("", "event", "slug", False),
    "Indicator": ("", "indicator", "subject/measure/period", False),
    "Coverage": ("", "coverage", "subject/period/side", False),
    "Run": ("", "run", "slug", True),
}
# link: class, from, to, folder, key, weight
LINK_TABLE = {
    "SUPPLIES": ("SupplyLink", "Agent", "Agent", "supply", "product/period/document", "amount"),
    "BUYS": ("Demand", "Agent", "Product", "demand", "period/origin/document", "amount"),
    "MAKES": ("Production", "Agent", "Product", "production", "", "capacity"),
    "MEMBER_OF": ("Membership", "Agent", "IndustrialCluster", "membership", "role", ""),
    "MANAGES": ("ClusterManagement", "Organization", "IndustrialCluster", "management", "", ""),
    "PARTY_TO": ("AgreementParty", "Agent", "Agreement", "party", "role", ""),
    "RECEIVED": ("SupportAward", "Agent", "SupportMeasure", "award", "date", "amount"),
    "OWNS": ("Ownership", "Organization", "Organization", "ownership", "", "share"),
    "DIRECTS": ("ExecutiveManagement", "Organization", "Organization", "direction", "", ""),
    "SUCCEEDS": ("Succession", "Organization", "Organization", "succession", "", ""),
    "LOCATED_AT": ("Location", "Agent", "Site", "location", "", ""),
    "RESIDENT_OF": ("Residence", "Agent", "Site", "residence", "", ""),
    "OPERATES": ("SiteOperation", "Organization", "Site", "operation", "", ""),
    "SERVES": ("InfrastructureService", "Site", "IndustrialCluster", "service", "", ""),
    "HOLDS_POST": ("PostHolding", "Person", "Organization", "post", "", ""),
    "CARRIES_OUT": ("ProjectParticipation", "Agent", "Project", "participation", "", ""),
    "INCLUDES": ("Inclusion", "ClusterCandidate", "Agent", "inclusion", "", "score"),
    "HAS_ENTRY": ("", "Entity", "RegisterEntry", "has-entry", "", ""),
    "ABOUT": ("", "Entity", "Entity", "about", "", ""),
    "PART_OF": ("", "Project", "IndustrialCluster", "part-of", "", ""),
    "EDITION_OF": ("", "LegalActEdition", "LegalAct", "edition-of", "", ""),
    "BASED_ON": ("", "Entity", "Entity", "based-on", "", ""),
    "CHECKS": ("", "CheckResult", "Entity", "checks", "", ""),
    "AGAINST": ("", "CheckResult", "Requirement", "against", "", ""),
}
LISTS = re.findall(
    r"\w+",
    """
    status role agreement_type agreement_status legal_status sme_category cluster_type confidence origin verdict side
    coverage_level measure niche_class event_type project_stage support_form support_level support_status
    infrastructure_type confirmed judge band
""",
)
CARRIERS = [info.properties for info in (*KINDS.values(), SOURCE)] + [info.properties for info in LINKS.values()]
NAMES = (*KINDS, *LINKS, *PROPERTIES)


def test_kinds_are_those_of_the_design() -> None:
    compiled = {k.name: (" ".join(k.supers), k.folder, "/".join(k.key), k.computed) for k in KINDS.values() if k.folder}
    assert compiled == NODES
    assert [str(kind) for kind in Kind] == list(NODES)


def test_agent_and_code_are_abstract_and_a_source_is_no_record() -> None:
    assert {k.name for k in KINDS.values() if k.abstract} == {"Agent", "Code"}
    assert SOURCE.name not in KINDS
    assert SOURCE.folder == "source"


def test_links_are_those_of_the_design() -> None:
    compiled = {
        k.name: (k.class_name, k.from_kind, k.to_kind, k.folder, "/".join(k.key), k.weight) for k in LINKS.values()
    }
    assert compiled == LINK_TABLE
    assert [str(kind) for kind in LinkKind] == list(LINK_TABLE)


def test_closed_lists_are_those_of_the_design_and_named_like_their_property() -> None:
    assert sorted(SCHEMES) == sorted(TERMS) == sorted(LISTS)
    assert {info.range for info in PROPERTIES.values() if info.type == "term"} == set(LISTS)
    assert all(PROPERTIES[name].range == name for name in LISTS)


def test_statuses_and_agreement_types_are_those_of_the_house() -> None:
    assert list(TERMS["status"]) == ["idea", "preparing", "submitted", "in_register", "excluded", "expired"]
    assert set(TERMS["agreement_type"]) == {
        "project", "supply", "works_services", "spic", "participation", "government",
    }  # fmt: skip


@pytest.mark.parametrize("info", [*KINDS.values(), *LINKS.values(), *PROPERTIES.values()], ids=NAMES)
def test_every_name_has_label_and_definition_in_both_languages(info: KindInfo | LinkInfo | PropertyInfo) -> None:
    texts = (*info.label, *info.definition)
    assert all(texts)
    assert re.search("[а-я]", texts[0] + texts[2])
    assert not re.search("[а-яА-Я]", texts[1] + texts[3])


def test_every_term_has_a_label_in_both_languages() -> None:
    assert all(all(term.label) for terms in TERMS.values() for term in terms.values())
    assert all(all(title) for title in SCHEMES.values())


def test_names_are_legal_and_distinct_in_neo4j() -> None:
    labels = ["Entity", *KINDS]
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name) for name in (*labels, *LINKS, *PROPERTIES))
    for names in (labels, [*LINKS], [*PROPERTIES]):
        assert len({name.casefold() for name in names}) == len(names)
    folders = [info.folder for info in LINKS.values()] + [
        folder for folder in {k.folder for k in KINDS.values()} if folder
    ]
    assert len(folders) == len(set(folders))


def test_every_key_names_one_term_of_the_ontology() -> None:
    named = [(info.prefix, info.local_name, info.language) for info in PROPERTIES.values()]
    assert len(set(named)) == len(named)
    assert not {"uid", "kind", "src", "dst", "key", "props", "sources"} & set(PROPERTIES)


def test_every_property_is_carried_and_every_carried_one_is_known() -> None:
    carried = {key for listed in CARRIERS for key in listed}
    assert carried == set(PROPERTIES)


def test_only_links_between_members_parties_and_candidates_narrow_their_role() -> None:
    narrowed = {name: info.narrowed["role"].allowed for name, info in LINKS.items() if info.narrowed}
    assert narrowed == {"MEMBER_OF": "MemberRole", "PARTY_TO": "PartyRole", "INCLUDES": "CandidateRole"}


def test_names_of_persons_and_signatories_are_personal() -> None:
    assert [info.name for info in KINDS.values() if info.personal] == ["Person"]
    assert [info.key for info in PROPERTIES.values() if info.personal] == ["signed_by"]


def test_a_sub_kind_carries_what_its_super_class_does() -> None:
    for info in KINDS.values():
        for above in info.supers:
            assert set(KINDS[above].properties) <= set(info.properties)
            assert set(KINDS[above].required) <= set(info.required)


def test_agents_are_organizations_and_nameless_members() -> None:
    assert kinds_below("Agent") == (Kind.ORGANIZATION, Kind.ENTERPRISE, Kind.PUBLIC_AUTHORITY, Kind.NAMELESS_MEMBER)
    assert is_a("Enterprise", "Agent")
    assert is_a("Enterprise", "Entity")
    assert not is_a("Organization", "Enterprise")


def test_a_bare_mention_is_of_the_widest_kind_of_its_folder() -> None:
    assert folder_kind("org/0055000017") is Kind.ORGANIZATION
    assert folder_kind("site/demo") is Kind.SITE
    assert folder_kind(node_uid(Kind.PRODUCT, "20.16")) is Kind.PRODUCT
    with pytest.raises(UnknownNameError, match="nowhere"):
        folder_kind("nowhere/1")


def test_the_most_specific_kind_is_below_all_the_others() -> None:
    assert most_specific(["Organization", "Enterprise", "Organization"]) is Kind.ENTERPRISE
    assert most_specific(["Technopark"]) is Kind.TECHNOPARK


def test_disjoint_kinds_have_no_most_specific_one() -> None:
    assert most_specific(["IndustrialCluster", "ClusterCandidate"]) is None
    assert most_specific(["Enterprise", "PublicAuthority"]) is None
    assert most_specific(["Enterprise", "PublicAuthority", "Organization"]) is None
    assert most_specific([]) is None
    assert KINDS["IndustrialCluster"].disjoint == ("ClusterCandidate",)
    assert KINDS["ClusterCandidate"].disjoint == ("IndustrialCluster",)


def test_labels_follow_the_language() -> None:
    assert str(label("SUPPLIES")) == "Supply link"
    assert str(label("finished", "role")) == "finished-product maker"
    with i18n.use("ru"):
        assert str(label(Kind.ENTERPRISE)) == "Предприятие"
        assert str(label("okved2")) == "основной вид деятельности"


def test_an_unknown_name_is_met_with_the_nearest_one() -> None:
    with pytest.raises(UnknownNameError, match="Enterprise"):
        kind_info("Enterprize")
    with pytest.raises(UnknownNameError, match="SUPPLIES"):
        link_info("SUPPLY")
    with pytest.raises(UnknownNameError, match="finished"):
        label("finish", "role")
    with pytest.raises(UnknownNameError, match="nonsense"):
        label("nonsense")
