"""What an event's figures count; a constant number of queries, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import EventRole
from app.accounts.permissions import Role
from app.companies.models import Company
from app.companies.queries import by_name
from app.db import db, now
from app.floor.models import Outbox
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.meetings.queries.clashes import clashing
from app.meetings.queries.lapsed import NOW, not_lapsed
from app.meetings.queries.lists import counts_by_state
from app.meetings.queries.narrowing import groups_counted
from app.meetings.queries.round_parties import SITS
from app.meetings.queries.unserved import Unserved, unserved_at
from app.registrations.models import Delegation, Registration
from app.registrations.queries.consents import last_word

SOON = timedelta(days=2)
LONG = 7
"""Days."""
TALKING = (State.REQUESTED, State.AGREED, State.BOOKED, State.HELD, State.MISSED)
UNSENT = ("held", "queued", "sending", "failed")
_EVENT = bindparam("event_id", type_=Integer)


@dataclass(frozen=True)
class Counts:
    """Of one event: firms by state of registration, delegations, meetings by state, group meetings, letters that have
    not left.

    ``quiet``: approved firms without a meeting or a request · ``lapsing``: requests that lapse within ``SOON`` ·
    ``unanswered``: requests that have waited for ``LONG`` days · ``unlisted``: approved firms whose newest word on the
    attendee list is not yes ·
    ``clashes``: booked meetings at times at which one of the two is elsewhere ·
    ``desk``: people who keep the desk · ``unserved``: booked meetings ahead that lack an interpreter.
    """

    firms: dict[str, int]
    delegations: int
    meetings: dict[str, int]
    groups: int
    letters: dict[str, int]
    quiet: int
    lapsing: int
    unanswered: int
    unlisted: int
    clashes: int
    desk: int
    unserved: Unserved


def counts_of(event_id: int) -> Counts:
    moment = now()
    delegations, quiet, unlisted, desk = db.session.execute(_numbers(), {"event_id": event_id}).one()
    near = {"soon": moment + SOON, "since": moment - timedelta(days=LONG), "now": moment}
    lapsing, unanswered = db.session.execute(_waiting(), {"event_id": event_id, **near}).one()
    return Counts(
        firms={row[0]: row[1] for row in db.session.execute(_firms(), {"event_id": event_id})},
        delegations=delegations,
        meetings=counts_by_state(event_id),
        groups=groups_counted(event_id),
        letters={row[0]: row[1] for row in db.session.execute(_letters(), {"event_id": event_id})},
        quiet=quiet,
        lapsing=lapsing,
        unanswered=unanswered,
        unlisted=unlisted,
        clashes=len(clashing(event_id)),
        desk=desk,
        unserved=unserved_at(event_id),
    )


@cache
def _numbers() -> Select[int, int, int, int]:
    """Delegations, quiet firms, unlisted firms and people at the desk; made once, as those below."""
    desk = EventRole.event_id == _EVENT, EventRole.role == Role.DESK.value
    unlisted = func.coalesce(last_word("attendee_list"), 0) == 0
    return select(
        select(func.count()).where(Delegation.event_id == _EVENT).scalar_subquery(),
        select(func.count()).select_from(_quiet(_EVENT).subquery()).scalar_subquery(),
        select(func.count()).where(*_taking_part(_EVENT), unlisted).scalar_subquery(),
        select(func.count()).where(*desk).scalar_subquery(),
    )


@cache
def _firms() -> Select[str, int]:
    firms = Registration.event_id == _EVENT, Registration.kind == "firm"
    return select(Registration.state, func.count()).where(*firms).group_by(Registration.state)


@cache
def _letters() -> Select[str, int]:
    unsent = Outbox.event_id == _EVENT, Outbox.state.in_(UNSENT)
    return select(Outbox.state, func.count()).where(*unsent).group_by(Outbox.state)


@cache
def _waiting() -> Select[int, int]:
    """Requests that lapse soon, and those that wait for long, as the list of meetings narrows them."""
    soon = Meeting.expires_at <= bindparam("soon", type_=Meeting.expires_at.type)
    long = Meeting.changed_at <= bindparam("since", type_=Meeting.changed_at.type)
    return select(func.count().filter(soon), func.count().filter(long)).where(
        Meeting.event_id == _EVENT, Meeting.state == State.REQUESTED, not_lapsed(NOW)
    )


def _taking_part(event_id: int | BindParameter[int]) -> tuple[ColumnElement[bool], ...]:
    return Registration.event_id == event_id, Registration.kind == "firm", Registration.state == "approved"


def _quiet(event_id: int | BindParameter[int]) -> Select[int]:
    """The ids of approved firms that nobody asked, that asked nobody, and that meet nobody."""
    talking = exists().where(
        or_(Meeting.low_id == Registration.id, Meeting.high_id == Registration.id), Meeting.state.in_(TALKING)
    )
    together = exists().where(
        MeetingParty.registration_id == Registration.id,
        Meeting.id == MeetingParty.meeting_id,
        Meeting.kind == GROUP,
        Meeting.state.in_(TALKING),
        SITS,
    )
    return select(Registration.id).where(*_taking_part(event_id), ~talking, ~together)


def quiet_firms(event_id: int, language: str) -> Sequence[Registration]:
    """Approved firms without a meeting or a request, by name."""
    chosen = (
        select(Registration)
        .join(Company, Company.id == Registration.company_id)
        .options(joinedload(Registration.company), joinedload(Registration.group), joinedload(Registration.delegation))
        .where(Registration.id.in_(_quiet(event_id)))
        .order_by(*by_name(language))
    )
    return db.session.scalars(chosen).all()
