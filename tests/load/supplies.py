"""Files of supplies and of yearly figures that several tests load."""

from __future__ import annotations

from pathlib import Path

from tests.build import A, B, C

HEADER = "ИНН поставщика;Поставщик;ИНН покупателя;Покупатель;ОКПД2;Год;№ документа;Сумма, руб."
GOOD = f"{A[4:]};ООО «А»;{B[4:]};ООО «Б»;20.16;2023;;100"
OTHER = f"{A[4:]};ООО «А»;{C[4:]};ООО «В»;20.16;2023;;200"
FIGURES = "ИНН;Предприятие;Год;Закупки всего, тыс. руб.;Полный перечень закупок;Полный перечень продаж"
COMPLETE = [f"{uid[4:]};ООО «{name}»;2023;10;да;да" for uid, name in ((A, "А"), (B, "Б"), (C, "В"))]


def write(folder: Path, name: str, header: str, *rows: str) -> Path:
    """A CSV file with a header and rows."""
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8", newline="")
    return path
