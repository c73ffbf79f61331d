"""What an event's figures, steps and sections are counted from: each once a request."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g

from app.dashboard.queries.counts import Counts, counts_of
from app.dashboard.queries.met import meetings_per_firm


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
        known[event_id] = meetings_per_firm(event_id)
    return known[event_id]
