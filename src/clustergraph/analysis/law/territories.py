"""Territory lists as data (`rules/territories/`): which municipalities stood on a list on a day.

A list that is not complete says yes or unknown, never no. What is matched is a site, by prefix of its OKTMO; a legal
address is no site.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clustergraph.analysis.law.rules import day_of, keys_of, need_of, text_of
from clustergraph.errors import InputError, UnknownNameError
from clustergraph.i18n import Text, text
from clustergraph.model import dates

_LIST = ("id", "title", "act", "source", "as_of", "complete", "note", "basis", "verified", "area")
_AREA = ("oktmo", "name", "from", "to", "basis")


@dataclass(frozen=True, slots=True)
class Area:
    """A place on a list, from a day to the day before another; without OKTMO it matches nothing."""

    name: str
    oktmo: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Territory:
    """A list of places."""

    id: str
    title: Text
    complete: bool
    areas: tuple[Area, ...]

    def holds(self, oktmo: str, day: str) -> bool | None:
        """Tell whether a place is on the list on a day; None where the list cannot say."""
        if any(area.oktmo and oktmo.startswith(area.oktmo) and _on(area, day) for area in self.areas):
            return True
        return False if self.complete and all(area.oktmo for area in self.areas) else None


def read_territory(content: str, file: str) -> Territory:
    """Read one list; unknown keys are errors that name the nearest."""
    try:
        raw = tomllib.loads(content)
        keys_of(raw, _LIST)
        areas = tuple(_area(entry) for entry in raw.get("area", ()))
        return Territory(need_of(raw, "id"), text_of(raw, "title"), bool(need_of(raw, "complete")), areas)
    except tomllib.TOMLDecodeError as error:
        raise InputError(text("law.not-toml", file=file, problem=error), text("law.not-toml-hint")) from error
    except UnknownNameError as error:
        raise UnknownNameError(f"{file}: {error.message}", error.hint, error.name, error.known) from error
    except InputError as error:
        raise InputError(f"{file}: {error.message}", error.hint) from error


def _area(raw: Mapping[str, Any]) -> Area:
    keys_of(raw, _AREA)
    return Area(need_of(raw, "name"), raw.get("oktmo", ""), day_of(raw.get("from")), day_of(raw.get("to")))


def _on(area: Area, day: str) -> bool:
    return dates.holds_on(day, area.since, area.until) if day else not (area.since or area.until)
