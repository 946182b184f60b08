"""Russian registration codes: clean what sources write, refuse what cannot be right, guess nothing.

Algorithms: INN, OGRN by the orders of the tax service; the check digit of an OGRNIP is the low digit of the remainder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eEеЕ][+-]?[0-9]+")
_FLOAT_TAIL = re.compile(r"[.,]0+$")
_KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
_FICTIONAL = "0055"
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")

Reason = Literal["scientific", "length", "check-digit", "zeros", "not-digits", "ambiguous", "form"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell with a code says: the code, or why there is none.

    `person` marks the 12 digits of a natural person, who is never kept; `repaired` a code whose lost leading zeros
    were put back and whose check digit agrees; `doubtful` a code that is kept though its check digit does not agree.
    """

    code: str = ""
    reason: Reason | None = None
    repaired: bool = False
    person: bool = False
    doubtful: bool = False


def inn(text: str) -> Reading:
    """Read the INN of a legal person (10 digits) or recognise a natural person (12 digits, 15 of a sole trader).

    Spreadsheets drop leading zeros: 9 digits are padded to 10 and 11 to 12, 8 only to the fictional `0055…`; the check
    digit must agree.

    >>> inn(" 77 07083893 ").code, inn("55000017").code, inn("7707083894").reason
    ('7707083893', '0055000017', 'check-digit')
    """
    digits, reason = _digits(text)
    if reason:
        return Reading(reason=reason)
    if valid_ogrnip(digits):  # the other number of a sole trader
        return Reading(person=True)
    padded = _padded_inn(digits)
    if padded is None:
        return Reading(reason="length")
    if len(padded) == 12:
        person_ok = valid_person_inn(padded)
        return Reading(person=True, repaired=padded != digits, reason=None if person_ok else "check-digit")
    if not valid_inn(padded):
        return Reading(reason="check-digit" if padded == digits else "length")
    return Reading(padded, repaired=padded != digits)


def _padded_inn(digits: str) -> str | None:
    if len(digits) in (10, 12):
        return digits
    if len(digits) in (9, 11):
        return "0" + digits
    return "00" + digits if len(digits) == 8 and digits.startswith(_FICTIONAL[2:]) else None


def ogrn(text: str) -> Reading:
    """Read the OGRN of a legal person: 13 digits, the first 1 or 5. The 15 digits of a sole trader are a person."""
    digits, reason = _digits(text)
    if reason:
        return Reading(reason=reason)
    if len(digits) == 15:
        return Reading(person=True, reason=None if valid_ogrnip(digits) else "check-digit")
    if len(digits) != 13:
        return Reading(reason="length")
    if digits[0] not in "15":
        return Reading(reason="form")
    return Reading(digits) if valid_ogrn(digits) else Reading(reason="check-digit")


def okpo(text: str) -> Reading:
    """Read an OKPO of 8 or 10 digits. Real ones fail the check digit, so that only makes the reading doubtful.

    Seven or nine digits are padded where the check digit then agrees.
    """
    digits, reason = _digits(text)
    if reason:
        return Reading(reason=reason)
    if len(digits) in (7, 9) and valid_okpo("0" + digits):
        return Reading("0" + digits, repaired=True)
    if len(digits) not in (8, 10):
        return Reading(reason="length")
    return Reading(digits, doubtful=not valid_okpo(digits))


def kpp(text: str) -> Reading:
    """Read a KPP: 9 characters, the fifth and sixth may be Latin letters. There is no check digit.

    Eight digits have lost the leading zero of regions 01 to 09.
    """
    cleaned = _compact(text).upper().translate(_LOOKALIKES)
    if _SCIENTIFIC.fullmatch(cleaned):
        return Reading(reason="scientific")
    if not cleaned.strip("0"):
        return Reading(reason="zeros")
    if len(cleaned) == 8 and cleaned.isascii() and cleaned.isdigit():
        return Reading("0" + cleaned, repaired=True)
    return Reading(cleaned) if _KPP.fullmatch(cleaned) else Reading(reason="form")


def is_scientific(text: str) -> bool:
    """Tell whether a text is a number in scientific notation, from which no code can be restored."""
    return _SCIENTIFIC.fullmatch(text) is not None


def valid_inn(digits: str) -> bool:
    """Tell whether ten digits are an INN of a legal person."""
    return _all_digits(digits, 10) and _weighted(digits, _INN_10) == int(digits[9])


def valid_person_inn(digits: str) -> bool:
    """Tell whether twelve digits are an INN of a natural person."""
    return (
        _all_digits(digits, 12)
        and _weighted(digits, _INN_11) == int(digits[10])
        and _weighted(digits, _INN_12) == int(digits[11])
    )


def valid_ogrn(digits: str) -> bool:
    """Tell whether thirteen digits are an OGRN."""
    return _all_digits(digits, 13) and digits[0] in "15" and int(digits[:12]) % 11 % 10 == int(digits[12])


def valid_ogrnip(digits: str) -> bool:
    """Tell whether fifteen digits are an OGRNIP, the number of a sole trader."""
    return _all_digits(digits, 15) and digits[0] == "3" and int(digits[:14]) % 13 % 10 == int(digits[14])


def valid_okpo(digits: str) -> bool:
    """Tell whether 8 or 10 digits have the check digit of an OKPO."""
    if len(digits) not in (8, 10) or not _all_digits(digits, len(digits)):
        return False
    body = [int(digit) for digit in digits[:-1]]
    for start in (1, 3):
        control = sum((start + index - 1) % 10 * digit + digit for index, digit in enumerate(body)) % 11
        if control < 10:
            return control == int(digits[-1])
    return digits[-1] == "0"


def _all_digits(digits: str, length: int) -> bool:
    return len(digits) == length and digits.isascii() and digits.isdigit() and bool(digits.strip("0"))


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11 % 10


def _compact(text: str) -> str:
    return "".join(text.replace("\u00a0", " ").replace("\ufeff", "").split())


def _digits(text: str) -> tuple[str, Reason | None]:
    """Return the digits of a code without separators, or why they cannot be restored."""
    compact = _compact(text).strip("'’`")
    if _SCIENTIFIC.fullmatch(compact):
        return "", "scientific"
    digits = _FLOAT_TAIL.sub("", compact).replace("-", "")
    if not digits.isascii() or not digits.isdigit():
        return "", "not-digits"
    if not digits.strip("0"):
        return "", "zeros"
    return digits, None


def is_fictional(code: str) -> bool:
    """Tell whether an INN, or the uid of an organization, is made up: region 00 does not exist.

    >>> is_fictional("org/0055000017"), is_fictional("5501023216")
    (True, False)
    """
    return code.removeprefix("org/").startswith(_FICTIONAL)
