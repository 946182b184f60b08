"""Opening a database: address, credentials, what answers there."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from clustergraph.errors import StoreError
from clustergraph.i18n import text
from clustergraph.store.neo4j.database import Database

if TYPE_CHECKING:
    from neo4j import Driver

_CONNECT_SECONDS = 5
_OLDEST = (5, 26)
_USER, _PASSWORD = "CLUSTERGRAPH_NEO4J_USER", "CLUSTERGRAPH_NEO4J_PASSWORD"


def connect(address: str, *, read_only: bool) -> Database:
    """Open a database at `neo4j://host[:port][/database]` (bolt, +s, +ssc too).

    Raises
    ------
    StoreError
        Where the address holds a password, or an older server answers.
    """
    parts = urlsplit(address)
    shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"
    if "@" in parts.netloc:
        raise StoreError(text("store.neo4j-password", store=shown), text("store.neo4j-password-hint"))
    name = parts.path.strip("/") or parse_qs(parts.query).get("database", [""])[0] or None
    driver = _driver(f"{parts.scheme}://{parts.netloc}")
    try:
        driver.verify_connectivity()
        db = Database(driver, name, shown, read_only)
        _look(db)
    except BaseException:
        driver.close()
        raise
    return db


def _driver(server: str) -> Driver:
    import neo4j

    user, password = os.environ.get(_USER, ""), os.environ.get(_PASSWORD)
    if user and password is None and sys.stdin.isatty():
        password = getpass(text("store.neo4j-prompt", user=user))
    return neo4j.GraphDatabase.driver(
        server,
        auth=(user, password or "") if user or password else None,
        connection_timeout=_CONNECT_SECONDS,
        connection_acquisition_timeout=4 * _CONNECT_SECONDS,
        max_transaction_retry_time=_CONNECT_SECONDS,
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )


def _look(db: Database) -> None:
    (server,) = db.read("read/server")
    found = server["version"]
    if tuple(int(part) for part in found.split("-")[0].split(".")[:2]) < _OLDEST:
        raise StoreError(text("store.neo4j-old", store=db.address, found=found), text("store.neo4j-old-hint"))
