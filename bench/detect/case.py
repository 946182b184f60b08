"""A network with its truth in one file, which every method reads, in whatever process it runs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.network import Network
    from clustergraph.synth.networks import Planted


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Firms 0…n−1, their links and the planted labels; None: the network knows no such attribute."""

    n: int
    src: NDArray[np.int32]
    dst: NDArray[np.int32]
    labels: NDArray[np.int32]
    volume: NDArray[np.float64] | None = None
    sector: NDArray[np.int32] | None = None
    region: NDArray[np.int32] | None = None

    @classmethod
    def of(cls, planted: Planted) -> Case:
        """Take what detection may see, and the labels."""
        return cls(**{field.name: getattr(planted, field.name) for field in fields(cls)})

    @classmethod
    def read(cls, file: Path) -> Case:
        """Read what `write` wrote, or a public graph."""
        with np.load(file) as arrays:
            told = {name: arrays[name] for name in arrays.files}
        return cls(n=int(told.pop("n")), **told)

    def write(self, file: Path) -> None:
        """Write all that is known."""
        known = {field.name: getattr(self, field.name) for field in fields(self)}
        np.savez(file, **{name: value for name, value in known.items() if value is not None})

    @property
    def digest(self) -> str:
        """Hex digits over all that is known."""
        known = hashlib.sha256(str(self.n).encode())
        for field in fields(self):
            value = getattr(self, field.name)
            known.update(b"\0" if not isinstance(value, np.ndarray) else b"\1" + value.tobytes())
        return known.hexdigest()

    def network(self) -> Network:
        """Return the case as the product's network; firms keep their numbers."""
        from clustergraph.analysis.network import LeftOut, Network

        linked = len(np.union1d(self.src, self.dst))
        return Network(
            uids=range_of_texts(self.n),
            src=self.src,
            dst=self.dst,
            volume=self.volume,
            sector=self.sector,
            sectors=range_of_texts(_kinds(self.sector)),
            region=self.region,
            regions=range_of_texts(_kinds(self.region)),
            left_out=LeftOut(0, 0, 0, 0, self.n - linked, _missing(self.sector, self.n), _missing(self.region, self.n)),
            digest=self.digest[:16],
        )


def range_of_texts(count: int) -> list[str]:
    """Return 0…count−1 as texts that sort like numbers."""
    return [f"{number:07d}" for number in range(count)]


def _kinds(attribute: NDArray[np.int32] | None) -> int:
    return 0 if attribute is None else int(attribute.max(initial=-1)) + 1


def _missing(attribute: NDArray[np.int32] | None, n: int) -> int:
    return n if attribute is None else int((attribute < 0).sum())
