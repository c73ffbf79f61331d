"""The links by which requests and invitations are answered from their letters: made, found, and whether they still open
anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from flask import current_app
from sqlalchemy import select

from app.core.db import db, now
from app.core.errors import NotFound
from app.core.signing import token_number
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed, is_over
from app.events.rules import has_expired
from app.meetings.answer_links import Invitation, NewTime, Request, matching, sign
from app.meetings.lifecycle import State
from app.meetings.models import Meeting, MeetingParty
from app.meetings.queries.histories import log_of
from app.meetings.queries.move_proposals import proposal_of
from app.meetings.queries.rounds import RoundRow, round_at
from app.meetings.roundtables import Answer
from app.registrations.models import Registration
from app.registrations.queries.links import base_url

ANSWERS = ("meeting.accept", "meeting.accept_with_time", "meeting.counter", "meeting.decline")
GIVEN = (Answer.ACCEPTED, Answer.DECLINED)
TIME_ANSWERS = {"meeting.move": "accept_time", "meeting.keep": "keep_time"}
R = TypeVar("R", bound=Request)


@dataclass(frozen=True, slots=True)
class Given:
    """The answer that a firm gave, as its log calls it, and when."""

    act: str
    at: datetime


@dataclass(frozen=True)
class Opened:
    """What a link was made for: the meeting, the firm that must answer, and the version of which it was told.

    ``waits``: the request still waits for that firm just as it was when the letter was written, now or in a later phase
    of the event; ``is_open``: it can be answered now; ``given``: how that firm answered what the letter asked.
    """

    meeting: Meeting
    event: Event
    registration: Registration
    version: int
    waits: bool
    is_open: bool
    given: Given | None = None


def answer_url(meeting: Meeting) -> str:
    """Where who must answer a request does so without an account; "" for a meeting that waits for nobody."""
    if meeting.state != State.REQUESTED or meeting.awaiting_id is None:
        return ""
    return f"{base_url()}/r/{sign(_secret(), _bound(meeting, meeting.awaiting_id, meeting.version, Request))}"


def find_by_token(token: str) -> Opened:
    """What a link opens. Raises NotFound for a forged one."""
    meeting, found, firm = _found(token, Request)
    event = meeting.event
    now_at = (Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
    waits = _waits(meeting, found) and not is_over(*now_at)
    given = _given(meeting, found) if not waits else None
    return Opened(meeting, event, firm, found.version, waits, is_open=waits and is_allowed(*now_at), given=given)


def time_url(meeting: Meeting) -> str:
    """Where the other side accepts or declines another time for a booked meeting; "" where none is pending."""
    pending = proposal_of(meeting.id)
    if pending is None:
        return ""
    other = meeting.high_id if pending.proposer_id == meeting.low_id else meeting.low_id
    return f"{base_url()}/t/{sign(_secret(), _bound(meeting, other, pending.version, NewTime))}"


def find_new_time(token: str) -> Opened:
    """The same of another time. Raises NotFound for a forged one."""
    meeting, found, firm = _found(token, NewTime)
    event, pending = meeting.event, proposal_of(meeting.id)
    now_at = (Phase(event.phase), EventAct.BOOK, BookingMode(event.booking_mode))
    waits = pending is not None and pending.version == found.version and not is_over(*now_at)
    given = _time_given(meeting, found) if not waits else None
    return Opened(meeting, event, firm, found.version, waits, is_open=waits and is_allowed(*now_at), given=given)


def _time_given(meeting: Meeting, asked: NewTime) -> Given | None:
    """What became of the new time, where the firm itself said so."""
    later = (one for one in log_of(meeting.id) if int(one.details.get("version") or 0) > asked.version)
    first = next((one for one in later if one.kind in TIME_ANSWERS and one.firm_id is not None), None)
    if first is None or first.firm_id != asked.awaiting_id:
        return None
    return Given(TIME_ANSWERS[first.kind], first.at)


def _found(token: str, kind: type[R]) -> tuple[Meeting, R, Registration]:
    meeting = db.session.get(Meeting, token_number(token) or 0)
    if meeting is None:
        raise NotFound
    parties = (meeting.low_id, meeting.high_id)
    versions = range(meeting.version, 0, -1)
    known = (_bound(meeting, party, version, kind) for version in versions for party in parties)
    found = matching(token, _secret(), known)
    if found is None:
        raise NotFound
    return meeting, found, db.session.scalars(select(Registration).where(Registration.id == found.awaiting_id)).one()


def _given(meeting: Meeting, asked: Request) -> Given | None:
    """What the firm said to the very version of which it was told; None where something else ended that one."""
    after = [one for one in log_of(meeting.id) if int(one.details.get("version") or 0) > asked.version]
    first = after[0] if after else None
    if first is None or first.kind not in ANSWERS or first.firm_id != asked.awaiting_id:
        return None
    return Given(first.kind.removeprefix("meeting."), first.at)


def _waits(meeting: Meeting, asked: Request) -> bool:
    stands = meeting.state == State.REQUESTED and meeting.version == asked.version
    expired = has_expired(meeting.expires_at, now=now())
    return stands and meeting.awaiting_id == asked.awaiting_id and not expired


def _bound(meeting: Meeting, awaiting_id: int, version: int, kind: type[R]) -> R:
    return kind(meeting.id, meeting.created_at.astimezone(UTC), awaiting_id, version)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


@dataclass(frozen=True)
class OpenedInvitation:
    """What the link of an invitation was made for: the group meeting as it now stands, and the firm that is invited;
    ``waits``, ``is_open`` and ``given`` as of a request."""

    row: RoundRow
    event: Event
    registration: Registration
    waits: bool
    is_open: bool
    given: Given | None = None


def invitation_url(meeting: Meeting, party: MeetingParty) -> str:
    """Where who is invited to a group meeting answers without an account; "" for a firm whose answer is not waited
    for."""
    if party.answer != Answer.INVITED or not party.invitation:
        return ""
    return f"{base_url()}/i/{sign(_secret(), _invitation(meeting, party, party.invitation))}"


def find_invitation(token: str) -> OpenedInvitation:
    """What a link opens. Raises NotFound for a forged one."""
    party = db.session.get(MeetingParty, token_number(token) or 0)
    if party is None:
        raise NotFound
    meeting = party.meeting
    found = matching(token, _secret(), (_invitation(meeting, party, count) for count in range(party.invitation, 0, -1)))
    if found is None:
        raise NotFound
    event = meeting.event
    firm = db.session.scalars(select(Registration).where(Registration.id == party.registration_id)).one()
    row = round_at(event.id, party.meeting_id)
    now_at = (Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
    waits = found.count == party.invitation and row.waits_for(firm.id) and not is_over(*now_at)
    answered = found.count == party.invitation and party.answer in GIVEN and party.answered_at is not None
    given = Given(str(party.answer), party.answered_at) if answered and party.answered_at is not None else None
    return OpenedInvitation(row, event, firm, waits, is_open=waits and is_allowed(*now_at), given=given)


def _invitation(meeting: Meeting, party: MeetingParty, count: int) -> Invitation:
    return Invitation(party.id, meeting.created_at.astimezone(UTC), count)
