"""The files experts hand over, as text: headers of the shipped loaders, dialects as people's programs write them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clustergraph.synth import codes
from clustergraph.synth.region import Firm, Region
from clustergraph.synth.supplies import Supply, supplies


def _header(names: str) -> tuple[str, ...]:
    return tuple(names.split(";"))


ENTERPRISES = _header(
    "ИНН;ОГРН;КПП;Наименование;Полное наименование;ОКВЭД2;Доп. ОКВЭД2;Регион;ОКТМО;Адрес;Дата сведений"
)
SUPPLIES = _header(
    "ИНН поставщика;Поставщик;ИНН покупателя;Покупатель;ОКПД2;Продукция;Год;№ документа;Дата документа;Сумма, руб.;"
    "Количество;ОКЕИ;Происхождение"
)
CLUSTERS = _header(
    "Код кластера;Кластер;Тип кластера;Отрасль;Регионы;ИНН участника;Участник;Роль;С;По;Новый участник с"
)
AGREEMENTS = _header(
    "№;Дата;Наименование соглашения;Вид;Состояние;ИНН стороны;Сторона;Роль стороны;Подписал;Должность;Код кластера"
)
FIGURES = _header(
    "ИНН;Предприятие;Год;Выручка, тыс. руб.;Закупки всего, тыс. руб.;Закупки для готовой продукции, тыс. руб.;"
    "Выпуск собственной продукции, тыс. руб.;Численность, чел.;Полный перечень закупок;Полный перечень продаж;"
    "Полный перечень соглашений"
)

ORIGINS = {
    "region": "регион покупателя",
    "other_region": "другой регион России",
    "import": "импорт",
    "unknown": "не установлено",
}
"""Labels of the scheme `origin`, as people write them."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a program writes CSV."""

    encoding: str
    delimiter: str = ";"
    decimal: str = ","
    thousands: str = ""
    russian_dates: bool = True

    def money(self, kopecks: int | None) -> str:
        """Return an amount as the dialect writes it, "" where it is not known."""
        if kopecks is None:
            return ""
        roubles, rest = divmod(kopecks, 100)
        whole = f"{roubles:,}".replace(",", self.thousands) if self.thousands else str(roubles)
        return f"{whole}{self.decimal}{rest:02d}"

    def date(self, iso: str) -> str:
        """Return a full date as the dialect writes it."""
        return f"{iso[8:]}.{iso[5:7]}.{iso[:4]}" if self.russian_dates and iso else iso


WINDOWS = Dialect("cp1251", thousands="\u00a0")
"""A spreadsheet of a Russian Windows: amounts as `1 234 567,89` with no-break spaces."""
EXCEL_UTF8 = Dialect("utf-8-sig")
"""What a spreadsheet calls "CSV UTF-8": with a byte order mark."""
PLAIN = Dialect("utf-8", delimiter=",", decimal=".", russian_dates=False)
"""What a program writes for another one."""


def write(path: Path, dialect: Dialect, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table; the same rows give the same bytes."""
    with path.open("w", encoding=dialect.encoding, newline="") as out:
        writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


def enterprise_row(firm: Firm, dialect: Dialect, observed_on: str) -> list[str]:
    """Return a firm as a row of a list of enterprises."""
    place = firm.place
    return [
        firm.inn,
        codes.ogrn(firm.number),
        codes.KPP,
        firm.name,
        firm.legal_name,
        firm.trade.okved2,
        ";".join(firm.other),
        place.region,
        place.oktmo,
        f"{place.address}, Вымышленная ул., д. {firm.number}",
        dialect.date(observed_on),
    ]


def supply_rows(rows: Iterable[Supply], dialect: Dialect) -> Iterator[list[str]]:
    """Stream supplies as rows of a list of supplies."""
    money, date = dialect.money, dialect.date
    for supplier, buyer, trade, year, document, day, kopecks, origin in rows:
        quantity = str(kopecks // (trade.price * 100)) if kopecks and trade.price else ""
        yield [
            supplier.inn if supplier else "",
            supplier.name if supplier else "",
            buyer.inn,
            buyer.name,
            trade.okpd2,
            trade.product,
            year,
            document,
            date(day),
            money(kopecks),
            quantity,
            trade.unit if quantity else "",
            ORIGINS[origin],
        ]


def write_region(folder: Path, region: Region, dialect: Dialect = PLAIN) -> tuple[Path, Path]:
    """Write a region as a list of enterprises and a list of supplies, row by row; return their paths."""
    enterprises, listed = folder / "enterprises.csv", folder / "supplies.csv"
    day = f"{region.profile.periods[-1]}-12-31"
    write(enterprises, dialect, ENTERPRISES, (enterprise_row(firm, dialect, day) for firm in region.firms))
    write(listed, dialect, SUPPLIES, supply_rows(supplies(region), dialect))
    return enterprises, listed
