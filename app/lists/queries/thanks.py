"""Whom companies met at meetings that were held; who is to be thanked for having come, and who was already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.models import Notice
from app.lists.queries.attendees import FoundRows
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, ONE_TO_ONE, Meeting, MeetingParty
from app.registrations.models import Registration
from app.registrations.queries.registrations import EmailRecipient


def partners_met(event_id: int) -> Mapping[int, frozenset[int]]:
    """By firm whom it met: the other side of its meetings, the host of a group, of a host its guests that came."""
    partners: dict[int, set[int]] = defaultdict(set)
    conditions = (Meeting.event_id == event_id, Meeting.state == MeetingState.HELD.value)
    pairs = select(Meeting.low_id, Meeting.high_id).where(*conditions, Meeting.kind == ONE_TO_ONE)
    groups = (
        select(Meeting.asker_id, MeetingParty.registration_id)
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .where(*conditions, Meeting.kind == GROUP, MeetingParty.seat.is_not(None), ~MeetingParty.missed)
    )
    for first, second in [*db.session.execute(pairs), *db.session.execute(groups)]:
        partners[first].add(second)
        partners[second].add(first)
    return {first: frozenset(others) for first, others in partners.items()}


THANKS_SENT = "thanks.sent"


@dataclass(frozen=True)
class ThankedCompany:
    """A company that met somebody. ``partners``: whom, in the order of their names; ``contacts``: their people who
    agreed to be handed on; ``was_sent``: it has had its emails."""

    company: Registration
    readers: Sequence[EmailRecipient]
    partners: Sequence[Registration]
    contacts: FoundRows
    was_sent: bool

    @property
    def is_due(self) -> bool:
        return bool(self.readers) and not self.was_sent


def thanked_ids(event_id: int) -> frozenset[int]:
    """The firms that have had their letters."""
    statement = select(Notice.subject_id).where(
        Notice.event_id == event_id, Notice.kind == THANKS_SENT, Notice.subject == Registration.__tablename__
    )
    return frozenset(db.session.scalars(statement))


def companies_by_name(event_id: int) -> dict[int, Registration]:
    """All firms of an event, in the order of their names."""
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company))
        .where(Registration.event_id == event_id, Registration.kind == "firm")
    )
    registrations = db.session.scalars(chosen).all()
    return {
        registration.id: registration
        for registration in sorted(
            registrations,
            key=lambda registration: (registration.company.name if registration.company else "", registration.id),
        )
    }
