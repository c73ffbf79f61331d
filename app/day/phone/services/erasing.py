"""What becomes of notes when somebody is erased. The caller holds the transaction."""

from __future__ import annotations

from sqlalchemy import delete, or_

from app.core.db import db
from app.core.erasure import clean_rows
from app.day.phone.models import PrivateNote
from app.registrations.erasure import Erasure


def forget_notes(erasure: Erasure) -> None:
    """Those of erased people go, as those about erased firms and of erased events; names go out of the others."""
    gone = or_(
        PrivateNote.user_id.in_(erasure.users),
        PrivateNote.registration_id.in_(erasure.registrations),
        PrivateNote.event_id.in_(erasure.whole),
    )
    db.session.execute(delete(PrivateNote).where(gone))
    clean_rows(PrivateNote, ("words",), PrivateNote.event_id.in_(erasure.events), traces=erasure.traces)


def forget_notes_of(user_id: int) -> None:
    """All that a user wrote."""
    db.session.execute(delete(PrivateNote).where(PrivateNote.user_id == user_id))
