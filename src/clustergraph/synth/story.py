"""The demo cluster, told by hand: fixed figures for every seed, so that its check has a known answer.

Figures in thousands of roubles for 2023, without VAT; F buy, T supply. F1 declares all its purchases (416 000), one
amount of which nobody states; F2 declares the total (268 000) and not the list; T4 makes more than it is known to sell.
What F bought from T (I), certainly and at most, and the functional dependence:

    F1  I = [416 000 - 388 400, 416 000 - 377 800] = [27 600, 38 200]    the missing 8 000 of T3 follow from the total
    F2  I = [15 300, 18 100]                                             T4 has 2 800 of unexplained output
    [42 900, 56 300] / 684 000 = [0.0627, 0.0823], below 0.10

Two local suppliers, X1 (74 000) and X3 (38 800), lift the lower bound to 155 700 / 684 000 = 0.2276: a plan exists.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Literal, NamedTuple

from clustergraph.synth.region import ELSEWHERE, HOME, Firm, make_firm
from clustergraph.synth.supplies import Supply
from clustergraph.synth.trades import trades

CODE, NAME = "demo-polymers", "Учебный кластер полимеров"

Key = Literal["F1", "F2", "T1", "T2", "T3", "T4", "S", "U", "A", "X1", "X2", "X3", "X4", "E1", "E2", "E3", "W", "H"]
Covered = Literal["да", "нет", ""]


class Part(NamedTuple):
    """A firm of the story."""

    key: Key
    okved2: str
    member: bool
    role: str
    """Role in the cluster as people write it; "" where nobody stated it."""
    home: bool = True
    told: bool = True
    """Its links stand below and nowhere else: members, whose lists must stay complete."""


PARTS: tuple[Part, ...] = (
    Part("F1", "22.22", True, "производитель готовой продукции"),
    Part("F2", "22.23", True, "производитель готовой продукции"),
    Part("T1", "20.16", True, "производитель промежуточной продукции"),
    Part("T2", "20.59", True, "производитель промежуточной продукции"),
    Part("T3", "22.21", True, "производитель промежуточной продукции"),
    Part("T4", "20.30", True, "производитель промежуточной продукции"),
    Part("S", "33.12", True, "сервисная организация"),
    Part("U", "22.29", True, ""),
    Part("A", "94.11", True, "специализированная организация"),
    Part("X1", "20.14", False, "", told=False),
    Part("X2", "25.73", False, "", told=False),
    Part("X3", "38.32", False, "", told=False),
    Part("X4", "17.21", False, "", told=False),
    Part("E1", "20.16", False, "", home=False, told=False),
    Part("E2", "20.59", False, "", home=False, told=False),
    Part("E3", "46.75", False, "", home=False, told=False),
    Part("W", "46.75", False, "", home=False, told=False),
    Part("H", "35.14", False, "", told=False),
)

_GROUP: tuple[Key, ...] = ("F1", "F2", "T1", "T2", "T3", "T4", "S", "U", "X1", "X2", "X3", "X4")
"""The planted group: the members that trade and the local suppliers who do not belong yet."""


class Deal(NamedTuple):
    """Supplies of a pair in 2023: contracts with their thousands, or one total."""

    supplier: Key | None
    buyer: Key
    thousands: tuple[int | None, ...]
    documents: bool = True
    okved2: str = ""
    """Trade of the goods where it is not the supplier's own."""
    origin: str = ""


DEALS: tuple[Deal, ...] = (
    # F1: the whole list, 416 000
    Deal("T1", "F1", (8_000, 6_200)),
    Deal("T2", "F1", (5_400,)),
    Deal("T3", "F1", (None,), documents=False),  # in truth 8 000
    Deal("U", "F1", (4_600,), documents=False),
    Deal("S", "F1", (7_500,)),
    Deal("X1", "F1", (25_000, 15_000)),
    Deal("X2", "F1", (11_300,)),
    Deal("X3", "F1", (24_800,)),
    Deal("X4", "F1", (9_200,), documents=False),
    Deal("E1", "F1", (90_000, 80_000)),
    Deal("E2", "F1", (33_000,)),
    Deal("E3", "F1", (61_000,), okved2="20.59", origin="import"),
    Deal("H", "F1", (21_000,), documents=False),
    Deal(None, "F1", (6_000,), documents=False, okved2="20.30", origin="import"),
    # F2: part of the list, 198 800 of 268 000
    Deal("T1", "F2", (9_600,)),
    Deal("T2", "F2", (3_500,)),
    Deal("T4", "F2", (2_200,), documents=False),
    Deal("X1", "F2", (34_000,)),
    Deal("X2", "F2", (9_500,)),
    Deal("X3", "F2", (14_000,)),
    Deal("E1", "F2", (84_000,)),
    Deal("E3", "F2", (30_000,), okved2="20.59", origin="import"),
    Deal("H", "F2", (12_000,), documents=False),
    # U: the whole list, 40 000
    Deal("T1", "U", (1_500,), documents=False),
    Deal("X3", "U", (8_500,)),
    Deal("E1", "U", (30_000,)),
    # the intermediate makers among themselves, and what they buy elsewhere
    Deal("X1", "T1", (52_000,)),
    Deal("T2", "T3", (2_600,)),
    Deal("T1", "T3", (6_400,)),
    Deal("T2", "T4", (1_900,)),
    Deal("X4", "T3", (1_100,), documents=False),
    Deal("X3", "T3", (7_300,)),
    Deal("X4", "X2", (700,), documents=False),
    Deal("S", "T1", (3_200,)),
    Deal("S", "T3", (900,)),
    Deal("H", "T1", (44_000,), documents=False),
    # what the members sell elsewhere: T1, T2, T3 and U declare all their sales
    Deal("T1", "W", (278_300,), documents=False),
    Deal("T2", "W", (32_600,), documents=False),
    Deal("T3", "W", (52_000,), documents=False),
    Deal("T4", "W", (13_000,), documents=False),
    Deal("U", "W", (50_400,), documents=False),
)

