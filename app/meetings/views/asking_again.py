"""Which meetings that came to nothing their firm may ask for anew, said where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.core.errors import DomainError
from app.events.models import Event
from app.meetings.lifecycle import LIVE, PLACED, State
from app.meetings.limits import Tally, check_ask
from app.meetings.queries.bars import barred_for
from app.meetings.queries.group_rules import rules_of
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.tallies import limits_of
from app.meetings.views.barred import asking_bar
from app.registrations.models import Registration
from app.registrations.states import RegistrationState

_AGAIN = (State.EXPIRED, State.WITHDRAWN, State.CANCELLED)
"""Nobody said no; who declined is not offered to be asked again."""


def may_ask_again(event: Event, registration: Registration, rows: Sequence[MeetingRow], tally: Tally) -> frozenset[int]:
    """Of all meetings of a firm the last with each other that came to nothing, where it may ask that one now; nothing
    is offered that would be refused."""
    mine = registration.id
    last = {row.other_than(mine).registration_id: row for row in sorted(rows, key=lambda row: row.id)}
    busy = {row.other_than(mine).registration_id for row in rows if row.state in (*LIVE, *PLACED)}
    wanted = {other: row for other, row in last.items() if row.state in _AGAIN and other not in busy}
    if not wanted or registration.state != RegistrationState.APPROVED or not _asks(event, tally):
        return frozenset()
    barred, rules = barred_for(event, mine, wanted), rules_of(event.id)
    groups = select(Registration.id, Registration.group_id).where(Registration.id.in_(wanted))
    return frozenset(
        wanted[other].id
        for other, group in db.session.execute(groups)
        if other not in barred.by_mine | barred.by_theirs and rules.allows_asking(registration.group_id, group)
    )


def _asks(event: Event, tally: Tally) -> bool:
    """Whether the event takes requests, and the limits of the firm let it send one."""
    try:
        check_ask(limits_of(event), tally)
    except DomainError:
        return False
    return not asking_bar(event)
