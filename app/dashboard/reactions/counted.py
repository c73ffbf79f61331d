"""What an event's figures, steps and sections are counted from: each once a request."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import g

from app.dashboard.queries.counts import Counts, counts_of
from app.dashboard.queries.met import Pairs, meetings_per_firm, pairs_of
from app.meetings.limits import COUNTS_AS_MEETING


def counted(event_id: int) -> Counts:
    """What the event's figures count."""
    known: dict[int, Counts] = g.setdefault("event_counts", {})
    if event_id not in known:
        known[event_id] = counts_of(event_id)
    return known[event_id]


def per_firm(event_id: int) -> Mapping[int, int]:
    """How many meetings each approved firm has."""
    known: dict[int, Mapping[int, int]] = g.setdefault("meetings_per_firm", {})
    if event_id not in known:
        known[event_id] = meetings_per_firm(event_id, pairs(event_id, COUNTS_AS_MEETING))
    return known[event_id]


def pairs(event_id: int, states: Collection[str]) -> Pairs:
    """The two firms of each meeting between two in these states."""
    known: dict[tuple[int, frozenset[str]], Pairs] = g.setdefault("pairs_that_meet", {})
    asked = event_id, frozenset(states)
    if asked not in known:
        known[asked] = pairs_of(event_id, states)
    return known[asked]
