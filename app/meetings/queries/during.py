"""Booked meetings at times at which one of the two is elsewhere, as the features below name them."""

from __future__ import annotations

from collections.abc import Iterator

from app.companies.wording import company_label
from app.events.hours_change import HoursChange, MeetingImpact
from app.meetings.lifecycle import State
from app.meetings.queries.lists import meetings_in
from app.meetings.queries.rounds import rounds_in
from app.meetings.queries.sittings import absent_from_groups, meetings_without_a_firm


def booked_during(event_id: int, away: HoursChange) -> list[MeetingImpact]:
    """The booked meetings that the absences clash with, by time."""
    found = set(meetings_without_a_firm(event_id, away))
    rows = meetings_in(event_id, State.BOOKED) if found else ()
    pairs = [
        MeetingImpact(row.starts_at, "clash", (company_label(row.asker), company_label(row.asked)), row.table, row.id)
        for row in rows
        if row.id in found and row.starts_at is not None
    ]
    return sorted([*pairs, *_groups_during(event_id, away)])


def _groups_during(event_id: int, away: HoursChange) -> Iterator[MeetingImpact]:
    absent = absent_from_groups(event_id, away)
    for row in rounds_in(event_id, State.BOOKED) if absent else ():
        for firm in (row.host, *(one.firm for one in row.seated)):
            if firm.registration_id in absent.get(row.id, ()) and row.starts_at is not None:
                yield MeetingImpact(row.starts_at, "clash", (company_label(firm), row.topic), row.table, row.id)
