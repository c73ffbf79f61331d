"""Booked meetings at times at which one of the two is elsewhere, as the features below name them."""

from __future__ import annotations

from app.companies.wording import called
from app.events.hours_change import HoursChange, Impact
from app.meetings.lifecycle import State
from app.meetings.queries.lists import meetings_in
from app.meetings.queries.sittings import meetings_without_a_firm


def booked_during(event_id: int, away: HoursChange) -> list[Impact]:
    """The booked meetings that the absences clash with, by time."""
    found = set(meetings_without_a_firm(event_id, away))
    rows = meetings_in(event_id, State.BOOKED) if found else ()
    return sorted(
        Impact(row.starts_at, "clash", (called(row.asker), called(row.asked)), row.table, row.id)
        for row in rows
        if row.id in found and row.starts_at is not None
    )
