"""Let a request lapse whose time is over: when the job comes by, or sooner, so that the two may be asked anew."""

from __future__ import annotations

from collections.abc import Mapping

from app.meetings import mails
from app.meetings.lifecycle import Actor, Move
from app.meetings.models import Meeting
from app.meetings.services.steps import change, noted, other_party
from app.meetings.telling import TOLD
from app.registrations.models import Registration


def let_lapse(meeting: Meeting, firms: Mapping[int, Registration]) -> None:
    """Behind the locks of both firms, in the transaction of the caller; who waited for an answer is told."""
    other_times = meeting.awaiting_id == meeting.asker_id
    change(meeting, Move.EXPIRE, Actor.SYSTEM, awaiting_id=None)
    told = {meeting.asker_id: "expired"}
    if other_times:  # the asked firm answered, and waits: it is told too
        told[other_party(meeting, meeting.asker_id)] = "times_expired"
    notice = noted(meeting, Move.EXPIRE, None, **{TOLD: sorted(told)})
    mails.tell(notice, meeting, firms, told, why="other_times" if other_times else "")
