"""The links by which a request is answered from its letter: made, found, and whether they still open anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from flask import current_app
from sqlalchemy import select

from app.db import db, now
from app.events.models import Event
from app.events.phases import Act, BookingMode, Phase, allows, is_over
from app.events.rules import has_expired
from app.kernel.errors import NotFound
from app.kernel.numbered_tokens import number_of
from app.meetings.answer_links import Request, matching, sign
from app.meetings.lifecycle import State
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.queries.links import base_url


@dataclass(frozen=True)
class Opened:
    """What a link was made for: the meeting, the firm that must answer, and the version of which it was told.

    ``waits``: the request still waits for that firm just as it was when the letter was written, now or in a later phase
    of the event; ``is_open``: it can be answered now.
    """

    meeting: Meeting
    event: Event
    registration: Registration
    version: int
    waits: bool
    is_open: bool


def answer_url(meeting: Meeting) -> str:
    """Where who must answer a request does so without an account; "" for a meeting that waits for nobody."""
    if meeting.state != State.REQUESTED or meeting.awaiting_id is None:
        return ""
    return f"{base_url()}/r/{sign(_secret(), _request(meeting, meeting.awaiting_id, meeting.version))}"


def find_by_token(token: str) -> Opened:
    """What a link opens. Raises NotFound for a forged one."""
    meeting = db.session.get(Meeting, number_of(token) or 0)
    if meeting is None:
        raise NotFound
    parties = (meeting.low_id, meeting.high_id)
    versions = range(meeting.version, 0, -1)
    known = (_request(meeting, party, version) for version in versions for party in parties)
    found = matching(token, _secret(), known)
    if found is None:
        raise NotFound
    firm = db.session.scalars(select(Registration).where(Registration.id == found.awaiting_id)).one()
    event = meeting.event
    now_at = (Phase(event.phase), Act.ANSWER, BookingMode(event.booking_mode))
    waits = _waits(meeting, found) and not is_over(*now_at)
    return Opened(meeting, event, firm, found.version, waits, is_open=waits and allows(*now_at))


def _waits(meeting: Meeting, asked: Request) -> bool:
    stands = meeting.state == State.REQUESTED and meeting.version == asked.version
    expired = has_expired(meeting.expires_at, now=now())
    return stands and meeting.awaiting_id == asked.awaiting_id and not expired


def _request(meeting: Meeting, awaiting_id: int, version: int) -> Request:
    return Request(meeting.id, meeting.created_at.astimezone(UTC), awaiting_id, version)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
