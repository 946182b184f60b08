"""A store written as files of an import: Neo4j's own tool makes a database of them that is the same store."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from clustergraph.errors import InputError
from clustergraph.store.base import Projection, Store, connect
from clustergraph.store.neo4j.bulk import write_bulk
from tests.build import A, B, C, D, e, firm, inn, link, said
from tests.store.server import standing
from tests.store.server.running import VERSIONS, run_admin, running
from tests.store.telling import graph, speaker, tell

NASTY = "x'}) // \" ` $uid \\ ; , \t \r\n ё 'ООО \"А\"' 😀 \u2028"
EVERYTHING = Projection(node_columns=["name", "kpp"], link_columns=["period", "product"], computed=True)


def fill(store: Store) -> None:
    """Say what is hard: several sources, an alias, an increment, a run, bare ends, values of other types, all signs."""
    for name, priority in (("a", 80), ("b", 40)):
        one = e("Enterprise", inn=inn(1), name=f"Фирма «{name}»", alt_name=[NASTY, f"{name}, и; другие"], kpp=[name])
        other = e("Enterprise", inn=inn(5), name=NASTY, okved2_other=["01.11", "10.51"], unidentified=False)
        supplies = [link(A, "SUPPLIES", B, period="2023", amount=1, product=NASTY), link(A, "SUPPLIES", D, period=name)]
        role = link(B, "MEMBER_OF", "cluster/c", role="finished", since="2016-12")
        tell(store, speaker(store, name, priority), one, other, *supplies, role, file=name, observed_on="2023")
    tell(store, "source/a", said(link(B, "SUPPLIES", C, amount=0.1), 7, observed_on="2024-02"), file="m", whole=False)
    tell(
        store,
        speaker(store, "odd"),
        e("Enterprise", inn=inn(6), name="1", lat=55),
        e("Enterprise", inn=inn(7), lat=5.5),
    )
    tell(store, speaker(store, "run/0123456789ab", 10, computed=True), e("Run", "run/0123456789ab"))
    tell(store, speaker(store, "gone"), e("Enterprise", inn=inn(9)))
    store.withdraw("source/gone")
    store.put_document("pins", bytes(range(256)))


def release() -> str:
    """The release that is tested; an address has none that could be started on files."""
    asked = os.environ.get("CLUSTERGRAPH_TEST_NEO4J", "")
    if "://" in asked:
        pytest.skip("needs a server of its own: set CLUSTERGRAPH_TEST_NEO4J=auto")
    standing.address()  # skips where no server is asked for
    return asked if asked in VERSIONS else "2026"


@pytest.mark.neo4j
def test_an_imported_database_is_the_same_store(tmp_path: Path) -> None:
    files, home = tmp_path / "files", tmp_path / "home"
    version = release()
    with connect("memory:", create=True) as store:
        fill(store)
        bulk = write_bulk(store, files)
        run_admin(version, home, bulk.command, files)
        with running(version, home) as address, connect(address) as server:
            assert server.stamp() == bulk.stamp == store.stamp()
            assert graph(server) == graph(store)
            assert (server.stats().nodes, server.stats().links) == (store.stats().nodes, store.stats().links)
            assert server.stats().contested == store.stats().contested
            assert server.check(full=True) == []
            assert list(server.conflicts()) == list(store.conflicts())
            assert list(server.sources()) == [each for each in store.sources() if not each.withdrawn_on]
            for source in server.sources():
                assert list(server.statements(source=source.uid)) == list(store.statements(source=source.uid))
            mine, theirs = server.project(EVERYTHING), store.project(EVERYTHING)
            assert (mine.uids, mine.node_columns, mine.link_columns) == (
                theirs.uids,
                theirs.node_columns,
                theirs.link_columns,
            )
            assert np.array_equal(mine.weight, theirs.weight, equal_nan=True)
            assert server.document("pins") == bytes(range(256))
            # and it goes on: the same again writes nothing, a new firm gets a number of its own
            again = e("Enterprise", inn=inn(6), name="1", lat=55), e("Enterprise", inn=inn(7), lat=5.5)
            assert tell(server, "source/odd", *again).unchanged == len(again)
            assert tell(server, "source/odd", *again, e("Enterprise", inn=inn(8))).created == 1
            assert server.get(firm(8)) is not None
            assert server.check(full=True) == []


def test_the_same_store_gives_the_same_bytes_and_one_command(tmp_path: Path) -> None:
    with connect("memory:", create=True) as store:
        fill(store)
        written = [write_bulk(store, tmp_path / name) for name in ("one", "two")]
        counts = store.stats()
    assert [path.read_bytes() for path in written[0].files] == [path.read_bytes() for path in written[1].files]
    assert (tmp_path / "one" / "import.txt").read_text(encoding="utf-8") == f"{written[0].command}\n"
    assert "--nodes=Entity:Enterprise:Organization:Agent=./Enterprise-2.csv" in written[0].command
    assert (written[0].nodes, written[0].links) == (sum(counts.nodes.values()), sum(counts.links.values()))


def test_a_list_that_holds_the_sign_between_its_values_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with connect("memory:", create=True) as store:
        tell(store, speaker(store, "a"), e("Enterprise", inn=inn(1), alt_name=["a\x1fb"]))
        with pytest.raises(InputError, match=r"U\+001F.*a b"):
            write_bulk(store, tmp_path)
    assert list(tmp_path.iterdir()) == []
