"""The files of the demo: public facts of the Omsk region, and a fictional region as experts would hand it over."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from math import exp
from pathlib import Path
from random import Random

from clustergraph import i18n
from clustergraph.synth import answers, codes, omsk, story
from clustergraph.synth.dirt import Defect, Table, spoil_enterprises, spoil_supplies
from clustergraph.synth.layouts import (
    AGREEMENTS,
    CLUSTERS,
    ENTERPRISES,
    EXCEL_UTF8,
    FIGURES,
    PLAIN,
    SUPPLIES,
    WINDOWS,
    Dialect,
    enterprise_row,
    supply_rows,
    write,
)
from clustergraph.synth.region import DEMO, ELSEWHERE, Firm, Region, make_region
from clustergraph.synth.supplies import Supply, supplies
from clustergraph.synth.trades import trades

IDEA_CODE, IDEA_NAME = "demo-machines", "Учебный кластер сельскохозяйственных машин"
_IDEA_GROUP = 2
"""Group 0 is the story's; the chains follow in their order: food, machines."""
QUESTIONNAIRES = "demo-questionnaires"
_REGISTER_DAY, _LIST_DAY = "2024-01-15", "2024-03-01"


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file to load, and how."""

    path: Path
    loader: str
    source: str
    """Id for `--source`; "" where each row names its own."""
    about: i18n.Text
    """One sentence for people."""


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """What was written, in the order of loading."""

    files: tuple[DemoFile, ...]
    truth: Path
    """JSON beside the files: planted groups, defects, contradictions."""
    fictional_firms: int
    answers: tuple[answers.Answer, ...]
    """Questionnaires that came back, to be written as workbooks and loaded last."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A value that two files of the demo state differently."""

    inn: str
    column: str
    first: str
    second: str


def write_demo(folder: Path, seed: int = 1) -> DemoFiles:
    """Write the demo's files into an existing folder; the same seed gives the same bytes."""
    cast = story.cast()
    region = make_region(DEMO, seed, tuple(cast.values()))
    told = [*story.supplies(cast), *supplies(region)]
    listed, contradictions = _regional_list(region)
    customers, doubted = _customers_list(told, cast, seed)
    answered, contract = answers.answers(region.groups[_IDEA_GROUP], told)
    tables: tuple[tuple[Table, Dialect, str, str, i18n.Text], ...] = (
        (_register(region), EXCEL_UTF8, "enterprises", "demo-register", i18n.both("synth.file-register")),
        (listed, WINDOWS, "enterprises", "demo-regional-list", i18n.both("synth.file-regional-list")),
        (_clusters(region, cast), EXCEL_UTF8, "clusters", QUESTIONNAIRES, i18n.both("synth.file-clusters")),
        (_agreements(cast), PLAIN, "agreements", QUESTIONNAIRES, i18n.both("synth.file-agreements")),
        (_questionnaires(told), WINDOWS, "supplies", QUESTIONNAIRES, i18n.both("synth.file-supplies")),
        (customers, EXCEL_UTF8, "supplies", "demo-customers", i18n.both("synth.file-customers")),
        (_figures(region, cast, seed), WINDOWS, "figures", QUESTIONNAIRES, i18n.both("synth.file-figures")),
    )
    facts = folder / "omsk-facts.csv"
    facts.write_bytes(omsk.facts_csv())
    files = [DemoFile(facts, "facts", "", i18n.both("synth.file-facts"))]
    for table, dialect, loader, source, about in tables:
        write(folder / table.file, dialect, table.header, table.rows)
        files.append(DemoFile(folder / table.file, loader, source, about))
    defects = [defect for table, *_ in tables for defect in table.defects]
    truth = folder / "truth.json"
    known = [*contradictions, *doubted, _contradiction(contract.supply, contract.said, "Анкета")]
    truth.write_text(_truth(region, defects, known), encoding="utf-8", newline="\n")
    return DemoFiles(tuple(files), truth, len(region.firms), tuple(answered))


