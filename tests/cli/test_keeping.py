"""Sources and loads: what contradicts, what a load changed, and how it is taken back."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.telling import FIRMS, SUPPLIES, dump, load, supply, write

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
    assert found(FIRMS[0]) == found("org/0055000017") == 1
    assert run("conflicts", "0055000031", "--store", two).code == 3


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


def test_a_load_lists_what_it_was_the_first_to_say(run: Run, reloaded: Path, tmp_path: Path) -> None:
    def made(no: int, *more: str) -> list[tuple[str, str]]:
        shown = run("loads", "show", no, *more, "--store", reloaded, "--json").json
        return [(one["kind"], one["place"]) for one in shown["created"]]

    # the supply of row 2 was changed, not made
    assert [place for kind, place in made(2) if kind == "SUPPLIES"] == ["supplies.csv!3"]
    words = run("loads", "show", 2, "--store", reloaded).out
    assert "First said by this load" in words
    assert f"org/{FIRMS[0]} → org/{FIRMS[3]}" in words
    rows = "".join(supply(number % 4, (number + 1) % 4, number + 1, 1900 + number) for number in range(60))
    load(run, reloaded, write(tmp_path / "many.csv", SUPPLIES + rows), "--as", "supplies", "--source", "many")
    assert len(made(3)) == 50 < len(made(3, "--all"))
    assert "loads show 3 --all" in run("loads", "show", 3, "--store", reloaded).out
    assert "--all" not in run("loads", "show", 3, "--all", "--store", reloaded).out


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
