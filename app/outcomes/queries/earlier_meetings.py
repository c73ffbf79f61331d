"""Firms that met at an earlier event, and how far they came since, as the one says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, not_, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import EventRole, Membership
from app.accounts.permissions import Role
from app.core.db import db
from app.events.models import Event, Slot
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, ONE_TO_ONE, Meeting, MeetingParty
from app.outcomes.models import Outcome
from app.outcomes.stages import OutcomeStage
from app.registrations.models import Delegation, Registration

HeldRow = tuple[int, int, datetime, str, str | None, int]


@dataclass(frozen=True)
class EarlierMeeting:
    """``year``: in the zone of that event; ``stage``: what the one said came of it, None where it said nothing. The
    other's word is its own."""

    year: int
    stage: OutcomeStage | None


def earlier_meetings(
    registration: Registration, others: Collection[int], *, reader: int | None = None
) -> dict[int, EarlierMeeting]:
    """Of these other companies of its event, by registration: the last meeting that the two companies held at another
    event, in two or as host and guest. One query where the company was at no other.

    ``reader``: a user who is not of the company; told of the events at which that user answers for it alone, as what
    came of a meeting is no business of who runs another event.
    """
    mine = _other_registrations(registration, reader)
    if not mine or not others:
        return {}
    held_rows = sorted(
        (row for part in (_pairs_query(mine), _groups_query(mine)) for row in db.session.execute(part)),
        key=_time_of_row,
    )
    last = {
        other if first in mine else first: EarlierMeeting(
            at.astimezone(ZoneInfo(zone)).year, OutcomeStage(stage) if stage else None
        )
        for first, other, at, zone, stage, _number in held_rows
    }
    here, there = aliased(Registration), aliased(Registration)
    same = (
        select(here.id, there.id)
        .join(there, there.company_id == here.company_id)
        .where(here.id.in_(others), there.id.in_(last))
    )
    place = {partner: number for number, partner in enumerate(last)}
    pairs = sorted(db.session.execute(same), key=lambda pair: place[pair[1]])
    return {other: last[partner] for other, partner in pairs}


def _pairs_query(mine: frozenset[int]) -> Select[*HeldRow]:
    return (
        _held_query(Meeting.low_id, Meeting.high_id, mine, Outcome.guest_id.is_(None))
        .where(Meeting.kind == ONE_TO_ONE)
        .where(or_(Meeting.low_id.in_(mine), Meeting.high_id.in_(mine)))
    )


def _groups_query(mine: frozenset[int]) -> Select[*HeldRow]:
    """Host and each guest that came; guests of one table have not met for that."""
    guest = MeetingParty.registration_id
    came = and_(MeetingParty.meeting_id == Meeting.id, MeetingParty.seat.is_not(None), not_(MeetingParty.missed))
    return (
        _held_query(Meeting.asker_id, guest, mine, Outcome.guest_id == guest, (MeetingParty, came))
        .where(Meeting.kind == GROUP, guest != Meeting.asker_id)
        .where(or_(Meeting.asker_id.in_(mine), guest.in_(mine)))
    )


def _held_query(
    first: Any, second: Any, mine: frozenset[int], about: Any, *joined: tuple[Any, Any]
) -> Select[*HeldRow]:
    """Of meetings that were held: the two, when, in which zone, what these firms say came of it, and its number."""
    rows = select(first, second, Slot.starts_at, Event.zone, Outcome.stage, Meeting.id).select_from(Meeting)
    for table, condition in joined:
        rows = rows.join(table, condition)
    conditions = (Outcome.meeting_id == Meeting.id, Outcome.registration_id.in_(mine), Outcome.replaced_at.is_(None))
    return (
        rows.join(Slot, and_(Slot.event_id == Meeting.event_id, Slot.id == Meeting.slot_id))
        .join(Event, Event.id == Meeting.event_id)
        .join(Outcome, and_(*conditions, about), isouter=True)
        .where(Meeting.state == MeetingState.HELD)
    )


def _time_of_row(row: Row[*HeldRow]) -> tuple[datetime, int]:
    return row[2], row[-1]


def _other_registrations(registration: Registration, reader: int | None) -> frozenset[int]:
    """What else the company is registered as, as far as this user answers for it there."""
    if registration.company_id is None:
        return frozenset()
    chosen = select(Registration.id).where(
        Registration.company_id == registration.company_id, Registration.event_id != registration.event_id
    )
    return frozenset(db.session.scalars(chosen if reader is None else chosen.where(_is_answered_by(reader))))


def _is_answered_by(user: int) -> ColumnElement[bool]:
    """Of registrations: the user runs the event, or brings or leads the delegation."""

    def of(*roles: Role) -> Select[int]:
        return select(Membership.organisation_id).where(Membership.user_id == user, Membership.role.in_(roles))

    run = select(Event.id).where(Event.organisation_id.in_(of(Role.ORGANIZER, Role.ADMINISTRATOR)))
    named = select(EventRole.event_id).where(EventRole.user_id == user, EventRole.role == Role.ORGANIZER)
    brought = select(Delegation.id).where(
        or_(Delegation.organisation_id.in_(of(Role.CHAMBER, Role.ADMINISTRATOR)), Delegation.led_by(user))
    )
    return or_(
        Registration.event_id.in_(run), Registration.event_id.in_(named), Registration.delegation_id.in_(brought)
    )