def _register(region: Region) -> Table:
    """Return the complete list: every fictional firm as a register would have it."""
    table = Table("enterprises-register.csv", ENTERPRISES)
    for firm in region.firms:
        table.add(enterprise_row(firm, EXCEL_UTF8, _REGISTER_DAY))
    return table


def _regional_list(region: Region) -> tuple[Table, list[Contradiction]]:
    """Return the region's own list of some firms: newer, poorer, sometimes different, and dirty at its end."""
    table = Table("enterprises-regional-list.csv", ENTERPRISES)
    at_home = [firm for firm in region.firms if firm.place.region == "55" and not firm.told and not firm.hub]
    spoilt, known = at_home[-9:], at_home[:-9][::2]
    contradictions = []
    for place, firm in enumerate(known):
        stated = firm
        if place % 8 == 3:
            stated = replace(firm, trade=trades()[firm.other[0] if firm.other else "41.20"])
            contradictions.append(Contradiction(firm.inn, "ОКВЭД2", firm.trade.okved2, stated.trade.okved2))
        elif place % 12 == 5:
            stated = replace(firm, place=ELSEWHERE[0])
            contradictions.append(Contradiction(firm.inn, "Регион", firm.place.region, stated.place.region))
        table.add(_poorer(enterprise_row(stated, WINDOWS, _LIST_DAY)))
    spoil_enterprises(table, [_poorer(enterprise_row(firm, WINDOWS, _LIST_DAY)) for firm in spoilt])
    return table, contradictions


def _poorer(row: list[str]) -> list[str]:
    """Return a row without what a region's list does not have: KPP, full name, further activities, address."""
    gaps = {"КПП", "Полное наименование", "Доп. ОКВЭД2", "Адрес"}
    return ["" if column in gaps else cell for column, cell in zip(ENTERPRISES, row, strict=True)]


def _questionnaires(told: list[Supply]) -> Table:
    table = Table("supplies-questionnaires.csv", SUPPLIES)
    for row in supply_rows(told, WINDOWS):
        table.add(row)
    return table


