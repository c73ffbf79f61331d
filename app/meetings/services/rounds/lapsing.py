"""Invitations to group meetings wait for their answer until an end: of that the invited are reminded once, then they
lapse, and the host learns of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, select

from app.core.db import db, end_read_transaction, now, transaction
from app.events.models import Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.lapsing import AHEAD, lapses_soon
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.meetings.roundtables import Answer, Step, after
from app.meetings.services.asking import lapses
from app.meetings.services.rounds.saying import say
from app.meetings.services.rounds.steps import Round, locked_round, noted_round, seat_firm, touch
from app.meetings.services.steps import settled


def let_wait(found: Round, party: MeetingParty) -> None:
    """A firm has been invited: its answer is waited for as the event says of requests, until the meeting begins at the
    latest."""
    party.invitation += 1
    party.expires_at = _end_for(found, party)
    db.session.flush()


def wait_anew(found: Round) -> None:
    """The meeting has another time: whoever is invited may answer until then."""
    waiting = [one for one in found.parties if one.answer == Answer.INVITED and not found.is_late(one.registration_id)]
    for party in waiting:
        party.expires_at = _end_for(found, party)
    db.session.flush()


def _end_for(found: Round, party: MeetingParty) -> dt.datetime | None:
    slot = db.session.get(Slot, found.meeting.slot_id)
    return lapses(found.event, [slot] if slot is not None else [], asked_at=party.answered_at)


def answer_in_time(found: Round, guest_id: int) -> Answer | None:
    """How a firm's answer stands: an invitation whose time is over has lapsed, though nobody may have said so yet."""
    answer = found.answer_of(guest_id)
    return Answer.LAPSED if answer is Answer.INVITED and found.is_late(guest_id) else answer


def let_invitations_lapse() -> int:
    """Let every invitation lapse whose time is over; how many. Each in a transaction of its own."""
    return sum(_lapse(*one) for one in _invited(MeetingParty.expires_at <= now()))


@settled
def _lapse(meeting_id: int, guest_id: int) -> bool:
    with transaction():
        found = locked_round(meeting_id, guest_id)
        waits = found.meeting.state == State.BOOKED and found.answer_of(guest_id) is Answer.INVITED
        if not waits or not found.is_late(guest_id):
            return False
        seat_firm(found, guest_id, after(Answer.INVITED, Step.LAPSE, is_open=found.about.is_open))
        touch(found.meeting)
        notice = noted_round(found.meeting, "lapse", None, guest=guest_id)
        say(found, notice, "lapsed", found.host, guest=found.firms[guest_id])
        return True


def remind_invited() -> int:
    """Write, once, to each firm whose invitation lapses soon; how many. Each in a transaction of its own."""
    near = _invited(
        MeetingParty.reminded_at.is_(None),
        MeetingParty.expires_at > now(),
        MeetingParty.expires_at <= now() + AHEAD,
    )
    return sum(_remind(*one) for one in near)


@settled
def _remind(meeting_id: int, guest_id: int) -> bool:
    with transaction():
        found = locked_round(meeting_id, guest_id)
        party, event = found.party(guest_id), found.event
        takes_answers = is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
        stands = found.meeting.state == State.BOOKED and takes_answers
        if party is None or party.reminded_at is not None or not _is_near(party) or not stands:
            return False
        party.reminded_at = now()
        notice = noted_round(found.meeting, "remind", None, guest=guest_id)
        say(found, notice, "reminder", found.firms[guest_id])
        return True


def _is_near(party: MeetingParty) -> bool:
    asked_at = party.answered_at or now()
    return party.answer == Answer.INVITED and lapses_soon(asked_at, party.expires_at, now=now())


def _invited(*conditions: ColumnElement[bool]) -> list[tuple[int, int]]:
    """(meeting, firm) of the invitations that wait to meetings that stand, with these deadlines."""
    rows = (
        select(MeetingParty.meeting_id, MeetingParty.registration_id)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .where(
            Meeting.kind == GROUP,
            Meeting.state == State.BOOKED,
            MeetingParty.answer == Answer.INVITED.value,
            *conditions,
        )
        .order_by(MeetingParty.id)
    )
    found = [(row[0], row[1]) for row in db.session.execute(rows)]
    end_read_transaction()
    return found
