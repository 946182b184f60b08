"""The door of the command line: set the language, run a command, turn errors into one line and an exit code."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from clustergraph import i18n, settings
from clustergraph.errors import ClustergraphError

_BUG = 70


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code."""
    _speak_utf8()
    rest = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in rest
    try:
        rest = _take_language(rest)
        from typer.main import get_command

        from clustergraph.cli.app import build
        from clustergraph.cli.spoken import spoken

        spoken(get_command(build())).main(args=rest, prog_name="clustergraph", standalone_mode=True)
    except ClustergraphError as error:
        _report(error, as_json)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 the one place that turns a bug into a file and a sentence
        sys.stderr.write(i18n.text("cli.bug", error=f"{type(error).__name__}: {error}", file=_keep_trace()) + "\n")
        sys.exit(_BUG)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the code page of the console: names are Russian, tables have lines."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _take_language(arguments: list[str]) -> list[str]:
    """Set the language before the commands are built, so that `--help` follows it; return the other arguments."""
    rest, language = [], settings.language()
    pending = iter(arguments)
    for argument in pending:
        if argument == "--lang":
            language = next(pending, "")
        elif argument.startswith("--lang="):
            language = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    i18n.set_language(language)
    return rest


def _report(error: ClustergraphError, as_json: bool) -> None:
    if as_json:
        said = {"error": error.message, "hint": error.hint, "exit_code": error.exit_code}
        sys.stderr.write(json.dumps(said, ensure_ascii=False, sort_keys=True) + "\n")
    else:
        sys.stderr.write(f"clustergraph: {error}\n")


def _keep_trace() -> str:
    folder = Path(tempfile.mkdtemp(prefix="clustergraph-"))
    file = folder / "traceback.txt"
    file.write_text(traceback.format_exc(), encoding="utf-8")
    return str(file)


if __name__ == "__main__":
    main()
