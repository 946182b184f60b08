"""The questionnaire out and back: made from the graph, filled by another program, read by the ordinary load."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from clustergraph import Graph
from tests.cli.conftest import Run
from tests.cli.questionnaires import AGREEMENTS, BUYS, SELLS, Filling
from tests.cli.telling import dump, load, write

F, T, X, Y = "0055000017", "0055000024", "0055000031", "0055000049"
SUM = "Сумма закупок за период"
CLUSTER = "Код кластера;Кластер;ИНН участника;Участник;Роль\n"
CONTRACTS = "ИНН поставщика;Поставщик;ИНН покупателя;Год;№ договора;Сумма, руб.\n"
Check = Callable[[], dict[str, Any]]


@pytest.fixture
def told(run: Run, graph: Path, tmp_path: Path) -> Path:
    """A cluster of a finished-product maker F and its supplier T; a contract of 100 between them, one of 300 with X."""
    members = f"small;Малый кластер;{F};ООО «Ф»;производитель готовой продукции\n"
    members += f"small;Малый кластер;{T};ООО «Т»;производитель промежуточной продукции\n"
    load(run, graph, write(tmp_path / "clusters.csv", CLUSTER + members))
    rows = f"{T};ООО «Т»;{F};2023;Д-1;100\n{X};ООО «Х»;{F};2023;Д-2;300\n"
    load(run, graph, write(tmp_path / "contracts.csv", CONTRACTS + rows), "--as", "supplies", "--source", "customers")
    return graph


@pytest.fixture
def forms(run: Run, told: Path, tmp_path: Path) -> Path:
    made = run("questionnaire", "make", "small", "-o", tmp_path / "forms", "--store", told)
    assert made.code == 0, made.err
    return tmp_path / "forms"


@pytest.fixture
def dependence(run: Run, told: Path) -> Check:
    """C4 of the small cluster."""

    def ask() -> dict[str, Any]:
        report = run("check", "small", "--period", "2023", "--store", told, "--json").json
        found: dict[str, Any] = next(one for one in report["requirements"] if one["id"] == "C4")
        return found

    return ask


def answered(
    forms: Path, sums: dict[str, object], *, complete: str = "да", unit: str = "руб.", vat: str = "без НДС"
) -> Filling:
    """The questionnaire of F with amounts by the INN of the supplier."""
    filling = Filling(forms / f"small-2023-{F}.xlsx")
    filling.terms(BUYS, unit, vat)
    filling.complete(BUYS, complete)
    for row in filling.rows(BUYS):
        amount = sums.get(row["Поставщик: ИНН"])
        filling.put(BUYS, {} if amount is None else {SUM: amount}, row["line"])
    return filling


def _both(t: object, x: object) -> dict[str, object]:
    return {T: t, X: x}


def test_known_partners_are_prepared_with_their_amounts_beside_them(forms: Path) -> None:
    rows = Filling(forms / f"small-2023-{F}.xlsx").rows(BUYS)
    assert [(row["Поставщик: ИНН"], row["№ документа"], row[SUM]) for row in rows] == [
        (T, "Д-1", None),
        (X, "Д-2", None),
    ]
    grey = [row["Уже известно, руб. без НДС (не загружается)"] for row in rows]
    assert grey == [100, 300]
    assert {row["Откуда известно"] for row in rows} == {"Поставки: customers"}


def test_a_form_has_no_formula(forms: Path) -> None:
    for path in forms.glob("*.xlsx"):
        book = Filling(path).book
        assert not [c for sheet in book for row in sheet.iter_rows() for c in row if str(c.value).startswith("=")]


def test_the_same_graph_gives_the_same_bytes(run: Run, told: Path, forms: Path, tmp_path: Path) -> None:
    assert run("questionnaire", "make", "small", "-o", tmp_path / "again", "--store", told).code == 0
    made = sorted(path.name for path in forms.iterdir())
    assert made == [f"small-2023-{F}.xlsx", f"small-2023-{T}.xlsx", "small-2023-all.xlsx"]
    assert [(forms / name).read_bytes() == (tmp_path / "again" / name).read_bytes() for name in made] == [True] * 3


def test_an_answer_settles_what_the_check_did_not_know(run: Run, told: Path, forms: Path, dependence: Check) -> None:
    assert dependence()["verdict"] == "UNKNOWN"
    path = answered(forms, _both(100, 300)).save()
    load(run, told, path)
    found = dependence()
    assert (found["figure"]["value"], found["verdict"]) == ({"low": 0.25, "high": 0.25}, "PASS")


def test_an_answer_with_other_figures_fails(run: Run, told: Path, forms: Path, dependence: Check) -> None:
    filling = answered(forms, _both(100, 300))
    filling.put(BUYS, {"Поставщик: ИНН": Y, "Поставщик: название": "ООО «У»", SUM: 9600})
    load(run, told, filling.save())
    found = dependence()
    assert (found["figure"]["value"], found["verdict"]) == ({"low": 0.01, "high": 0.01}, "FAIL")


def test_a_contract_above_a_complete_list_is_a_contradiction_with_both_named(
    run: Run, told: Path, forms: Path, dependence: Check
) -> None:
    filling = answered(forms, _both(80, 300))
    load(run, told, filling.save())
    found = dependence()
    assert (found["verdict"], found["reason"]) == ("UNKNOWN", "contradiction")
    assert found["figure"]["contradictions"][0]["sources"] == ["Анкета за 2023 год: ООО «Ф»", "Поставки: customers"]


@pytest.mark.parametrize("spoilt", ["много", None, "1 2,3,4"])
def test_a_refused_row_makes_a_complete_list_partial_and_passes_nothing(
    run: Run, told: Path, forms: Path, dependence: Check, spoilt: object
) -> None:
    filling = answered(forms, _both(100, 300))
    row = filling.rows(BUYS)[0]
    filling.put(BUYS, {SUM: spoilt}, row["line"])
    load(run, told, filling.save())
    with Graph.open(str(told)) as opened:
        coverage = opened.store.get(f"coverage/org/{F}/2023/purchases")
    assert coverage is not None
    assert coverage.props["coverage_level"] == "partial"
    assert dependence()["verdict"] != "PASS"


@pytest.mark.parametrize("again", [1, 2])
def test_rows_that_contradict_each_other_make_a_complete_list_partial_and_pass_nothing(
    run: Run, told: Path, forms: Path, dependence: Check, again: int
) -> None:
    filling = answered(forms, _both(100, 300))
    other: dict[str, object] = {"Поставщик: ИНН": Y, "Поставщик: название": "ООО «У»", SUM: 5000}
    for origin in ("регион покупателя", "импорт"):  # one purchase, by its identity, from two places
        filling.put(BUYS, {**other, "Происхождение": origin})
    path = filling.save()
    for _ in range(again):  # the same file again must not make the list complete
        load(run, told, path)
    with Graph.open(str(told)) as opened:
        coverage = opened.store.get(f"coverage/org/{F}/2023/purchases")
        sold = [one for one in opened.store.links() if one.src == f"org/{Y}"]
    assert sold == []
    assert coverage is not None
    assert coverage.props["coverage_level"] == "partial"
    assert dependence()["verdict"] == "UNKNOWN"


def test_one_answer_never_closes_anothers(run: Run, told: Path, forms: Path) -> None:
    other = Filling(forms / f"small-2023-{T}.xlsx")
    other.terms(SELLS, "руб.", "без НДС")
    other.put(SELLS, {"Сумма продаж за период": 100}, other.rows(SELLS)[0]["line"])
    load(run, told, other.save())
    done = load(run, told, answered(forms, _both(100, 300)).save(), "--json")
    assert [(one["source"], one["links"]["closed"], one["nodes"]["closed"]) for one in [done.json]] == [
        (f"source/questionnaire-2023/{F}/questionnaire", 0, 0)
    ]
    status = run("questionnaire", "status", "small", "--period", "2023", "--store", told, "--json").json
    assert [(firm["inn"], firm["answered"]) for firm in status["firms"]] == [(F, True), (T, True)]


def test_loading_twice_writes_nothing_and_renaming_changes_nothing(run: Run, told: Path, forms: Path) -> None:
    path = answered(forms, _both(100, 300)).save()
    load(run, told, path)
    before = dump(told)
    renamed = path.rename(path.with_name("ответ (2) ИСПРАВЛЕНО.xlsx"))
    done = load(run, told, renamed, "--json").json
    counts = [done[part][count] for part in ("nodes", "links") for count in ("created", "updated", "closed")]
    assert counts == [0] * 6
    assert [line for line in dump(told) if "supply/" in line] == [line for line in before if "supply/" in line]


def test_a_form_that_lost_its_defined_names_is_read_by_its_labels(run: Run, told: Path, forms: Path) -> None:
    kept = answered(forms, _both(1.2, 3.6), unit="тыс. руб.", vat="с НДС по ставке 20 %")
    load(run, told, kept.save())
    before = [line for line in dump(told) if "supply/" in line]
    kept.book.defined_names.clear()
    path = kept.save(forms / "пересохранено.xlsx")
    done = load(run, told, path, "--json").json
    assert done["source"] == f"source/questionnaire-2023/{F}/questionnaire"
    assert [done[part][count] for part in ("nodes", "links") for count in ("created", "updated", "closed")] == [0] * 6
    assert [line for line in dump(told) if "supply/" in line] == before


def test_vat_is_taken_off_at_the_rate_that_the_firm_writes(run: Run, told: Path, forms: Path) -> None:
    filling = answered(forms, _both(1.2, 3.6), unit="тыс. руб.", vat="с НДС по ставке 20 %")
    load(run, told, filling.save())
    with Graph.open(str(told)) as opened:
        source = f"source/questionnaire-2023/{F}/questionnaire"
        said = [one.record.props for one in opened.store.statements(source=source) if one.record.kind == "SUPPLIES"]
    assert sorted(float(str(props["amount"])) for props in said) == [1000, 3000]


def test_a_sum_without_a_unit_is_refused(run: Run, told: Path, forms: Path) -> None:
    filling = answered(forms, _both(100, 300), unit="")
    done = load(run, told, filling.save(), "--json").json
    assert len(done["problems"]) >= 2


def test_an_empty_form_states_no_supply_and_no_list(run: Run, told: Path, forms: Path, dependence: Check) -> None:
    before = dependence()["figure"]["value"]
    load(run, told, forms / f"small-2023-{F}.xlsx")
    assert dependence()["figure"]["value"] == before


@pytest.mark.skipif(
    shutil.which("soffice") is None and os.environ.get("CI") != "true", reason="LibreOffice is not installed"
)
@pytest.mark.parametrize("form", ["xlsx", "ods", "xls"])
def test_a_form_saved_by_libreoffice_is_read_the_same(
    run: Run, told: Path, forms: Path, tmp_path: Path, dependence: Check, form: str
) -> None:
    path = answered(forms, _both(100, 300)).save()
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", form, "--outdir"]
    subprocess.run([*command, str(tmp_path / "saved"), str(path)], check=True, capture_output=True, timeout=120)
    load(run, told, tmp_path / "saved" / f"{path.stem}.{form}")
    assert dependence()["figure"]["value"] == {"low": 0.25, "high": 0.25}


def test_the_form_of_a_whole_cluster_says_whose_a_row_is(run: Run, told: Path, forms: Path, dependence: Check) -> None:
    filling = Filling(forms / "small-2023-all.xlsx")
    filling.terms(BUYS, "руб.", "без НДС")
    filling.terms(SELLS, "руб.", "без НДС")
    filling.complete(BUYS, "да", F)
    for row in filling.rows(BUYS):
        assert row["Чья строка: ИНН"] == F
        filling.put(BUYS, {SUM: {T: 100, X: 300}[row["Поставщик: ИНН"]]}, row["line"])
    load(run, told, filling.save())
    assert dependence()["figure"]["value"] == {"low": 0.25, "high": 0.25}
    status = run("questionnaire", "status", "small", "--period", "2023", "--store", told, "--json").json
    whole = "source/questionnaire-2023/small/questionnaire"
    assert [(firm["inn"], firm["source"]) for firm in status["firms"]] == [(F, whole), (T, "")]


@pytest.mark.parametrize(("partner", "verdict"), [("0055000031", "PASS"), ("", "FAIL")])
def test_in_the_demo_an_answer_on_agreements_settles_c2(
    run: Run, store: str, tmp_path: Path, partner: str, verdict: str
) -> None:
    own = shutil.copy(store, tmp_path / "own.db")
    assert (
        run("questionnaire", "make", "demo-polymers", "-o", tmp_path / "q", "--period", "2023", "--store", own).code
        == 0
    )
    filling = Filling(tmp_path / "q" / "demo-polymers-2023-0055000088.xlsx")
    filling.complete(AGREEMENTS, "да")
    for row in filling.rows(AGREEMENTS):
        filling.sheet(AGREEMENTS).delete_rows(row["line"])
    if partner:
        filling.put(
            AGREEMENTS,
            {
                "Вторая сторона: ИНН": partner,
                "Вторая сторона: название": "ООО «Учебный комбинат полимеров № 3»",
                "Вид соглашения": "договор поставки",
                "№ соглашения": "77-П",
                "Дата соглашения": "01.02.2023",
                "Состояние соглашения": "действует",
            },
        )
    load(run, Path(own), filling.save())
    report = run("check", "demo-polymers", "--period", "2023", "--store", own, "--json").json
    assert next(one["verdict"] for one in report["requirements"] if one["id"] == "C2") == verdict


def test_status_writes_a_letter_that_names_the_silent(run: Run, told: Path, forms: Path, tmp_path: Path) -> None:
    load(run, told, answered(forms, _both(100, 300)).save())
    letter = tmp_path / "letter.docx"
    assert run("questionnaire", "status", "small", "--letter", letter, "--store", told).code == 0
    words = "\n".join(paragraph.text for paragraph in Document(str(letter)).paragraphs)
    assert f"ООО «Т», ИНН {T}" in words
    assert F not in words.split("Чтобы оценить")[0]


def test_a_candidate_needs_to_be_adopted_first(run: Run, store: str, tmp_path: Path) -> None:
    own = shutil.copy(store, tmp_path / "own.db")
    refused = run("questionnaire", "make", "2", "-o", tmp_path / "q", "--store", own)
    assert (refused.code, "--adopt" in refused.err) == (3, True)
    made = run(
        "questionnaire", "make", "2", "-o", tmp_path / "q", "--adopt", "demo-new", "--period", "2023", "--store", own
    )
    assert made.code == 0, made.err
    clusters = run("clusters", "list", "--store", own, "--json").json["clusters"]
    assert [(one["status"], one["members"] > 4) for one in clusters if one["uid"] == "cluster/demo-new"] == [
        ("idea", True)
    ]


def test_adopting_twice_writes_nothing_and_a_taken_code_is_refused(run: Run, store: str, tmp_path: Path) -> None:
    own = shutil.copy(store, tmp_path / "own.db")
    first = run("clusters", "adopt", "2", "demo-new", "--roles", "inferred", "--store", own, "--json").json
    again = run("clusters", "adopt", "2", "demo-new", "--roles", "inferred", "--store", own, "--json").json
    assert (first["load"] > 0, again["load"]) == (True, 0)
    shown = run("clusters", "show", "demo-new", "--store", own, "--json").json
    assert {person["role"] for person in shown["people"]} >= {"finished", "intermediate"}
    taken = run("clusters", "adopt", "3", "demo-polymers", "--store", own)
    assert (taken.code, "is taken" in taken.err) == (3, True)


def test_a_region_is_asked_without_a_check(run: Run, told: Path, tmp_path: Path) -> None:
    rows = f"ИНН;Наименование;Регион\n{F};ООО «Ф»;55\n"
    load(run, told, write(tmp_path / "firms.csv", rows), "--as", "enterprises")
    made = run(
        "questionnaire", "make", "--region", "55", "--period", "2023", "-o", tmp_path / "r", "--store", told, "--json"
    )
    assert [firm["inn"] for firm in made.json["firms"]] == [F]


def test_agreements_are_listed_with_their_parties(run: Run, store: str) -> None:
    found = run("agreements", "list", "--store", store, "--json").json["agreements"]
    assert next(len(one["parties"]) for one in found if one["uid"].endswith("1-u")) == 9
    page = run("agreements", "show", found[0]["uid"], "--store", store, "--json").json
    assert page["people"]


@pytest.mark.parametrize(("sold", "amount"), [(100, 100.0), (250, None)])
def test_the_answer_of_the_whole_cluster_adds_nothing_of_buyer_and_seller(
    run: Run, told: Path, forms: Path, sold: object, amount: float | None
) -> None:
    filling = Filling(forms / "small-2023-all.xlsx")
    for sheet, column, told_sum in ((BUYS, SUM, 100), (SELLS, "Сумма продаж за период", sold)):
        filling.terms(sheet, "руб.", "без НДС")
        filling.put(sheet, {column: told_sum}, filling.rows(sheet)[0]["line"])
    done = load(run, told, filling.save(), "--json")
    with Graph.open(str(told)) as opened:
        said = [
            one for link in opened.store.links() if link.src == f"org/{T}" for one in opened.store.statements(link.uid)
        ]
    answered = [one.record.props.get("amount") for one in said if "questionnaire" in one.source]
    assert answered == ([] if amount is None else [amount])
    assert any(one["value"].startswith("supply/") for one in done.json["problems"]) == (amount is None)
