"""What is known of firms, as rows of a questionnaire: names, codes, partners and products; amounts only to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clustergraph.export.questionnaire.form import Firm, Prepared
from clustergraph.model.records import Entity, Link, Statement, Value
from clustergraph.model.terms import TERMS, LinkKind
from clustergraph.model.words import name_of, value_text
from clustergraph.store.base import Store

_ASKED = (
    "revenue",
    "purchases_total",
    "purchases_for_final_product",
    "own_output",
    "headcount",
    "payroll",
    "investment",
)
"""Yearly figures that every firm is asked for."""


class Prepares:
    """Prepares the rows of questionnaires from what a store says of some firms in a period."""

    def __init__(self, store: Store, firms: Sequence[Firm], period: str, cluster: str) -> None:
        self._store, self._period, self._cluster = store, period, cluster
        self._titles = {info.uid: info.title or info.uid for info in store.sources()}
        self._ranks = {info.uid: -info.priority for info in store.sources()}
        said = list(store.statements(ends=[f"org/{firm.inn}" for firm in firms]))
        said.sort(key=lambda one: (one.record.uid, self._ranks.get(one.source, 0), one.source))
        self._links: dict[tuple[str, str], list[Statement]] = {}
        """Uid of a firm, kind of link → what the first source says of each link of it."""
        seen = set()
        for one in said:
            record = one.record
            if isinstance(record, Link) and record.uid not in seen:
                seen.add(record.uid)
                for end in dict.fromkeys((record.src, record.dst)):
                    self._links.setdefault((end, record.kind), []).append(one)

    def members(self, firms: Sequence[Firm]) -> list[Prepared]:
        """Return a row a firm, with the role it is known by."""
        rows = []
        for firm in firms:
            known = [
                one
                for one in self._links.get((f"org/{firm.inn}", LinkKind.MEMBER_OF), ())
                if isinstance(one.record, Link) and one.record.dst == self._cluster and "role" in one.record.props
            ]
            role = ", ".join(_label("role", one.record.props["role"]) for one in known)
            source = self._titles.get(known[0].source, "") if known else ""
            rows.append(Prepared(firm.inn, {"inn": firm.inn, "name": firm.name}, role, source))
        return rows

    def buys(self, firms: Sequence[Firm]) -> list[Prepared]:
        """Return a row a supply to the firms, and a purchase whose supplier is not named."""
        return [row for firm in firms for row in sorted(self._money(firm, buys=True), key=_by_partner)]

    def sells(self, firms: Sequence[Firm]) -> list[Prepared]:
        """Return a row a supply of the firms."""
        return [row for firm in firms for row in sorted(self._money(firm, buys=False), key=_by_partner)]

    def _money(self, firm: Firm, *, buys: bool) -> Iterator[Prepared]:
        uid = f"org/{firm.inn}"
        found = [one for one in self._links.get((uid, LinkKind.SUPPLIES), ()) if self._in_period(one)]
        side = "supplier" if buys else "buyer"
        for one in found:
            record = one.record
            assert isinstance(record, Link)
            if (record.dst if buys else record.src) != uid:
                continue
            cells = self._partner(side, record.src if buys else record.dst) | _goods(record)
            if buys and "origin" in record.props:
                cells["origin"] = _label("origin", record.props["origin"])
            yield Prepared(firm.inn, cells, _amount(record), self._titles.get(one.source, one.source))

    def _in_period(self, one: Statement) -> bool:
        return one.record.props.get("period") == self._period

    def _partner(self, side: str, uid: str) -> dict[str, str]:
        node = self._store.get(uid)
        name = name_of(node) if isinstance(node, Entity) else uid
        inn = node.props.get("inn", "") if isinstance(node, Entity) else ""
        return {f"{side}_inn": str(inn), f"{side}_name": name}

    def agreements(self, firms: Sequence[Firm]) -> list[Prepared]:
        """Return a row an agreement and other party of it; agreements of one party say little and are left out."""
        rows = []
        for firm in firms:
            uid = f"org/{firm.inn}"
            for one in self._links.get((uid, LinkKind.PARTY_TO), ()):
                assert isinstance(one.record, Link)
                rows += list(self._agreement(firm, one.record.dst, one.source))
        return rows

    def _agreement(self, firm: Firm, agreement: str, source: str) -> Iterator[Prepared]:
        node = self._store.get(agreement)
        if not isinstance(node, Entity) or "number" not in node.props:
            return
        parties = {
            said.record.src
            for said in self._store.statements(ends=[agreement])
            if isinstance(said.record, Link) and said.record.kind == LinkKind.PARTY_TO
        }
        others = sorted(parties - {f"org/{firm.inn}"})
        for other in others if len(others) == 1 else []:
            props = node.props
            cells = self._partner("partner", other) | {
                "agreement_type": _label("agreement_type", props["agreement_type"]),
                "number": str(props["number"]),
                "date": _day(props.get("date", "")),
                "until": _day(props.get("until", "")),
            }
            status = props.get("agreement_status")
            known = _label("agreement_status", status) if status else ""
            yield Prepared(firm.inn, cells, known, self._titles.get(source, source))

    def indicators(self, firms: Sequence[Firm]) -> list[Prepared]:
        """Return a row a figure that every firm is asked for, with the one that is known."""
        rows = []
        for firm in firms:
            for measure in _ASKED:
                node = self._store.get(f"indicator/org/{firm.inn}/{measure}/{self._period}")
                known, source = "", ""
                if isinstance(node, Entity):
                    unit = value_text("unit", node.props.get("unit", ""))
                    known = f"{value_text('value', node.props['value'])} {unit}".strip()
                    source = self._titles.get(node.sources[0], "") if node.sources else ""
                cells = {"measure": _label("measure", measure), "year": self._period}
                rows.append(Prepared(firm.inn, cells, known, source))
        return rows


def _by_partner(row: Prepared) -> tuple[str, ...]:
    sides = ("supplier_inn", "buyer_inn", "supplier_name", "buyer_name", "okpd2", "document")
    return tuple(row.cells.get(key, "") for key in sides)


def _goods(record: Link) -> dict[str, str]:
    props = record.props
    cells = {
        "okpd2": str(props.get("product", "")),
        "product": str(props.get("product_text", "")),
        "document": str(props.get("document", "")),
        "date": _day(props.get("date", "")),
    }
    return {key: value for key, value in cells.items() if value}


def _amount(record: Link) -> float | None:
    amount = record.props.get("amount")
    return float(amount) if isinstance(amount, int | float) else None


def _day(value: Value) -> str:
    return ".".join(reversed(str(value).split("-"))) if value else ""


def _label(scheme: str, code: Value) -> str:
    return TERMS[scheme][str(code)].label.ru
