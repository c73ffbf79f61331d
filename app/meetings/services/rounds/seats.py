"""Seats at group meetings: taken, declined, given back, taken back by the host."""

from __future__ import annotations

from app.core.db import db, now, transaction
from app.events.models import Slot
from app.events.phases import EventAct
from app.meetings.lifecycle import Move
from app.meetings.limits import check_meet
from app.meetings.mails.who_comes import comes_after_all
from app.meetings.queries.round_sitters import who_sits_at
from app.meetings.queries.tallies import limits_of
from app.meetings.round_seating import place_at
from app.meetings.roundtables import Answer, Bar, NoSeat, Step, after
from app.meetings.services.requirements import require_phase
from app.meetings.services.rounds.lapsing import answer_in_time
from app.meetings.services.rounds.requirements import require_time_seen
from app.meetings.services.rounds.saying import say, say_who_comes
from app.meetings.services.rounds.steps import (
    Round,
    claim_all,
    give_back,
    held_now,
    let_interpret,
    locked_round,
    noted_round,
    require_ahead,
    seat_firm,
    touch,
)
from app.meetings.services.rounds.voices import say_if_another_interprets, voice_at
from app.meetings.services.rounds.waiting import (
    forget_wait,
    keeps_away,
    let_wait_for_seat,
    require_may_come,
    seat_for,
    telling_who_waits,
)
from app.meetings.services.seen import told_by
from app.meetings.services.steps import settled


@settled
def take_seat(
    meeting_id: int,
    guest_id: int,
    *,
    by: int | None,
    for_it: bool = False,
    seen_at: int | None = None,
    by_link: bool = False,
) -> bool:
    """A firm takes a seat, invited or not: from now on one of its people holds the time. False where it has one.

    ``for_it``: organizer or chamber does; ``seen_at``: the slot in which it was when the firm decided; ``by_link``: by
    the link of a letter, without an account. Raises NoSeat (begun, full, and what keeps the firm itself away, its own
    *never* told to itself alone); whom it
    refuses because it is full waits for a seat from then on, which stays. Raises MeetingMovedOn, MostMeetingsReached,
    NotTakingPart, CannotAsk, TakesNoMore, IllegalStep, IllegalMove, PhaseForbids, NotFound.
    """
    with transaction():
        found = locked_round(meeting_id, guest_id)
        answer = found.answer_of(guest_id)
        if answer is Answer.ACCEPTED:
            return False
        require_may_come(found, guest_id, for_it=for_it, seen_at=seen_at)
        number = seat_for(found, guest_id)
        if number is None and not (for_it or by_link) and keeps_away(found, guest_id):
            raise NoSeat(why=Bar.NEVER, firm_id=guest_id)
        if number is not None:
            _take(found, guest_id, number, by=by, by_link=by_link)
        else:
            let_wait_for_seat(found, guest_id, by=by, by_link=by_link)
    if number is None:
        raise NoSeat(why=Bar.FULL, firm_id=guest_id)
    return True


def _take(found: Round, guest_id: int, number: int, *, by: int | None, by_link: bool) -> None:
    before, guest = voice_at(found.meeting), found.firms[guest_id]
    _sit_down(found, guest_id, number)
    forget_wait(found, guest_id)
    comes_after_all(found.meeting, guest_id)
    notice = noted_round(
        found.meeting, "take", by, registration=guest_id, guest=guest_id, seat=number, **told_by(link=by_link)
    )
    say(found, notice, "taken", found.host, guest=guest)
    say(found, notice, "seated", guest)
    if before is not None:
        say_if_another_interprets(found, before, by=by, but=guest_id)


def _sit_down(found: Round, guest_id: int, number: int) -> None:
    hall, held = held_now(found, guest_id)
    check_meet(limits_of(found.event), hall.tallies[guest_id])
    place = place_at(hall.board, held, hall.parties[guest_id], now=now())
    seat_firm(found, guest_id, Answer.ACCEPTED, seat=number)
    claim_all(found.meeting, held.slot_ids, [("representative_id", place.person_id)])
    let_interpret(found.meeting, held, place.interpreter_id)
    touch(found.meeting)


