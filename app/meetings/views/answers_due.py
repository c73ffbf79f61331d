"""At which times of its agenda somebody waits for a firm's answer."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext

from app.companies.wording import company_label
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.queries import lists
from app.meetings.queries.rounds import RoundRow
from app.registrations.models import Registration


def answers_due(
    event: Event, registration: Registration, rows: Iterable[lists.MeetingRow], rounds: Iterable[RoundRow]
) -> dict[int | None, tuple[str, str]]:
    """By slot who waits for an answer of the firm about this time, and where it is given."""
    if not is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode)):
        return {}
    mine, found = registration.id, dict[int | None, tuple[str, str]]()
    for group in rounds:
        if group.waits_for(mine):
            url = url_for("meetings.group_meeting", event=event, registration_id=mine, round_id=group.id)
            found[group.slot_id] = gettext("invited by %(firm)s", firm=company_label(group.host)), url
    for row in rows:
        if row.new_time is not None:
            if row.waits_for(mine):
                title = gettext("new time for the meeting with %(firm)s", firm=company_label(row.other_than(mine)))
                url = url_for("meetings.requests", event=event, registration_id=mine, _anchor=f"meeting-{row.id}")
                found[row.new_time.slot_id] = title, url
        elif row.waits_for(mine):
            by = {"firm": company_label(row.other_than(mine))}
            title = gettext("proposed by %(firm)s", **by) if row.countered else gettext("asked by %(firm)s", **by)
            url = url_for("meetings.time", event=event, registration_id=mine, meeting_id=row.id)
            found |= dict.fromkeys((one.slot_id for one in row.proposals), (title, url))
    return found
