"""`check` as experts use it: two editions, firms that join or leave, a file of members; and who verified a rule."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.build import inn
from tests.cli.conftest import Run

CLUSTER = "cluster/demo-polymers"


@pytest.fixture
def store(demo: Path) -> str:
    return str(demo / "clustergraph.db")


def test_two_editions_stand_side_by_side_and_exit_0(run: Run, store: str) -> None:
    done = run("check", CLUSTER, "--compare", "e2015", "e2024", "--store", store)
    assert done.code == 0, done.err
    assert "e2015: Verdict" in done.out
    assert "* C4 Level of cooperation" in done.out
    assert "at least 50\u00a0%" in done.out
    data = run("check", CLUSTER, "--compare", "e2015", "e2024", "--store", store, "--json").json
    assert {"C3", "C4", "C7"} <= set(data["changed"])
    assert data["first"]["edition"] == "e2015"
    codes = {row["id"] for row in data["first"]["requirements"]} | {row["id"] for row in data["second"]["requirements"]}
    assert all(code in done.out for code in codes)


def test_an_edition_compared_with_itself_changes_nothing(run: Run, store: str) -> None:
    data = run("check", CLUSTER, "--compare", "e2024", "e2024", "--store", store, "--json").json
    assert data["changed"] == []


def test_a_firm_that_joins_shows_both_columns_and_leaves_the_store_as_it_was(run: Run, store: str) -> None:
    plain = run("check", CLUSTER, "--store", store).out
    size = Path(store).read_bytes()
    done = run("check", CLUSTER, "--whatif", f"+{inn(60)}=intermediate", "--store", store)
    assert done.code == 0, done.err  # C4 failed; of the new member's sales nothing is known, so it is open then
    assert "now: Indicative. Result: not met." in done.out
    assert "then: Result: not established." in done.out
    assert "from 6 to 7" in done.out
    assert "from 7 to 8" in done.out
    assert Path(store).read_bytes() == size
    assert run("check", CLUSTER, "--store", store).out == plain


def test_joining_and_leaving_again_restores_the_result(run: Run, store: str) -> None:
    firm = inn(60)
    done = run("check", CLUSTER, "--whatif", f"+{firm}=finished", "--whatif", f"-{firm}", "--store", store, "--json")
    assert done.json["changed"] == []
    assert done.json["first"] == done.json["second"]


def test_a_member_that_leaves_is_an_outsider_whose_sales_stay(run: Run, store: str) -> None:
    members = run("check", CLUSTER, "--store", store, "--json").json["names"]
    data = run("check", CLUSTER, "--whatif", f"-{inn(3)}", "--store", store, "--json").json
    assert f"org/{inn(3)}" in members
    assert data["second"]["members"] == data["first"]["members"] - 1
    assert "C4" in data["changed"]


def test_what_cannot_be_supposed_is_refused(run: Run, store: str) -> None:
    assert run("check", CLUSTER, "--whatif", f"-{inn(60)}", "--store", store).code == 3
    assert run("check", CLUSTER, "--whatif", f"+{inn(1)}", "--store", store).code == 3
    assert "finished" in run("check", CLUSTER, "--whatif", f"+{inn(60)}=finishd", "--store", store).err
    assert run("check", CLUSTER, "--whatif", inn(60), "--store", store).code == 2
    both = run("check", CLUSTER, "--whatif", f"+{inn(60)}", "--compare", "e2015", "e2024", "--store", store)
    assert both.code == 2
    assert run("check", "--store", store).code == 2


def test_a_file_of_members_is_checked_with_the_facts_of_the_store(run: Run, store: str, tmp_path: Path) -> None:
    file = tmp_path / "ours.csv"
    unknown = inn(9000)
    rows = [f"{inn(1)};finished;;", f"{inn(3)};промежуточная продукция;2020;", f"{unknown};intermediate;;2023-05-01"]
    file.write_text("ИНН;Роль;С;Новый участник с\n" + "\n".join(rows) + "\n", encoding="utf-8")
    size = Path(store).read_bytes()
    done = run("check", "--members", file, "--period", "2023", "--store", store)
    assert done.code == 1, done.err
    assert "ours.csv" in done.out
    assert "Members: 3 firms" in done.out
    assert Path(store).read_bytes() == size
    data = run("check", "--members", file, "--period", "2023", "--store", store, "--json").json
    figures = {row["id"]: row["figure"] for row in data["requirements"] if row["figure"]}
    assert figures["C3"]["value"] == {"high": 3.0, "low": 3.0}
    assert figures["C6"]["value"]["low"] == 1.0
    assert any(gap["ask"] == f"org/{unknown}" for row in data["requirements"] for gap in row["gaps"])


def test_a_row_of_members_that_cannot_be_read_is_an_error(run: Run, store: str, tmp_path: Path) -> None:
    file = tmp_path / "ours.csv"
    file.write_text(f"ИНН;Роль\n{inn(1)};finished\n0055000018;finished\n", encoding="utf-8")
    done = run("check", "--members", file, "--store", store)
    assert done.code == 3
    assert "row 3" in done.err


def test_a_verified_rule_is_indicative_no_more(run: Run, demo: Path, tmp_path: Path) -> None:
    store = tmp_path / "own.db"
    shutil.copy(demo / "clustergraph.db", store)
    marked = ["--by", "I. Ivanova", "--on", "2026-11-24", "--clause", "п. 5 «б»", "--store", store]
    done = run("rules", "verify", "e2024", "C4", *marked)
    assert done.code == 0, done.err
    assert "official text" in done.out
    c4 = {row["id"]: row for row in run("check", CLUSTER, "--store", store, "--json").json["requirements"]}
    assert c4["C4"]["verified"] == {"by": "I. Ivanova", "clause": "п. 5 «б»", "on": "2026-11-24"}
    assert (c4["C4"]["indicative"], c4["C3"]["indicative"]) == (False, True)
    shown = run("rules", "show", "e2024", "--store", store).out
    assert "п. 5 «б»" in shown
    assert run("rules", "verify", "e2024", "C44", *marked).code == 3
    assert run("rules", "verify", "e2024", "C4", "--by", " ", "--on", "2026-11-24", "--store", store).code == 3
    assert run("rules", "show", "e2024", "--store", tmp_path / "none.db").code == 0


def test_a_check_is_kept_once_and_found_again_and_can_be_taken_away(run: Run, demo: Path, tmp_path: Path) -> None:
    store = str(shutil.copy(demo / "clustergraph.db", tmp_path / "own.db"))
    before = run("check", CLUSTER, "--store", store, "--json").json["stamp"]
    first = run("check", CLUSTER, "--save", "--store", store)
    assert first.code == 1  # C4 is not met, kept or not
    kept = first.err.split()[1].rstrip(".")
    assert run("check", CLUSTER, "--save", "--store", store).err == first.err
    other = run("check", CLUSTER, "--save", "--edition", "e2016", "--store", store).err.split()[1].rstrip(".")
    assert other != kept
    shown = run("clusters", "show", CLUSTER, "--store", store)
    assert (
        f"{kept}  Check: Учебный кластер полимеров, edition e2024, period 2023. Indicative. Result: not met."
        in shown.out
    )
    assert [check["run"] for check in run("clusters", "show", CLUSTER, "--store", store, "--json").json["checks"]] == [
        other,
        kept,
    ]
    found = {link["other_name"]: link["props"] for link in run("show", kept, "--store", store, "--json").json["links"]}
    assert found["C4"] == {"verdict": "fail", "low": 0.061325, "high": 0.082312}
    assert run("check", CLUSTER, "--store", store, "--json").json["stamp"] == before
    assert run("sources", "withdraw", kept, "--store", store).code == 0
    assert kept not in run("clusters", "show", CLUSTER, "--store", store).out
    run("say", CLUSTER, "industry=химия", "--why", "by phone", "--store", store)
    assert "(the data have changed since)" in run("clusters", "show", CLUSTER, "--store", store).out


def test_only_the_check_of_a_group_as_it_is_can_be_kept(run: Run, store: str, tmp_path: Path) -> None:
    members = tmp_path / "members.csv"
    members.write_text(f"ИНН;Роль\n{inn(1)};finished\n", encoding="utf-8")
    for options in (
        (CLUSTER, "--compare", "e2015", "e2024"),
        (CLUSTER, "--whatif", f"+{inn(60)}"),
        ("--members", members),
    ):
        done = run("check", *options, "--save", "--store", store)
        assert done.code == 2, done.err
        assert "--save does not go with" in done.err


def test_a_day_without_members_is_one_sentence(run: Run, store: str, tmp_path: Path) -> None:
    for command in (("check",), ("plan",), ("dossier", "-o", tmp_path / "out")):
        done = run(*command, CLUSTER, "--as-of", "2020-01-01", "--store", store)
        assert done.code == 5, done.err
        assert "no members on 2020-01-01. The first known member joins on 2022-06-01." in done.err
    assert run("cooperation", CLUSTER, "--on", "2020-01-01", "--store", store).code == 5
    assert not (tmp_path / "out").exists()


def test_an_estimate_is_asked_for_by_name(run: Run, store: str) -> None:
    done = run("check", CLUSTER, "--estimate", "payment", "--store", store)
    assert done.code == 3
    assert "payments" in done.err
    plain, asked = (
        run("check", CLUSTER, *more, "--store", store, "--json").json for more in ((), ("--estimate", "payments"))
    )
    assert asked["requirements"] == plain["requirements"]  # the demo states all purchases that count
    assert asked["estimate"] == "payments"


def test_details_show_who_said_what_and_where(run: Run, store: str) -> None:
    plain, details = (run("check", CLUSTER, *more, "--store", store) for more in ((), ("--details",)))
    assert (plain.code, details.code) == (1, 1)
    assert "supplies-questionnaires.csv!" not in plain.out
    assert "supplies-questionnaires.csv!" in details.out


def test_who_is_outside_goes_by_name_where_the_store_has_one(run: Run, store: str) -> None:
    found = run("cooperation", CLUSTER, "--store", store, "--json").json
    outside = {one["largest"] for one in found["concentrations"] if one["largest"] and not one["inside"]}
    assert outside
    assert outside <= found["others"].keys()
    assert 'outside: ООО "Учебный комбинат полимеров № 14"' in run("cooperation", CLUSTER, "--store", store).out


def test_the_map_is_written_as_a_spreadsheet(run: Run, store: str, tmp_path: Path) -> None:
    done = run("cooperation", CLUSTER, "-o", tmp_path / "map.csv", "--store", store)
    assert done.code == 0, done.err
    first = (tmp_path / "map.csv").read_text(encoding="utf-8-sig").splitlines()[:2]
    assert first[0].startswith("Supplier;Supplier's tier;Buyer;Buyer's tier;Product;")
    assert "Intermediate products" in first[1]
    assert "14200000" in first[1]
    assert run("cooperation", CLUSTER, "-o", tmp_path / "map.xlsx", "--store", store).code == 0
