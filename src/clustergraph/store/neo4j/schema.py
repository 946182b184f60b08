"""Constraints and indexes of the store; what stands in `cypher/schema` is made from the ontology."""

from __future__ import annotations

from clustergraph import resources
from clustergraph.errors import StoreError, StoreVersionError
from clustergraph.i18n import text
from clustergraph.model.terms import LINKS
from clustergraph.store.neo4j.database import Database, cypher
from clustergraph.store.neo4j.styling import grass

VERSION = 1
"""Of the shape; a database of a higher one was written by a newer program."""
BROUGHT = 0
"""Of a database that was imported from files: constraints and indexes are still to be made."""
_FILTERS = ("inn", "ogrn", "okpo", "region", "okved2", "period", "status")
_UNIQUE = (
    ("Entity", "uid"),
    ("Source", "uid"),
    ("Change", "uid"),
    ("Meta", "uid"),
    ("Load", "no"),
    ("Document", "name"),
)
_RANGES = (("Entity", "source"), ("Entity", "idx"), ("Change", "load"), ("Load", "source"))


def generated() -> dict[str, str]:
    """Return the files of `cypher/` that are made from the ontology: name → text."""
    constraints = [
        f"CREATE CONSTRAINT {label.lower()}_{key} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE;"
        for label, key in _UNIQUE
    ]
    constraints += [
        f"CREATE CONSTRAINT {kind.lower()}_uid IF NOT EXISTS FOR ()-[r:{kind}]-() REQUIRE r.uid IS UNIQUE;"
        for kind in LINKS
    ]
    indexes = [
        f"CREATE INDEX {label.lower()}_{key} IF NOT EXISTS FOR (n:{label}) ON (n.{key});"
        for label, key in (*_RANGES, *(("Entity", name) for name in _FILTERS))
    ]
    indexes += [
        f"CREATE INDEX {kind.lower()}_source IF NOT EXISTS FOR ()-[r:{kind}]-() ON (r.source);" for kind in LINKS
    ]
    indexes.append("CREATE TEXT INDEX entity_name_cf IF NOT EXISTS FOR (n:Entity) ON (n.name_cf);")
    counts = [
        f"MATCH ()-[r:{kind}]->() RETURN '{kind}' AS kind, count(r) AS count{' UNION ALL' if kind != last else ''}"
        for last in list(LINKS)[-1:]
        for kind in LINKS
    ]
    return {
        "schema/constraints.cypher": _file("What tells records apart.", "", constraints),
        "schema/indexes.cypher": _file("What people filter by and what loading looks up.", "", indexes),
        "read/link_kinds.cypher": _file("How many links of each kind there are.", " kind, count", counts),
        "explore/style.grass": grass(),
    }


def _file(purpose: str, columns: str, lines: list[str]) -> str:
    made = f"// {purpose} Made from the ontology, do not edit."
    return "\n".join((made, "// params:", f"// returns:{columns}", *lines, ""))


def statements() -> list[str]:
    """Return the statements of `cypher/schema` one by one."""
    folder = resources.folder("cypher").joinpath("schema")
    found = []
    for name in ("constraints", "indexes"):
        lines = folder.joinpath(f"{name}.cypher").read_text(encoding="utf-8").splitlines()
        found += [line.removesuffix(";") for line in lines if line and not line.startswith("//")]
    return found


def ensure(db: Database, *, create: bool, adopt: bool) -> None:
    """Make what is missing; refuse a database of others.

    Raises
    ------
    StoreError
        Where there is no store and none is to be made, or the database holds nodes of others.
    """
    (meta,) = db.read("read/meta")
    if meta["schema"] is not None and meta["schema"] > VERSION:
        raise StoreVersionError(
            text("store.newer", store=db.address, found=meta["schema"], known=VERSION), text("store.newer-hint")
        )
    if meta["schema"] == VERSION:
        return
    brought = meta["schema"] == BROUGHT
    if brought and db.read_only:
        raise StoreError(
            text("store.neo4j-brought", store=db.address), text("store.neo4j-brought-hint", store=db.address)
        )
    if meta["foreign"] and not adopt:
        raise StoreError(text("store.neo4j-foreign", store=db.address), text("store.neo4j-foreign-hint"))
    if not create and not brought:
        raise StoreError(text("store.missing", store=db.address), text("store.missing-hint"))
    have = set(_names(db))
    with db.session(write=True) as session:
        for statement in statements():
            if statement.split()[statement.split().index("IF") - 1] not in have:
                session.run(statement).consume()
        session.run("CALL db.awaitIndexes(300)").consume()
        session.run(cypher("write/meta"), {"schema": VERSION}).consume()
    if lacking := missing(db):
        raise StoreError(text("store.neo4j-schema", store=db.address, name=lacking[0]))


def missing(db: Database) -> list[str]:
    """Return the constraints and indexes that are not there, or stand under their name for something else."""
    have = _names(db)
    lacking = []
    for statement in statements():
        words = statement.split()
        name = words[words.index("IF") - 1]
        label = statement[statement.index("FOR") :].split(":", 1)[1].split("]")[0].split(")")[0]
        if have.get(name) != label:
            lacking.append(name)
    return lacking


def _names(db: Database) -> dict[str, str]:
    found = {}
    with db.session() as session:
        for what in ("CONSTRAINTS", "INDEXES"):
            for row in session.run(f"SHOW {what} YIELD name, labelsOrTypes"):
                if row["labelsOrTypes"]:
                    found[row["name"]] = row["labelsOrTypes"][0]
    return found
