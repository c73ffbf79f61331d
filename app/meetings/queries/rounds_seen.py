"""Group meetings as one firm may see them, and how many of them wait for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import bindparam, func, or_, select

from app.core.db import UtcDateTime, db, now
from app.core.errors import NotFound
from app.events.models import Slot
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.meetings.queries.apart import kept_apart, marked_never
from app.meetings.queries.group_rules import rules_of
from app.meetings.queries.lists import waiting_for
from app.meetings.queries.rounds import RoundRow, round_at, rounds_at, rounds_in
from app.meetings.roundtables import Answer
from app.registrations.models import Registration
from app.registrations.states import RegistrationState


def rounds_seen_by(registration: Registration) -> list[RoundRow]:
    """What a firm sees: all with which it has to do, and the open ones ahead of hosts that it may meet.

    Who is not approved sees no more than the first. A host kept apart from it by *never*, of either side, is not among
    them; one at whose table somebody sits who is kept apart from it is full for it.
    """
    return _seen(registration, rounds_in(registration.event_id))


def round_seen_by(registration: Registration, meeting_id: int) -> RoundRow:
    """One of these. Raises NotFound for any other, whatever the reason."""
    found = _seen(registration, [round_at(registration.event_id, meeting_id)])
    if not found:
        raise NotFound
    return found[0]


def as_seen_by(registration: Registration, row: RoundRow) -> RoundRow:
    """A group meeting that this firm may see, as it does."""
    return _shut(registration, row, kept_apart(registration.id), marked_never(registration.id))


def all_as_seen_by(registration: Registration, rows: Iterable[RoundRow]) -> list[RoundRow]:
    """Group meetings with which this firm has to do, as it sees them."""
    apart, own = kept_apart(registration.id), marked_never(registration.id)
    return [_shut(registration, row, apart, own) for row in rows]


def _shut(registration: Registration, row: RoundRow, apart: Collection[int], own: Collection[int]) -> RoundRow:
    """Full for who is kept apart from its host or a guest, even if it was invited before: nobody learns of another's
    *never*, and of its ``own`` a firm may be told."""
    if row.holds_time_of(registration.id):
        return row
    return replace(row, closed_to=_sits_with(row, apart), closed_by_own=_sits_with(row, own))


def _seen(registration: Registration, rows: Iterable[RoundRow]) -> list[RoundRow]:
    mine, rules, apart = registration.id, rules_of(registration.event_id), kept_apart(registration.id)
    groups, own = _groups(registration.event_id), marked_never(mine)
    hosts = {one for one, group in groups.items() if rules.allows_meeting(registration.group_id, group)} - apart
    may_come = hosts if mine in groups else frozenset()
    found = []
    for row in rows:
        is_part = row.is_host(mine) or row.answer_of(mine) is not None
        if is_part or (row.is_open and row.is_ahead and row.host.registration_id in may_come):
            found.append(_shut(registration, row, apart, own))
    return found


def _sits_with(row: RoundRow, apart: Collection[int]) -> bool:
    return any(one.registration_id in apart for one in row.sitting)


def _groups(event_id: int) -> dict[int, int | None]:
    rows = select(Registration.id, Registration.group_id).where(
        Registration.event_id == event_id, Registration.state == RegistrationState.APPROVED
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def invitations_waiting(registration: Registration) -> int:
    """How many invitations wait for a firm's answer."""
    return int(db.session.execute(_INVITED, {"firm": registration.id, "now": now()}).scalar_one())


_NOW = bindparam("now", type_=UtcDateTime())
_INVITED = (
    select(func.count())
    .select_from(MeetingParty)
    .join(Meeting, Meeting.id == MeetingParty.meeting_id)
    .join(Slot, Slot.id == Meeting.slot_id)
    .where(
        MeetingParty.registration_id == bindparam("firm"),
        MeetingParty.answer == Answer.INVITED.value,
        or_(MeetingParty.expires_at.is_(None), MeetingParty.expires_at > _NOW),
        Meeting.kind == GROUP,
        Meeting.state == State.BOOKED,
        Slot.starts_at > _NOW,
    )
)
"""Made once, as every page of a firm tells it."""


def all_waiting_for(registration: Registration) -> int:
    """How many requests and invitations wait for a firm's answer."""
    return waiting_for(registration) + invitations_waiting(registration)


def rounds_shared(one_id: int, other_id: int) -> list[RoundRow]:
    """The group meetings ahead at which the first firm sits and sees the other: as host or guest, or, where it is the
    host itself, as one that it has invited. By time."""
    found = rounds_at([one_id], State.BOOKED)
    return [row for row in found if row.is_ahead and (row.holds_time_of(other_id) or _hosts(row, one_id, other_id))]


def _hosts(row: RoundRow, host_id: int, guest_id: int) -> bool:
    return row.is_host(host_id) and row.waits_for(guest_id)
