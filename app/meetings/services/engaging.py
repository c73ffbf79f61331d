"""Give interpreters to meetings that were booked before there were enough of them."""

from __future__ import annotations

from app.core.db import db, transaction
from app.core.jobs import ProgressReport
from app.meetings.models import Claim, Meeting
from app.meetings.queries.boards import hall_of
from app.meetings.queries.sittings import sittings_without
from app.meetings.relieving import Relief, engagements
from app.meetings.services.interpreters import lock_event, say_who_interprets
from app.meetings.services.steps import settled

AT_ONCE = 25
"""Meetings in one transaction: whoever books meanwhile waits no longer than for these."""


def engage_interpreters(
    event_id: int,
    *,
    by: int | None,
    tell: ProgressReport = lambda share: False,  # noqa: ARG005
) -> tuple[int, int]:
    """How many booked meetings got an interpreter, and for how many that need one nobody is free.

    The earliest first; both firms of each are told. ``tell`` hears the share that is done, in [0, 1], and stops it by
    True. What was given stays given: run again, it goes on with the rest.
    """
    given, stopped = 0, False
    while not stopped:
        done, left = _engage_some(event_id, by=by)
        given += done
        if not done or left == 0:
            return given, left
        stopped = tell(given / (given + left))
    return given, left


@settled
def _engage_some(event_id: int, *, by: int | None) -> tuple[int, int]:
    """How many were given, and how many still need one."""
    with transaction():
        event = lock_event(event_id)
        sittings = sittings_without(event_id)
        hall = hall_of(event, {party for one in sittings for party in one.parties})
        needed = engagements(hall.board, sittings, hall.parties)
        now_given = [one for one in needed if one.by is not None][:AT_ONCE]
        slots = {one.meeting_id: one.slot_ids for one in sittings}
        for one in now_given:
            _engage(event_id, one, slots[one.meeting_id], by, together=len(now_given) > 1)
        return len(now_given), len(needed) - len(now_given)


def _engage(event_id: int, relief: Relief, slot_ids: tuple[int, ...], by: int | None, *, together: bool) -> None:
    meeting = db.session.get_one(Meeting, relief.meeting_id, populate_existing=True)
    for slot in sorted(slot_ids):
        db.session.add(Claim(event_id=event_id, slot_id=slot, meeting_id=meeting.id, interpreter_id=relief.by))
    db.session.flush()
    say_who_interprets(meeting, relief.by, by, together=together)
