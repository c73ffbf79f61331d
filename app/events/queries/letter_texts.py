"""An event's own texts of letters."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.events.models import LetterText
from app.kernel.errors import NotFound


def free_texts(event_id: int) -> Sequence[LetterText]:
    """Those that are kept for messages, by name."""
    chosen = select(LetterText).where(LetterText.event_id == event_id, LetterText.kind == "free")
    return db.session.scalars(chosen.order_by(LetterText.name)).all()


def own_text(event_id: int, kind: str) -> LetterText | None:
    """What stands in place of the standard words of a letter, if the organizer has written any."""
    chosen = select(LetterText).where(LetterText.event_id == event_id, LetterText.kind == kind)
    return db.session.scalars(chosen).one_or_none()


def text_of(event_id: int, text_id: int) -> LetterText:
    """A free text of the event. Raises NotFound."""
    found = db.session.get(LetterText, text_id)
    if found is None or found.event_id != event_id or found.kind != "free":
        raise NotFound
    return found
