"""The organizer's last decision about registrations, as the log tells it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from app.core.db import db
from app.core.models import Notice

DECISIONS = ("registration.approved", "registration.rejected", "registration.waiting")
TAKEN_BACK = "registration.taken_back"
AT_ONCE = timedelta(seconds=2)
"""Notices of one decision about many firms follow each other as closely as this."""


def last_decision(event_id: int, *, by: int, since: datetime) -> dict[int, str]:
    """What the user last decided since then, and has not taken back: registration → its state before."""
    chosen = select(Notice).where(
        Notice.event_id == event_id,
        Notice.user_id == by,
        Notice.kind.in_((*DECISIONS, TAKEN_BACK)),
        Notice.at > since,
    )
    notices = db.session.scalars(chosen.order_by(Notice.id.desc())).all()
    if not notices or notices[0].kind == TAKEN_BACK:
        return {}
    found = [notices[0]]
    for later, one in pairwise(notices):
        if one.kind != later.kind or later.at - one.at > AT_ONCE:
            break
        found.append(one)
    return {one.subject_id: one.details["before"] for one in found}