CONTRADICTED: tuple[Key, Key, int] = ("T2", "F2", 3_100)
"""The customers' list tells of the same contract with less; the larger amount counts once."""


class Year(NamedTuple):
    """Yearly figures of a firm in thousands of roubles; None where they are not stated."""

    key: Key
    revenue: int | None
    purchases: int | None
    for_final: int | None
    own_output: int | None
    headcount: int | None
    all_purchases: Covered = ""
    all_sales: Covered = ""
    all_agreements: Covered = ""


FIGURES: tuple[Year, ...] = (
    Year("F1", 655_000, 416_000, 371_000, 640_000, 212, "да", "нет", "да"),
    Year("F2", 402_000, 268_000, None, 395_000, 148, "нет", "нет", "нет"),
    Year("T1", 318_000, 196_000, None, 310_000, 96, "нет", "да", "да"),
    Year("T2", 47_500, 21_000, None, 46_000, 31, "нет", "да"),
    Year("T3", 61_200, 33_000, None, 60_000, 54, "нет", "да"),
    Year("T4", 18_400, None, None, 18_000, 22, "", "нет"),
    Year("S", 14_800, None, None, None, 40),
    Year("U", 57_000, 40_000, None, 55_000, 38, "да", "да"),
    Year("X1", 540_000, None, None, 520_000, 130),
    Year("X3", 88_000, None, None, 86_000, 45),
)


class Bond(NamedTuple):
    """An agreement with its parties and their roles as people write them."""

    number: str
    date: str
    name: str
    kind: str
    status: str
    parties: tuple[tuple[Key, str], ...]
    cluster: bool = True


AGREEMENTS: tuple[Bond, ...] = (
    Bond("11-П", "2023-01-20", "Договор поставки полипропилена", "договор поставки", "действует",
         (("T1", "поставщик"), ("F1", "покупатель"))),
    Bond("12-П", "2023-02-03", "Договор поставки добавок", "договор поставки", "исполнено",
         (("T2", "поставщик"), ("F2", "покупатель"))),
    Bond("3-К", "2023-03-15", "Соглашение о проекте «Барьерная упаковка»", "соглашение о проекте", "действует",
         (("F1", "участник"), ("F2", "участник"), ("T3", "участник"), ("T4", "участник"))),
    Bond("7-Р", "2022-11-08", "Договор на ремонт экструдеров", "работы и услуги", "действует",
         (("S", "исполнитель"), ("F1", "заказчик"))),
    Bond("1-У", "2022-06-01", "Соглашение об участии в кластере", "соглашение об участии", "действует",
         (("A", "специализированная организация"), ("F1", "участник"), ("F2", "участник"), ("T1", "участник"),
          ("T2", "участник"), ("T3", "участник"), ("T4", "участник"), ("S", "участник"), ("U", "участник"))),
    Bond("13-П", "2023-10-30", "Договор поставки красок", "договор поставки", "готовится",
         (("T4", "поставщик"), ("F2", "покупатель"))),
    Bond("5-П", "2021-04-12", "Договор поставки сырья", "договор поставки", "расторгнуто",
         (("X1", "поставщик"), ("F1", "покупатель")), cluster=False),
)  # fmt: skip


def cast() -> dict[Key, Firm]:
    """Return the firms of the story by their key, numbered 1, 2, 3 … whatever the seed."""
    rng = Random("story")
    firms: dict[Key, Firm] = {}
    for number, part in enumerate(PARTS, start=1):
        firm = make_firm(number, part.okved2, HOME if part.home else ELSEWHERE[number % 3], rng, told=part.told)
        firms[part.key] = replace(firm, group=0) if part.key in _GROUP else firm
    return firms


def supplies(firms: dict[Key, Firm]) -> list[Supply]:
    """Return the supplies of the story: 2023 as told, 2022 a tenth less."""
    rows: list[Supply] = []
    for year, tenths in (("2022", 9), ("2023", 10)):
        for number, deal in enumerate(DEALS, start=1):
            supplier, buyer = firms[deal.supplier] if deal.supplier else None, firms[deal.buyer]
            trade = trades()[deal.okved2] if deal.okved2 else firms[deal.supplier or deal.buyer].trade
            here = supplier is None or supplier.place.region == buyer.place.region
            origin = deal.origin or ("region" if here else "other_region")
            for part, thousands in enumerate(deal.thousands, start=1):
                document = f"У-{number}/{part}-{year[2:]}" if deal.documents else ""
                day = f"{year}-{number % 12 + 1:02d}-{part * 5:02d}" if deal.documents else ""
                kopecks = None if thousands is None else thousands * tenths * 10_000
                rows.append(Supply(supplier, buyer, trade, year, document, day, kopecks, origin))
    return rows
