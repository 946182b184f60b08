"""Cells: the closed list of types, and what a text says as each. Nothing is guessed; a refusal names its reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import NamedTuple

from clustergraph.i18n import text
from clustergraph.load.recipe import Column
from clustergraph.model import codes, dates, names
from clustergraph.model.records import Value
from clustergraph.model.terms import TERMS
from clustergraph.model.vocabulary import TermInfo

ROUBLE = "383"
PERCENT = "744"
_SCALE_OF_UNIT = {"383": 0, "384": 3, "385": 6}
_PLACES = tuple(Decimal(1).scaleb(-places) for places in range(7))

_SPACES = re.compile(r"[\s\u00a0\u202f\ufeff]+")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?(?:[eEеЕ][+-]?\d+)?")
_GROUPED = re.compile(
    r"\d{1,3}(?:'\d{3})+(?:[.,]\d+)?|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:[.,]\d{3}){2,}"
)
_EITHER_THOUSANDS_OR_DECIMALS = re.compile(r"[-−]?[1-9]\d{0,2}[.,]\d{3}")
_ROUBLES = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?")
_CURRENCY = re.compile(r"(?:руб(?:\.|лей|ль|ля)?|р\.|₽|RUB)$", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)\d{2})(?: ?г\.?| год)?")
_SLUG = re.compile(r"[a-z0-9]+(?:[/._-][a-z0-9._-]+)*")
_DOTTED = re.compile(r"\d{2}(?:\.\d{1,2}){0,2}|\d{2}\.\d{2}\.\d{2}\.\d{3}")
_SOLE_TRADER = re.compile(
    r"^\W*(?:ИП\b|И\.\s*П\.|(?i:индивидуальн\w+\s+предпринимател\w+|глава\s+к\.?ф\.?х|самозанят\w+|sole\s+trader\b))"
)


class Money(NamedTuple):
    """A sum: in roubles without VAT, as it stood, and the OKEI code of the unit it stood in."""

    amount: float
    stood: float
    unit: str
    vat_unknown: bool = False
    """Nobody said whether VAT is in it."""


class Cell(NamedTuple):
    """What a cell says. Without `value` and `reason` it says nothing; `person` marks a natural person, never kept."""

    value: Value | Money | None = None
    reason: str = ""
    hint: str = ""
    person: bool = False
    repaired: bool = False


EMPTY = Cell()


def read(written: str, column: Column) -> Cell:
    """Read a text as the type of its column says.

    >>> from clustergraph.load.recipe import Column
    >>> read("1 234,56", Column("amount", (), "number", places=2)).value
    1234.56
    """
    cleaned = " ".join(written.split())
    if not cleaned:
        return EMPTY
    if "\ufffd" in cleaned:
        return Cell(reason=text("load.ruined"), hint=text("load.ruined-hint"))
    if column.values:
        cleaned = dict(column.values).get(cleaned.casefold(), cleaned)
    reader = READERS[column.type]
    if not column.split:
        return reader(cleaned, column)
    cells = [reader(part.strip(), column) for part in cleaned.split(column.split) if part.strip()]
    for cell in cells:
        if cell.value is None:
            return cell
    found = sorted({str(cell.value) for cell in cells})
    return Cell(found, repaired=any(cell.repaired for cell in cells)) if found else EMPTY


def is_sole_trader(name: str) -> bool:
    """Tell whether a name is that of a sole trader, that is of a natural person."""
    return _SOLE_TRADER.match(name) is not None


def _text(written: str, column: Column) -> Cell:
    return Cell(written)


def _inn(written: str, column: Column) -> Cell:
    return _coded(codes.inn(written), "load.inn")


def _ogrn(written: str, column: Column) -> Cell:
    return _coded(codes.ogrn(written), "load.ogrn")


def _kpp(written: str, column: Column) -> Cell:
    return _coded(codes.kpp(written), "load.kpp")


def _okpo(written: str, column: Column) -> Cell:
    return _coded(codes.okpo(written), "load.okpo")


def _coded(reading: codes.Reading, form: str) -> Cell:
    if reading.person:
        reason = _reasons()["check-digit"][0] if reading.reason else ""
        return Cell(person=True, reason=reason, hint=text(form) if reason else "")
    if reading.reason:
        reason, hint = _reasons()[reading.reason]
        return Cell(reason=reason, hint=hint or text(form))
    return Cell(reading.code, repaired=reading.repaired)


def _reasons() -> dict[str, tuple[str, str]]:
    """Reasons of `codes.Reading` in words, with a hint where the form of the code is not the best one."""
    return {
        "scientific": (text("load.scientific"), text("load.scientific-hint")),
        "length": (text("load.length"), ""),
        "check-digit": (text("load.check-digit"), text("load.check-digit-hint")),
        "zeros": (text("load.zeros"), ""),
        "not-digits": (text("load.not-digits"), ""),
        "ambiguous": (text("load.ambiguous-code"), ""),
        "form": (text("load.form"), ""),
    }


def _okved2(written: str, column: Column) -> Cell:
    return _classified(written, (2, 3, 4, 5, 6), "load.okved2")


def _okpd2(written: str, column: Column) -> Cell:
    cell = _classified(written, (2, 3, 4, 5, 6, 9), "load.okpd2")
    if isinstance(cell.value, str) and cell.value.endswith(".000"):
        return Cell(cell.value[:-4])
    return cell


def _classified(written: str, lengths: tuple[int, ...], form: str) -> Cell:
    """Read a code of OKVED2 or OKPD2; dots are put where they belong (`0111` → `01.11`)."""
    compact = written.replace(" ", "").upper()
    if len(compact) == 1 and "A" <= compact <= "U":
        return Cell(compact)
    if _DOTTED.fullmatch(compact) and (len(compact) < 12 or 9 in lengths):
        return Cell(compact)
    if codes.is_scientific(compact):
        return _coded(codes.Reading(reason="scientific"), form)
    if compact.isascii() and compact.isdigit() and len(compact) in lengths:
        parts = (compact[:2], compact[2:4], compact[4:6], compact[6:])
        return Cell(".".join(part for part in parts if part))
    if dates.parse(written):
        return Cell(reason=text("load.date-not-code"), hint=text("load.as-text-hint"))
    return Cell(reason=text("load.form"), hint=text(form))


def _fixed(written: str, lengths: tuple[int, ...], form: str, pad_to: int = 0) -> Cell:
    """Read a code of so many digits; `pad_to` puts back zeros that a spreadsheet dropped where nothing else fits."""
    compact = written.replace(" ", "")
    if codes.is_scientific(compact):
        return _coded(codes.Reading(reason="scientific"), form)
    if not (compact.isascii() and compact.isdigit()):
        return Cell(reason=text("load.not-digits"), hint=text(form))
    if len(compact) in lengths:
        return Cell(compact)
    if pad_to and len(compact) < pad_to:
        return Cell(compact.zfill(pad_to), repaired=True)
    return Cell(reason=text("load.length"), hint=text(form))


def _tnved(written: str, column: Column) -> Cell:
    return _fixed(written, (2, 4, 6, 8, 10), "load.tnved")


def _okei(written: str, column: Column) -> Cell:
    return _fixed(written, (3, 4), "load.okei", pad_to=3)


def _oktmo(written: str, column: Column) -> Cell:
    return _fixed(written, (8, 11), "load.oktmo")


def _region(written: str, column: Column) -> Cell:
    return _fixed(written, (2,), "load.region", pad_to=2)


def _date(written: str, column: Column) -> Cell:
    parsed = dates.parse(written)
    if parsed is None:
        return Cell(reason=text("load.not-a-date"), hint=text("load.date"))
    return Cell(parsed[:4] if column.part == "year" else parsed)


def _month(written: str, column: Column) -> Cell:
    parsed = dates.parse(written.replace("/", "."))
    if parsed is None or len(parsed) < 7:
        return Cell(reason=text("load.not-a-month"), hint=text("load.month"))
    return Cell(parsed[:4] if column.part == "year" else parsed[:7])


def _year(written: str, column: Column) -> Cell:
    year = _YEAR.fullmatch(written)
    return Cell(year.group(1)) if year else Cell(reason=text("load.not-a-year"), hint=text("load.year"))


def decimal(written: str) -> Decimal | None:
    """Return the exact number a text says, or None.

    >>> decimal("1 234,56"), decimal("24e3"), decimal("1,234,567"), decimal("12 руб.")
    (Decimal('1234.56'), Decimal('2.4E+4'), Decimal('1234567'), Decimal('12'))
    """
    compact = written.replace(" ", "").replace(",", ".", 1)
    if compact.isascii() and compact.replace(".", "", 1).isdigit():
        return Decimal(compact)
    compact = _CURRENCY.sub("", _SPACES.sub("", written))
    sign = compact[:1] in "-−" and compact[:1]
    digits = compact[1:] if sign else compact
    if _PLAIN.fullmatch(digits):
        number = Decimal(digits.replace(",", ".").replace("е", "e").replace("Е", "e"))
    elif _GROUPED.fullmatch(digits):
        last = max(digits.rfind(","), digits.rfind("."))
        mark = digits[last] if last >= 0 else ""
        fraction = bool(mark) and (digits.count(mark) == 1)
        whole, tail = (digits[:last], digits[last + 1 :]) if fraction else (digits, "")
        number = Decimal(re.sub(r"\D", "", whole) + (f".{tail}" if tail else ""))
    else:
        return None
    return -number if sign else number


def _number(written: str, column: Column) -> Cell:
    number = decimal(written)
    if number is None:
        return Cell(reason=text("load.not-a-number"), hint=text("load.number"))
    return _rounded(number, column.places)


def _rounded(number: Decimal, places: int) -> Cell:
    """Return a number with so many decimals, the exact decimal of which comes back from the float."""
    if number.adjusted() + places >= 15:
        return Cell(reason=text("load.too-long"), hint=text("load.too-long-hint"))
    return Cell(float(number.quantize(_PLACES[places], rounding=ROUND_HALF_EVEN)))


def _int(written: str, column: Column) -> Cell:
    number = decimal(written)
    if number is None or number != number.to_integral_value():
        return Cell(reason=text("load.not-whole"), hint=text("load.int"))
    if number.adjusted() >= 18:
        return Cell(reason=text("load.too-long"), hint=text("load.too-long-hint"))
    return Cell(int(number))


def _share(written: str, column: Column) -> Cell:
    percent = written.endswith("%") or column.unit == PERCENT
    number = decimal(written.removesuffix("%").rstrip())
    if number is None:
        return Cell(reason=text("load.not-a-number"), hint=text("load.share"))
    share = number.scaleb(-2) if percent else number
    if not 0 <= share <= 1:
        return Cell(reason=text("load.not-a-share"), hint=text("load.share"))
    return _rounded(share, 6)


def _money(written: str, column: Column) -> Cell:
    """Read a sum and convert it to roubles without VAT, exactly, to the kopeck."""
    unit = column.unit or ROUBLE
    if unit == ROUBLE and not column.vat.startswith("included:") and _ROUBLES.fullmatch(written):
        exact = float(written.replace(",", "."))  # the float nearest to at most two decimals: what rounding would give
        return Cell(Money(exact, exact, unit, column.vat == "unknown"))
    number = decimal(written)
    if number is None:
        return Cell(reason=text("load.not-a-number"), hint=text("load.number"))
    if unit == ROUBLE and _EITHER_THOUSANDS_OR_DECIMALS.fullmatch(written):
        return Cell(reason=text("load.thousands-or-decimals"), hint=text("load.thousands-or-decimals-hint"))
    roubles = number.scaleb(_SCALE_OF_UNIT[unit])
    if column.vat.startswith("included:"):
        roubles = roubles * 100 / (100 + Decimal(column.vat.removeprefix("included:")))
    amount = _rounded(roubles, 2)
    if not isinstance(amount.value, float):
        return amount
    return Cell(Money(amount.value, float(number), unit, column.vat == "unknown"))


def _bool(written: str, column: Column) -> Cell:
    word = written.casefold()
    if word in _TRUE:
        return Cell(value=True)
    if word in _FALSE:
        return Cell(value=False)
    return Cell(reason=text("load.not-a-bool"), hint=text("load.bool"))


_TRUE = frozenset(("да", "true", "истина", "1", "yes", "+"))
_FALSE = frozenset(("нет", "false", "ложь", "0", "no", "-"))


def _slug(written: str, column: Column) -> Cell:
    """Read a code of our own. A text that is none becomes one; `hint` then holds the text, for the report."""
    code = written.casefold()
    if _SLUG.fullmatch(code):
        return Cell(code)
    made = names.slug(written)
    return Cell(made, hint=written) if made else Cell(reason=text("load.no-slug"), hint=text("load.slug"))


def _term(written: str, column: Column) -> Cell:
    by_word, choices = _terms(column.scheme, column.sets)
    code = by_word.get(names.search_form(written))
    if code:
        return Cell(code)
    known = ", ".join(f"{term.code} ({term.label})" for term in choices)
    return Cell(reason=text("load.not-in-list", scheme=column.scheme), hint=text("common.known", known=known))


@cache
def _terms(scheme: str, sets: tuple[str, ...]) -> tuple[dict[str, str], list[TermInfo]]:
    """Return code and labels in both languages, in the form for comparing → code; and the choices."""
    choices = [term for term in TERMS[scheme].values() if not sets or set(sets) & set(term.sets)]
    words = {
        names.search_form(word): term.code for term in choices for word in (term.label.en, term.label.ru, term.code)
    }
    return words, choices


READERS: dict[str, Callable[[str, Column], Cell]] = {
    "text": _text,
    "inn": _inn,
    "ogrn": _ogrn,
    "kpp": _kpp,
    "okpo": _okpo,
    "okved2": _okved2,
    "okpd2": _okpd2,
    "tnved": _tnved,
    "okei": _okei,
    "oktmo": _oktmo,
    "region": _region,
    "year": _year,
    "month": _month,
    "date": _date,
    "number": _number,
    "int": _int,
    "share": _share,
    "money": _money,
    "bool": _bool,
    "slug": _slug,
    "term": _term,
}
