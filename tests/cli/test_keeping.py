"""Statements for keeps: sources and loads, an expert's word, a day of reading, two stores made one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run

FIRMS = ["0055000017", "0055000024", "0055000031", "0055000049"]
ENTERPRISES = "ИНН;Наименование;ОКВЭД\n"
SUPPLIES = "ИНН поставщика;ИНН покупателя;ОКПД2;Год;Сумма, руб.\n"


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    return tmp_path / "graph.db"


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8", newline="")
    return path


def supply(seller: int, buyer: int, amount: int | str, year: int = 2023) -> str:
    return f"{FIRMS[seller]};{FIRMS[buyer]};20.16.51;{year};{amount}\n"


def load(run: Run, store: Path, path: Path, *more: object) -> Ran:
    done = run("load", path, "--store", store, *more)
    assert done.code == 0, done.err
    return done


@pytest.fixture
def two(run: Run, graph: Path, tmp_path: Path) -> Path:
    """Two sources that name one activity differently."""
    one = write(tmp_path / "one.csv", ENTERPRISES + f"{FIRMS[0]};Учебный завод № 1;20.16\n")
    other = write(tmp_path / "two.csv", ENTERPRISES + f"{FIRMS[0]};Учебный завод № 1;22.19\n")
    load(run, graph, one, "--as", "enterprises", "--source", "ministry", "--observed-on", "2023")
    load(run, graph, other, "--as", "enterprises", "--source", "press", "--observed-on", "2024")
    return graph


def dump(store: Path) -> list[str]:
    """Everything in a store but when it was written."""
    with sqlite3.connect(store) as db:
        return [line for line in db.iterdump() if "fts" not in line]


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


@pytest.fixture
def reloaded(run: Run, graph: Path, tmp_path: Path) -> Path:
    path = write(tmp_path / "supplies.csv", SUPPLIES + supply(0, 1, 10) + supply(1, 2, 20))
    load(run, graph, path)
    write(path, SUPPLIES + supply(0, 1, 15) + supply(0, 3, 30))
    load(run, graph, path)
    return graph


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


# ------------------------------------------------------------ two teams


@pytest.fixture
def theirs(run: Run, tmp_path: Path) -> Path:
    store = tmp_path / "theirs.db"
    load(run, store, write(tmp_path / "a.csv", SUPPLIES + supply(0, 1, 11)), "--as", "supplies", "--source", "a")
    load(run, store, write(tmp_path / "b.csv", SUPPLIES + supply(1, 2, 22)), "--as", "supplies", "--source", "b")
    return store


def amount(run: Run, store: Path, firm: int) -> list[float]:
    links = run("show", FIRMS[firm], "--store", store, "--json").json["links"]
    return sorted(link["props"]["amount"] for link in links if link["kind"] == "SUPPLIES")


def outcomes(done: Ran) -> dict[str, str]:
    assert done.code == 0, done.err
    return {one["source"]: one["outcome"] for one in done.json["sources"]}


def test_a_source_that_only_they_have_is_taken_with_its_places(
    run: Run, graph: Path, theirs: Path, tmp_path: Path
) -> None:
    load(run, graph, write(tmp_path / "c.csv", SUPPLIES + supply(2, 3, 33)), "--as", "supplies", "--source", "c")
    done = run("merge", theirs, "--store", graph, "--json")
    assert outcomes(done) == {"source/a/supplies": "new", "source/b/supplies": "new"}
    assert amount(run, graph, 1) == [11.0, 22.0]
    assert "b.csv!2" in run("show", FIRMS[1], "--store", graph).out
    again = run("merge", theirs, "--store", graph, "--json")
    assert set(outcomes(again).values()) == {"same"}
    # the file itself, loaded here afterwards, is known
    assert load(run, graph, tmp_path / "b.csv", "--as", "supplies", "--source", "b", "--json").json["same_again"]


def test_the_newer_date_wins_and_equal_dates_ask(run: Run, graph: Path, theirs: Path, tmp_path: Path) -> None:
    ours = write(tmp_path / "a.csv", SUPPLIES + supply(0, 1, 99) + supply(0, 2, 98))
    load(run, graph, ours, "--as", "supplies", "--source", "a")
    before = dump(graph)
    undecided = run("merge", theirs, "--store", graph)
    assert undecided.code == 3
    assert "source/a/supplies" in undecided.err
    assert "--take" in undecided.err
    assert dump(graph) == before
    assert outcomes(run("merge", theirs, "--take", "ours", "--store", graph, "--json"))["source/a/supplies"] == "ours"
    assert amount(run, graph, 0) == [98.0, 99.0]
    assert (
        outcomes(run("merge", theirs, "--take", "theirs", "--store", graph, "--json"))["source/a/supplies"] == "theirs"
    )
    assert amount(run, graph, 0) == [11.0]
    load(run, graph, ours, "--as", "supplies", "--source", "a", "--observed-on", "2022", "--replace")
    load(run, theirs, ours, "--as", "supplies", "--source", "a", "--observed-on", "2023", "--replace")
    load(
        run,
        theirs,
        write(ours, SUPPLIES + supply(0, 1, 12)),
        "--as",
        "supplies",
        "--source",
        "a",
        "--observed-on",
        "2024",
    )
    assert outcomes(run("merge", theirs, "--store", graph, "--json"))["source/a/supplies"] == "theirs"
    assert amount(run, graph, 0) == [12.0]


def test_what_experts_said_is_united(run: Run, graph: Path, theirs: Path, tmp_path: Path) -> None:
    load(run, graph, tmp_path / "a.csv", "--as", "supplies", "--source", "a")
    for store, firm, activity in ((graph, 0, "20.16"), (theirs, 1, "20.17"), (graph, 1, "22.19")):
        run("say", FIRMS[firm], f"okved2={activity}", "--why", "call", "--store", store)
    assert run("merge", theirs, "--store", graph).code == 3
    done = run("merge", theirs, "--take", "theirs", "--store", graph, "--json")
    assert outcomes(done)["expert/expert"] == "united"
    activities = [run("show", firm, "--store", graph, "--json").json["props"]["okved2"] for firm in FIRMS[:2]]
    assert activities == ["20.16", "20.17"]


def test_runs_and_documents_stay_and_are_named(run: Run, store: str, graph: Path, tmp_path: Path) -> None:
    load(run, graph, write(tmp_path / "a.csv", SUPPLIES + supply(0, 1, 11)), "--as", "supplies", "--source", "a")
    done = run("merge", store, "--store", graph, "--json").json
    assert "current_run" in done["documents_left"]
    assert [uid.partition("/")[0] for uid in done["runs_left"]] == ["run"]
    assert run("candidates", "list", "--store", graph).code == 5


# ------------------------------------------------------------ readiness


def test_readiness_counts_what_is_known_and_never_takes_unknown_for_none(run: Run, graph: Path, tmp_path: Path) -> None:
    rows = supply(0, 1, 10) + supply(1, 2, "") + f";{FIRMS[3]};20.16.51;2023;5\n"
    load(run, graph, write(tmp_path / "supplies.csv", SUPPLIES + rows))
    ready = run("status", "--store", graph, "--json").json["readiness"]
    assert (ready["firms"], ready["firms_with_inn"], ready["fictional_firms"]) == (4, 4, 4)
    assert (ready["purchases"], ready["purchases_with_amount"], ready["purchases_documented"]) == (3, 2, 0)
    assert ready["coverage"] == []
    assert (ready["sources_dated"], ready["sources_undated"]) == (0, 1)
    words = run("status", "--store", graph).out
    assert "2 of 3 (67 %)" in words
    assert "nobody declares it" in words


def test_coverage_is_counted_by_year_and_side(run: Run, store: str) -> None:
    ready = run("status", "--store", store, "--json").json["readiness"]
    for one in ready["coverage"]:
        assert one["complete"] + one["partial"] + one["absent"] == ready["firms"]
    assert any(one["complete"] for one in ready["coverage"])


# ------------------------------------------------------------ a project's own folders


def test_loaders_and_rules_beside_the_store_go_before_the_shipped_ones(run: Run, graph: Path, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2]
    own = tmp_path / "loaders" / "supplies.toml"
    own.parent.mkdir()
    content = (shipped / "loaders" / "supplies.toml").read_text(encoding="utf-8")
    write(own, content.replace("priority = 60", "priority = 61", 1))
    assert run("loaders", "show", "supplies", "--store", graph, "--json").json["priority"] == 61
    load(run, graph, write(tmp_path / "supplies.csv", SUPPLIES + supply(0, 1, 10)))
    (source,) = run("sources", "list", "--store", graph, "--json").json["sources"]
    assert source["priority"] == 61


def test_rules_beside_the_store_go_before_the_shipped_ones(run: Run, graph: Path, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "rules" / "decree-779" / "e2024.toml"
    own = tmp_path / "rules" / "decree-779" / "e2024.toml"
    own.parent.mkdir(parents=True)
    write(own, shipped.read_text(encoding="utf-8").replace("Number of members", "Our reading of the number", 1))
    assert "Our reading of the number" in run("rules", "show", "e2024", "--store", graph).out
    assert "Our reading" not in run("rules", "show", "e2024", "--store", tmp_path / "elsewhere" / "graph.db").out
    assert run("rules", "show", "e2015", "--store", graph).code == 0


# ------------------------------------------------------------ backup and doctor


def test_a_backup_is_a_store_that_says_the_same(run: Run, two: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "copy.db"
    copy.parent.mkdir()
    done = run("backup", copy, "--store", two, "--json")
    assert done.code == 0, done.err
    assert done.json["size"] == copy.stat().st_size
    assert done.json["stamp"] == run("status", "--store", copy, "--json").json["stamp"]
    assert run("backup", write(tmp_path / "thesis.docx", "mine"), "--store", two).code in (2, 3, 4)


def test_doctor_names_what_does_not_hold_and_exits_4(run: Run, two: Path) -> None:
    assert run("doctor", "--store", two).code == 0
    assert "every record was checked" in run("doctor", "--full", "--store", two).out
    with sqlite3.connect(two) as db:
        db.execute("UPDATE node SET props = '{\"name\":\"something else\"}' WHERE uid = 'org/0055000017'")
    done = run("doctor", "--full", "--store", two, "--json")
    assert done.code == 4
    assert "org/0055000017" in [one["what"] for one in done.json["findings"] if not one["well"]]


def test_a_run_of_a_day_is_another_run_and_kept_like_any(run: Run, demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert run("backup", copy, "--store", demo / "clustergraph.db").code == 0
    runs = [
        run("detect", *day, "--store", copy, "--json").json["run"]
        for day in (["--on", "2024-01-01"], ["--on", "2024-01-01"], [])
    ]
    assert runs[0] == runs[1] != runs[2]
