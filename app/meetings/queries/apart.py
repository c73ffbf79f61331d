"""Which firms are kept apart by *never*, whoever of the two said it."""

from __future__ import annotations

from sqlalchemy import Integer, bindparam, or_, select

from app.core.db import cached_read, db
from app.registrations.models import Preference

_FIRM = bindparam("firm", type_=Integer)
_NEVER = select(Preference.registration_id, Preference.other_id, Preference.sealed).where(
    Preference.kind == "never", or_(Preference.registration_id == _FIRM, Preference.other_id == _FIRM)
)


@cached_read
def never_of(registration_id: int) -> frozenset[tuple[int, int, bool]]:
    """Every *never* that a firm said or that was said of it: by whom, of whom, and whether it is sealed."""
    return frozenset(
        (firm, other, sealed) for firm, other, sealed in db.session.execute(_NEVER, {"firm": registration_id})
    )


def marked_never(registration_id: int) -> frozenset[int]:
    """All that a firm itself said *never* with, which only it is told; not what is sealed."""
    return frozenset(
        other for firm, other, sealed in never_of(registration_id) if firm == registration_id and not sealed
    )


def kept_apart(registration_id: int) -> frozenset[int]:
    """All that a firm said *never* with, or that said so with it."""
    return frozenset(one for firm, other, _sealed in never_of(registration_id) for one in (firm, other)) - {
        registration_id
    }
