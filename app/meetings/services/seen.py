"""What every answer to a request begins and ends with: it stands as it was seen, it is noted."""

from __future__ import annotations

from sqlalchemy import update

from app.core.db import db, now
from app.meetings.errors import MeetingMovedOn
from app.meetings.lapsing import stands
from app.meetings.lifecycle import Actor, IllegalMove, Move, State
from app.meetings.models import Meeting, MeetingParty


def require_seen(meeting: Meeting, version: int | None) -> None:
    """Raises MeetingMovedOn where the meeting, read behind its locks, is not the one that was seen; None: as it is."""
    if version is not None and meeting.version != version:
        raise MeetingMovedOn(state=meeting.state)


def require_open(meeting: Meeting) -> None:
    """Raises IllegalMove for what is no request that waits for an answer, as who runs the event is told."""
    state = stands(State(meeting.state), meeting.expires_at, now=now())
    if state is not State.REQUESTED:
        raise IllegalMove(state=state, move=Move.EXPIRE, actor=Actor.ORGANIZER)


def answered(meeting: Meeting, registration_id: int, answer: str | None) -> None:
    """Write down what one of the two said, and when; None: it took that back."""
    at = now() if answer is not None else None
    mine = (MeetingParty.meeting_id == meeting.id, MeetingParty.registration_id == registration_id)
    db.session.execute(update(MeetingParty).where(*mine).values(answer=answer, answered_at=at))


def told_by(*, link: bool) -> dict[str, object]:
    """What the log says of an answer that came without an account."""
    return {"via": "link"} if link else {}
