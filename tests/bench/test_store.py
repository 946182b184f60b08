"""What the benchmark of the store measures is what it says, on a store of a few hundred firms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bench.store import peers, tasks

from clustergraph.store.base import connect
from clustergraph.synth.layouts import SUPPLIES

SIZE = ("400", "2000")


@pytest.fixture
def path(tmp_path: Path) -> str:
    path = str(tmp_path / "store.db")
    tasks.load(path, "1", *SIZE)
    return path


def test_the_store_holds_what_is_told_and_the_same_again_writes_nothing(path: str) -> None:
    tasks.load(path, "2", *SIZE)
    tasks.small(path, "0", *SIZE)
    tasks.project(path, SIZE[1])
    with connect(path, read_only=True) as store:
        stats = store.stats()
        assert (stats.nodes, stats.links) == ({"Organization": 400}, {"SUPPLIES": 2000})
    assert tasks.read(path, SIZE[0]).keys() == {"uid", "inn", "out", "both"}
    tasks.status(path)


def test_half_the_nodes_survive_the_withdrawal(path: str) -> None:
    tasks.half(path, *SIZE)
    tasks.withdraw(path, SIZE[0])
    with connect(path, read_only=True) as store:
        assert (len(list(store.entities())), len(list(store.links()))) == (200, 0)
        assert store.check(full=True) == []


def test_the_peer_is_given_every_column_of_the_file() -> None:
    mapping = Path(peers.__file__).with_name("followthemoney.yml").read_text(encoding="utf-8")
    assert set(re.findall(r'"([^"]+)"', mapping)) - {" "} == set(SUPPLIES)
