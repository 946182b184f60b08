"""Dates and periods are one type: an ISO prefix of a year, a month or a day (`2016`, `2016-12`, `2016-12-26`).

Comparing two dates of unequal length means comparing the spans they name.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_RUSSIAN = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})(?: ?г\.?)?")
_TIME = re.compile(r"[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")


def parse(text: str) -> str | None:
    """Return the ISO prefix that a source's date means, or None where it is no date or could mean several days.

    A time of day behind an ISO date is dropped: registers write midnight.

    >>> parse("31.12.2020"), parse("2016-12"), parse("2023-01-05 00:00:00"), parse("12.2023")
    ('2020-12-31', '2016-12', '2023-01-05', '2023-12')
    >>> parse("01.02.03") is None, parse("31.02.2020") is None
    (True, True)
    """
    cleaned = text.replace("\u00a0", " ").strip()
    if iso := _ISO.match(cleaned):
        rest = cleaned[iso.end() :]
        if rest and not (iso.group(3) and _TIME.fullmatch(rest)):
            return None
        return _checked(*iso.groups())
    if russian := _RUSSIAN.fullmatch(cleaned):
        day, month, year = russian.groups()
        return _checked(year, month.zfill(2), day.zfill(2) if day else None)
    return None


def is_date(text: str) -> bool:
    """Tell whether a text is a stored date: exactly an ISO prefix of a day that exists."""
    iso = _ISO.fullmatch(text)
    return iso is not None and _checked(*iso.groups()) is not None


def _checked(year: str, month: str | None, day: str | None) -> str | None:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(part for part in (year, month, day) if part)


def first_day(period: str) -> str:
    """Return the first day of a period as a full date."""
    return period + "-01-01"[len(period) - 4 :] if len(period) < 10 else period


def next_day(period: str) -> str:
    """Return the first day after a period as a full date.

    >>> next_day("2023"), next_day("2024-02"), next_day("2024-12-31")
    ('2024-01-01', '2024-03-01', '2025-01-01')
    """
    return (date.fromisoformat(last_day(period)) + timedelta(days=1)).isoformat()


def last_day(period: str) -> str:
    """Return the last day of a period as a full date."""
    if len(period) == 4:
        return f"{period}-12-31"
    if len(period) == 7:
        return f"{period}-{monthrange(int(period[:4]), int(period[5:]))[1]:02d}"
    return period


def inside(inner: str, outer: str) -> bool:
    """Tell whether a period is equal to another one or lies inside it."""
    return inner.startswith(outer)


def holds_on(day: str, since: str, until: str) -> bool:
    """Tell whether something dated `since` and `until` (half-open, "" where open) holds on a full date."""
    return (not since or first_day(since) <= day) and (not until or day < first_day(until))
