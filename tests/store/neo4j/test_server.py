"""What only a server can do: refuse, be somebody else's, have another writer, break in the middle of a load."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest
from neo4j import Driver, GraphDatabase

from clustergraph.errors import InputError, StoreBusyError, StoreError
from clustergraph.store.base import Store, connect
from clustergraph.store.neo4j import connecting, database, stepping, writing
from tests.build import A, B, e, firm, inn, link
from tests.store.server import standing
from tests.store.telling import graph, speaker, tell

pytestmark = pytest.mark.neo4j
SUPPLIES = [link(firm(n), "SUPPLIES", firm(n + 1), period="2023", amount=float(n)) for n in range(1, 30)]
FIRMS = [e("Enterprise", inn=inn(n), name=f"Фирма {n}") for n in range(1, 30)]


@pytest.fixture
def driver() -> Iterator[Driver]:
    with GraphDatabase.driver(standing.emptied(), telemetry_disabled=True) as opened:
        yield opened


@pytest.fixture
def server(driver: Driver) -> Iterator[Store]:
    with connect(standing.address(), create=True) as opened:
        yield opened


def test_a_server_that_is_not_there_is_named_in_one_line() -> None:
    with pytest.raises(StoreError, match=r"No answer from bolt://127\.0\.0\.1:1\. Is Neo4j running"):
        connect("bolt://127.0.0.1:1")


def test_a_password_in_an_address_is_refused_and_not_shown() -> None:
    with pytest.raises(StoreError) as refused:
        connect("neo4j://reader:secret@localhost")
    assert "secret" not in str(refused.value)


def test_a_database_of_others_is_refused(driver: Driver) -> None:
    driver.execute_query("MATCH (m:Meta) DELETE m")
    driver.execute_query("CREATE (:Film {title: 'x'})")
    with pytest.raises(StoreError, match="holds data of others"):
        connect(standing.address(), create=True)
    standing.emptied()
    with pytest.raises(StoreError, match="There is no store"):
        connect(standing.address())


def test_a_database_that_is_not_there_is_named(server: Store) -> None:
    with pytest.raises(StoreError, match=r"no database of the address 'bolt.*/nowhere'"):
        connect(f"{standing.address()}/nowhere")


def test_a_server_that_is_too_old_is_refused(server: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "_OLDEST", (9999, 0))
    with pytest.raises(StoreError, match="which is too old"):
        connect(standing.address())


def test_what_only_enterprise_can_do_is_told_so(server: Store) -> None:
    with pytest.raises(StoreError, match="Only the Enterprise edition"):
        server.ask("SHOW SERVERS", {}, 1)


def test_a_second_writer_is_told_who_writes(server: Store, driver: Driver) -> None:
    speaker(server, "a")
    driver.execute_query("CREATE (:Meta {uid: 'loading', who: 'elsewhere/1', since: '2026-01-01'})")
    with pytest.raises(StoreBusyError, match="elsewhere/1"):
        tell(server, "source/a", *FIRMS)
    assert graph(server) == []


def test_the_lock_of_a_program_that_is_no_more_is_taken_over(server: Store, driver: Driver) -> None:
    gone = next(number for number in range(4_000_000, 5_000_000) if not os.path.exists(f"/proc/{number}"))  # noqa: PTH110
    driver.execute_query(
        "CREATE (:Meta {uid: 'loading', who: $who, since: ''})", {"who": f"{socket.gethostname()}/{gone}"}
    )
    tell(server, speaker(server, "a"), *FIRMS)
    assert len(list(server.entities())) == len(FIRMS)


def test_a_load_that_was_cut_says_so_and_is_completed_by_a_rerun(
    server: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BATCH", 5)
    monkeypatch.setattr(stepping, "BATCH", 5)
    monkeypatch.setattr(stepping, "PATIENT", 10)
    monkeypatch.setattr(writing, "PATIENT", 10)
    source = speaker(server, "a")
    tell(server, source, *FIRMS[:10], *SUPPLIES[:5], file="first")
    before = server.stamp()
    written = database.Desk.write

    def cut(desk: database.Desk, name: str, rows: list[object], kind: str = "") -> None:
        if name == "write/new_links":
            raise KeyboardInterrupt
        written(desk, name, rows, kind)

    monkeypatch.setattr(database.Desk, "write", cut)
    with pytest.raises(KeyboardInterrupt):
        tell(server, source, *FIRMS, *SUPPLIES, file="second")
    monkeypatch.setattr(database.Desk, "write", written)
    assert server.stamp() != before
    assert [str(flaw) for flaw in server.check()] == ["Load 2 of 'source/a' was interrupted: run it again."]
    with pytest.raises(StoreError, match="was interrupted"):
        server.undo(source)
    tell(server, source, *FIRMS, *SUPPLIES, file="second")
    with connect("memory:", create=True) as other:
        tell(other, speaker(other, "a"), *FIRMS, *SUPPLIES, file="second")
        assert graph(server) == graph(other)
        assert server.stamp() == other.stamp()
    assert server.check(full=True) == []
    server.undo(source)
    assert server.stamp() == before


def test_names_and_values_are_never_read_as_cypher(server: Store) -> None:
    nasty = "x'}) DETACH DELETE n // \" ` $uid \\ \u0000 ё"
    tell(server, speaker(server, "a"), e("Enterprise", inn=inn(1), name=nasty), link(A, "SUPPLIES", B, product=nasty))
    assert server.get(A).props["name"] == nasty  # type: ignore[union-attr]
    assert [each.props["product"] for each in server.links(where={"product": nasty})] == [nasty]
    assert server.search("detach delete")[0].uid == A
    assert server.get(nasty) is None
    assert [server.get(each) for each in (f"org/{nasty}", f"supply/{nasty}", "org/' OR 1=1")] == [None] * 3
    assert not [*server.links(ends=[nasty]), *server.statements(nasty)]
    assert server.neighbours(nasty).nodes == []
    assert server.document(nasty) is None
    with pytest.raises(InputError):
        tell(server, "source/a", e("Enterprise", nasty, inn=inn(2)))
    with pytest.raises(InputError):
        list(server.entities(where={"name = '' OR 1=1 //": "x"}))
    with pytest.raises(InputError):
        tell(server, nasty, e("Enterprise", inn=inn(2)))
    assert len(graph(server)) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (:Film)",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n) CALL (n) { SET n.x = 1 } IN TRANSACTIONS",
        "CREATE INDEX film FOR (n:Film) ON (n.title)",
        "DROP CONSTRAINT entity_uid",
        "RETURN 1; MATCH (n) DETACH DELETE n",
    ],
)
def test_a_file_of_cypher_changes_nothing(statement: str, server: Store) -> None:
    tell(server, speaker(server, "a"), e("Enterprise", inn=inn(1), name="Альфа"))
    before = graph(server), server.stamp()
    with pytest.raises(StoreError) as refused:
        server.ask(statement, {}, 10)
    assert "\n" not in str(refused.value)
    assert (graph(server), server.stamp()) == before
    assert server.check(full=True) == []
