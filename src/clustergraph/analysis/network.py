"""Firms and their supply links as one frozen network of integer arrays: what detection looks at."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.model.ontology import is_a
from clustergraph.model.records import Value
from clustergraph.model.terms import Kind, LinkKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.model.arrays import GraphArrays

_FIRMS_A_CLASS = 10
"""Firms that a class of OKVED2 (four digits) must have on average; with fewer, sectors are the divisions (two)."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the arrays held and the network does not count, and what it lacks."""

    self_links: int
    """Supplies of a firm to itself."""
    not_firms: int
    """Supplies with an end that is no firm: an authority, a nameless member."""
    ends_unknown: int
    """Links whose end was not among the nodes at all."""
    repeated: int
    """Further supplies between the same two firms in the same direction: other products, periods, documents."""
    unlinked: int
    """Firms without a link: always background."""
    without_sector: int
    without_region: int


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Firms 0…n−1 in the order of their uids, and the ordered pairs (supplier, buyer) among them, sorted, each once.

    A firm is every Organization but a PublicAuthority.
    """

    uids: Sequence[str]
    src: NDArray[np.int32]
    dst: NDArray[np.int32]
    volume: NDArray[np.float64] | None
    """Sum of the known amounts of a pair, RUB; NaN where none is known. None: no amount is known anywhere."""
    sector: NDArray[np.int32] | None
    """Place in `sectors`; −1 missing. None: no firm has one."""
    sectors: Sequence[str]
    region: NDArray[np.int32] | None
    regions: Sequence[str]
    left_out: LeftOut
    digest: str
    """16 hex digits over all of the above: equal networks have equal digests."""

    @property
    def n(self) -> int:
        """Number of firms."""
        return len(self.uids)


def network_of(arrays: GraphArrays) -> Network:
    """Return the supply network of the graph's firms.

    Parameters
    ----------
    arrays
        With the node columns `okved2` and `region`; of the links only SUPPLIES, whose `weight` is the amount.

    Notes
    -----
    Sectors stand at one depth: classes of OKVED2 (four digits) where the firms with a code are at least ten times as
    many as the classes among them, else divisions (two digits). A shorter code stays as it is.
    """
    kinds = np.array([_is_firm(kind) for kind in arrays.kinds], dtype=bool)
    firms = np.flatnonzero(kinds[arrays.node_kind]) if len(kinds) else np.zeros(0, dtype=np.int64)
    place = np.full(len(arrays.uids), -1, dtype=np.int32)
    place[firms] = np.arange(len(firms), dtype=np.int32)

    supplies = arrays.link_kind == _number(arrays.link_kinds)
    src, dst, amount = place[arrays.src[supplies]], place[arrays.dst[supplies]], arrays.weight[supplies]
    among = (src >= 0) & (dst >= 0)
    apart = among & (src != dst)
    pair_src, pair_dst, volume = _folded(src[apart], dst[apart], amount[apart])

    uids = [arrays.uids[int(i)] for i in firms]
    sector, sectors = _coded(_at_one_depth(_column(arrays, "okved2", firms)))
    region, regions = _coded(_column(arrays, "region", firms))
    left_out = LeftOut(
        self_links=int(np.count_nonzero(among & (src == dst))),
        not_firms=int(np.count_nonzero(~among)),
        ends_unknown=arrays.dropped,
        repeated=int(np.count_nonzero(apart)) - len(pair_src),
        unlinked=len(uids) - len(np.union1d(pair_src, pair_dst)),
        without_sector=len(uids) if sector is None else int(np.count_nonzero(sector < 0)),
        without_region=len(uids) if region is None else int(np.count_nonzero(region < 0)),
    )
    digest = _digest(uids, sectors, regions, pair_src, pair_dst, volume, sector, region)
    return Network(uids, pair_src, pair_dst, volume, sector, sectors, region, regions, left_out, digest)


def _is_firm(kind: Kind) -> bool:
    return is_a(kind, Kind.ORGANIZATION) and kind != Kind.PUBLIC_AUTHORITY


def _number(kinds: Sequence[LinkKind]) -> int:
    return list(kinds).index(LinkKind.SUPPLIES) if LinkKind.SUPPLIES in kinds else -1


def _folded(
    src: NDArray[np.int32], dst: NDArray[np.int32], amount: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64] | None]:
    """Return each ordered pair once with the sum of its known amounts; rows are sorted before any sum."""
    order = np.lexsort((amount, dst, src))
    src, dst, amount = src[order], dst[order], amount[order]
    first = np.ones(len(src), dtype=bool)
    first[1:] = (src[1:] != src[:-1]) | (dst[1:] != dst[:-1])
    known = ~np.isnan(amount)
    if not known.any():
        return src[first], dst[first], None
    starts = np.flatnonzero(first)
    total = np.add.reduceat(np.where(known, amount, 0.0), starts)
    return src[first], dst[first], np.where(np.logical_or.reduceat(known, starts), total, np.nan)


def _column(arrays: GraphArrays, name: str, firms: NDArray[np.int64]) -> list[str]:
    """Return the codes of the firms, "" where not stated."""
    values: Sequence[Value | None] = arrays.node_columns.get(name, ())
    return [str(values[int(i)] or "") for i in firms] if values else [""] * len(firms)


def _at_one_depth(codes: list[str]) -> list[str]:
    # the letter of a section says too little to be a sector
    numbered = [code if code[:1].isdigit() else "" for code in codes]
    classes = {code[:5] for code in numbered if code}
    known = sum(1 for code in numbered if code)
    length = 5 if known >= _FIRMS_A_CLASS * len(classes) else 2
    return [code[:length] for code in numbered]


def _coded(values: list[str]) -> tuple[NDArray[np.int32] | None, list[str]]:
    names = sorted({value for value in values if value})
    if not names:
        return None, []
    number = {name: i for i, name in enumerate(names)}
    return np.array([number.get(value, -1) for value in values], dtype=np.int32), names


def _digest(
    uids: Sequence[str], sectors: Sequence[str], regions: Sequence[str], *arrays: NDArray[np.generic] | None
) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for names in (uids, sectors, regions):
        digest.update("\n".join(names).encode() + b"\0")
    for array in arrays:
        if array is not None:
            digest.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
        digest.update(b"\0")
    return digest.hexdigest()
