"""Which firms are kept apart by *never*, whoever of the two said it."""

from __future__ import annotations

from sqlalchemy import Integer, bindparam, or_, select

from app.db import fetch, table_of
from app.registrations.models import Preference

_P = table_of(Preference).c
_FIRM = bindparam("firm", type_=Integer)
_MARKED = select(_P.other_id).where(_P.kind == "never", _P.registration_id == _FIRM, ~_P.sealed)
_APART = select(_P.registration_id, _P.other_id).where(
    _P.kind == "never", or_(_P.registration_id == _FIRM, _P.other_id == _FIRM)
)


def marked_never(registration_id: int) -> frozenset[int]:
    """All that a firm itself said *never* with, which only it is told; not what is sealed."""
    return frozenset(fetch(_MARKED, firm=registration_id).scalars())


def kept_apart(registration_id: int) -> frozenset[int]:
    """All that a firm said *never* with, or that said so with it."""
    return frozenset(one for pair in fetch(_APART, firm=registration_id) for one in pair) - {registration_id}
