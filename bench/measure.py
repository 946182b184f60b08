"""Run one task in a process of its own and report CPU seconds and peak memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measured:
    """What a task took, and what it says of itself."""

    cpu: float
    """Seconds of user and system time."""
    peak: float
    """Largest resident memory, in MB."""
    said: Mapping[str, float]


def measure(task: str, *arguments: object, packages: Path | None = None) -> Measured:
    """Run `bench.room:function` with text arguments in a fresh interpreter; `packages` go before those installed."""
    command = [sys.executable, "-m", "bench.measure", task, *(str(argument) for argument in arguments)]
    path = os.pathsep.join(filter(None, (str(packages or ""), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path})
    answer = json.loads(done.stdout.splitlines()[-1])
    return Measured(answer["cpu"], answer["peak"], answer["said"])


def _child(task: str, *arguments: str) -> None:
    module, _, function = task.partition(":")
    run = getattr(import_module(module), function)
    before = _cpu()
    said = run(*arguments) or {}
    print(json.dumps({"cpu": _cpu() - before, "peak": _peak(), "said": said}))


def _peak() -> float:
    """Return the largest resident memory in MB; on Linux not by ru_maxrss, which there begins at the parent's."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (line,) = (line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    _child(*sys.argv[1:])
