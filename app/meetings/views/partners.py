"""Whom somebody who arranges meetings may bring together with a firm."""

from __future__ import annotations

from collections.abc import Iterator

from app.meetings.lifecycle import LIVE
from app.meetings.queries import lists
from app.meetings.services.steps import rules_of
from app.meetings.wording import STATES
from app.registrations.models import Registration
from app.registrations.queries.firms import approved_firms


def partners_of(registration: Registration) -> Iterator[tuple[Registration, str]]:
    """Approved firms that this one may meet by the event's rules, by name, each with the state of the meeting or the
    request that the two have already ("" for none)."""
    rules = rules_of(registration.event_id)
    live = {row.other_than(registration.id).registration_id: row for row in lists.meetings_of(registration.id, *LIVE)}
    for firm in approved_firms(registration.event_id):
        if firm.id != registration.id and rules.allows_meeting(registration.group_id, firm.group_id):
            yield firm, str(STATES[live[firm.id].state]) if firm.id in live else ""
