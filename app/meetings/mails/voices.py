"""Who interprets at a meeting of which something else has changed, too."""

from __future__ import annotations

from typing import Final, NamedTuple

from app.core.db import db
from app.events.models import Interpreter


class Voices(NamedTuple):
    """Names; "" for nobody. ``lacks``: one is needed, and nobody is free then."""

    now: str = ""
    before: str = ""
    lacks: bool = False


NO_CHANGE: Final = Voices()
"""As little is told as where nobody interprets."""


def changed_voices(now_there: int | None, before: int | None) -> Voices:
    """Of two interpreters by their ids, None for nobody."""
    return NO_CHANGE if now_there == before else Voices(interpreter_called(now_there), interpreter_called(before))


def interpreter_called(number: int | None) -> str:
    return db.session.get_one(Interpreter, number).name if number is not None else ""
