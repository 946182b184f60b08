"""A bundle holds the whole graph, is the same whenever it is written, and says nothing that it should not."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib.compare import isomorphic
from tests.build import A, e, link
from tests.rdf.graphs import example, findings, read_records

from clustergraph import i18n
from clustergraph.errors import UnknownNameError
from clustergraph.model.records import Entity, Link, Place, Statement
from clustergraph.rdf.bundle import export
from clustergraph.rdf.namespaces import iri
from clustergraph.rdf.writer import write_ntriples
from clustergraph.settings import BASE_IRI
from clustergraph.store.base import Load, SourceInfo, Store, connect

NODES, LINKS, SOURCES = read_records(example())
RECORDS: list[Entity | Link] = [*NODES, *LINKS]
PERSONAL = (
    e("Person", "person/demo-minister", name="Иванов"),
    link(A, "PARTY_TO", "agreement/2023-07-22-demo", role="party", signed_by="Иванов", position="директор"),
)


def load(store: Store, records: Iterable[Entity | Link]) -> None:
    """Let every source say the records that name it; a bare record is said by nobody and is not loaded."""
    spoken = sorted(
        ((source, record) for record in records for source in record.sources), key=lambda pair: (pair[0], pair[1].uid)
    )
    for uid, said in groupby(spoken, key=lambda pair: pair[0]):
        store.load(Load(uid, ()), [Statement(record, Place("a.csv", "", 1)) for _, record in said])


@pytest.fixture
def store() -> Iterator[Store]:
    """The example, loaded."""
    with connect("memory:", create=True) as opened:
        for source in (*SOURCES, SourceInfo("run/1", 10, computed=True), SourceInfo("source/hand", 60)):
            opened.put_source(source)
        bare = [record for record in RECORDS if not record.sources]
        own = [replaced(record, "run/1" if record.uid.startswith("run/") else "source/hand") for record in bare]
        load(opened, [record for record in RECORDS if record.sources] + own)
        yield opened


def replaced(record: Entity | Link, source: str) -> Entity | Link:
    if isinstance(record, Entity):
        return Entity(record.uid, record.kind, record.props, (source,))
    return Link(record.uid, record.kind, record.src, record.dst, record.key, record.props, (source,))


def data(folder: Path) -> str:
    return gzip.decompress((folder / "data.nt.gz").read_bytes()).decode()


def test_the_bundle_holds_what_the_store_does(store: Store, tmp_path: Path) -> None:
    done = export(store, tmp_path)
    sources = [source for source in store.sources() if not source.computed]
    assert data(tmp_path) == "".join(write_ntriples(store.entities(), store.links(), sources, base=BASE_IRI))
    assert done.triples == data(tmp_path).count("\n")
    assert {file.name for file in done.files} | {"MANIFEST.sha256"} == {path.name for path in tmp_path.iterdir()}


def test_a_second_export_is_byte_identical(store: Store, tmp_path: Path) -> None:
    first, again = export(store, tmp_path / "a"), export(store, tmp_path / "b")
    assert first.files == again.files
    assert export(store, tmp_path / "a").files == first.files
    assert not list(tmp_path.rglob("*.tmp"))


def test_turtle_says_the_same_to_every_library(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path)
    turtle = rdflib.Graph().parse(tmp_path / "data.ttl")
    assert isomorphic(turtle, rdflib.Graph().parse(data=data(tmp_path), format="nt"))
    lines = {str(quad.triple) for quad in parse(path=tmp_path / "data.ttl", format=RdfFormat.TURTLE)}
    assert lines == {str(quad.triple) for quad in parse(data(tmp_path), RdfFormat.N_TRIPLES)}


def test_turtle_begins_with_whole_iris_and_names_each_subject_once(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path)
    lines = (tmp_path / "data.ttl").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == [f"@base <{BASE_IRI}> .", f"@prefix cg: <{iri('cg:')}> ."]
    subjects = [line.partition(" ")[0] for line in lines if line.startswith("<")]
    assert len(subjects) == len(set(subjects))


def test_the_bundle_conforms_to_its_own_shapes(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path)
    assert findings(rdflib.Graph().parse(data=data(tmp_path), format="nt")) == set()


def test_no_iri_dangles_beside_the_closed_lists(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path)
    subjects, pointed = set(), set()
    for name, syntax in (("data.ttl", RdfFormat.TURTLE), ("schemes.ttl", RdfFormat.TURTLE)):
        for quad in parse(path=tmp_path / name, format=syntax):
            subjects.add(str(quad.triple.subject))
            pointed.add(str(quad.triple.object))
    assert {node for node in pointed if node.startswith(f"<{BASE_IRI}")} - subjects == set()


def test_no_person_is_named_in_any_file(store: Store, tmp_path: Path) -> None:
    load(store, [replaced(record, "source/hand") for record in PERSONAL])
    export(store, tmp_path)
    content = data(tmp_path) + "".join(
        path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.suffix != ".gz"
    )
    assert "директор" in content
    assert "Иванов" not in content
    assert f"{iri('cg:signedBy')}>" not in data(tmp_path)


def test_the_manifest_gives_the_checksums(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path)
    lines = (tmp_path / "MANIFEST.sha256").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(list(tmp_path.iterdir())) - 1
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_a_base_of_ones_own_stands_in_every_file(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERGRAPH_BASE", "https://example.org/kg/")
    export(store, tmp_path)
    assert f"<{BASE_IRI}" not in data(tmp_path)
    schemes = parse(path=tmp_path / "schemes.ttl", format=RdfFormat.TURTLE)
    assert all(quad.triple.subject.value.startswith("https://example.org/kg/") for quad in schemes)
    assert '"@base": "https://example.org/kg/"' in (tmp_path / "context.jsonld").read_text(encoding="utf-8")


def test_only_the_formats_asked_for_are_written(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path)
    export(store, tmp_path, formats=("nt",))
    assert not (tmp_path / "data.ttl").exists()
    with pytest.raises(UnknownNameError, match="ttl"):
        export(store, tmp_path, formats=("turtle",))


def test_an_empty_store_gives_an_empty_graph(tmp_path: Path) -> None:
    with connect("memory:", create=True) as empty:
        done = export(empty, tmp_path)
    assert (done.triples, data(tmp_path)) == (0, "")
    assert "0 triples" in done.to_text()
    with i18n.use("ru"):
        assert "троек 0" in done.to_text()
