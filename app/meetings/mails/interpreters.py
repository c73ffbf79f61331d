"""Who interprets at a meeting of which something else has changed, as emails say it."""

from __future__ import annotations

from typing import Final, NamedTuple

from app.core.db import db
from app.events.models import Interpreter


class InterpreterChange(NamedTuple):
    """Names; "" for nobody. ``lacks``: one is needed, and nobody is free then."""

    now: str = ""
    before: str = ""
    lacks: bool = False


NO_INTERPRETER_CHANGE: Final = InterpreterChange()
"""As little is told as where nobody interprets."""


def get_interpreter_change(now_there: int | None, before: int | None) -> InterpreterChange:
    """Of two interpreters by their ids, None for nobody."""
    return (
        NO_INTERPRETER_CHANGE
        if now_there == before
        else InterpreterChange(get_interpreter_name(now_there), get_interpreter_name(before))
    )


def get_interpreter_name(number: int | None) -> str:
    return db.session.get_one(Interpreter, number).name if number is not None else ""
