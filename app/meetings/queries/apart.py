"""Which firms are kept apart by *never*, whoever of the two said it."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.registrations.models import Preference


def marked_never(registration_id: int) -> frozenset[int]:
    """All that a firm itself said *never* with, which only it is told."""
    said = select(Preference.other_id).where(Preference.kind == "never", Preference.registration_id == registration_id)
    return frozenset(db.session.scalars(said))


def kept_apart(registration_id: int) -> frozenset[int]:
    """All that a firm said *never* with, or that said so with it."""
    said = select(Preference.registration_id, Preference.other_id).where(
        Preference.kind == "never",
        (Preference.registration_id == registration_id) | (Preference.other_id == registration_id),
    )
    return frozenset(one for pair in db.session.execute(said) for one in pair) - {registration_id}
