"""Public facts about clusters of the Omsk region, each row with the page it was read from.

`omsk_facts.csv` is written by hand, in own words, and never generated. Column `Вид` says of what sort a row is; a fact
(`№ факта`) may need several. What the columns of each sort mean:

    кластер           Код, Название, Пояснение
    запись реестра    О ком (код) = code of the cluster, Статус, С, Номер, Дата приказа
    участник          О ком (код) = code of the cluster, Кто (название), Роль where the source states one
    показатель        О ком (код) = code of the cluster or a uid (region/55), Показатель, Значение, Дата = its period
    организация       Название, ИНН, ОГРН, Статус
    соглашение        Код, Название, Статус, Дата, Значение = sum in roubles
    сторона           О ком (код) = code of the agreement, Кто (название), Роль, Подписал, Должность
    событие           Код, Название, О ком (код), Кто (название), Статус = type of the event, Дата
    проект            Код, Название, Статус = stage, С, Значение = sum in roubles
    исполнитель       О ком (код) = uid of the project, Кто (название)
    оэз, технопарк, индустриальный парк, площадка    Код, Название, Значение = hectares
    резидент          О ком (код) = uid of the site, Кто (название), С
    поставка          Кто (название), Кому (название), Название = what is supplied
    владение          Кто (название) owns a part of Кому (название)
    должность         Код = the post, Название = the person as published, Кто (название), Должность, С, По

Codes of real firms stand only where a source states them (one firm); a name never leads to a code. Persons are named
only as signatories of an agreement or holders of a public post. Counts that differ by status and date stand
beside each other.

`Код источника` = slug of the address's host without `www.`, then the first fact read there: `omsk365-ru/f-a1`. Two
pages of one newspaper are two sources, and both are withdrawn with the newspaper. Where several pages are given for a
fact of several parts, each is taken for the part of its place in the list.
"""

from __future__ import annotations

from importlib.resources import files


def facts_csv() -> bytes:
    """Return the file of facts as it is loaded: UTF-8, commas, one header."""
    return files(__package__).joinpath("omsk_facts.csv").read_bytes()