@settled
def decline_round(
    meeting_id: int, guest_id: int, *, by: int | None, seen_at: int | None = None, by_link: bool = False
) -> None:
    """An invited firm does not come; the host is told. ``seen_at``, ``by_link``: as of ``take_seat``. Raises
    MeetingMovedOn, IllegalStep, IllegalMove, PhaseForbids, NotFound."""
    with transaction():
        found = locked_round(meeting_id, guest_id)
        require_phase(found.event, EventAct.CALL_OFF)
        require_ahead(found, Move.DECLINE)
        require_time_seen(found.meeting, seen_at)
        answer = after(answer_in_time(found, guest_id), Step.DECLINE, is_open=found.about.is_open)
        seat_firm(found, guest_id, answer)
        forget_wait(found, guest_id)
        touch(found.meeting)
        notice = noted_round(
            found.meeting, "decline", by, registration=guest_id, guest=guest_id, **told_by(link=by_link)
        )
        say(found, notice, "declined", found.host, guest=found.firms[guest_id])


@settled
def leave_seat(meeting_id: int, guest_id: int, *, by: int | None) -> None:
    """A firm gives its seat back, and its time is free again; both it and the host are told. Raises as the last."""
    with transaction():
        found = locked_round(meeting_id, guest_id)
        require_phase(found.event, EventAct.CALL_OFF)
        require_ahead(found, Move.CANCEL)
        answer = after(found.answer_of(guest_id), Step.LEAVE, is_open=found.about.is_open)
        free_guest(found, guest_id, answer, by=by, act="leave", registration=guest_id)


@settled
def remove_guest(meeting_id: int, guest_id: int, *, by: int | None, event_id: int | None = None) -> None:
    """The host takes a seat or an invitation back; the firm is told. Raises as the last."""
    with transaction():
        found = locked_round(meeting_id, guest_id, event_id=event_id)
        require_phase(found.event, EventAct.CALL_OFF)
        require_ahead(found, Move.CANCEL)
        before = found.answer_of(guest_id)
        answer = after(before, Step.REMOVE, is_open=found.about.is_open)
        if before is Answer.ACCEPTED:
            free_guest(found, guest_id, answer, by=by, act="remove", registration=found.host.id)
            return
        seat_firm(found, guest_id, answer)
        touch(found.meeting)
        notice = noted_round(found.meeting, "remove", by, registration=found.host.id, guest=guest_id)
        say(found, notice, "uninvited", found.firms[guest_id])


def free_guest(
    found: Round,
    guest_id: int,
    answer: Answer,
    *,
    by: int | None,
    act: str,
    why: str = "",
    person_id: int | None = None,
    **details: object,
) -> None:
    """A guest has its seat no longer: by itself (``leave``), by the host (``remove``), by what became of it (``lose``,
    ``why``: what that is). Its calendar strikes the entry; the host is told, and all whose calendars name
    it. ``person_id``: as of ``give_back``."""
    before = who_sits_at(found.meeting.id)
    with telling_who_waits(found):
        give_back(found, guest_id, person_id)
        seat_firm(found, guest_id, answer)
        touch(found.meeting)
        notice = noted_round(found.meeting, act, by, guest=guest_id, **({"why": why} if why else {}), **details)
        guest = found.firms[guest_id]
        slot = db.session.get(Slot, found.meeting.slot_id)
        kind = {"leave": "left", "remove": "removed"}.get(act, "lost")
        say(found, notice, kind, guest, held=slot, why=why)
        if act != "remove":
            say(found, notice, "guest_left", found.host, guest=guest)
        told = () if act == "remove" else (found.host.id,)
        say_who_comes(found, notice, guest, before, kind="guest_gone", but=told)
