"""Public facts about clusters of the Omsk region, each row with the page it was read from.

`omsk_facts.csv` is written by hand, in own words, and never generated. Its rows are of eight sorts (column `Вид`); a
fact (`№ факта`) may need several. What the columns of each sort mean:

    кластер           Код, Название, Пояснение
    запись реестра    О ком (код) = code of the cluster, Статус, С, Номер, Дата приказа
    участник          О ком (код) = code of the cluster, Кто (название), Роль where the source states one
    показатель        О ком (код) = code of the cluster or a uid (region/55), Показатель, Значение, Дата = its period
    организация       Название, ИНН, ОГРН, Статус
    соглашение        Код, Название, Статус, Дата; all are agreements with an authority
    сторона           О ком (код) = code of the agreement, Кто (название), Роль, Подписал, Должность
    событие           Код, Название, О ком (код), Статус = type of the event, Дата

Codes of real firms stand only where a source states them (one firm); a name never leads to a code. Persons are named
only as signatories of an agreement, with their post. Counts that differ by status and date stand beside each other.

`Код источника` = slug of the address's host without `www.`, then the first fact read there: `omsk365-ru/f-a1`. Two
pages of one newspaper are two sources, and both are withdrawn with the newspaper.
"""

from __future__ import annotations

from importlib.resources import files


def facts_csv() -> bytes:
    """Return the file of facts as it is loaded: UTF-8, commas, one header."""
    return files(__package__).joinpath("omsk_facts.csv").read_bytes()
