"""An event's own texts: in place of the standard letters, or kept for messages."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import audit
from app.core.db import breaks, db, now, transaction
from app.core.errors import Conflict, NotFound
from app.events.models import Event, LetterText


class TextNameTaken(Conflict):
    code = "letter_text_name_taken"


def save_standard(event: Event, kind: str, texts: Mapping[str, str], *, by: int) -> None:
    """Keep what the organizer wrote in place of a standard letter; where all is empty the standard one holds."""
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
        own = session.scalars(
            select(LetterText).where(LetterText.event_id == event.id, LetterText.kind == kind)
        ).one_or_none()
        if not any(texts.values()):
            if own is not None:
                session.delete(own)
        elif own is None:
            session.add(LetterText(event_id=event.id, kind=kind, **texts))
        else:
            _update_text(own, texts)
        audit.log_action("letter_text.changed", event, event_id=event.id, by=by, text=kind)
    db.session.expire(event, ["own_texts"])


def save_free(event: Event, text_id: int | None, name: str, texts: Mapping[str, str], *, by: int) -> int:
    """Keep a text for messages; its number. Raises NameTaken, and NotFound."""
    try:
        with transaction() as session:
            own = (
                session.get(LetterText, text_id) if text_id is not None else LetterText(event_id=event.id, kind="free")
            )
            if own is None or own.event_id != event.id or own.kind != "free":
                raise NotFound
            _update_text(own, {"name": name, **texts})
            session.add(own)
            session.flush()
            audit.log_action("letter_text.changed", event, event_id=event.id, by=by, text="free")
            return own.id
    except IntegrityError as error:
        if breaks(error, "uq_letter_texts_name"):
            raise TextNameTaken from None
        raise


def delete_free(event: Event, text_id: int, *, by: int) -> None:
    """Raises NotFound."""
    with transaction() as session:
        own = session.get(LetterText, text_id)
        if own is None or own.event_id != event.id or own.kind != "free":
            raise NotFound
        session.delete(own)
        audit.log_action("letter_text.removed", event, event_id=event.id, by=by)


def _update_text(own: LetterText, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        setattr(own, name, value)
    own.changed_at = now()
