"""Compile `ontology/` into the files that are generated from it: `python -m clustergraph.rdf.compile [--check]`."""
