"""How much of what the analyses need is known, and of how many. The unknown is counted as such, never as zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from clustergraph.i18n import number, text
from clustergraph.model.codes import is_fictional
from clustergraph.model.ontology import label
from clustergraph.model.results import aligned
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.store.base import Projection, StartsWith, Store

_SIDES = ("purchases", "sales", "agreements")
_MONEY = (LinkKind.SUPPLIES, LinkKind.BUYS)
_STATED = StartsWith("")
"""Every text begins so."""


@dataclass(frozen=True, slots=True)
class Covered:
    """How completely one side of the firms is known in a year; a firm without a statement is `absent`: unknown."""

    year: str
    side: str
    complete: int
    partial: int
    absent: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is known of how many; figures over firms leave public authorities out."""

    firms: int = 0
    fictional_firms: int = 0
    firms_with_inn: int = 0
    firms_with_activity: int = 0
    purchases: int = 0
    """SUPPLIES and BUYS."""
    purchases_with_amount: int = 0
    purchases_documented: int = 0
    """With the number of a contract or another document."""
    coverage: Sequence[Covered] = field(default_factory=tuple)
    """By year and side; only years of which a source declares it."""
    sources_dated: int = 0
    sources_undated: int = 0
    oldest: str = ""
    newest: str = ""

    @property
    def firms_without_inn(self) -> int:
        """Firms known by name alone."""
        return self.firms - self.firms_with_inn

    def lines(self) -> Iterator[str]:
        """Give one line a figure."""
        yield text("graph.ready-inn", known=number(self.firms_with_inn), unknown=number(self.firms_without_inn))
        yield text("graph.ready-activity", share=_share(self.firms_with_activity, self.firms))
        yield text("graph.ready-amounts", share=_share(self.purchases_with_amount, self.purchases))
        yield text("graph.ready-documents", share=_share(self.purchases_documented, self.purchases))
        dates = {"oldest": self.oldest, "newest": self.newest, "undated": number(self.sources_undated)}
        yield text("graph.ready-dates" if self.sources_dated else "graph.ready-no-dates", **dates)
        if not self.coverage:
            yield text("graph.ready-no-coverage")
            return
        header = (
            text("graph.column-year"),
            text("graph.column-side"),
            text("graph.column-complete"),
            text("graph.column-partial"),
            text("graph.column-absent"),
        )
        rows = [
            (one.year, str(label(one.side, "side")), number(one.complete), number(one.partial), number(one.absent))
            for one in self.coverage
        ]
        yield text("graph.ready-coverage")
        yield aligned(header, rows, right=(2, 3, 4))


def _share(known: int, of: int) -> str:
    """Return how many of how many; of nothing there is no share."""
    if not of:
        return text("graph.ready-none")
    return text("graph.ready-share", known=number(known), of=number(of), percent=number(100 * known / of))


def readiness(store: Store) -> Readiness:
    """Count what is known of firms, their purchases and lists."""
    firms: set[str] = set()
    fictional = with_inn = active = 0
    for entity in store.entities(Kind.ORGANIZATION):
        if entity.kind != Kind.PUBLIC_AUTHORITY:
            firms.add(entity.uid)
            fictional += is_fictional(entity.uid)
            with_inn += "inn" in entity.props or not entity.uid.startswith("org/x-")
            active += "okved2" in entity.props
    # arrays, since links are many; their weight is the amount
    money = store.project(Projection(link_kinds=_MONEY))
    documented = store.project(Projection(link_kinds=_MONEY, where={"document": _STATED}))
    dates = [source.observed_on for source in store.sources() if not (source.computed or source.withdrawn_on)]
    dated = sorted(date for date in dates if date)
    return Readiness(
        firms=len(firms),
        fictional_firms=fictional,
        firms_with_inn=with_inn,
        firms_with_activity=active,
        purchases=len(money.weight),
        purchases_with_amount=int((money.weight == money.weight).sum()),  # NaN is not equal to itself
        purchases_documented=len(documented.weight),
        coverage=_coverage(store, firms),
        sources_dated=len(dated),
        sources_undated=len(dates) - len(dated),
        oldest=dated[0] if dated else "",
        newest=dated[-1] if dated else "",
    )


def _coverage(store: Store, firms: Iterable[str]) -> list[Covered]:
    """Count by year and side the firms whose lists are declared; a firm's weakest declaration of a year counts."""
    known = set(firms)
    declared = {entity.uid: entity.props for entity in store.entities(Kind.COVERAGE)}
    weakest: dict[tuple[str, str, str], str] = {}
    if declared:
        for link in store.links(LinkKind.ABOUT, ends=declared):
            if link.src in declared and link.dst in known:
                props = declared[link.src]
                at = (str(props.get("period", ""))[:4], str(props.get("side", "")), link.dst)
                # a list of a month is no whole list of the year
                whole = len(str(props.get("period", ""))) == 4 and props.get("coverage_level") == "complete"
                weakest[at] = "complete" if whole and weakest.get(at) != "partial" else "partial"
    counts = Counter((year, side, level) for (year, side, _), level in weakest.items())
    years = sorted({year for year, _, _ in counts})
    covered = []
    for year in years:
        for side in _SIDES:
            complete, partial = counts[year, side, "complete"], counts[year, side, "partial"]
            covered.append(Covered(year, side, complete, partial, len(known) - complete - partial))
    return covered
