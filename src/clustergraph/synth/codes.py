"""Codes of firms that do not exist: the tax region 00 is given to nobody, the check digits are right."""

from __future__ import annotations

from collections.abc import Callable

from clustergraph.model import codes

KPP = "005501001"
LARGEST = 99_999
"""There are five digits for the number of a firm."""


def inn(number: int) -> str:
    """Return the INN of fictional firm `number`, 1 to 99999.

    >>> inn(1), inn(2)
    ('0055000017', '0055000024')
    """
    return _closed(f"0055{number:05d}", codes.valid_inn)


def ogrn(number: int) -> str:
    """Return the OGRN of fictional firm `number`.

    >>> ogrn(1), ogrn(3)
    ('1250000000018', '1250000000030')
    """
    return _closed(f"12500{number:07d}", codes.valid_ogrn)


def sole_trader_inn(number: int) -> str:
    """Return the twelve digits of a fictional sole trader."""
    ends = (f"0055{number:06d}{end:02d}" for end in range(100))
    return next(code for code in ends if codes.valid_person_inn(code))


def _closed(body: str, is_valid: Callable[[str], bool]) -> str:
    """Return the body with the check digit that makes it valid; every body has one."""
    return next(body + digit for digit in "0123456789" if is_valid(body + digit))
