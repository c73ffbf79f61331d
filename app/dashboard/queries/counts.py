"""What an event's figures count; a constant number of queries, whatever the number of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from app.accounts.models import EventRole
from app.accounts.permissions import Role
from app.companies.models import Company
from app.companies.queries import company_name_order
from app.core.db import db, now
from app.core.models import Outbox
from app.events.models import Table
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, ONE_TO_ONE, Meeting, MeetingParty
from app.meetings.queries.clashes import clashing
from app.meetings.queries.lapsed import NOW, not_lapsed, state_at
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
_REQUESTED = Meeting.event_id == _EVENT, Meeting.kind == ONE_TO_ONE, Meeting.arranged_by.is_(None)


@dataclass(frozen=True)
class Counts:
    """Of one event: firms by state of registration, delegations, tables, meetings by state, and those of them that were
    requested rather than arranged, group meetings, letters that have not left.

    ``askers``: firms that have asked for a meeting · ``quiet``: approved firms without a meeting or a request ·
    ``lapsing``: requests that lapse within ``SOON`` · ``unanswered``: requests that have waited for ``LONG`` days ·
    ``unlisted``: approved firms whose newest word on the attendee list is not yes ·
    ``clashes``: booked meetings at times at which one of the two is elsewhere ·
    ``desk``: people who keep the desk · ``unserved``: booked meetings ahead that lack an interpreter.
    """

    firms: dict[str, int]
    delegations: int
    tables: int
    meetings: dict[str, int]
    requests: dict[str, int]
    groups: int
    askers: int
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
    times = {"soon": moment + SOON, "since": moment - timedelta(days=LONG), "now": moment}
    by_state = defaultdict[str, dict[str, int]](dict)
    for what, state, count in db.session.execute(_by_state(), {"event_id": event_id, "now": moment}):
        by_state[what][state] = count
    numbers = db.session.execute(_numbers(), {"event_id": event_id, **times}).mappings().one()
    return Counts(
        firms=by_state["firms"],
        meetings=by_state["meetings"],
        requests=by_state["requests"],
        letters=by_state["letters"],
        clashes=len(clashing(event_id)),
        unserved=unserved_at(event_id),
        **numbers,
    )


@cache
def _by_state() -> CompoundSelect[str, str, int]:
    """Firms, meetings of two, those of them that were requested, and unsent letters, each by state."""
    firms = select(literal("firms"), Registration.state, func.count()).group_by(Registration.state)
    stands = state_at(NOW).label("stands")
    meetings = select(literal("meetings"), stands, func.count()).group_by("stands")
    requests = select(literal("requests"), stands, func.count()).group_by("stands")
    letters = select(literal("letters"), Outbox.state, func.count()).group_by(Outbox.state)
    return union_all(
        firms.where(Registration.event_id == _EVENT, Registration.kind == "firm"),
        meetings.where(Meeting.event_id == _EVENT, Meeting.kind == ONE_TO_ONE),
        requests.where(*_REQUESTED),
        letters.where(Outbox.event_id == _EVENT, Outbox.state.in_(UNSENT)),
    )


@cache
def _numbers() -> Select[*tuple[int, ...]]:
    """The other fields of ``Counts``, each by its name."""
    groups = Meeting.event_id == _EVENT, Meeting.kind == GROUP, Meeting.state != State.CANCELLED
    waiting = Meeting.event_id == _EVENT, Meeting.state == State.REQUESTED, not_lapsed(NOW)
    soon = Meeting.expires_at <= bindparam("soon", type_=Meeting.expires_at.type)
    long = Meeting.changed_at <= bindparam("since", type_=Meeting.changed_at.type)
    counted = {
        "delegations": select(func.count()).where(Delegation.event_id == _EVENT),
        "tables": select(func.count()).where(Table.event_id == _EVENT, Table.retired_at.is_(None)),
        "groups": select(func.count()).where(*groups),
        "askers": select(func.count(Meeting.asker_id.distinct())).where(*_REQUESTED),
        "quiet": select(func.count()).select_from(_quiet(_EVENT).subquery()),
        "lapsing": select(func.count()).where(*waiting, soon),
        "unanswered": select(func.count()).where(*waiting, long),
        "unlisted": select(func.count()).where(
            *_taking_part(_EVENT), func.coalesce(last_word("attendee_list"), 0) == 0
        ),
        "desk": select(func.count()).where(EventRole.event_id == _EVENT, EventRole.role == Role.DESK.value),
    }
    return select(*(count.scalar_subquery().label(name) for name, count in counted.items()))


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
        .order_by(*company_name_order(language))
    )
    return db.session.scalars(chosen).all()
