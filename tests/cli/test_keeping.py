"""Statements for keeps: sources and loads, an expert's word, a day of reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.keeping import FIRMS, SUPPLIES, dump, load, supply, write

# ------------------------------------------------------------ sources and conflicts


def test_a_conflict_names_every_side_and_marks_the_one_shown(run: Run, two: Path) -> None:
    (conflict,) = run("conflicts", "--store", two, "--json").json["conflicts"]
    assert (conflict["uid"], conflict["property"]) == ("org/0055000017", "okved2")
    assert [(side["source"], side["value"], side["observed_on"], side["wins"]) for side in conflict["said"]] == [
        ("source/press/enterprises", "22.19", "2024", True),
        ("source/ministry/enterprises", "20.16", "2023", False),
    ]
    words = run("conflicts", "--store", two).out
    assert "✓" in words.splitlines()[2]
    assert "Учебный завод № 1" in words


def test_conflicts_are_chosen_by_kind_property_and_source(run: Run, two: Path) -> None:
    def found(*options: str) -> int:
        return len(run("conflicts", *options, "--store", two, "--json").json["conflicts"])

    assert found("--kind", "Organization") == found("--property", "okved2") == found("--source", "press/*") == 1
    assert found("--kind", "SUPPLIES") == found("--property", "name") == 0
    assert run("conflicts", "--property", "okved3", "--store", two).code == 3


def test_a_contradiction_on_a_link_names_both_ends(run: Run, graph: Path, tmp_path: Path) -> None:
    for source, sum_ in (("a", 10), ("b", 20)):
        path = write(tmp_path / f"{source}.csv", SUPPLIES + supply(0, 1, sum_))
        load(run, graph, path, "--as", "supplies", "--source", source)
    (conflict,) = run("conflicts", "--kind", "SUPPLIES", "--store", graph, "--json").json["conflicts"]
    assert (conflict["kind"], conflict["name"]) == ("SUPPLIES", "org/0055000017 → org/0055000024")
    assert run("conflicts", "--kind", "BUYS", "--store", graph, "--json").json["conflicts"] == []


def test_an_unknown_source_lists_those_that_hold_the_word(run: Run, store: str) -> None:
    done = run("sources", "show", "supplies", "--store", store)
    assert done.code == 3
    assert "demo-customers/supplies, demo-questionnaires/supplies" in done.err
    assert "clustergraph sources list" in run("sources", "show", "xyzzy", "--store", store).err


def test_a_source_is_shown_with_what_it_says_and_its_loads(run: Run, two: Path) -> None:
    shown = run("sources", "show", "press/enterprises", "--store", two, "--json").json
    assert shown["says"] == [["Enterprise", 1]]
    assert [one["files"][0]["name"] for one in shown["loads"]] == ["two.csv"]
    assert "two.csv" in run("sources", "show", "source/press/enterprises", "--store", two).out


def test_a_name_above_sources_says_what_is_below(run: Run, two: Path) -> None:
    done = run("sources", "withdraw", "press", "--store", two)
    assert done.code == 3
    assert "source/press/enterprises" in done.err
    assert "'press/*'" in done.err
    assert "Did you mean 'press/enterprises'?" in run("sources", "show", "pres/enterprises", "--store", two).err


def test_the_source_of_higher_priority_is_shown(run: Run, two: Path) -> None:
    done = run("sources", "priority", "ministry/*", 95, "--store", two, "--json").json
    assert done["changed"] == ["source/ministry/enterprises"]
    assert run("show", FIRMS[0], "--store", two, "--json").json["props"]["okved2"] == "20.16"
    assert run("sources", "priority", "ministry/*", 95, "--store", two, "--json").json["changed"] == []
    assert run("sources", "priority", "ministry/*", 101, "--store", two).code == 3


def test_withdrawing_a_family_leaves_what_others_say(run: Run, two: Path) -> None:
    before = dump(two)
    dry = run("sources", "withdraw", "press/*", "--dry-run", "--store", two, "--json").json
    assert dump(two) == before
    done = run("sources", "withdraw", "press/*", "--store", two, "--json").json
    assert done["nodes"]["closed"] == dry["nodes"]["closed"] == 1
    assert run("show", FIRMS[0], "--store", two, "--json").json["props"]["okved2"] == "20.16"
    assert "withdrawn" in run("sources", "list", "--store", two).out
    assert run("conflicts", "--store", two).out.strip() == "No source contradicts another."


# ------------------------------------------------------------ loads


def test_a_load_tells_what_was_said_before_and_what_is_said_now(run: Run, reloaded: Path) -> None:
    listed = run("loads", "list", "supplies", "--store", reloaded, "--json").json["loads"]
    assert [one["no"] for one in listed] == [1, 2]
    shown = run("loads", "show", 2, "--store", reloaded, "--json").json
    links = {
        change["before"]["amount"]: change["now"] and change["now"]["amount"]
        for change in shown["changes"]
        if change["kind"] == "SUPPLIES"
    }
    assert links == {10.0: 15.0, 20.0: None}
    assert {change["place"] for change in shown["changes"]} == {"supplies.csv!2", "supplies.csv!3"}
    words = run("loads", "show", 2, "--store", reloaded).out
    assert "10.00" in words
    assert "no longer said" in words
    assert run("loads", "show", 9, "--store", reloaded).code == 3


def test_undo_puts_back_what_was_said_before_the_load(run: Run, reloaded: Path) -> None:
    done = run("loads", "undo", "supplies", "--store", reloaded, "--json").json
    assert [one["load"] for one in done["undone"]] == [2]
    amounts = [link["props"]["amount"] for link in run("show", FIRMS[1], "--store", reloaded, "--json").json["links"]]
    assert sorted(amounts) == [10.0, 20.0]
    run("loads", "undo", "supplies", "--store", reloaded)
    assert run("loads", "undo", "supplies", "--store", reloaded).out.startswith("Nothing to take back")


def test_undo_by_file_takes_back_every_source_that_was_read_from_it(run: Run, graph: Path, tmp_path: Path) -> None:
    header = "Вид;О ком (код);Показатель;Значение;Дата;Источник (адрес)\n"
    rows = [f"показатель;region/55;clusters_planned;{n};2023;https://paper-{n}.example/a\n" for n in (1, 2)]
    load(run, graph, write(tmp_path / "facts.csv", header + "".join(rows)), "--as", "facts")
    load(run, graph, write(tmp_path / "later.csv", SUPPLIES + supply(0, 1, 10)), "--as", "supplies")
    undone = run("loads", "undo", "--file", "facts.csv", "--store", graph, "--json").json["undone"]
    assert len(undone) == 2
    assert run("loads", "undo", "--file", "facts.csv", "--store", graph).code == 3
    assert run("loads", "undo", "--store", graph).code == 3


# ------------------------------------------------------------ an expert's word


def test_an_expert_is_believed_and_the_reason_is_the_place(run: Run, two: Path) -> None:
    done = run("say", FIRMS[0], "okved2=2017", "--why", "letter of the firm", "--store", two, "--json").json
    assert done["values"] == [{"property": "okved2", "before": "22.19", "after": "20.17"}]
    shown = run("show", FIRMS[0], "--store", two, "--json").json
    assert shown["props"]["okved2"] == "20.17"
    first = shown["statements"][0]
    assert (first["source"], first["place"], first["props"]) == (
        "expert/expert", "say!letter of the firm", {"okved2": "20.17"},
    )  # fmt: skip


def test_saying_it_again_writes_nothing_and_an_empty_value_takes_it_back(run: Run, two: Path) -> None:
    say = ("say", FIRMS[0], "--why", "call", "--expert", "anna", "--store", two, "--json")
    assert run(*say, "okved2=20.17", "kpp=005501001").json["load"] > 0
    before = dump(two)
    assert run(*say, "okved2=20.17").json["load"] == 0
    assert run(*say, "ogrn=").json["load"] == 0
    assert dump(two) == before
    assert run(*say, "okved2=").json["values"][0]["after"] == "22.19"
    shown = run("show", FIRMS[0], "--store", two, "--json").json
    assert shown["statements"][0]["props"] == {"kpp": ["005501001"]}
    assert run(*say, "kpp=").json["nodes"]["closed"] == 1
    shown = run("show", FIRMS[0], "--store", two, "--json").json
    assert [said["source"] for said in shown["statements"]] == [
        "source/press/enterprises", "source/ministry/enterprises",
    ]  # fmt: skip


def test_taking_back_one_record_leaves_the_others_an_expert_spoke_of(run: Run, reloaded: Path) -> None:
    for firm in FIRMS[:2]:
        run("say", firm, "okved2=20.17", "--why", "call", "--store", reloaded)
    run("say", FIRMS[0], "okved2=", "--why", "mistaken", "--store", reloaded)
    activity = [run("show", firm, "--store", reloaded, "--json").json["props"].get("okved2") for firm in FIRMS[:2]]
    assert activity == [None, "20.17"]


def test_a_link_is_said_whole_and_taken_back_whole(run: Run, reloaded: Path) -> None:
    (uid,) = [
        link["uid"]
        for link in run("show", FIRMS[3], "--store", reloaded, "--json").json["links"]
        if link["kind"] == "SUPPLIES"
    ]
    run("say", uid, "amount=1 000,5", "--why", "act of reconciliation", "--store", reloaded)
    shown = run("show", uid, "--store", reloaded, "--json").json
    assert shown["props"]["amount"] == 1000.5
    assert shown["props"]["period"] == "2023"
    assert [said["source"] for said in shown["statements"]] == ["expert/expert", "source/supplies"]
    run("say", uid, "amount=", "--why", "mistaken", "--store", reloaded)
    shown = run("show", uid, "--store", reloaded, "--json").json
    assert shown["props"]["amount"] == 30.0
    assert [said["source"] for said in shown["statements"]] == ["source/supplies"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("okved=20.17", "Did you mean 'okved2'?"),
        ("okved2=abc", "okved2"),
        ("okved2", "PROPERTY=VALUE"),
        ("inn=0055000024", "another record"),
        ("legal_status=closed-ish", "Known"),
        ("registration_date=2020", "registration_date"),
    ],
)
def test_what_cannot_be_said_is_refused_with_the_way_out(run: Run, two: Path, value: str, told: str) -> None:
    before = dump(two)
    done = run("say", FIRMS[0], value, "--why", "x", "--store", two)
    assert done.code == 3
    assert told in done.err
    assert dump(two) == before


def test_a_correction_needs_a_reason_and_an_alias(run: Run, two: Path) -> None:
    assert run("say", FIRMS[0], "okved2=20.17", "--store", two).code == 2
    assert run("say", FIRMS[0], "okved2=20.17", "--why", " ", "--store", two).code == 3
    assert run("say", FIRMS[0], "okved2=20.17", "--why", "x", "--expert", "Анна И.", "--store", two).code == 3


# ------------------------------------------------------------ a day


def test_a_day_of_reading_shows_what_holds_then(run: Run, store: str) -> None:
    def members(*options: str) -> int:
        links = run("show", "cluster/demo-polymers", *options, "--store", store, "--json").json["links"]
        return sum(link["kind"] == "MEMBER_OF" for link in links)

    assert members("--on", "1990") == 0
    assert members() > 0


@pytest.mark.parametrize(
    "command",
    [
        ["search", "x"],
        ["conflicts"],
        ["status"],
        ["sources", "list"],
        ["sources", "show", "supplies"],
        ["loads", "list"],
        ["loads", "show", "1"],
    ],
    ids=" ".join,
)
def test_what_has_no_day_refuses_one_in_one_line(run: Run, store: str, command: list[str]) -> None:
    done = run(*command, "--on", "2023", "--store", store)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "--on" in done.err


def test_a_day_must_be_a_date(run: Run, store: str) -> None:
    assert run("show", "5501023216", "--on", "yesterday", "--store", store).code == 3


def test_every_command_that_reads_the_graph_takes_a_day(run: Run, store: str, tmp_path: Path) -> None:
    for command in (
        ["candidates", "list"],
        ["candidates", "show", "1"],
        ["check", "cluster/demo-machines"],
        ["export", "csv", "-o", tmp_path / "tables"],
        ["rdf", "export", tmp_path / "rdf"],
        ["view", "1", "-o", tmp_path / "one.html"],
    ):
        done = run(*command, "--on", "2024-01-01", "--store", store)
        assert done.code == 0, (command, done.err)
