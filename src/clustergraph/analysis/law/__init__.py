"""Decree 779: rules, metrics and the check."""
