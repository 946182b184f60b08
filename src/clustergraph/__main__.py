"""`python -m clustergraph` is the command line."""

from __future__ import annotations

from clustergraph.cli.main import main

main()
