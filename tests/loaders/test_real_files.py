"""Real files load with the counts that were taken from them by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from clustergraph.load.run import load_files
from clustergraph.model.records import Entity
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.store.base import Store, connect


@pytest.fixture
def store() -> Iterator[Store]:
    with connect("memory:", create=True) as opened:
        yield opened


def values(store: Store, period: str, measure: str) -> list[float]:
    wanted = {"period": period, "measure": measure}
    found = (one.props for one in store.entities(Kind.INDICATOR))
    return [float(str(props["value"])) for props in found if wanted.items() <= props.items()]


def firms(store: Store) -> list[Entity]:
    return list(store.entities(Kind.ENTERPRISE))


def test_the_headcount_of_the_tax_service(store: Store, realdata: Path) -> None:
    (report,) = load_files(store, [realdata / "fns" / "fns_headcount_2023.csv"])
    assert (report.loader, report.rows, report.problem_count, len(firms(store))) == ("fns-headcount", 2700, 0, 2700)
    said = values(store, "2023", "headcount")
    assert (sum(said), said.count(0), max(said)) == (5701, 1108, 560)


def test_income_of_the_tax_service(store: Store, realdata: Path) -> None:
    (report,) = load_files(store, [realdata / "fns" / "fns_revexp.csv"])
    assert (report.loader, report.rows, report.problem_count, len(firms(store))) == ("fns-finance", 3495, 0, 3495)
    earlier, later = values(store, "2018", "revenue"), values(store, "2023", "revenue")
    assert (len(earlier), earlier.count(0)) == (795, 204)
    assert (len(later), later.count(0)) == (2700, 2439)
    assert sum(value < 0 for value in (*earlier, *later)) == 1
    spent = [*values(store, "2018", "expenditure"), *values(store, "2023", "expenditure")]
    assert (sum(earlier) + sum(later), sum(spent)) == (41_189_548_106, 42_202_386_610)


def test_the_register_of_small_enterprises(store: Store, realdata: Path) -> None:
    (report,) = load_files(store, [realdata / "fns" / "rmsp_orgs_2019.csv"])
    assert (report.loader, report.rows, report.problem_count, len(firms(store))) == ("sme-register", 644, 0, 644)
    found = firms(store)
    assert Counter(one.props["sme_category"] for one in found) == {"micro": 600, "small": 39, "medium": 5}
    assert Counter(one.props["region"] for one in found) == {"89": 379, "59": 135, "52": 129, "33": 1}
    assert "71.12.46" in [one.code for one in report.flagged]


def test_the_real_contracts_load_once_and_for_all(store: Store, realdata: Path) -> None:
    path = realdata / "contracts" / "contracts_2013.csv"
    (report,) = load_files(store, [path])
    assert (report.loader, report.rows, report.problem_count) == ("contracts", 95, 0)
    amounts = [one.props["amount"] for one in store.links(LinkKind.SUPPLIES)]
    assert len(amounts) == 90
    assert sum(round(amount * 100) for amount in amounts if isinstance(amount, float)) == 25332944139
    firms = list(store.entities(Kind.ORGANIZATION))
    assert len(firms) == 139
    assert not any(firm.props.get("unidentified") for firm in firms)
    (again,) = load_files(store, [path])
    assert again.same_again
    assert (again.nodes.created, again.links.created, again.load) == (0, 0, 0)
