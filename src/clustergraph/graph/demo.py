"""The demo: public facts of the Omsk region and fictional firms, from files to a check, a picture and RDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clustergraph.errors import UsageError
from clustergraph.graph.facade import Graph
from clustergraph.i18n import number, plural, reason, text
from clustergraph.model.results import Result, Table
from clustergraph.progress import Progress, silent

if TYPE_CHECKING:
    from clustergraph.load.report import LoadReport
    from clustergraph.synth.demo import DemoFile

_MARK = "clustergraph-demo.txt"
"""Stands in a folder that the demo made, so that a second run knows its own."""
CLUSTER = "cluster/demo-polymers"
_PERIOD = "2023"
_STEPS = 6

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo(Result):
    """What the demo wrote and found."""

    folder: str
    store: str
    picture: str
    rdf: str
    tables: str
    rows: int
    problems: int
    written: int
    """Statements that this run created, updated or closed: 0 when it is repeated."""
    candidates: int
    verdict: str

    def to_text(self) -> str:
        """Return where everything is."""
        return text(
            "graph.demo-end",
            store=self.store,
            picture=self.picture,
            rdf=self.rdf,
            tables=self.tables,
            folder=self.folder,
        )

    def table(self) -> Table:
        """Return one row a thing written."""
        return ("what", "path"), [(key, getattr(self, key)) for key in ("store", "picture", "rdf", "tables")]


def tell(
    folder: Path, *, address: str = "", seed: int = 1, say: Say | None = None, progress: Progress = silent
) -> Demo:
    """Tell the story in a folder and return what was written; what a step finds goes to `say`.

    Made by the demo before, it is loaded again and the outputs are written anew. The graph is a file in the folder, or
    stands at `address`.

    Raises
    ------
    UsageError
        Where the folder or the store at the address holds something else.
    """
    tell_line = say or (lambda _line: None)
    files = _own(folder)
    from clustergraph.graph.demo_answers import returned
    from clustergraph.synth.demo import write_demo

    demo = write_demo(files, seed)
    tell_line(_step(1, text("graph.demo-files", folder=files, firms=number(demo.fictional_firms))))
    store = address or str(folder / "clustergraph.db")
    with Graph.open(store, create=True) as graph:
        if any(True for _ in graph.store.sources()) and graph.store.get(CLUSTER) is None:
            raise UsageError(text("graph.demo-foreign-store", store=store), text("graph.demo-foreign-store-hint"))
        rows = problems = written = 0
        tell_line(_step(2, text("graph.demo-load", store=store)))
        for file in (*demo.files, returned(demo)):
            reports = graph.load(file.path, loader=file.loader, source=file.source, progress=progress)
            found = [_summed(report) for report in reports]
            rows, problems, written = (
                total + sum(part)
                for total, part in zip((rows, problems, written), zip(*found, strict=True), strict=True)
            )
            tell_line(_loaded(file, reports))
        tell_line(_step(3, graph.status().to_text()))
        run = graph.save(graph.detect(period=_PERIOD, seed=seed, progress=progress))
        candidates = graph.candidates(run)
        tell_line(_step(4, text("graph.demo-detect") + "\n\n" + candidates.to_text()))
        report = graph.check(CLUSTER, period=_PERIOD)
        tell_line(_step(5, text("graph.demo-check") + "\n\n" + report.to_text()))
        picture, rdf, tables = folder / "picture.html", folder / "rdf", folder / "tables"
        graph.view(picture)
        graph.rdf_export(rdf, progress=progress)
        graph.export_csv(tables)
        end = Demo(
            folder=str(folder),
            store=store,
            picture=str(picture),
            rdf=str(rdf),
            tables=str(tables),
            rows=rows,
            problems=problems,
            written=written,
            candidates=len(candidates.candidates),
            verdict=report.verdict,
        )
        tell_line(_step(6, end.to_text()))
        return end


def _own(folder: Path) -> Path:
    """Make the folder, or take it where the demo made it; return the place of its files."""
    mark = folder / _MARK
    if folder.exists() and not mark.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(text("graph.demo-foreign", folder=folder), text("graph.demo-foreign-hint"))
    files = folder / "files"
    try:
        files.mkdir(parents=True, exist_ok=True)
        mark.write_text(text("graph.demo-mark") + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(text("graph.demo-no-folder", folder=folder, reason=reason(error))) from error
    return files


def _step(step: int, words: str) -> str:
    return f"\n[{step}/{_STEPS}] {words}"


def _summed(report: LoadReport) -> tuple[int, int, int]:
    """Return rows, problems and statements written of one load."""
    counts = (report.nodes, report.links)
    return report.rows, len(report.problems), sum(c.created + c.updated + c.closed for c in counts)


def _loaded(file: DemoFile, reports: Sequence[LoadReport]) -> str:
    """Return one line a file: what it is, how many rows, what could not be read."""
    rows, problems, written = (sum(part) for part in zip(*(_summed(report) for report in reports), strict=True))
    return text(
        "graph.demo-loaded",
        file=file.path.name,
        about=file.about,
        rows=plural(rows, "common.rows"),
        written=number(written),
        problems=plural(problems, "common.problems"),
    )
