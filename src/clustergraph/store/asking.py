"""What may be asked: properties that the ontology knows, days that exist. Every backend refuses the rest alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clustergraph.errors import InputError
from clustergraph.i18n import text, unknown
from clustergraph.model.dates import first_day, is_date
from clustergraph.model.records import Value
from clustergraph.model.terms import PROPERTIES

DATES = ("date", "day")
NUMBERS = ("integer", "decimal")


def known(key: str) -> str:
    """Return the key of a property, or raise where the ontology has none of that name."""
    if key not in PROPERTIES:
        raise unknown("common.what-property", key, PROPERTIES)
    return key


def day_of(on: str) -> str:
    """Return a day of reading as a full date; a month or a year stands for its first day."""
    if not is_date(on):
        raise InputError(text("store.no-day", day=on), text("store.no-day-hint"))
    return first_day(on)


def singles(values: Iterable[Value]) -> Iterator[str | int | float | bool]:
    """Yield values one by one, those of lists too."""
    for value in values:
        if isinstance(value, list):
            yield from value
        else:
            yield value
