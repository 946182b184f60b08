"""What the environment decides, read in one place."""

from __future__ import annotations

import os

VERSION = "0.1.0"
BASE_IRI = "https://w3id.org/clustergraph/id/"
DEFAULT_STORE = "./clustergraph.db"


def base() -> str:
    """Return the IRI under which records stand in RDF; it ends with a slash."""
    value = os.environ.get("CLUSTERGRAPH_BASE", BASE_IRI)
    return value if value.endswith("/") else value + "/"


def expert() -> str:
    """Return the alias under which an expert's own statements are kept; an alias, not a person's name."""
    return os.environ.get("CLUSTERGRAPH_EXPERT", "expert")


def language() -> str:
    """Return `ru` or `en`: CLUSTERGRAPH_LANG, else ru where the locale is Russian, else en."""
    asked = os.environ.get("CLUSTERGRAPH_LANG", "")
    if asked in ("ru", "en"):
        return asked
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "ru" if value.startswith("ru") else "en"
    return _windows_language()


def _windows_language() -> str:
    """Return the language of the Windows user interface, where there are no locale variables."""
    import locale

    try:
        name = locale.getlocale()[0] or ""
    except ValueError:  # a locale Python does not know
        return "en"
    return "ru" if name.lower().startswith(("ru", "russian")) else "en"
