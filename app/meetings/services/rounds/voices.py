"""Who interprets at a group meeting is another one from now on: noted, and told to all who sit there."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.events.models import Interpreter
from app.meetings.models import Claim, Meeting
from app.meetings.services.rounds.saying import say
from app.meetings.services.rounds.steps import Round, noted_round, touch


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
    name = db.session.get_one(Interpreter, now_there).name
    say(found, notice, "interpreter", *(firm for firm in found.held if firm.id != but), why=name)
