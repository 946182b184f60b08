"""Short ways to tell what sources say around a fictional cluster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from clustergraph.analysis.evidence import Evidence, SourceNote, gather
from clustergraph.model.records import Entity, Link, Place, Statement, Value
from clustergraph.model.terms import Kind
from clustergraph.model.uids import node_uid
from tests.build import e, firm, link

CLUSTER = "cluster/demo"
CANDIDATE = "candidate/run-1/1"
F, T1, T2, T3, OUT = (firm(number) for number in (1, 2, 3, 4, 9))


@dataclass
class Story:
    """Statements of sources; the default source is `source/forms`, the default period 2023."""

    group: str = CLUSTER
    statements: list[Statement] = field(default_factory=list)

    def say(self, record: Entity | Link, source: str = "source/forms") -> Self:
        self.statements.append(Statement(record, Place("a.xlsx", "1", len(self.statements) + 2), source=source))
        return self

    def member(self, uid: str, *roles: str, source: str = "source/register", **props: Value) -> Self:
        kind = "NamelessMember" if uid.startswith("member/") else "Enterprise"
        self.say(e(kind, uid, name=f"Firm {uid[-3:]}"), source)
        for role in roles or ("",):
            stated: dict[str, Value] = {**props, "role": role} if role else dict(props)
            self.say(link(uid, "MEMBER_OF", self.group, **stated), source)
        return self

    def sells(
        self, src: str, dst: str, amount: float | None = None, source: str = "source/forms", **props: Value
    ) -> Self:
        stated: dict[str, Value] = {"period": "2023", **props}
        return self.say(link(src, "SUPPLIES", dst, **_with(stated, amount)), source)

    def buys(self, buyer: str, amount: float | None = None, source: str = "source/forms", **props: Value) -> Self:
        stated: dict[str, Value] = {"period": "2023", "product": "20.16.51", **props}
        product = f"okpd2/{stated.pop('product')}"
        return self.say(link(buyer, "BUYS", product, **_with(stated, amount)), source)

    def total(
        self, uid: str, measure: str, value: float, source: str = "source/forms", period: str = "2023", **props: Value
    ) -> Self:
        return self._about(
            Entity(
                node_uid(Kind.INDICATOR, uid, measure, period),
                Kind.INDICATOR,
                {"measure": measure, "period": period, "value": value, **props},
            ),
            uid,
            source,
        )

    def complete(self, uid: str, side: str, source: str = "source/forms", period: str = "2023") -> Self:
        props: dict[str, Value] = {"side": side, "period": period, "coverage_level": "complete"}
        return self._about(Entity(node_uid(Kind.COVERAGE, uid, period, side), Kind.COVERAGE, props), uid, source)

    def agreement(
        self, slug: str, *parties: str, kind: str = "supply", source: str = "source/forms", **props: Value
    ) -> Self:
        node = Entity(f"agreement/{slug}", Kind.AGREEMENT, {"agreement_type": kind, **props})
        self.say(node, source)
        for party in parties:
            self.say(link(party, "PARTY_TO", node, role="party"), source)
        return self

    def _about(self, node: Entity, uid: str, source: str) -> Self:
        return self.say(node, source).say(link(node, "ABOUT", uid), source)

    def said(self, uids: Iterable[str]) -> list[Statement]:
        wanted = set(uids)
        return [
            s
            for s in self.statements
            if wanted & ({s.record.src, s.record.dst} if isinstance(s.record, Link) else {s.record.uid})
        ]

    def evidence(self, **priorities: int) -> Evidence:
        names = sorted({statement.source for statement in self.statements})
        notes = [SourceNote(name, f"Title of {name}", priorities.get(name.rpartition("/")[2], 50)) for name in names]
        return gather(self.group, self.said, sources=notes)


def _with(props: dict[str, Value], amount: float | None) -> dict[str, Value]:
    return props if amount is None else {**props, "amount": amount}


def cluster(
    *, purchases: float | None = 750, amounts: tuple[float | None, ...] = (180, 100, 20), outside: float = 450
) -> Story:
    """The worked cluster: F buys from T1, T2, T3 of outputs 600, 1000, 400, and from outsiders."""
    story = Story().say(e("IndustrialCluster", CLUSTER, name="Demo cluster"), "source/register").member(F, "finished")
    for maker, amount, output in zip((T1, T2, T3), amounts, (600, 1000, 400), strict=True):
        story.member(maker, "intermediate").sells(maker, F, amount).total(maker, "own_output", output)
        story.complete(maker, "sales")
        story.sells(maker, OUT, output - (amount or 0)) if amount else story
    story.sells(OUT, F, outside).complete(F, "purchases")
    return story if purchases is None else story.total(F, "purchases_total", purchases)
