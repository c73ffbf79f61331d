"""Which firms are kept apart by *never*, whoever of the two said it."""

from __future__ import annotations

from sqlalchemy import Integer, bindparam, or_, select

from app.db import db
from app.registrations.models import Preference

_FIRM = bindparam("firm", type_=Integer)
_MARKED = select(Preference.other_id).where(
    Preference.kind == "never", Preference.registration_id == _FIRM, ~Preference.sealed
)
_APART = select(Preference.registration_id, Preference.other_id).where(
    Preference.kind == "never", or_(Preference.registration_id == _FIRM, Preference.other_id == _FIRM)
)


def marked_never(registration_id: int) -> frozenset[int]:
    """All that a firm itself said *never* with, which only it is told; not what is sealed."""
    return frozenset(db.session.execute(_MARKED, {"firm": registration_id}).scalars())


def kept_apart(registration_id: int) -> frozenset[int]:
    """All that a firm said *never* with, or that said so with it."""
    return frozenset(one for pair in db.session.execute(_APART, {"firm": registration_id}) for one in pair) - {
        registration_id
    }
