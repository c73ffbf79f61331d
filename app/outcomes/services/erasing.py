"""What becomes of reasons when somebody is erased; stages and amounts count on. The caller holds the transaction."""

from __future__ import annotations

from sqlalchemy import or_, select, update

from app.db import db
from app.floor.erasing.services import clean_rows
from app.meetings.models import Meeting
from app.outcomes.models import OutcomeConfirmation
from app.registrations.erasure import Erasure


def forget_reasons(erasure: Erasure) -> None:
    """Those about erased firms and events go, as those that the erased wrote; names go out of the others."""
    theirs = select(Meeting.id).where(
        or_(
            Meeting.event_id.in_(erasure.whole),
            Meeting.asker_id.in_(erasure.registrations),
            Meeting.low_id.in_(erasure.registrations),
            Meeting.high_id.in_(erasure.registrations),
        )
    )
    gone = or_(
        OutcomeConfirmation.meeting_id.in_(theirs),
        OutcomeConfirmation.guest_id.in_(erasure.registrations),
        OutcomeConfirmation.confirmed_by.in_(erasure.users),
    )
    db.session.execute(update(OutcomeConfirmation).where(gone).values(reason=None))
    here = OutcomeConfirmation.event_id.in_(erasure.events)
    clean_rows(OutcomeConfirmation, ("reason",), here, traces=erasure.traces)
