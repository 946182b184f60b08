"""Ontology to names, and the graph to RDF."""
