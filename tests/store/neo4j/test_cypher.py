"""The statements of the Neo4j store: each says what it is for, and the server understands it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from neo4j import Driver, GraphDatabase

from clustergraph import resources
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, Kind
from clustergraph.store.base import connect
from clustergraph.store.neo4j.codec import BESIDE
from clustergraph.store.neo4j.schema import generated, statements
from clustergraph.store.neo4j.styling import HUES
from clustergraph.view.canvas import HUES as view_hues  # noqa: N811
from tests.store.server import standing

FOLDER = resources.folder("cypher")
FILES = sorted(
    f"{folder}/{file.name}"
    for folder in ("read", "write", "explore")
    for file in FOLDER.joinpath(folder).iterdir()
    if file.name.endswith(".cypher")
)
LABELS = {*KINDS, *LINKS, "Entity", "Source", "Load", "Meta", "Change", "Document", "KIND"}


def read(name: str) -> str:
    return FOLDER.joinpath(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_a_statement_says_what_it_is_for_what_it_takes_and_what_it_gives(name: str) -> None:
    head = [line.removeprefix("// ") for line in read(name).splitlines() if line.startswith("//")]
    params = next(line for line in head if line.startswith("params:"))
    assert head[0].endswith(".")
    assert any(line.startswith("returns:") for line in head)
    declared = {each.strip() for each in params.removeprefix("params:").split(",")} - {""}
    assert declared == set(re.findall(r"\$(\w+)", read(name)))


@pytest.mark.parametrize("name", FILES)
def test_a_statement_names_only_what_the_ontology_and_the_store_have(name: str) -> None:
    code = re.sub(r"//.*|'[^']*'", "", read(name))
    assert set(re.findall(r"(?<=[\w(\[]):([A-Z]\w+)", code)) <= LABELS


def test_what_is_made_from_the_ontology_is_fresh() -> None:
    assert {name: read(name) for name in generated()} == generated()


def test_the_style_for_the_browser_captions_all_in_russian_and_in_the_colours_of_the_picture() -> None:
    style = read("explore/style.grass")
    labels = {name: info.label for name, info in KINDS.items()} | {name: info.label for name, info in LINKS.items()}
    for name, label in labels.items():
        rule = style.partition(f".{name} {{")[2].partition("\n}")[0]
        captions = ('caption: "{name}";', f'caption: "{label.ru}";')
        assert any(caption in rule for caption in captions)
    assert style.index("node.Organization {") < style.index("node.Enterprise {")
    assert view_hues == HUES


def test_the_names_beside_the_properties_are_no_properties() -> None:
    assert not BESIDE & set(PROPERTIES)
    assert not {"Source", "Load", "Meta", "Change", "Document", "Entity"} & set(KINDS)


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    address = standing.emptied()
    connect(address, create=True).close()
    with GraphDatabase.driver(address, telemetry_disabled=True) as opened:
        yield opened


@pytest.mark.neo4j
@pytest.mark.parametrize("name", FILES)
def test_the_server_understands_a_statement(name: str, driver: Driver) -> None:
    kind = "SUPPLIES" if "[r:KIND" in read(name) else str(Kind.ENTERPRISE)
    parameters = dict.fromkeys(re.findall(r"\$(\w+)", read(name)))
    statement = read(name).replace(":KIND", f":{kind}")
    summary = driver.execute_query(f"EXPLAIN {statement}", parameters).summary
    # a young database does not know all names yet
    noted = [each for each in summary.gql_status_objects if each.is_notification]
    assert [each.status_description for each in noted if each.raw_classification != "UNRECOGNIZED"] == []


@pytest.mark.neo4j
def test_a_second_schema_changes_nothing(driver: Driver) -> None:
    for statement in statements():
        summary = driver.execute_query(statement).summary
        assert not summary.counters.contains_system_updates
        assert not summary.counters.constraints_added
        assert not summary.counters.indexes_added
