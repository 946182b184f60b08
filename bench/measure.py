"""Run one task in a process of its own and report CPU seconds and peak memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Measured:
    """What a task took, and what it says of itself."""

    cpu: float
    """Seconds of user and system time."""
    peak: float
    """Largest resident memory, in MB."""
    said: Mapping[str, float]


def measure(task: str, *arguments: object) -> Measured:
    """Run `bench.room:function` with text arguments in a fresh interpreter."""
    command = [sys.executable, "-m", "bench.measure", task, *(str(argument) for argument in arguments)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    return Measured(answer["cpu"], answer["peak"], answer["said"])


def _child(task: str, *arguments: str) -> None:
    module, _, function = task.partition(":")
    run = getattr(import_module(module), function)
    before = _cpu()
    said = run(*arguments) or {}
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": _cpu() - before, "peak": used.ru_maxrss / 1024, "said": said}))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    _child(*sys.argv[1:])