def _customers_list(told: list[Supply], cast: dict[story.Key, Firm], seed: int) -> tuple[Table, list[Contradiction]]:
    """Return the same contracts as some customers keep them: a fifth of them, six with another amount, and dirt."""
    table = Table("supplies-customers.csv", SUPPLIES)
    rng = Random(f"{seed}/customers")
    supplier, buyer, thousands = story.CONTRADICTED
    contradictions, rows, own = [], [], []
    for supply in told:
        if not supply.document or not supply.supplier or supply.kopecks is None:
            continue
        pair = (supply.supplier.inn, supply.buyer.inn)
        if pair == (cast[supplier].inn, cast[buyer].inn) and supply.year == "2023":
            rows.append(supply._replace(kopecks=thousands * 100_000))
        elif not supply.supplier.told and not supply.buyer.told and rng.random() < 0.2:
            less = len(rows) % 15 == 7
            rows.append(supply._replace(kopecks=supply.kopecks * 9 // 10) if less else supply)
            own.append(supply._replace(document=f"З-{supply.document}"))
        else:
            continue
        if rows[-1] != supply:
            contradictions.append(_contradiction(supply, rows[-1].kopecks))
    for row in supply_rows(rows, EXCEL_UTF8):
        table.add(row)
    spoil_supplies(table, list(supply_rows(own[:9], EXCEL_UTF8)))
    return table, contradictions


def _contradiction(supply: Supply, kopecks: int | None, where: str = "Сумма, руб.") -> Contradiction:
    """Return a contract of which another file, or the questionnaire of its buyer, says another sum."""
    first, second = (EXCEL_UTF8.money(said) for said in (supply.kopecks, kopecks))
    inn = supply.supplier.inn if supply.supplier else ""
    return Contradiction(inn, f"{where}: {supply.document}", first, second)


def _clusters(region: Region, cast: dict[story.Key, Firm]) -> Table:
    """Return the members of two clusters: one told well, one only an idea with most roles unknown."""
    table = Table("clusters.csv", CLUSTERS)
    head = [story.CODE, story.NAME, "региональный", "химическая промышленность", "55"]
    for part in story.PARTS:
        if part.member:
            firm = cast[part.key]
            since, newcomer = ("01.04.2023", "01.04.2023") if part.key == "T3" else ("01.06.2022", "")
            table.add([*head, firm.inn, firm.name, part.role, since, "", newcomer])
    head = [IDEA_CODE, IDEA_NAME, "региональный", "машиностроение", "55"]
    members = region.groups[_IDEA_GROUP].members
    maker, last = "производитель промежуточной продукции", len(members) - 1
    for place, firm in enumerate(members[1:], start=1):
        role = {1: maker, last: "производитель готовой продукции"}.get(place, "")
        table.add([*head, firm.inn, firm.name, role, "", "", ""])
    first = [*head, members[0].inn, members[0].name, "", "", "", ""]
    table.spoil(first, "Роль", "опорный участник", "cell-refused")
    trader = [*head, "", "ИП Фамилия Имя Отчество", maker, "", "", ""]
    table.spoil(trader, "ИНН участника", codes.sole_trader_inn(3), "person-dropped")
    return table


def _agreements(cast: dict[story.Key, Firm]) -> Table:
    table = Table("agreements.csv", AGREEMENTS)
    for bond in story.AGREEMENTS:
        cluster = story.CODE if bond.cluster else ""
        for key, role in bond.parties:
            firm = cast[key]
            head = [bond.number, PLAIN.date(bond.date), bond.name, bond.kind, bond.status]
            table.add([*head, firm.inn, firm.name, role, "", "директор", cluster])
    return table


def _figures(region: Region, cast: dict[story.Key, Firm], seed: int) -> Table:
    """Return yearly figures: of the story's firms as told, of the planted groups as questionnaires bring them."""
    table = Table("figures.csv", FIGURES)
    for earlier in (True, False):
        for year in story.FIGURES:
            firm = cast[year.key]
            figures = [year.revenue, year.purchases, year.for_final, year.own_output]
            tenths = [("" if value is None else str(value * (9 if earlier else 10) // 10)) for value in figures]
            covered = ["", "", ""] if earlier else [year.all_purchases, year.all_sales, year.all_agreements]
            table.add(
                [firm.inn, firm.name, "2022" if earlier else "2023", *tenths, str(year.headcount or ""), *covered]
            )
    rng = Random(f"{seed}/figures")
    for firm in (firm for firm in region.firms if firm.group > 0):
        revenue = int(exp(rng.gauss(11.5, 1.0)))
        output = "" if rng.random() < 0.3 else str(revenue * 95 // 100)
        purchases = "" if rng.random() < 0.5 else str(revenue * 6 // 10)
        headcount = str(int(exp(rng.gauss(4.6, 0.8))))
        table.add([firm.inn, firm.name, "2023", str(revenue), purchases, "", output, headcount, "", "", ""])
    for firm, (column, value) in zip(
        [firm for firm in region.firms if firm.group < 0 and not firm.told and not firm.hub],
        (("Численность, чел.", "около 50"), ("Полный перечень закупок", "наверное")),
        strict=False,
    ):
        table.spoil([firm.inn, firm.name, "2023", "90000", "", "", "", "60", "", "", ""], column, value, "cell-refused")
    return table


def _truth(region: Region, defects: list[Defect], contradictions: list[Contradiction]) -> str:
    """Return what the generator knows and the files do not say."""
    truth = {
        "seed": region.seed,
        "profile": asdict(region.profile),
        "groups": [{firm.inn: firm.role for firm in group.members} for group in region.groups],
        "hubs": [firm.inn for firm in region.firms if firm.hub],
        "defects": [asdict(defect) for defect in defects],
        "contradictions": [asdict(contradiction) for contradiction in contradictions],
        "cluster": {"code": story.CODE, "fd_input": [42_900 / 684_000, 56_300 / 684_000]},
    }
    return json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
