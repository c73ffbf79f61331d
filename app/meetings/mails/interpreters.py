"""Who interprets at a meeting of which something else has changed, as emails say it."""

from __future__ import annotations

from app.core.db import db
from app.events.models import Interpreter
from app.meetings.interpreters import NO_INTERPRETER_CHANGE, InterpreterChange


def get_interpreter_change(now_there: int | None, before: int | None) -> InterpreterChange:
    """Of two interpreters by their ids, None for nobody."""
    return (
        NO_INTERPRETER_CHANGE
        if now_there == before
        else InterpreterChange(get_interpreter_name(now_there), get_interpreter_name(before))
    )


def get_interpreter_name(number: int | None) -> str:
    return db.session.get_one(Interpreter, number).name if number is not None else ""
