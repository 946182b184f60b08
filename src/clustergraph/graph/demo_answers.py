"""The questionnaires that came back in the demo: the answers of its fictional firms as filled workbooks."""

from __future__ import annotations

from collections.abc import Iterator

from clustergraph.export.questionnaire.form import Firm, Form, Prepared
from clustergraph.export.questionnaire.workbook import LOADER, write
from clustergraph.i18n import both, text, use
from clustergraph.model.terms import TERMS
from clustergraph.synth.answers import YEAR, Answer
from clustergraph.synth.demo import IDEA_CODE, IDEA_NAME, DemoFile, DemoFiles


def returned(demo: DemoFiles) -> DemoFile:
    """Write a workbook a firm, named as `questionnaire make` names it; return their folder as what is to be loaded."""
    folder = demo.truth.with_name("questionnaires")
    folder.mkdir(exist_ok=True)
    for answer in demo.answers:
        write(_form(answer), folder / f"{IDEA_CODE}-{YEAR}-{answer.firm.inn}.xlsx")
    return DemoFile(folder, LOADER, "", both("synth.file-answers"))


def _form(answer: Answer) -> Form:
    firm = Firm(answer.firm.inn, answer.firm.name)
    with use("ru"):
        title = text("asking.source-title", period=YEAR, name=firm.name)
    return Form(
        source=f"questionnaire-{YEAR}/{firm.inn}",
        title=title,
        period=YEAR,
        cluster=IDEA_CODE,
        cluster_name=IDEA_NAME,
        firms=[firm],
        whole=False,
        members=[Prepared(firm.inn, {"inn": firm.inn, "name": firm.name, "role": answer.role})],
        buys=list(_buys(answer)),
        indicators=[_figure(firm.inn, "payroll", answer.payroll, "тыс. руб.")],
        answers={"buy_unit": answer.unit, "buy_vat": answer.vat, "buys": "да"},
    )


def _buys(answer: Answer) -> Iterator[Prepared]:
    for supply, amount, origin in answer.buys:
        assert supply.supplier is not None
        cells = {
            "supplier_inn": supply.supplier.inn,
            "supplier_name": supply.supplier.name,
            "okpd2": supply.trade.okpd2,
            "product": supply.trade.product,
            "amount": amount,
            "document": supply.document,
            "date": ".".join(reversed(supply.date.split("-"))),
            "origin": origin,
        }
        yield Prepared(answer.firm.inn, cells)


def _figure(inn: str, measure: str, value: str, unit: str) -> Prepared:
    return Prepared(inn, {"measure": TERMS["measure"][measure].label.ru, "year": YEAR, "value": value, "unit": unit})
