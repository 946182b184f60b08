"""Options that several commands share, named once, and how an answer reaches the screen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from clustergraph import settings
from clustergraph.errors import UsageError
from clustergraph.i18n import text
from clustergraph.model.results import Result
from clustergraph.progress import Progress, silent

StoreOption = Annotated[str, typer.Option("--store", envvar="CLUSTERGRAPH_STORE", help=text("cli.option-store"))]
JsonOption = Annotated[bool, typer.Option("--json", help=text("cli.option-json"))]
PeriodOption = Annotated[str, typer.Option("--period", help=text("cli.option-period"))]
OnOption = Annotated[str, typer.Option("--on", help=text("cli.option-on"), metavar="DATE")]
DEFAULT_STORE = settings.DEFAULT_STORE


class AllDays(TyperCommand):
    """A command whose answer has no day: it speaks of what was loaded, not of what holds."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse `--on` with a sentence."""
        if any(argument == "--on" or argument.startswith("--on=") for argument in args):
            command = ctx.command_path.partition(" ")[2]
            raise UsageError(text("cli.no-day", command=command), text("cli.no-day-hint"))
        return super().parse_args(ctx, args)


def emit(result: Result, as_json: bool) -> None:
    """Print an answer on stdout."""
    typer.echo(result.to_json() if as_json else result.to_text())


def emit_all(key: str, results: Sequence[Result], as_json: bool) -> None:
    """Print several answers: one JSON object with a list, or texts one after the other."""
    if as_json:
        import json

        found = {key: [result.to_dict() for result in results]}
        typer.echo(json.dumps(found, ensure_ascii=False, sort_keys=True, indent=2))
    else:
        typer.echo("\n\n".join(result.to_text() for result in results))


def progress() -> Progress:
    """Return progress on stderr where a person looks at it, else silence."""
    return _line if sys.stderr.isatty() else silent


def _line(step: str, done: int, total: int | None = None) -> None:
    """Rewrite one line of the terminal; the last one of a step stays."""
    share = f" {done / total:4.0%}" if total else f" {done:,}".replace(",", "\u00a0")
    end = "\n" if total is not None and done >= total else ""
    sys.stderr.write(f"\r\x1b[K{step}{share}{end}")
    sys.stderr.flush()


def group(name: str) -> typer.Typer:
    """Return an empty group of commands (`candidates list`, `candidates show`)."""
    return typer.Typer(name=name, help=text(f"cli.group-{name}"), no_args_is_help=True, rich_markup_mode=None)
