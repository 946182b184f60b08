"""Passwords and certificates: what lets one in, and what is said, and never said, where one stays outside."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from neo4j import GraphDatabase

from clustergraph.cli.main import main
from clustergraph.errors import StoreError
from clustergraph.store.base import SourceInfo, connect
from clustergraph.store.neo4j import connecting
from tests.store.server import standing
from tests.store.server.owned import Owned

pytestmark = pytest.mark.neo4j
USER, PASSWORD, WRONG = "neo4j", "not-for-logs-1", "not-for-logs-2"
_TLS = """dbms.security.auth_enabled=true
server.bolt.tls_level=REQUIRED
dbms.ssl.policy.bolt.enabled=true
dbms.ssl.policy.bolt.base_directory={folder}
dbms.ssl.policy.bolt.private_key=private.key
dbms.ssl.policy.bolt.public_certificate=public.crt
dbms.ssl.policy.bolt.client_auth=NONE
"""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Owned]:
    """A server with a password and a certificate that it signed itself."""
    release, openssl = standing.release(), shutil.which("openssl")
    if not openssl:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs openssl to make a certificate")
    home = tmp_path_factory.mktemp("guarded")
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    command = [*made, "-keyout", str(home / "private.key"), "-out", str(home / "public.crt")]
    subprocess.run(command, check=True, capture_output=True)
    server = Owned(release, home, _TLS.format(folder=home), (USER, USER), "bolt+ssc")
    with server:
        with GraphDatabase.driver(server.address, auth=server.auth, telemetry_disabled=True) as driver:
            change = "ALTER CURRENT USER SET PASSWORD FROM $was TO $now"
            driver.execute_query(change, {"was": USER, "now": PASSWORD}, database_="system")
        with pytest.MonkeyPatch.context() as patch:
            let_in(patch, PASSWORD)
            connect(server.address, create=True).close()
        yield server


def let_in(patch: pytest.MonkeyPatch, password: str | None) -> None:
    patch.setenv("CLUSTERGRAPH_NEO4J_USER", USER)
    if password is None:
        patch.delenv("CLUSTERGRAPH_NEO4J_PASSWORD", raising=False)
    else:
        patch.setenv("CLUSTERGRAPH_NEO4J_PASSWORD", password)


@pytest.mark.parametrize("protocol", ["bolt", "neo4j"])
def test_the_environment_lets_in_and_a_routed_reader_sees_what_was_just_written(
    guarded: Owned, protocol: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    let_in(monkeypatch, PASSWORD)
    caplog.set_level(logging.DEBUG)
    with connect(f"{protocol}+ssc://127.0.0.1:{guarded.port}") as store:
        store.put_source(SourceInfo(f"source/{protocol}", 60))
        assert f"source/{protocol}" in [each.uid for each in store.sources()]
    assert PASSWORD not in caplog.text


def test_a_certificate_is_checked_where_the_address_says_so(guarded: Owned, monkeypatch: pytest.MonkeyPatch) -> None:
    let_in(monkeypatch, PASSWORD)
    with pytest.raises(StoreError, match="encrypted") as refused:
        connect(f"bolt+s://localhost:{guarded.port}")
    assert "\n" not in str(refused.value)
    monkeypatch.setenv("SSL_CERT_FILE", str(guarded.home / "public.crt"))
    connect(f"bolt+s://localhost:{guarded.port}").close()


def test_an_encrypted_server_does_not_answer_in_the_clear(guarded: Owned, monkeypatch: pytest.MonkeyPatch) -> None:
    let_in(monkeypatch, PASSWORD)
    with pytest.raises(StoreError, match="No answer"):
        connect(f"bolt://127.0.0.1:{guarded.port}")


def test_an_encrypted_address_of_an_open_server_is_told_so() -> None:
    address = standing.address()
    with pytest.raises(StoreError, match="encrypted"):
        connect(address.replace("bolt://", "bolt+ssc://"))


@pytest.mark.parametrize("password", [WRONG, None])
def test_a_wrong_password_or_none_is_one_line_that_shows_no_password(
    guarded: Owned,
    password: str | None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    let_in(monkeypatch, password)
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("sys.argv", ["clustergraph", "--json", "status", "--store", guarded.address])
    for arguments in (["status", "--store", guarded.address], ["status", "--json", "--store", guarded.address]):
        monkeypatch.setattr("sys.argv", ["clustergraph", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 4
    shown = capsys.readouterr()
    assert "refuses this user or password" in shown.err
    assert WRONG not in shown.out + shown.err + caplog.text


def test_a_terminal_is_asked_for_the_password(guarded: Owned, monkeypatch: pytest.MonkeyPatch) -> None:
    let_in(monkeypatch, None)
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return PASSWORD

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(connecting, "getpass", ask)
    connect(guarded.address).close()
    assert asked == [f"Password of {USER}: "]
