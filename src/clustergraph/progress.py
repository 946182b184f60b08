"""How long work tells how far it is; silent unless somebody listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called by long work, at most a few times a second."""

    def __call__(self, step: str, done: int, total: int | None = None) -> None:
        """Take note that `done` of `total` (None: not known) units of `step` are finished."""


def silent(step: str, done: int, total: int | None = None) -> None:
    """Tell nobody."""
