"""A bundle: the graph as RDF with ontology, shapes, closed lists and checksums, for tools that do not know us."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from clustergraph import i18n, resources, settings
from clustergraph.files import replacing
from clustergraph.i18n import number, text, unknown
from clustergraph.model.records import Entity, Link
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import KINDS, ONTOLOGY_VERSION, Kind, LinkKind
from clustergraph.progress import Progress, silent
from clustergraph.rdf.namespaces import PREFIXES
from clustergraph.rdf.writer import CODE_KINDS, LINK_KINDS, NODE_KINDS, BlockWriter
from clustergraph.store.base import SourceInfo, Store

FORMATS = ("nt", "ttl")
"""N-Triples is canonical and always written."""
_BATCH = 500
_DATA, _TURTLE, _MANIFEST = "data.nt.gz", "data.ttl", "MANIFEST.sha256"
_READMES = {"README.ru.md": "ru", "README.en.md": "en"}


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of a bundle."""

    name: str
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class RdfExport(Result):
    """A bundle that was written."""

    folder: Path
    triples: int
    nodes: int
    links: int
    sources: int
    files: Sequence[ExportedFile] = field(default_factory=tuple)

    def to_text(self) -> str:
        """Return the counts and the files."""
        counts = text(
            "rdf.exported",
            triples=number(self.triples),
            nodes=number(self.nodes),
            links=number(self.links),
            sources=number(self.sources),
        )
        rows = [(file.name, number(file.size)) for file in self.files]
        return f"{counts}\n{self.folder}\n\n" + aligned(
            (text("rdf.column-file"), text("rdf.column-size")), rows, right=(1,)
        )

    def table(self) -> Table:
        """Return one row a file."""
        return ("name", "size", "sha256"), [(file.name, file.size, file.sha256) for file in self.files]


@dataclass(slots=True)
class _Counts:
    triples: int = 0
    nodes: int = 0
    links: int = 0


def export(store: Store, out: Path, *, formats: Sequence[str] = FORMATS, progress: Progress = silent) -> RdfExport:
    """Write the graph of a store as a bundle, profile `core`.

    Equal graphs give equal bytes: no file holds the time of writing. Memory does not grow with the graph.

    Parameters
    ----------
    out
        Folder of the bundle; made where there is none. Files of an earlier bundle are replaced.
    formats
        `nt` (always written) and `ttl`.
    """
    for name in formats:
        if name not in FORMATS:
            raise unknown("rdf.what-format", name, FORMATS)
    # a run is a node of its own
    sources = [source for source in store.sources() if not source.computed and not source.withdrawn_on]
    counts = _Counts()
    names = [_DATA]
    with replacing() as files:
        out.mkdir(parents=True, exist_ok=True)
        blocks = _packed(_blocks(store, sources, counts, progress), files.open_binary(out / _DATA))
        if "ttl" in formats:
            names.append(_TURTLE)
            _write_turtle(blocks, files.open_binary(out / _TURTLE))
        else:
            deque(blocks, maxlen=0)
        for name, content in _companions(sources, counts).items():
            names.append(name)
            files.open(out / name).write(content)
    if "ttl" not in formats:
        (out / _TURTLE).unlink(missing_ok=True)
    described = [_described(out / name) for name in sorted(names)]
    with replacing() as files:
        files.open(out / _MANIFEST).write("".join(f"{file.sha256}  {file.name}\n" for file in described))
    return RdfExport(out, counts.triples, counts.nodes, counts.links, len(sources), described)


def _packed(blocks: Iterable[str], file: BinaryIO) -> Iterator[bytes]:
    """Write blocks compressed and hand them on, some thousand triples at a time."""
    with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
        pieces = iter(blocks)
        while batch := "".join(islice(pieces, _BATCH)).encode():
            packed.write(batch)
            yield batch


def _blocks(store: Store, sources: Iterable[SourceInfo], counts: _Counts, progress: Progress) -> Iterator[str]:
    """Yield the blocks of all records: sources, nodes, links, and last the codes, when it is known which are named."""
    writer = BlockWriter(settings.base())
    step = text("rdf.step-writing")
    for source in sources:
        yield _counted(writer.source(source), counts)
    for kind in NODE_KINDS:
        for entity, plain_links in _with_plain_links(store, kind):
            counts.nodes += 1
            yield _counted(writer.node(entity, plain_links), counts)
        progress(step, counts.nodes + counts.links)
    for link_kind in LINK_KINDS:
        for link in store.links(link_kind):
            counts.links += 1
            yield _counted(writer.link(link), counts)
        progress(step, counts.nodes + counts.links)
    for kind in CODE_KINDS:
        for block in writer.codes(kind, store.entities(kind)):
            counts.nodes += 1
            yield _counted(block, counts)
    progress(step, counts.nodes + counts.links)


