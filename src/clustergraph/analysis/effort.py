"""How far a search for a plan goes: limits of ours, no numbers of law."""

from __future__ import annotations

MOST_OFFERS = 20
"""Offers up to which all sets of steps are tried."""
MOST_STEPS = 6
"""Steps of a set tried."""
MOST_SETS = 20_000
"""Sets tried; sizes beyond are left to the search step by step."""
