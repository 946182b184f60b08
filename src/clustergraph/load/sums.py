"""In what a sum stands, as people write it: the unit of money, and whether VAT is in it."""

from __future__ import annotations

import re

UNITS = ("383", "384", "385")
_MILLIONS = re.compile(r"\bмлн|\bмиллион|\bmln\b|\bmillion|\b385\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"\bтыс|\bthousand|\b384\b|\bths\b", re.IGNORECASE)
_ROUBLES = re.compile(r"\bруб|\brub|\brouble|₽|\b383\b|^р\.?$", re.IGNORECASE)
_WITHOUT = re.compile(r"\b(?:без|не облагается|none|without|no|excl\w*)\b", re.IGNORECASE)
_RATE = re.compile(r"(?<!\d)(\d{1,2}(?:[.,]\d+)?)(?!\d)")


def unit_of(written: str) -> str:
    """Return the OKEI code of the unit that a text names, else "".

    >>> unit_of("млн руб."), unit_of("Сумма, тыс. руб."), unit_of("руб."), unit_of("шт.")
    ('385', '384', '383', '')
    """
    for unit, form in (("385", _MILLIONS), ("384", _THOUSANDS), ("383", _ROUBLES)):
        if form.search(written):
            return unit
    return ""


def vat_of(written: str) -> str:
    """Return whether VAT is in a sum: `none`, `included:RATE`, or `unknown` where the text does not say.

    >>> vat_of("без НДС"), vat_of("с НДС 20 %"), vat_of("20"), vat_of("не знаю"), vat_of("included:10")
    ('none', 'included:20', 'included:20', 'unknown', 'included:10')
    """
    if _WITHOUT.search(written):
        return "none"
    rate = _RATE.search(written)
    if rate is None:
        return "unknown"
    stated = rate.group(1).replace(",", ".")
    return f"included:{stated}" if float(stated) else "none"
