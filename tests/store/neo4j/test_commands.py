"""Every command says the same of the demo on a server as of the demo in a file; a new command is a row here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clustergraph import i18n, resources
from clustergraph.graph import Graph
from clustergraph.i18n import text
from tests.cli.conftest import Ran, run_command
from tests.store.server import standing

pytestmark = pytest.mark.neo4j
FIRM, SELLER, CLUSTER = "org/0055000017", "org/0055000031", "demo-polymers"
ANSWERS = (
    "status",
    "sources list",
    "sources show demo-register/enterprises",
    "loads list",
    "loads show 17",
    f"show {FIRM}",
    f"show {FIRM} --on 2016",
    "search омск завод",
    "conflicts",
    "conflicts --kind Enterprise --property okved2",
    "candidates list",
    "candidates show 1",
    "candidates compare RUN RUN",
    "clusters list",
    f"clusters show {CLUSTER}",
    "agreements list",
    f"check {CLUSTER} --period 2023",
    f"check {CLUSTER} --period 2023 --compare e2016 e2024",
    f"plan {CLUSTER} --period 2023",
    f"cooperation {CLUSTER} --period 2023",
    f"questionnaire status {CLUSTER} --period 2023",
    "rules list",
)
"""Commands that answer; `--json` is added."""
FILES = (
    "export csv -o OUT",
    "export csv --excel -o OUT",
    "rdf export OUT",
    "candidates export -o OUT/candidates.csv",
    "candidates export -o OUT/candidates.xlsx",
    f"view {CLUSTER} -o OUT/view.html",
    f"dossier {CLUSTER} -o OUT --date 2024-03-01",
    f"questionnaire make {CLUSTER} -o OUT",
    f"questionnaire status {CLUSTER} --letter OUT/letter.docx",
)
"""Commands that write files."""
OTHERWISE = {
    "store",
    "loaded_at",
    "seconds",
    "load",
    "no",
    "folder",
    "file",
    "path",
    "paths",
    "files",
    "picture",
    "rdf",
    "tables",
}
"""Keys of an answer that name a place, a time or the number of a load."""


@dataclass(frozen=True, slots=True)
class Told:
    """The demo in a file and on a server."""

    folders: Mapping[str, Path]
    stores: Mapping[str, str]
    ran: Mapping[str, Ran]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    stores = {"file": str(tmp_path_factory.mktemp("file") / "graph.db"), "server": standing.emptied()}
    folders = {name: tmp_path_factory.mktemp(f"told-{name}") / "demo" for name in stores}
    with i18n.use("en"):
        ran = {name: run_command("demo", folders[name], "--store", stores[name], "--json") for name in stores}
    return Told(folders, stores, ran)


def without(answer: Any) -> Any:
    """Return an answer without what may differ."""
    if isinstance(answer, dict):
        return {key: without(value) for key, value in answer.items() if key not in OTHERWISE}
    return [without(each) for each in answer] if isinstance(answer, list) else answer


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_demo_tells_the_whole_story_on_both(told: Told) -> None:
    assert [told.ran[name].code for name in told.ran] == [0, 0], told.ran["server"].err
    assert without(told.ran["server"].json) == without(told.ran["file"].json)
    assert contents(told.folders["server"]) == contents(told.folders["file"])


def test_told_again_it_writes_nothing(told: Told) -> None:
    again = run_command("demo", told.folders["server"], "--store", told.stores["server"], "--json")
    assert again.json["written"] == 0


@pytest.mark.parametrize("command", ANSWERS)
def test_a_command_answers_the_same(command: str, told: Told) -> None:
    if "RUN" in command:
        command = command.replace(
            "RUN", run_command("status", "--store", told.stores["file"], "--json").json["current_run"]
        )
    ran = [run_command(*command.split(), "--store", place, "--json") for place in told.stores.values()]
    assert ran[0].code == ran[1].code
    assert ran[0].code in (0, 1), ran[0].err
    assert without(json.loads(ran[1].out)) == without(json.loads(ran[0].out))


@pytest.mark.parametrize("command", FILES)
def test_a_command_writes_the_same_files(command: str, told: Told, tmp_path: Path) -> None:
    written = []
    for name, place in told.stores.items():
        out = tmp_path / name
        out.mkdir()
        ran = run_command(*command.replace("OUT", str(out)).split(), "--store", place)
        assert ran.code == 0, ran.err
        written.append(contents(out))
    assert written[0]
    assert written[1] == written[0]


def test_a_copy_ends_by_comparing_both_and_a_second_one_writes_nothing(told: Told, tmp_path: Path) -> None:
    back = tmp_path / "back.db"
    copied = [run_command("copy", "--from", told.stores["server"], "--to", back, "--json") for _ in range(2)]
    assert [ran.code for ran in copied] == [0, 0], copied[0].err
    assert copied[0].json["sources"] > 0
    assert copied[1].json["sources"] == 0
    with Graph.open(str(back)) as graph, Graph.open(told.stores["file"]) as first:
        assert graph.store.stamp() == first.store.stamp()


QUESTIONS = ("bridges", "contested", "demand", "hubs", "members", "outside")
ABOUT_A_FIRM = {"buyers": SELLER, "chains": SELLER, "sources": FIRM, "suppliers": FIRM}


def asked(told: Told, name: str, *more: str) -> list[dict[str, Any]]:
    answer = run_command("query", name, *more, "--store", told.stores["server"], "--json")
    assert answer.code == 0, answer.err
    rows: list[dict[str, Any]] = answer.json["rows"]
    return rows


@pytest.mark.parametrize("name", [*QUESTIONS, *ABOUT_A_FIRM])
def test_a_question_of_experts_has_an_answer_in_the_demo(name: str, told: Told) -> None:
    uid = [f"--param=uid={ABOUT_A_FIRM[name]}"] if name in ABOUT_A_FIRM else []
    rows = asked(told, name, *uid, "--limit", "5")
    assert 0 < len(rows) <= 5
    assert all(any(row[name] not in (None, "") for row in rows) for name in ("uid", "amount") if name in rows[0])


def test_there_are_ten_questions_and_the_help_names_them() -> None:
    folder = resources.folder("cypher").joinpath("explore")
    names = sorted(each.name.removesuffix(".cypher") for each in folder.iterdir() if each.name.endswith(".cypher"))
    assert names == sorted([*QUESTIONS, *ABOUT_A_FIRM])
    assert text("cli.query-name") == f"A ready question: {', '.join(names)}."
    for name in names:
        first, second = folder.joinpath(f"{name}.cypher").read_text(encoding="utf-8").splitlines()[:2]
        assert first.startswith("// ")
        assert second.startswith("// ru: ")


def test_sources_say_the_same_in_the_same_places(told: Told) -> None:
    with Graph.open(told.stores["file"]) as first, Graph.open(told.stores["server"]) as second:
        for source in first.store.sources():
            said = [list(graph.store.statements(source=source.uid)) for graph in (first, second)]
            assert said[0] == said[1]


def test_a_file_does_not_understand_cypher_and_says_so(told: Told) -> None:
    refused = run_command("query", "members", "--store", told.stores["file"])
    assert refused.code == 4
    assert "does not understand Cypher" in refused.err
