"""Who interprets at a group meeting: looked for where one lacks; noted, and told to all who sit there."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db, transaction
from app.events.phases import EventAct
from app.meetings.errors import NobodyInterprets
from app.meetings.mails.voices import changed_voices
from app.meetings.models import Claim, Meeting
from app.meetings.round_seating import lacks_interpreter, needs_around, voice_found
from app.meetings.services.requirements import require_phase
from app.meetings.services.rounds.saying import say
from app.meetings.services.rounds.steps import (
    Round,
    held_now,
    let_interpret,
    locked_round,
    noted_round,
    require_ahead,
    touch,
)
from app.meetings.services.steps import settled


@settled
def find_interpreter(meeting_id: int, *, by: int | None, event_id: int | None = None) -> bool:
    """Give a group an interpreter between all who sit there; False where none lacks. All who have a seat are told.

    Raises NobodyInterprets where none is free, IllegalMove, PhaseForbids, NotFound.
    """
    with transaction():
        found = locked_round(meeting_id, event_id=event_id)
        require_phase(found.event, EventAct.CALL_OFF)
        require_ahead(found)
        before = voice_at(found.meeting)
        if not let_somebody_interpret(found):
            raise NobodyInterprets
        say_if_another_interprets(found, before, by=by)
        return voice_at(found.meeting) != before


def let_somebody_interpret(found: Round) -> bool:
    """As it now sits: who is needed comes, who is needed no more goes. False where one is needed and nobody free."""
    hall, held = held_now(found)
    if not needs_around(held.people):
        let_interpret(found.meeting, held, None)
        return True
    if not lacks_interpreter(hall.board, held):
        return True
    voice = voice_found(hall.board, held)
    if voice is not None:
        let_interpret(found.meeting, held, voice)
    return voice is not None


def voice_at(meeting: Meeting) -> int | None:
    """Who interprets there now."""
    held = select(Claim.interpreter_id).where(Claim.meeting_id == meeting.id, Claim.interpreter_id.is_not(None))
    return db.session.scalar(held.limit(1))


def say_if_another_interprets(found: Round, before: int | None, *, by: int | None, but: int | None = None) -> None:
    """``before``: who interpreted until now. Told to all who sit there, save ``but``, a firm that comes only now."""
    now_there = voice_at(found.meeting)
    if now_there in (None, before):
        return
    touch(found.meeting)
    notice = noted_round(found.meeting, "interpret", by, interpreter=now_there)
    voices = changed_voices(now_there, before)
    say(found, notice, "interpreter", *(firm for firm in found.held if firm.id != but), voices=voices)
