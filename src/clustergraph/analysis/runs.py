"""What names a run: its method, parameters, seed and the state of the data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from clustergraph.model.records import canonical


def run_id(method: str, parameters: Mapping[str, object], seed: int, stamp: str) -> str:
    """Return the uid of a run: the same run again has the same one, so that keeping it again changes nothing.

    >>> run_id("detect", {"min_firms": 5}, 1, "s")
    'run/bfdccd459260'
    """
    run = canonical({"method": method, "parameters": parameters, "seed": seed, "stamp": stamp})
    return f"run/{hashlib.blake2b(run.encode(), digest_size=6).hexdigest()}"
