"""The commands, put together after the language is known."""

from __future__ import annotations

import typer

from clustergraph.i18n import text


def build() -> typer.Typer:
    """Return the whole command line in the language in force."""
    from clustergraph.cli import (
        candidates,
        check,
        clusters,
        data,
        demo,
        dossier,
        export,
        keep,
        look,
        ontology,
        questionnaire,
        sources,
    )

    app = typer.Typer(
        help=text("cli.program"),
        epilog=text("cli.epilog"),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for room in (
        demo,
        data,
        sources,
        keep,
        look,
        candidates,
        clusters,
        questionnaire,
        check,
        dossier,
        export,
        ontology,
    ):
        room.register(app)
    return app
