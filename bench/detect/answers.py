"""Answers kept from run to run in .cache/bench/detect: a long benchmark goes on where it stopped.

An answer is known by the network, the method and its parameters, and the code that gives it: ours is asked anew after a
change of detection, peers are not.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path

import numpy as np

from bench.detect.case import Case
from bench.detect.methods import CEILING, ENGINES, OURS, Answer, run_method

KEPT = Path(".cache/bench/detect")
_BENCH = Path(__file__).parent
_ANALYSIS = _BENCH.parents[1] / "src" / "clustergraph" / "analysis"
_STARTED = time.monotonic()


def answer(
    case: Case,
    method: str,
    *,
    seed: int,
    min_firms: int,
    jobs: int = 1,
    fit: Path | None = None,
    limit: float | None = None,
) -> Answer:
    """Return the kept answer of a method, or ask it and keep what it says; arguments as of `run_method`."""
    ours = method in OURS
    # engines of others know no smallest size and run in one thread
    told = (method, seed, min_firms if ours or method == CEILING else 0, jobs if ours else 1)
    code = digest([*_code(method), *([fit] if fit else [])])
    name = f"{'-'.join(str(part).replace(', ', '-').replace(' ', '-') for part in told)}-{case.digest[:12]}-{code}"
    file = KEPT / "answers" / f"{name}.npz"
    if file.exists():
        with np.load(file) as kept:
            known = (kept[field.name] for field in fields(Answer))
            return Answer(*(value if value.ndim else value.item() for value in known))
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "case.npz"
        case.write(given)
        found = run_method(method, given, seed=seed, min_firms=min_firms, jobs=jobs, fit=fit, limit=limit)
    file.parent.mkdir(parents=True, exist_ok=True)
    # whole or not at all, should the run be stopped here
    part = file.with_suffix(".part.npz")
    np.savez_compressed(part, **{field.name: getattr(found, field.name) for field in fields(Answer)})
    part.replace(file)
    say(f"{method} from {min_firms}: {found.seconds:.1f} s of CPU, {found.peak:.0f} MB")
    return found


def say(words: str) -> None:
    """Tell on stderr how far the run is, with the minutes since it began."""
    print(f"detect {(time.monotonic() - _STARTED) / 60:6.1f} min  {words}", file=sys.stderr, flush=True)


def keep_figures(part: str, figures: Mapping[str, float]) -> None:
    """Keep what a part of the benchmark measured, for the table of goals."""
    file = KEPT / "figures" / f"{part}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({**figures}, indent=1), encoding="utf-8")


def kept_figures() -> dict[str, float]:
    """Return what the parts measured so far, whenever that was."""
    figures: dict[str, float] = {}
    for file in sorted((KEPT / "figures").glob("*.json")):
        figures |= json.loads(file.read_text(encoding="utf-8"))
    return figures


def pipeline() -> str:
    """Return the digest of the code of detection, by which figures of different versions are told apart."""
    return digest(_code("pool"))


@cache
def _code(method: str) -> tuple[Path, ...]:
    if method in ENGINES:
        return (_BENCH / "peers.py", _BENCH / "peers.txt")
    if method in (*OURS, CEILING):
        return (_ANALYSIS / "network.py", *sorted((_ANALYSIS / "detection").glob("*.py")))
    return (_ANALYSIS / "detection" / "baselines.py",)


def digest(files: Iterable[Path]) -> str:
    """Return 12 hex digits over the contents of files."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]
