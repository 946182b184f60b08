"""What can be asked without a store: loaders, rules, names of the ontology."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustergraph.analysis.law.listing import Editions, Rules
    from clustergraph.graph.listing import Entry, Ontology
    from clustergraph.graph.loaders import LoaderDraft, LoaderFits, LoaderList, LoaderPage
    from clustergraph.store.base import Store


class Declared:
    """The part of the facade that reads what is declared; `folder` is the project's own, beside the store."""

    @staticmethod
    def loaders(folder: Path | None = None) -> LoaderList:
        """List the kinds of files that can be read."""
        from clustergraph.graph.loaders import loaders

        return loaders(folder)

    @staticmethod
    def loader(name: str, folder: Path | None = None) -> LoaderPage:
        """Return the columns and records of one loader."""
        from clustergraph.graph.loaders import loader

        return loader(name, folder)

    @staticmethod
    def try_loaders(
        path: Path | str,
        folder: Path | None = None,
        *,
        encoding: str = "",
        delimiter: str = "",
        sheet: str = "",
        header_row: int = 0,
    ) -> LoaderFits:
        """Say which loader fits a file, and why."""
        from clustergraph.graph.loaders import fits
        from clustergraph.load.read_as import read_as

        said = read_as(encoding=encoding, delimiter=delimiter, sheet=sheet, header_row=header_row)
        return fits(Path(path), folder, said)

    @staticmethod
    def new_loader(path: Path | str, *, encoding: str = "", delimiter: str = "") -> LoaderDraft:
        """Draft a loader, in TOML, for a file that none fits."""
        from clustergraph.graph.loaders import new

        return new(Path(path), encoding=encoding, delimiter=delimiter)

    @staticmethod
    def ontology() -> Ontology:
        """List the kinds of records and links."""
        from clustergraph.graph.listing import ontology

        return ontology()

    @staticmethod
    def term(name: str) -> Entry:
        """Return what the ontology says of a kind, link, property or closed list."""
        from clustergraph.graph.listing import entry

        return entry(name)

    @staticmethod
    def rules(folder: Path | None = None, store: Store | None = None) -> Editions:
        """List the editions of the decree that are known; a store keeps the marks of `rules_verify`."""
        from clustergraph.analysis.law.listing import editions
        from clustergraph.graph.checking import rulebook

        return editions(rulebook(store, folder))

    @staticmethod
    def rule(edition: str, folder: Path | None = None, store: Store | None = None) -> Rules:
        """Return the requirements of one edition with their sources."""
        from clustergraph.analysis.law.listing import rules
        from clustergraph.graph.checking import rulebook

        return rules(rulebook(store, folder), edition)
