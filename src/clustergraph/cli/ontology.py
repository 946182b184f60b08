"""The names of kinds, links, properties and closed lists."""

from __future__ import annotations

from typing import Annotated

import typer

from clustergraph.cli.options import JsonOption, emit, group
from clustergraph.graph import Graph
from clustergraph.i18n import text


def register(app: typer.Typer) -> None:
    """Add the commands."""
    ontology = group("ontology")
    ontology.command("list", help=text("cli.ontology-list"))(ontology_list)
    ontology.command("show", help=text("cli.ontology-show"))(ontology_show)
    app.add_typer(ontology)


def ontology_list(as_json: JsonOption = False) -> None:
    """List kinds and links."""
    emit(Graph.ontology(), as_json)


def ontology_show(
    name: Annotated[str, typer.Argument(help=text("cli.ontology-argument"))], as_json: JsonOption = False
) -> None:
    """Show a kind, link, property or closed list."""
    emit(Graph.term(name), as_json)
