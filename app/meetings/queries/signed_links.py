"""The links by which requests, new times and invitations are answered from emails, and the codes of tick slips:
made, found, and whether they still open anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from flask import current_app
from sqlalchemy import select

from app.core import signing
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.signing import token_number
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed, is_over
from app.events.rules import has_expired
from app.meetings.group_meeting_seats import GuestAnswer
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Meeting, MeetingParty
from app.meetings.queries.group_meetings import GroupMeetingRow, get_group_meeting
from app.meetings.queries.history import list_log_entries
from app.meetings.queries.proposals import get_move_proposal
from app.meetings.signed_links import (
    SLIP_GUEST_PARAMETER,
    SLIP_PATH,
    InvitationLink,
    NewTimeLink,
    RequestLink,
    SlipCode,
    find_matching_link,
    sign_link,
    sign_slip,
)
from app.registrations.models import Registration
from app.registrations.queries.company_links import get_base_url

ANSWER_ACTIONS = ("meeting.accept", "meeting.accept_with_time", "meeting.counter", "meeting.decline")
GIVEN_ANSWERS = (GuestAnswer.ACCEPTED, GuestAnswer.DECLINED)
TIME_ANSWER_MOVES = {"meeting.move": "accept_time", "meeting.keep": "keep_time"}
R = TypeVar("R", bound=RequestLink)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The answer that a firm gave, as its log calls it, and when."""

    act: str
    at: datetime


@dataclass(frozen=True)
class OpenedLink:
    """What a link was made for: the meeting, the company that must answer, and the version of which it was told.

    ``waits``: the request still waits for that company just as it was when the email was written, now or in a later
    phase of the event; ``is_open``: it can be answered now; ``given``: how that company answered what the email asked.
    """

    meeting: Meeting
    event: Event
    registration: Registration
    version: int
    waits: bool
    is_open: bool
    given: GivenAnswer | None = None


def get_answer_url(meeting: Meeting) -> str:
    """Where who must answer a request does so without an account; "" for a meeting that waits for nobody."""
    if meeting.state != MeetingState.REQUESTED or meeting.awaiting_id is None:
        return ""
    subject = _make_subject(meeting, meeting.awaiting_id, meeting.version, RequestLink)
    return f"{get_base_url()}/r/{sign_link(_get_secret(), subject)}"


