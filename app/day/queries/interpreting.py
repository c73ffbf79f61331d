"""Who interprets where at the time that runs or comes next, who is free then, and who could change places."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.companies.wording import company_label
from app.core.db import db
from app.core.errors import NotFound
from app.day.standing_between import Change, Served, changes_for
from app.events.calendar import SlotKind
from app.events.models import Event, Interpreter, Slot, Table
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Claim, Meeting
from app.meetings.queries.boards import hall_of
from app.meetings.queries.parties import names_of
from app.meetings.queries.sittings import sittings_in


@dataclass(frozen=True, slots=True)
class At:
    """An interpreter at a table, "" for who is free; ``meeting_id``: of the meeting there."""

    interpreter: str
    table: str = ""
    meeting_id: int = 0


@dataclass(frozen=True, slots=True)
class Meets:
    """A booked meeting as a desk names it; ``firms``: the two, or of a group the host alone."""

    meeting_id: int
    firms: tuple[str, ...]
    starts_at: datetime
    table: str
    interpreter: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Who could come; ``other``: the meeting that they come from, where both change places."""

    change: Change
    name: str
    other: Meets | None


def voices_at(event_id: int, now: datetime) -> tuple[Slot | None, list[At]]:
    """The time that runs, else the next one of the day, and who interprets then, by table; who is free stands last."""
    every = select(Interpreter).where(Interpreter.event_id == event_id, Interpreter.retired_at.is_(None))
    people = db.session.scalars(every.order_by(Interpreter.name, Interpreter.id)).all()
    ahead = select(Slot).where(Slot.event_id == event_id, Slot.kind == SlotKind.MEETING.value, Slot.ends_at > now)
    slot = db.session.scalars(ahead.order_by(Slot.starts_at).limit(1)).first()
    if slot is None or not people:
        return None, []
    held = (Claim.slot_id == slot.id, Claim.event_id == event_id)
    works_at = select(Claim.interpreter_id, Claim.meeting_id).where(*held, Claim.interpreter_id.is_not(None))
    works = {row[0]: row[1] for row in db.session.execute(works_at)}
    tables = select(Claim.meeting_id, Table.label).join(Table, Table.id == Claim.table_id).where(*held)
    labels = {row[0]: row[1] for row in db.session.execute(tables)}
    found = [At(one.name, labels.get(works.get(one.id, 0), ""), works.get(one.id) or 0) for one in people]
    return slot, sorted(found, key=lambda one: (not one.meeting_id, one.table))


def is_booked(event: Event, meeting_id: int) -> bool:
    """Whether somebody could interpret there. Raises NotFound for a meeting of elsewhere."""
    found = select(Meeting.state).where(Meeting.id == meeting_id, Meeting.event_id == event.id)
    state = db.session.scalar(found)
    if state is None:
        raise NotFound
    return state == State.BOOKED


def choices_for(event: Event, meeting_id: int) -> tuple[Meets, list[Choice]]:
    """The meeting, and who else could interpret there. Raises NotFound for one that is not booked."""
    slots = db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == meeting_id, Claim.event_id == event.id))
    sittings = sittings_in(event.id, set(slots.all()))
    voices = _voices({one.meeting_id for one in sittings})
    served = [Served(one, voices.get(one.meeting_id)) for one in sittings]
    mine = next((one for one in served if one.sitting.meeting_id == meeting_id), None)
    if mine is None:
        raise NotFound
    hall = hall_of(event, {party for one in sittings for party in one.parties})
    found = changes_for(hall.board, hall.parties, mine, served)
    named = {
        row[0]: row[1]
        for row in db.session.execute(select(Interpreter.id, Interpreter.name).where(Interpreter.event_id == event.id))
    }
    meets = _named(event, served, {meeting_id, *(one.other_id for one in found if one.other_id)}, named)
    return meets[meeting_id], [
        Choice(one, named[one.interpreter_id], meets[one.other_id] if one.other_id else None) for one in found
    ]


def _voices(meeting_ids: Collection[int]) -> dict[int, int | None]:
    held = select(Claim.meeting_id, Claim.interpreter_id).where(
        Claim.meeting_id.in_(meeting_ids), Claim.interpreter_id.is_not(None)
    )
    return {row[0]: row[1] for row in db.session.execute(held)}


def _named(event: Event, served: list[Served], wanted: set[int], voices: Mapping[int, str]) -> dict[int, Meets]:
    shown = [one for one in served if one.sitting.meeting_id in wanted]
    firms = names_of({party for one in shown for party in one.sitting.parties})
    starts = {one.id: one.starts_at for one in event.slots}
    labels = {one.id: one.label for one in event.tables}
    kinds = select(Meeting.id).where(Meeting.id.in_(wanted), Meeting.kind == GROUP)
    groups = set(db.session.scalars(kinds))
    found = {}
    for one in shown:
        parties = one.sitting.parties[:1] if one.sitting.meeting_id in groups else one.sitting.parties
        found[one.sitting.meeting_id] = Meets(
            one.sitting.meeting_id,
            tuple(company_label(firms[party]) for party in parties if party in firms),
            starts[one.sitting.slot_ids[0]],
            labels.get(one.sitting.table_id or 0, ""),
            voices.get(one.interpreter_id or 0, ""),
        )
    return found
