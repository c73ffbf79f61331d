"""What a route about an organisation is about, and the roles that the current user holds there."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from sqlalchemy import select

from app.accounts.models import Membership, Organisation
from app.db import db
from app.floor.web.guards import Seen
from app.kernel.errors import NotFound


def an_organisation(organisation_id: int, **rest: Any) -> Seen:
    """An organisation, for its members."""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    held = select(Membership.role).where(
        Membership.user_id == current_user.id, Membership.organisation_id == organisation_id
    )
    return Seen({"organisation": found, **rest}, frozenset(db.session.scalars(held)))
