"""How many firms a delegation brings, and how many people each of them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from app.db import db
from app.registrations.models import Registration, Representation
from app.registrations.states import OUT_OF_SIGHT


def firms_in(delegation_id: int) -> int:
    """How many firms it brings; neither guests nor who was rejected or cancelled count."""
    firms = select(func.count()).where(*_brought(delegation_id))
    return db.session.scalar(firms) or 0


def largest(delegation_id: int) -> tuple[str, int]:
    """The firm that brings most people, and how many; ("", 0) where none brings any."""
    counted = (
        select(Registration.id, func.count())
        .join(Representation, Representation.registration_id == Registration.id)
        .where(*_brought(delegation_id))
        .group_by(Registration.id)
        .order_by(func.count().desc(), Registration.id)
        .limit(1)
    )
    found = db.session.execute(counted).first()
    if found is None:
        return "", 0
    firm = db.session.get_one(Registration, found[0])
    return (firm.company.name if firm.company is not None else ""), found[1]


def _brought(delegation_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.delegation_id == delegation_id,
        Registration.kind == "firm",
        Registration.state.not_in(OUT_OF_SIGHT),
    )
