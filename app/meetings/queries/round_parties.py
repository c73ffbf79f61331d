"""Who takes part in group meetings: their hosts, and the guests who have a seat."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from app.core.db import db, now
from app.events.models import Slot
from app.meetings.lifecycle import LIVE, State
from app.meetings.limits import COUNTS_AS_MEETING
from app.meetings.models import GROUP, Meeting, MeetingParty, Roundtable
from app.meetings.roundtables import Answer

SITS = or_(MeetingParty.side == "asker", MeetingParty.answer == Answer.ACCEPTED.value)
"""Of parties of group meetings: the host, and who has a seat."""

_SEATS = (
    select(MeetingParty.registration_id)
    .join(Meeting, Meeting.id == MeetingParty.meeting_id)
    .where(
        Meeting.event_id == bindparam("event_id"),
        Meeting.kind == GROUP,
        Meeting.state.in_(sorted(COUNTS_AS_MEETING)),
        SITS,
    )
)
"""Made once: each booking counts."""


def seats_counted(event_id: int) -> Iterator[int]:
    """The firms at all group meetings of an event that count, once for each meeting at which they sit."""
    yield from db.session.execute(_SEATS, {"event_id": event_id}).scalars()


def invitations_open(event_id: int, host_id: int) -> int:
    """How many firms a host has invited to group meetings that are still to come, and which have not answered."""
    rows = (
        select(func.count())
        .select_from(MeetingParty)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(
            Meeting.event_id == event_id,
            Meeting.kind == GROUP,
            Meeting.state == State.BOOKED,
            Meeting.asker_id == host_id,
            MeetingParty.answer == Answer.INVITED.value,
            or_(MeetingParty.expires_at.is_(None), MeetingParty.expires_at > now()),
            Slot.starts_at > now(),
        )
    )
    return db.session.scalar(rows) or 0


def parties_of(meeting_id: int) -> list[MeetingParty]:
    """All rows of a group meeting as they now stand: the host, then by seat, then in the order in which they came."""
    rows = select(MeetingParty).where(MeetingParty.meeting_id == meeting_id)
    ordered = rows.order_by(MeetingParty.side, MeetingParty.seat.is_(None), MeetingParty.seat, MeetingParty.id)
    found = list(db.session.scalars(ordered.execution_options(populate_existing=True)))
    return sorted(found, key=lambda one: one.side != "asker")


def about_of(meeting_id: int) -> Roundtable:
    """What a group meeting has besides, as it now stands."""
    found = select(Roundtable).where(Roundtable.meeting_id == meeting_id)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def topics_of(meeting_ids: Collection[int]) -> dict[int, str]:
    """What these group meetings are about; others are absent."""
    rows = select(Roundtable.meeting_id, Roundtable.topic).where(Roundtable.meeting_id.in_(meeting_ids))
    return {row[0]: row[1] for row in db.session.execute(rows)} if meeting_ids else {}


def seated_by_meeting(meeting_ids: Collection[int]) -> dict[int, list[int]]:
    """The firms that sit at each of these group meetings, the host first, then by seat."""
    rows = (
        select(MeetingParty.meeting_id, MeetingParty.registration_id)
        .where(MeetingParty.meeting_id.in_(meeting_ids), SITS)
        .order_by(MeetingParty.meeting_id, MeetingParty.seat.is_not(None), MeetingParty.seat)
    )
    found: dict[int, list[int]] = {}
    for meeting_id, firm in db.session.execute(rows):
        found.setdefault(meeting_id, []).append(firm)
    return found


def live_rounds_of(registration_id: int) -> list[tuple[int, bool]]:
    """(meeting, whether the firm is its host) of the group meetings ahead in which it has any part."""
    rows = (
        select(Meeting.id, MeetingParty.side)
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .where(
            Meeting.kind == GROUP,
            Meeting.state.in_(LIVE),
            MeetingParty.registration_id == registration_id,
            or_(SITS, MeetingParty.answer == Answer.INVITED.value),
        )
        .order_by(Meeting.id)
    )
    return [(meeting_id, side == "asker") for meeting_id, side in db.session.execute(rows)]


def has_seat_in(registration_id: int) -> ColumnElement[bool]:
    """Of meetings: the firm is host or guest of this group meeting."""
    theirs = select(MeetingParty.meeting_id).where(MeetingParty.registration_id == registration_id, SITS)
    return (Meeting.kind == GROUP) & Meeting.id.in_(theirs)


def rounds_in_state(event_id: int, state: State = State.BOOKED) -> list[int]:
    """Ids of the group meetings of an event in this state."""
    rows = select(Meeting.id).where(Meeting.event_id == event_id, Meeting.kind == GROUP, Meeting.state == state)
    return list(db.session.scalars(rows.order_by(Meeting.id)))
