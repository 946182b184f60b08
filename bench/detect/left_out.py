"""Judges that never saw the family they judge: fitted on the training seeds of all others, and kept in .cache."""

from __future__ import annotations

import pickle
from pathlib import Path

from bench.detect import fit
from bench.detect.answers import KEPT, digest, say
from bench.detect.fit import Lesson
from clustergraph.synth.families import FAMILIES


def judge_without(family: str, min_firms: int) -> Path:
    """Return the file with the numbers of the judge that learned from all other families, fitting it first if need be.

    The first judge asked for draws and searches the training networks of all families: minutes.
    """
    file = KEPT / "judges" / f"{min_firms}-{family}-{fit.digest()}-{digest([Path(fit.__file__)])}.pickle"
    if not file.exists():
        taught = [lesson for lesson in _lessons(min_firms) if lesson.family != family]
        say(f"fit a judge from {min_firms} firms without {family}")
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_bytes(pickle.dumps(fit.fit(taught)))
        part.replace(file)
    return file


_TAUGHT: dict[int, list[Lesson]] = {}


def _lessons(min_firms: int) -> list[Lesson]:
    if min_firms not in _TAUGHT:
        # those of another size are done with, and large
        _TAUGHT.clear()
        say(f"search the training networks, candidates from {min_firms} firms")
        _TAUGHT[min_firms] = list(fit.lessons(min_firms, tuple(FAMILIES)))
    return _TAUGHT[min_firms]
