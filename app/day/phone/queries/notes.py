"""What somebody has noted for themselves; asked by that person alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from app.core.db import db
from app.day.phone.models import PrivateNote


def notes_of(user_id: int, registration_ids: Collection[int]) -> Mapping[int, PrivateNote]:
    """By the firm that they are about; firms without one are absent."""
    if not registration_ids:
        return {}
    mine = PrivateNote.user_id == user_id, PrivateNote.registration_id.in_(registration_ids)
    return {one.registration_id: one for one in db.session.scalars(select(PrivateNote).where(*mine))}
