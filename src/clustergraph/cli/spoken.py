"""The words that the command line library says by itself in `--help`, in the language in force."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from clustergraph.i18n import text

_AT_END = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]$")
"""What stands in brackets after the help of an option: `[env var: X; default: Y]`."""


def spoken(command: Any) -> Any:
    """Let a command and those below it speak the language in force; return it."""
    base = command.context_class
    formatter = type("Formatter", (_Words, base.formatter_class), {})
    command.context_class = type("Context", (base,), {"formatter_class": formatter})
    for below in getattr(command, "commands", {}).values():
        spoken(below)
    return command


class _Words:
    """What a formatter of help writes in words of its own; mixed into the library's."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        for word, said in (("[OPTIONS]", text("cli.help-options")), ("COMMAND [ARGS]...", text("cli.help-command"))):
            args = args.replace(word, said)
        super().write_usage(prog, args, prefix or f"{text('cli.help-usage')} ")  # type: ignore[misc]

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        known = {
            "Options": text("cli.help-section-options"),
            "Arguments": text("cli.help-section-arguments"),
            "Commands": text("cli.help-section-commands"),
        }
        super().write_heading(known.get(heading, heading))  # type: ignore[misc]

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        """Write options or commands with what is said of them."""
        super().write_dl([(name, _said(about)) for name, about in rows], *args, **options)  # type: ignore[misc]


def _said(about: str) -> str:
    if about == "Show this message and exit.":
        return text("cli.help-help")
    return _AT_END.sub(lambda found: _terms(found.group()), about)


def _terms(brackets: str) -> str:
    for word, said in (
        ("env var: ", f"{text('cli.help-variable')}: "),
        ("default: ", f"{text('cli.help-default')}: "),
        ("required", text("cli.help-required")),
    ):
        brackets = brackets.replace(word, said, 1)
    return brackets
