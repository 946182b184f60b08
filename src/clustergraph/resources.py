"""The folders that are declared, not programmed: ontology, loaders, rules, Cypher. Nobody else looks for them."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

Folder = Literal["ontology", "loaders", "rules", "cypher"]


def folder(name: Folder) -> Traversable:
    """Return a resource folder: of the installed package, or of the checkout where it is installed for development."""
    installed = files("clustergraph").joinpath("_resources", name)
    if installed.is_dir():
        return installed
    return Path(__file__).resolve().parents[2] / name