def find_request_by_token(token: str) -> OpenedLink:
    """What a link opens. Raises NotFound for a forged one."""
    meeting, link, company = _find_meeting(token, RequestLink)
    event = meeting.event
    now_at = (Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
    waits = _is_waiting(meeting, link) and not is_over(*now_at)
    given = _get_answer(meeting, link) if not waits else None
    return OpenedLink(meeting, event, company, link.version, waits, is_open=waits and is_allowed(*now_at), given=given)


def get_time_url(meeting: Meeting) -> str:
    """Where the other side accepts or declines another time for a booked meeting; "" where none is pending."""
    pending = get_move_proposal(meeting.id)
    if pending is None:
        return ""
    other = meeting.high_id if pending.proposer_id == meeting.low_id else meeting.low_id
    return f"{get_base_url()}/t/{sign_link(_get_secret(), _make_subject(meeting, other, pending.version, NewTimeLink))}"


def find_new_time_by_token(token: str) -> OpenedLink:
    """The same of another time. Raises NotFound for a forged one."""
    meeting, link, company = _find_meeting(token, NewTimeLink)
    event, pending = meeting.event, get_move_proposal(meeting.id)
    now_at = (Phase(event.phase), EventAct.BOOK, BookingMode(event.booking_mode))
    waits = pending is not None and pending.version == link.version and not is_over(*now_at)
    given = _get_time_answer(meeting, link) if not waits else None
    return OpenedLink(meeting, event, company, link.version, waits, is_open=waits and is_allowed(*now_at), given=given)


def _get_time_answer(meeting: Meeting, asked: NewTimeLink) -> GivenAnswer | None:
    """What became of the new time, where the firm itself said so."""
    later = (
        log_entry
        for log_entry in list_log_entries(meeting.id)
        if int(log_entry.details.get("version") or 0) > asked.version
    )
    first = next(
        (entry for entry in later if entry.kind in TIME_ANSWER_MOVES and entry.registration_id is not None), None
    )
    if first is None or first.registration_id != asked.awaiting_id:
        return None
    return GivenAnswer(TIME_ANSWER_MOVES[first.kind], first.at)


def _find_meeting(token: str, kind: type[R]) -> tuple[Meeting, R, Registration]:
    meeting = db.session.get(Meeting, token_number(token) or 0)
    if meeting is None:
        raise NotFound
    parties = (meeting.low_id, meeting.high_id)
    versions = range(meeting.version, 0, -1)
    known = (_make_subject(meeting, party, version, kind) for version in versions for party in parties)
    matching_link = find_matching_link(token, _get_secret(), known)
    if matching_link is None:
        raise NotFound
    return (
        meeting,
        matching_link,
        db.session.scalars(select(Registration).where(Registration.id == matching_link.awaiting_id)).one(),
    )


def _get_answer(meeting: Meeting, asked: RequestLink) -> GivenAnswer | None:
    """What the firm said to the very version of which it was told; None where something else ended that one."""
    after = [
        log_entry
        for log_entry in list_log_entries(meeting.id)
        if int(log_entry.details.get("version") or 0) > asked.version
    ]
    first = after[0] if after else None
    if first is None or first.kind not in ANSWER_ACTIONS or first.registration_id != asked.awaiting_id:
        return None
    return GivenAnswer(first.kind.removeprefix("meeting."), first.at)


def _is_waiting(meeting: Meeting, asked: RequestLink) -> bool:
    stands = meeting.state == MeetingState.REQUESTED and meeting.version == asked.version
    expired = has_expired(meeting.expires_at, now=now())
    return stands and meeting.awaiting_id == asked.awaiting_id and not expired


def _make_subject(meeting: Meeting, awaiting_id: int, version: int, kind: type[R]) -> R:
    return kind(meeting.id, meeting.created_at.astimezone(UTC), awaiting_id, version)


def _get_secret() -> str:
    return str(current_app.config["SECRET_KEY"])


@dataclass(frozen=True)
class OpenedInvitation:
    """What the link of an invitation was made for: the group meeting as it now stands, and the company that is invited;
    ``waits``, ``is_open`` and ``given`` as of a request."""

    row: GroupMeetingRow
    event: Event
    registration: Registration
    waits: bool
    is_open: bool
    given: GivenAnswer | None = None


def get_invitation_url(meeting: Meeting, party: MeetingParty) -> str:
    """Where who is invited to a group meeting answers without an account; "" for a company whose answer is not waited
    for."""
    if party.answer != GuestAnswer.INVITED or not party.invitation:
        return ""
    return f"{get_base_url()}/i/{sign_link(_get_secret(), _make_invitation_link(meeting, party, party.invitation))}"


def find_invitation_by_token(token: str) -> OpenedInvitation:
    """What a link opens. Raises NotFound for a forged one."""
    party = db.session.get(MeetingParty, token_number(token) or 0)
    if party is None:
        raise NotFound
    meeting = party.meeting
    matching_link = find_matching_link(
        token, _get_secret(), (_make_invitation_link(meeting, party, count) for count in range(party.invitation, 0, -1))
    )
    if matching_link is None:
        raise NotFound
    event = meeting.event
    company = db.session.scalars(select(Registration).where(Registration.id == party.registration_id)).one()
    row = get_group_meeting(event.id, party.meeting_id)
    now_at = (Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
    waits = matching_link.count == party.invitation and row.waits_for(company.id) and not is_over(*now_at)
    answered = (
        matching_link.count == party.invitation and party.answer in GIVEN_ANSWERS and party.answered_at is not None
    )
    given = GivenAnswer(str(party.answer), party.answered_at) if answered and party.answered_at is not None else None
    return OpenedInvitation(row, event, company, waits, is_open=waits and is_allowed(*now_at), given=given)


def _make_invitation_link(meeting: Meeting, party: MeetingParty, count: int) -> InvitationLink:
    return InvitationLink(party.id, meeting.created_at.astimezone(UTC), count)


def get_slip_url(meeting: Meeting, guest_id: int | None = None) -> str:
    """What stands in the code on a meeting's tick slip, of a group on that of this guest; beside it stands its number,
    ``meeting.id``."""
    guest = f"{SLIP_GUEST_PARAMETER}{guest_id}" if guest_id is not None else ""
    return f"{get_base_url()}{SLIP_PATH}{get_slip_token(meeting)}{guest}"


def get_slip_token(meeting: Meeting) -> str:
    return sign_slip(str(current_app.config["SECRET_KEY"]), SlipCode(meeting.id, meeting.created_at.astimezone(UTC)))


def find_meeting_of_slip(token: str) -> Meeting:
    """Raises NotFound for a forged code."""
    meeting = db.session.get(Meeting, signing.token_number(token) or 0)
    if meeting is None or not signing.is_same_token(token, get_slip_token(meeting)):
        raise NotFound
    return meeting
