"""What becomes of group meetings when firms, people, hours or tables go: a seat is free again, or the meeting ends, and
all whom it concerns are told. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from app.core.db import db
from app.events.models import Slot
from app.meetings.displaced import Fate, Loss
from app.meetings.lifecycle import Actor, State
from app.meetings.mails import NOT_NEEDED
from app.meetings.mails.voices import Voices
from app.meetings.models import Claim, Meeting
from app.meetings.queries.round_parties import live_rounds_of
from app.meetings.queries.round_sitters import who_sits_at
from app.meetings.queries.seats import free_colleagues
from app.meetings.roundtables import Answer
from app.meetings.services.rounds.moving import end_round
from app.meetings.services.rounds.saying import say, say_to_invited, say_who_comes
from app.meetings.services.rounds.seats import free_guest
from app.meetings.services.rounds.steps import Round, locked_round, noted_round, seat_firm, touch, unlocked_round
from app.meetings.services.rounds.voices import let_somebody_interpret, say_if_another_interprets, voice_at
from app.registrations.models import Registration

ENDS = (Loss.TIME, Loss.ABSENT, Loss.NO_TABLE)
STAYS = {Loss.TABLE: "reseated", Loss.NAME: "renamed", Loss.LINK: "relinked", Loss.LENGTH: "resized"}
TOLD_WHEN_INVITED = ("reseated", "renamed", "resized")
"""Of these an invitation said when and where; the link is for those alone who have a seat."""


def end_rounds_of(registration: Registration, *, by: int | None) -> None:
    """A firm takes part no longer: what it hosts ends, its seats and invitations are free again."""
    for meeting_id, hosts in live_rounds_of(registration.id):
        found = locked_round(meeting_id)
        if hosts:
            end_round(found, Actor.SYSTEM, by=by, why="left", left=registration.id)
        else:
            _without(found, registration.id, by=by)


def _without(found: Round, guest_id: int, *, by: int | None) -> None:
    if found.answer_of(guest_id) is Answer.ACCEPTED:
        free_guest(found, guest_id, Answer.LOST, by=by, act="lose", why="left", left=guest_id)
        return
    seat_firm(found, guest_id, Answer.DECLINED)
    touch(found.meeting)
    notice = noted_round(found.meeting, "lose", by, guest=guest_id, left=guest_id)
    say(found, notice, "declined", found.host, guest=found.firms[guest_id])


def displace_round(meeting_id: int, fate: Fate, *, by: int | None, ended: datetime | None = None) -> None:
    """Hours or tables have changed: it ends, or sits elsewhere, or ends at another time than it ``ended``. Each
    reader gets one letter of all that changes so."""
    found = locked_round(meeting_id)
    if fate.loss in ENDS:
        end_round(found, Actor.SYSTEM, by=by, why=fate.loss.value, together=True)
        return
    kind = STAYS.get(fate.loss)
    if kind is None:  # it stays as it is
        return
    if fate.table_id is not None:
        seat = (Claim.meeting_id == meeting_id, Claim.table_id.is_not(None))
        db.session.execute(update(Claim).where(*seat).values(table_id=fate.table_id))
    touch(found.meeting)
    concerns = found.asked if kind in TOLD_WHEN_INVITED else []
    table = {"table": fate.table_id} if fate.table_id is not None else {}
    told: dict[str, Any] = {"loss": fate.loss.value, "invited": sorted(one.id for one in concerns), **table}
    notice = noted_round(found.meeting, "displace", by, **told)
    was = (db.session.get(Slot, found.meeting.slot_id), ended)
    say(found, notice, kind, *found.held, was=was, together=True)
    if concerns:
        say_to_invited(found, notice, was=was, together=True)


def free_absent_guests(absent: Mapping[int, set[int]], *, by: int | None) -> None:
    """Guests are elsewhere then: their seats are free again. Of meetings that still stand."""
    for meeting_id, firms in absent.items():
        for firm_id in sorted(firms):
            found = locked_round(meeting_id)
            if found.meeting.state == State.BOOKED and found.answer_of(firm_id) is Answer.ACCEPTED:
                free_guest(found, firm_id, Answer.LOST, by=by, act="lose", why="absent")


def fill_or_free(meeting: Meeting, person_id: int, firm_id: int, *, by: int | None) -> None:
    """Somebody who sits there is gone for good: a colleague sits down, and who interprets follows; or the
    seat goes; of a host, the meeting."""
    found = locked_round(meeting.id)
    mine = (Claim.meeting_id == meeting.id, Claim.representative_id == person_id)
    colleague = next(free_colleagues(found.event, found.meeting, firm_id), None)
    if colleague is not None:
        before, sat = voice_at(found.meeting), who_sits_at(found.meeting.id)
        db.session.execute(update(Claim).where(*mine).values(representative_id=colleague))
        touch(found.meeting)
        notice = noted_round(found.meeting, "seat", by, left=firm_id)
        say_who_comes(found, notice, found.firms[firm_id], sat, kind="guest_changed")
        let_somebody_interpret(found)
        say_if_another_interprets(found, before, by=by)
    elif firm_id == found.host.id:
        end_round(found, Actor.SYSTEM, by=by, why="left", left=firm_id)
    else:
        free_guest(found, firm_id, Answer.LOST, by=by, act="lose", why="left", person_id=person_id, left=firm_id)


def say_who_interprets_at(
    meeting: Meeting,
    interpreter: str,
    number: int | None,
    by: int | None,
    *,
    together: bool,
    instead_of: str = "",
    is_needed: bool = True,
    **more: str,
) -> None:
    """Another interpreter works there, or none; behind the lock of the event, under which no firm can be locked.
    ``instead_of``: who did until now; ``is_needed``: somebody is."""
    found = unlocked_round(meeting)
    touch(meeting)
    notice = noted_round(meeting, "interpret", by, interpreter=number, **more)
    why = "" if is_needed else NOT_NEEDED
    voices = Voices(interpreter, instead_of)
    say(found, notice, "interpreter", *found.held, why=why, voices=voices, together=together)
