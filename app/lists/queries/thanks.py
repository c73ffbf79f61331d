"""Who is to be thanked for having come, and who was already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.models import Notice
from app.lists.queries.attendees import Found
from app.registrations.models import Registration
from app.registrations.queries.firms import Reader

SENT = "thanks.sent"


@dataclass(frozen=True)
class Thanked:
    """A firm that met somebody. ``partners``: whom, in the order of their names; ``contacts``: their people who agreed
    to be handed on; ``was_sent``: it has had its letters."""

    firm: Registration
    readers: Sequence[Reader]
    partners: Sequence[Registration]
    contacts: Found
    was_sent: bool

    @property
    def is_due(self) -> bool:
        return bool(self.readers) and not self.was_sent


def sent_to(event_id: int) -> frozenset[int]:
    """The firms that have had their letters."""
    told = select(Notice.subject_id).where(
        Notice.event_id == event_id, Notice.kind == SENT, Notice.subject == Registration.__tablename__
    )
    return frozenset(db.session.scalars(told))


def firms_by_name(event_id: int) -> dict[int, Registration]:
    """All firms of an event, in the order of their names."""
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company))
        .where(Registration.event_id == event_id, Registration.kind == "firm")
    )
    found = db.session.scalars(chosen).all()
    return {one.id: one for one in sorted(found, key=lambda one: (one.company.name if one.company else "", one.id))}
