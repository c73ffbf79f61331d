"""The meetings that both sides wanted, and where each stood in the other's list when it was asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.events.models import Event
from app.matching.evaluation import WantedPlace
from app.matching.models import ShownList
from app.matching.stored_lists import parse_log_entry
from app.meetings.lifecycle import MeetingState
from app.meetings.models import ONE_TO_ONE, Meeting
from app.registrations.models import Registration
from app.registrations.queries.profiles import get_profile_audiences

ACCEPTED_STATES = (MeetingState.AGREED, MeetingState.BOOKED, MeetingState.HELD, MeetingState.MISSED)


def list_mutual_meetings(event: Event) -> list[tuple[WantedPlace, WantedPlace]]:
    """Meetings that one asked for and the other accepted, in the order in which they were asked for: how each stood in
    the list of who asked, and of who was asked."""
    rows = db.session.execute(
        select(Meeting.asker_id, Meeting.low_id, Meeting.high_id, Meeting.created_at)
        .where(
            Meeting.event_id == event.id,
            Meeting.kind == ONE_TO_ONE,
            Meeting.arranged_by.is_(None),
            Meeting.state.in_(ACCEPTED_STATES),
        )
        .order_by(Meeting.created_at, Meeting.id)
    ).all()
    log: dict[int, list[tuple[datetime, bytes]]] = defaultdict(list)
    lists = (
        select(ShownList.registration_id, ShownList.at, ShownList.places)
        .where(
            ShownList.event_id == event.id,
            ShownList.registration_id.in_({company for row in rows for company in (row.low_id, row.high_id)}),
        )
        .order_by(ShownList.version)
    )
    for company, shown_at, places in db.session.execute(lists):
        log[company].append((shown_at, places))
    registrations = select(Registration.id, Registration.group_id).where(Registration.event_id == event.id)
    groups = {company: group or 0 for company, group in db.session.execute(registrations)}
    names, audiences = {group.id: group.name for group in event.groups}, get_profile_audiences(event.id)

    def wanted(company: int, other: int, at: datetime) -> WantedPlace:
        group = groups.get(company, 0)
        others = audiences[group].companies if group in audiences else 0
        newest = bisect_right(log.get(company, []), at, key=lambda each: each[0])
        listed = [each for each, _score in parse_log_entry(log[company][newest - 1][1])] if newest else []
        place = listed.index(other) + 1 if other in listed else None
        return WantedPlace(place, others, names.get(group, "–"))

    return [
        (wanted(asker, low + high - asker, at), wanted(low + high - asker, asker, at)) for asker, low, high, at in rows
    ]
