"""Cluster candidates by community detection on link counts."""
