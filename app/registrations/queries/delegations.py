"""Reads about registrations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.accounts.models import Membership
from app.accounts.permissions import Role
from app.db import db
from app.events.models import Event
from app.registrations.models import Delegation


def delegations_of(user_id: int, event: Event) -> Sequence[Delegation]:
    """The delegations of ``event`` that a user brings (as a member of the chamber) or heads, by name."""
    chambers = select(Membership.organisation_id).where(
        Membership.user_id == user_id, Membership.role.in_((Role.CHAMBER, Role.ADMINISTRATOR))
    )
    found = (
        select(Delegation)
        .where(
            Delegation.event_id == event.id,
            or_(Delegation.organisation_id.in_(chambers), Delegation.head_user_id == user_id),
        )
        .order_by(Delegation.name_en)
    )
    return db.session.scalars(found).all()