def _counted(block: str, counts: _Counts) -> str:
    counts.triples += block.count("\n")  # line ends inside texts are escaped
    return block


def _with_plain_links(store: Store, kind: Kind) -> Iterator[tuple[Entity, Sequence[Link]]]:
    """Yield the nodes of a folder with the plain links that start at each; fetched in batches, one query a kind."""
    names = [LinkKind(name) for name in KINDS[kind].plain_links]
    nodes = store.entities(kind)
    if not names:
        yield from ((entity, ()) for entity in nodes)
    while names and (batch := list(islice(nodes, _BATCH))):
        starts: dict[str, list[Link]] = {entity.uid: [] for entity in batch}
        for name in names:
            for link in store.links(name, ends=starts):
                if link.src in starts:
                    starts[link.src].append(link)
        yield from ((entity, starts[entity.uid]) for entity in batch)


def _write_turtle(blocks: Iterable[bytes], file: BinaryIO) -> None:
    """Write N-Triples as Turtle; they are grouped by record already, so each subject is written once."""
    from pyoxigraph import RdfFormat, parse, serialize

    prefixes = {name: PREFIXES[name] for name in ("cg", "prov", "skos", "xsd")}
    triples = (quad.triple for block in blocks for quad in parse(block, RdfFormat.N_TRIPLES))
    body = cast(BinaryIO, _Headed(file, prefixes))
    serialize(triples, body, RdfFormat.TURTLE, prefixes=prefixes, base_iri=settings.base())


class _Headed:
    """A file for Turtle that gets a head of whole IRIs: pyoxigraph writes prefixes relative to the base."""

    def __init__(self, file: BinaryIO, prefixes: Mapping[str, str]) -> None:
        lines = [f"@base <{settings.base()}> .", *(f"@prefix {name}: <{prefixes[name]}> ." for name in prefixes)]
        self._head = "\n".join([*lines, "", ""]).encode()
        self._file = file

    def write(self, data: bytes) -> int:
        """Write a piece; the first one begins with the head that is replaced."""
        body = re.sub(rb"\A(@[^\n]*\n)+", b"", data) if self._head else data
        self._file.write(self._head + body)
        self._head = b""
        return len(data)

    def flush(self) -> None:
        """Hand on what is buffered."""
        self._file.flush()


def _companions(sources: Sequence[SourceInfo], counts: _Counts) -> dict[str, str]:
    """Return the texts beside the data: name → content."""
    folder = resources.folder("ontology")
    schemes = sorted((file for file in folder.joinpath("schemes").iterdir() if file.name.endswith(".ttl")), key=str)
    return {
        "ontology.ttl": folder.joinpath("clustergraph.ttl").read_text(encoding="utf-8"),
        "shapes.ttl": folder.joinpath("shapes.ttl").read_text(encoding="utf-8"),
        "schemes.ttl": _rebased("\n".join(file.read_text(encoding="utf-8") for file in schemes)),
        "context.jsonld": _rebased(folder.joinpath("context.jsonld").read_text(encoding="utf-8")),
        **{name: _readme(language, sources, counts) for name, language in _READMES.items()},
    }


def _rebased(content: str) -> str:
    """Put the base of this export in the place of the one that the files are written with."""
    return content.replace(settings.BASE_IRI, settings.base())


def _readme(language: str, sources: Sequence[SourceInfo], counts: _Counts) -> str:
    with i18n.use(language):
        dates = [source.observed_on for source in sources if source.observed_on]
        rows = [
            f"| `{s.uid}` | {_cell(s.title)} | {_cell(s.publisher)} | {s.observed_on or '—'} | {_cell(s.licence)} |"
            for s in sources
        ]
        return text(
            "rdf.readme",
            version=ONTOLOGY_VERSION,
            base=settings.base(),
            newest=max(dates, default="—"),
            triples=number(counts.triples),
            nodes=number(counts.nodes),
            links=number(counts.links),
            sources="\n".join(rows),
        )


def _cell(value: str) -> str:
    return " ".join(value.split()).replace("|", "\\|") or "—"


def _described(path: Path) -> ExportedFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ExportedFile(path.name, path.stat().st_size, digest)
