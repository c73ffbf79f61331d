"""How long the people of an event are kept, and what goes then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from app.accounts.models import EventRole, Membership, User
from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Outbox, StoredFile
from app.events.models import Event
from app.events.retention import RetentionPeriod
from app.registrations.models import Answer, ImportBatch, Registration, Representative

EVENT_RUNNER_ROLES = (Role.ADMINISTRATOR, Role.ORGANIZER)


@dataclass(frozen=True, slots=True)
class RetainedCounts:
    """How many people, emails with a text, sheets, answers and files an event keeps; and what stays: companies' and
    guests' registrations."""

    people: int
    emails: int
    sheets: int
    answers: int
    files: int
    registrations: int


def get_retention_period(event: Event) -> RetentionPeriod:
    return RetentionPeriod(
        last=max((day.day for day in event.days), default=None),
        zone=event.zone,
        keep_days=event.keep_days,
        on_hold=event.hold_reason is not None,
        announced_at=event.erasure_told_at,
        erased_at=event.erased_at,
    )


def count_retained(event: Event) -> RetainedCounts:
    return RetainedCounts(
        people=_count_rows(Representative, Representative.event_id == event.id, Representative.erased_at.is_(None)),
        emails=_count_rows(Outbox, Outbox.event_id == event.id, Outbox.subject != ""),
        sheets=_count_rows(ImportBatch, ImportBatch.event_id == event.id, ImportBatch.state != "thrown_away"),
        answers=_count_rows(Answer, Answer.event_id == event.id),
        files=_count_rows(StoredFile, StoredFile.event_id == event.id, func.length(StoredFile.content) > 0),
        registrations=_count_rows(Registration, Registration.event_id == event.id),
    )


def list_events_with_people() -> Sequence[Event]:
    """All whose people are not erased yet."""
    return db.session.scalars(select(Event).where(Event.erased_at.is_(None)).order_by(Event.id)).all()


def list_organizers(event: Event) -> Sequence[User]:
    """Who runs an event and has an address."""
    house = select(Membership.user_id).where(
        Membership.organisation_id == event.organisation_id, Membership.role.in_(EVENT_RUNNER_ROLES)
    )
    own = select(EventRole.user_id).where(EventRole.event_id == event.id, EventRole.role == Role.ORGANIZER)
    chosen = select(User).where(
        or_(User.id.in_(house), User.id.in_(own)), User.email.is_not(None), User.disabled_at.is_(None)
    )
    return db.session.scalars(chosen.order_by(User.id)).all()


def _count_rows(model: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0
