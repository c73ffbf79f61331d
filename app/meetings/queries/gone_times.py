"""Open requests whose other times can be had no more: somebody is busy by then, no table is free, or a firm is full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db, now
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.availability import each_option
from app.meetings.lifecycle import State
from app.meetings.limits import remaining
from app.meetings.models import Meeting
from app.meetings.queries.boards import Hall, hall_for
from app.meetings.queries.lapsed import not_lapsed
from app.meetings.queries.said import Proposed, proposals_of
from app.meetings.queries.tallies import limits_of


def requests_with_gone_times() -> list[int]:
    """The requests of all events of which no time that was proposed instead can be had any more."""
    proposing = (
        select(Meeting)
        .where(Meeting.state == State.REQUESTED, Meeting.awaiting_id == Meeting.asker_id, not_lapsed(now()))
        .order_by(Meeting.id)
    )
    by_event: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in db.session.scalars(proposing):
        by_event[meeting.event_id].append(meeting)
    return [
        number
        for event_id, meetings in by_event.items()
        for number in with_gone_times(db.session.get_one(Event, event_id), meetings)
    ]


def with_gone_times(event: Event, requests: Sequence[Meeting]) -> list[int]:
    """To which of these requests other times were proposed, none of which both can take; none while firms take none.

    A time that the event no longer has is proposed no more.
    """
    phase, mode = Phase(event.phase), BookingMode(event.booking_mode)
    waiting = [one for one in requests if one.state == State.REQUESTED and one.awaiting_id == one.asker_id]
    if not waiting or not (is_allowed(phase, EventAct.ANSWER, mode) and is_allowed(phase, EventAct.BOOK, mode)):
        return []
    proposed = proposals_of([one.id for one in waiting])
    hall = hall_for(event, {firm for one in waiting for firm in (one.low_id, one.high_id)})
    full = {firm for firm, tally in hall.tallies.items() if remaining(limits_of(event), tally).meetings == 0}
    return [
        one.id
        for one in waiting
        if full & {one.low_id, one.high_id} or not _any_free(hall, one, proposed.get(one.id, ()))
    ]


def _any_free(hall: Hall, request: Meeting, proposed: Sequence[Proposed]) -> bool:
    parties = hall.parties[request.low_id], hall.parties[request.high_id]
    among = {one.slot_id for one in proposed}
    options = each_option(hall.board, *parties, now=now(), length=request.length, among=among)
    return any(option.is_free for option in options)
