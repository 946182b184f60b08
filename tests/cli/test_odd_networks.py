"""Detection of networks that are hardly any: an answer or one clear sentence, never a traceback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.analysis.networks import CLIQUES, clique
from tests.build import inn
from tests.cli.conftest import Ran, Run

SUPPLIES = "ИНН поставщика;Поставщик;ИНН покупателя;Покупатель;ОКПД2;Год;Сумма, руб.\n"
ENTERPRISES = "ИНН;Наименование;ОКВЭД2;Код региона\n"
NOTHING = "no firm supplies another"
SIXES = [[inn(i + 1) for i in range(6)], [inn(i + 1) for i in range(6, 12)]]
"""The two groups of `CLIQUES`."""


def tell(run: Run, graph: Path, links: Sequence[tuple[int, int]], amounts: Sequence[str] = ()) -> Ran:
    """Load supplies of 2023 between firms by number; amounts in the order of the links, else 10 roubles each."""
    rows = (
        f"{inn(a + 1)};Завод {a + 1};{inn(b + 1)};Завод {b + 1};20.16.51;2023;{amount}\n"
        for (a, b), amount in zip(links, amounts or ["10"] * len(links), strict=True)
    )
    return load(run, graph, "supplies.csv", SUPPLIES, rows)


def describe(run: Run, graph: Path, told: Mapping[int, tuple[str, str]]) -> Ran:
    """Load the activity and the region of firms by number."""
    rows = (f"{inn(i + 1)};Завод {i + 1};{okved2};{region}\n" for i, (okved2, region) in told.items())
    return load(run, graph, "enterprises.csv", ENTERPRISES, rows)


def load(run: Run, graph: Path, name: str, head: str, rows: Iterable[str]) -> Ran:
    file = graph.parent / name
    file.write_text(head + "".join(rows), encoding="utf-8", newline="")
    done = run("load", file, "--store", graph, "--json")
    assert done.code == 0, done.err
    return done


def groups(run: Run, graph: Path, *options: object) -> list[list[str]]:
    """Detect, and return the INNs of each candidate's firms."""
    done = run("detect", "--store", graph, "--json", *options)
    assert done.code == 0, done.err
    pages = (run("candidates", "show", one["rank"], "--store", graph, "--json").json for one in done.json["candidates"])
    return sorted(sorted(firm["uid"].removeprefix("org/") for firm in page["firms"]) for page in pages)


def refuse(run: Run, graph: Path, *options: object) -> str:
    """Detect in vain: exit 5, nothing on stdout; return the sentence."""
    done = run("detect", "--store", graph, *options)
    assert (done.code, done.out) == (5, "")
    assert "Traceback" not in done.err
    lines = [line for line in done.err.splitlines() if line.startswith("clustergraph: ")]
    assert len(lines) == 1, done.err
    return lines[0]


@pytest.mark.parametrize("firms", [1, 5])
def test_firms_without_a_link_are_one_clear_sentence(run: Run, graph: Path, firms: int) -> None:
    describe(run, graph, dict.fromkeys(range(firms), ("20.16", "55")))
    assert NOTHING in refuse(run, graph)
    assert NOTHING in refuse(run, graph, "--method", "fast")


def test_only_links_of_firms_to_themselves_are_no_links(run: Run, graph: Path) -> None:
    tell(run, graph, [(0, 0), (1, 1)])
    assert NOTHING in refuse(run, graph)


def test_links_of_firms_to_themselves_change_no_candidate(run: Run, graph: Path) -> None:
    tell(run, graph, [*CLIQUES, *((i, i) for i in range(12))])
    assert groups(run, graph) == SIXES


def test_one_link_is_no_candidate(run: Run, graph: Path) -> None:
    tell(run, graph, [(0, 1)])
    assert groups(run, graph) == []


@pytest.mark.parametrize("method", ["pool", "fast", "louvain"])
def test_two_parts_without_a_link_between_them_are_two_candidates(run: Run, graph: Path, method: str) -> None:
    tell(run, graph, [*clique(range(6)), *clique(range(6, 12))])
    assert groups(run, graph, "--method", method) == SIXES


@pytest.mark.parametrize("amount", ["", "-10", "0", "1e300"])
def test_missing_negative_and_absurd_amounts_lose_no_link(run: Run, graph: Path, amount: str) -> None:
    tell(run, graph, CLIQUES, [amount] * len(CLIQUES))
    assert groups(run, graph) == SIXES


@pytest.mark.parametrize("region", ["55", ""], ids=["all firms in one", "none known"])
def test_one_region_or_none_is_no_obstacle(run: Run, graph: Path, region: str) -> None:
    tell(run, graph, CLIQUES)
    describe(run, graph, {i: ("20.16" if i < 6 else "22.19", region) for i in range(12)})
    assert groups(run, graph) == SIXES


def test_a_search_within_a_region_that_no_firm_has_is_one_clear_sentence(run: Run, graph: Path) -> None:
    tell(run, graph, CLIQUES)
    assert "55" in refuse(run, graph, "--region", "55")


@pytest.mark.parametrize("okved2", ["", "99.99", "00"], ids=["missing", "not in the list", "of no class"])
def test_unknown_sectors_are_missing_sectors(run: Run, graph: Path, okved2: str) -> None:
    tell(run, graph, CLIQUES)
    describe(run, graph, dict.fromkeys(range(12), (okved2, "55")))
    assert groups(run, graph) == SIXES


def test_a_period_without_links_is_one_clear_sentence(run: Run, graph: Path) -> None:
    tell(run, graph, CLIQUES)
    assert NOTHING in refuse(run, graph, "--period", "2019")
    assert groups(run, graph, "--period", "2023") == SIXES


def test_a_store_without_anything_is_one_clear_sentence(run: Run, graph: Path) -> None:
    tell(run, graph, CLIQUES)
    assert run("loads", "undo", "supplies", "--store", graph).code == 0
    assert NOTHING in refuse(run, graph)
