"""Whether open requests, and invitations to group meetings, lapse as their events say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from app.core.clock import day_end
from app.core.db import db, now
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.core.models import Notice
from app.events.models import Event
from app.events.queries.lists import last_edit_of
from app.meetings.lifecycle import Move, State
from app.meetings.models import Meeting, MeetingParty
from app.meetings.replay import PREFIX

DEADLINES = frozenset({"request_expiry_days", "dates"})
"""Fields of ``EventDraft`` that say when requests lapse."""
OVERDUE = timedelta(hours=1)
"""The job that lets requests lapse runs each minute; who starts a server after a night gives it some time."""


@integrity_check("meetings.deadlines", "An open request lapses as its event says, and none stays open past that.")
def amiss() -> Iterator[IntegrityFault]:
    moment = now()
    open_ = (Meeting.state == State.REQUESTED,)
    late = select(Meeting.id, Meeting.expires_at).where(*open_, Meeting.expires_at < moment - OVERDUE)
    for number, ends in db.session.execute(late.order_by(Meeting.id)):
        says = f"Request {number} is open though it lapsed at {str(ends)[:16]}: the job meetings.expire is overdue."
        yield IntegrityFault("lapse_overdue", "meetings", (number,), says)
    yield from _invitations_late(moment)
    yield from _without_end()


def _invitations_late(moment: datetime) -> Iterator[IntegrityFault]:
    late = (
        select(MeetingParty.meeting_id, MeetingParty.registration_id, MeetingParty.expires_at)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .where(Meeting.state == State.BOOKED, MeetingParty.expires_at < moment - OVERDUE)
        .order_by(MeetingParty.id)
    )
    for number, firm, ends in db.session.execute(late):
        says = (
            f"The invitation of firm {firm} to group meeting {number} waits though it lapsed at {str(ends)[:16]}: "
            "the job meetings.expire is overdue."
        )
        yield IntegrityFault("invitation_overdue", "meetings", (number,), says)


def _without_end() -> Iterator[IntegrityFault]:
    """Requests that never lapse where the event's rules said when, as they stand since before they were sent."""
    sent = (
        select(Notice.subject_id, func.max(Notice.id).label("number"), func.max(Notice.at).label("at"))
        .where(
            Notice.subject == Meeting.__tablename__,
            Notice.kind.in_([f"{PREFIX}{one}" for one in (Move.REQUEST, Move.COUNTER, Move.RECALL)]),
        )
        .group_by(Notice.subject_id)
        .subquery()
    )
    rows = (
        select(Meeting.id, Event, sent.c.number, sent.c.at)
        .join(Event, Event.id == Meeting.event_id)
        .join(sent, sent.c.subject_id == Meeting.id)
        .where(
            Meeting.state == State.REQUESTED,
            Meeting.expires_at.is_(None),
            or_(Event.request_expiry_days.is_not(None), Event.requests_until.is_not(None)),
        )
        .order_by(Meeting.id)
    )
    for number, event, last, at in db.session.execute(rows):
        days, until = event.request_expiry_days, event.requests_until
        ends = days is not None or (until is not None and day_end(until, event.zone) > at)
        if ends and last_edit_of(event.id, DEADLINES) < last:
            yield IntegrityFault(
                "never_lapses", "meetings", (number,), f"Request {number} never lapses; its event says when."
            )
