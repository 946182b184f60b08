"""A store copied from one backend into another says the same, and a second copy writes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from clustergraph.store.base import Projection, Store, connect
from clustergraph.store.copying import copy
from tests.build import A, B, C, e, firm, inn, link, said
from tests.store.conftest import BACKENDS, address
from tests.store.telling import graph, speaker, tell


def fill(store: Store) -> None:
    for name, priority in (("a", 80), ("b", 40)):
        firm = e("Enterprise", inn=inn(1), name=f"Фирма «{name}»", kpp=[name])
        links = [link(A, "SUPPLIES", B, period="2023", amount=1), link(B, "MEMBER_OF", "cluster/c", role="finished")]
        tell(store, speaker(store, name, priority), firm, *links, file=name, observed_on="2023")
    tell(store, "source/a", said(link(B, "SUPPLIES", C), 7, observed_on="2024-02"), file="more", whole=False)
    tell(store, speaker(store, "run/0123456789ab", 10, computed=True), e("Run", "run/0123456789ab"))
    store.put_document("pins", b"\x00one")


def test_a_copy_there_and_back_is_the_same(store: Store, tmp_path: Path) -> None:
    fill(store)
    with connect(str(tmp_path / "copy.db"), create=True) as other, connect("memory:", create=True) as back:
        copy(other, store)
        copy(back, other)
        for each in (other, back):
            assert graph(each) == graph(store)
            assert (each.stamp(), each.stats().nodes, each.stats().links) == (
                store.stamp(),
                store.stats().nodes,
                store.stats().links,
            )
            assert list(each.conflicts()) == list(store.conflicts())
            assert each.document("pins") == b"\x00one"
            assert each.check(full=True) == []
        assert copy(other, store) == []


def test_a_store_is_filled_from_a_file(store: Store, tmp_path: Path) -> None:
    with connect(str(tmp_path / "file.db"), create=True) as other:
        fill(other)
        copy(store, other)
        assert graph(store) == graph(other)
        assert store.stamp() == other.stamp()
        mine, theirs = (each.project(Projection(link_columns=["period"])) for each in (store, other))
        assert mine.uids == theirs.uids
        assert mine.link_columns == theirs.link_columns
        assert all(np.array_equal(getattr(mine, name), getattr(theirs, name)) for name in ("src", "dst", "node_kind"))
        assert np.array_equal(mine.weight, theirs.weight, equal_nan=True)
        assert [str(each.place) for each in store.statements(A)] == [str(each.place) for each in other.statements(A)]
        assert copy(store, other) == []


_COPIER = """
import os, sys
from clustergraph.store.base import connect
from clustergraph.store.copying import copy

def die(step, done, total=None):
    global said
    said += 1
    if said == int(sys.argv[3]):
        os._exit(9)

said = 0
with connect(sys.argv[1]) as other, connect(sys.argv[2], create=True) as store:
    copy(store, other, progress=die)
"""


@pytest.mark.parametrize("backend", BACKENDS[1:])
def test_a_copy_that_died_goes_on_with_the_source_where_it_was(backend: str, tmp_path: Path) -> None:
    target = address(backend, tmp_path)
    with connect(str(tmp_path / "from.db"), create=True) as other:
        for number in range(3):
            supplies = [
                link(firm(n % 90 + 1), "SUPPLIES", firm(n % 89 + 2), document=f"{number}/{n}") for n in range(4100)
            ]
            tell(other, speaker(other, f"s{number}"), *supplies, file=str(number))
        command = [sys.executable, "-c", _COPIER, str(tmp_path / "from.db"), target, "5"]
        path = os.pathsep.join(str(Path(__file__).parents[2] / name) for name in ("src", ""))
        assert subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": path}).returncode == 9
        with connect(target, create=True) as store:
            assert 0 < len(copy(store, other)) < 3  # what was whole is left alone
            assert graph(store) == graph(other)
            assert store.stamp() == other.stamp()
            assert store.check(full=True) == []
            assert copy(store, other) == []
