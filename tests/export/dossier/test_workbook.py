"""The spreadsheet: hand-computed numbers, formulas that give them again, and no text that runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from clustergraph.export.dossier.parts import Chapter, Table
from clustergraph.export.dossier.workbook import workbook
from tests.analysis.law.story import T1, T3, F, Story, cluster
from tests.export.dossier.made import dossier

Rows = list[list[object]]
NAMES = ["Members", "Matrix", "Calculation", "Agreements", "Plan", "Map", "Gaps", "Sources"]


def read(content: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}


def row(rows: Rows, first: str) -> list[object]:
    return next(found for found in rows if found[0] == first)


def formulas(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
    return [formula for sheet in sheets for formula in re.findall(r"<f>(.*?)</f>", sheet)]


@pytest.fixture(scope="session")
def recomputed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], dict[str, Rows]]:
    """Let LibreOffice compute every formula anew, and read what it finds."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        reason = "no LibreOffice: apt-get install libreoffice-calc-nogui"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("office")

    def compute(content: bytes) -> dict[str, Rows]:
        (folder / "in.xlsx").write_bytes(_without_results(content))
        command = [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")),
            str(folder / "in.xlsx"),
        ]
        subprocess.run(command, capture_output=True, timeout=180, check=True)
        return read((folder / "out" / "in.xlsx").read_bytes())

    return compute


def _without_results(content: bytes) -> bytes:
    """Take our results out, so that whatever stands there afterwards was computed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            new.writestr(name, re.sub(r"(</f>)<v>.*?</v>", r"\1", part))
    return out.getvalue()


def same(ours: dict[str, Rows], theirs: dict[str, Rows]) -> None:
    assert list(ours) == list(theirs)
    for name, rows in ours.items():
        for mine, found in zip(rows, theirs[name], strict=True):
            for one, other in zip(mine, found, strict=False):
                if isinstance(one, float):
                    assert other == pytest.approx(one, rel=1e-9, abs=0.005 if abs(one) > 1 else 1e-12)
                else:
                    assert other == one


def test_case_1_is_0_4_by_formula_and_passes() -> None:
    content = workbook(dossier(cluster()))
    sheets = read(content)
    assert list(sheets) == NAMES
    assert row(sheets["Calculation"], "Firm 017")[1:] == [300.0, 300.0, 450.0, 450.0, 0.4, 0.4]
    assert row(sheets["Calculation"], "Total")[1:] == [300.0, 300.0, 450.0, 450.0, 0.4, 0.4]
    assert row(sheets["Calculation"], "Threshold: with and without relief")[5:] == [0.1, 0.2]
    assert row(sheets["Calculation"], "Verdict")[5] == "indicative: met"
    assert len(formulas(content)) > 20


def test_the_matrix_sums_rows_and_columns_and_leaves_blank_what_nobody_tells() -> None:
    matrix = read(workbook(dossier(cluster(amounts=(180, 100, None)))))["Matrix"]
    seller = row(matrix, "Firm 024")
    assert seller[1] == 180.0
    # 600 produced, 180 to members, 420 to others: nothing is left
    assert seller[5:] == [180.0, 420.0, 600.0, 600.0, 0.0, 0.0]
    assert row(matrix, "Firm 049")[1] == "?"
    # the sum of purchases takes 180 and 100, not the one without an amount
    assert row(matrix, "With members, known")[1] == 280.0
    partial = Story().member(F, "finished").member(T1, "intermediate").member(T3, "intermediate").sells(T1, F, 180)
    assert row(read(workbook(dossier(partial)))["Matrix"], "Firm 049")[1:4] == ["", "", ""]


@pytest.mark.parametrize(
    "story",
    [
        cluster(),
        cluster(amounts=(180, 100, None), outside=400),
        cluster(purchases=800),
        Story().member(F, "finished").member(T1, "intermediate").sells(T1, F, 0.1).sells(T3, F, 0.2),
    ],
    ids=["complete", "amount-missing", "contradiction", "partial"],
)
@pytest.mark.parametrize("edition", ["e2016", "e2024"])
def test_libreoffice_computes_our_numbers(
    recomputed: Callable[[bytes], dict[str, Rows]], story: Story, edition: str
) -> None:
    content = workbook(dossier(story, edition=edition))
    same(read(content), recomputed(content))


def test_no_text_is_a_formula() -> None:
    evil = ['=HYPERLINK("http://a.example")', "+1+1", "-1", "@SUM(A1)", "{=1+1}", "http://a.example"]
    story = Story().member(F, "finished")
    for number, name in enumerate(evil):
        story.agreement(f"a-{number}", F, T1, name=name, number=name)
    content = workbook(dossier(story))
    assert [found[1] for found in read(content)["Agreements"] if found[1] in evil] == sorted(evil)
    assert not [formula for formula in formulas(content) if "HYPERLINK" in formula or "1+1" in formula]
    with zipfile.ZipFile(BytesIO(content)) as packed:
        assert not [name for name in packed.namelist() if "rels/sheet" in name]


def test_dates_are_dates_and_codes_stay_text() -> None:
    story = Story().member(F, "finished", since="2022-06-01").member(T1, "intermediate", since="2022")
    members = read(workbook(dossier(story)))["Members"]
    assert row(members, "No.")[6] == "Since"
    assert [found[6] for found in members if isinstance(found[0], float)] == [date(2022, 6, 1), "2022"]


def test_a_sheet_without_data_says_so_and_a_plan_joins() -> None:
    sheets = read(workbook(dossier(Story().member(F, "finished"))))
    assert ["No data: no source tells of this."] in [found[:1] for found in sheets["Agreements"]]
    assert ["No plan comes with this dossier."] in [found[:1] for found in sheets["Plan"]]
    plan = Chapter("Plan", ["One step."], [Table(["Step"], [["Agree"]])])
    assert ["Agree"] in [found[:1] for found in read(workbook(dossier(cluster(), plan=plan)))["Plan"]]


def test_every_sheet_says_what_it_is() -> None:
    for rows in read(workbook(dossier(cluster()))).values():
        head = " ".join(str(found[0]) for found in rows[:4])
        assert "Not an official form" in head
        assert "2024-03-01" in head
        assert "e2024" in head
        assert "not compared" in head
