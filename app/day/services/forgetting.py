"""What becomes of sentences about a day when somebody is erased. The caller holds the transaction."""

from __future__ import annotations

from sqlalchemy import update

from app.core.db import db
from app.core.erasure import clean_rows
from app.day.models import Shift
from app.registrations.erasure import Erasure


def forget_sentences(erasure: Erasure) -> None:
    """Those of erased events go; names go out of the others."""
    db.session.execute(update(Shift).where(Shift.event_id.in_(erasure.whole)).values(words=None))
    clean_rows(Shift, ("words",), Shift.event_id.in_(erasure.events), traces=erasure.traces)
