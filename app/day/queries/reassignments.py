"""What a desk may change in a booked meeting: its time, its interpreter; whether its former place is still free."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.companies.wording import company_label
from app.core.db import db
from app.core.errors import NotFound
from app.core.models import Notice
from app.events.calendar import SlotKind
from app.events.models import Event, Interpreter, Slot, Table
from app.meetings.availability import list_options
from app.meetings.displacement import BookedMeeting
from app.meetings.interpreter_assignment import list_needs_at
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, ONE_TO_ONE, Claim, Meeting
from app.meetings.occupancy import BookingParty, Occupancy
from app.meetings.queries.availability import load_availability
from app.meetings.queries.displacement import list_bookings_in_slots
from app.meetings.queries.lists import MeetingRow, get_company_meeting, get_company_names
from app.meetings.seating import can_interpret_at, list_interpreters_for


def is_place_occupied(
    slots: Collection[int],
    people: Collection[int],
    table: int | None,
    interpreter: int | None,
    *,
    besides: Collection[int],
    since: datetime,
) -> bool:
    """Whether any of it is held by other meetings than these, or the interpreter was changed or let go by now."""
    theirs = (
        Claim.representative_id.in_(people)
        | (Claim.table_id == table if table is not None else Claim.table_id.in_(()))
        | (Claim.interpreter_id == interpreter if interpreter is not None else Claim.interpreter_id.in_(()))
    )
    conditions = (Notice.subject == Interpreter.__tablename__, Notice.subject_id == interpreter, Notice.at >= since)
    if interpreter is not None and db.session.scalar(select(Notice.id).where(*conditions).limit(1)) is not None:
        return True
    others = select(Claim.id).where(Claim.slot_id.in_(slots), Claim.meeting_id.not_in(besides), theirs)
    return db.session.scalar(others.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class MoveOption:
    """A time ahead that both have free, and the table they would sit at."""

    slot_id: int
    starts_at: datetime
    ends_at: datetime
    table: str


def get_pair_meeting(event: Event, meeting_id: int) -> Meeting:
    """A meeting of two of this event. Raises NotFound."""
    chosen = select(Meeting).where(Meeting.id == meeting_id, Meeting.event_id == event.id, Meeting.kind == ONE_TO_ONE)
    meeting = db.session.scalar(chosen)
    if meeting is None:
        raise NotFound
    return meeting


def list_move_options(event: Event, meeting: Meeting, now: datetime) -> tuple[MeetingRow, list[MoveOption]]:
    """The meeting as it stands, and the times ahead that it may have instead, in order; none of one that is not
    booked."""
    if meeting.state != MeetingState.BOOKED:
        return get_company_meeting(meeting.low_id, meeting.id, brief=True), []
    hall = load_availability(event, (meeting.low_id, meeting.high_id), ignoring=meeting.id)
    party, other = hall.parties[meeting.low_id], hall.parties[meeting.high_id]
    spans = {slot.id: slot.span for slot in hall.board.slots}
    labels = {table.id: table.label for table in event.tables}
    options = list_options(hall.board, party, other, now=now, length=meeting.length)
    places = [
        MoveOption(each.slot_id, spans[each.slot_id].start, spans[each.slot_id].end, labels.get(each.seat.table_id, ""))
        for each in options
        if each.seat is not None and each.slot_id != meeting.slot_id and spans[each.slot_id].start > now
    ]
    return get_company_meeting(meeting.low_id, meeting.id, brief=True), places


@dataclass(frozen=True, slots=True)
class InterpreterDuty:
    """An interpreter at a table, "" for who is free; ``meeting_id``: of the meeting there."""

    interpreter: str
    table: str = ""
    meeting_id: int = 0


@dataclass(frozen=True, slots=True)
class DeskMeeting:
    """A booked meeting as a desk names it; ``companies``: the two, or of a group the host alone."""

    meeting_id: int
    companies: tuple[str, ...]
    starts_at: datetime
    table: str
    interpreter: str


@dataclass(frozen=True, slots=True)
class InterpretedMeeting:
    """A booked meeting with who interprets at it, if anybody."""

    sitting: BookedMeeting
    interpreter_id: int | None


@dataclass(frozen=True, slots=True)
class DeskInterpreterChange:
    """``interpreter_id`` comes; ``other_id``: from this meeting, whose interpreter the one before becomes, None where
    they are free."""

    interpreter_id: int
    other_id: int | None = None


def list_interpreter_changes(
    board: Occupancy,
    parties: Mapping[int, BookingParty],
    mine: InterpretedMeeting,
    others: Iterable[InterpretedMeeting],
) -> list[DeskInterpreterChange]:
    """All that can be, who is free first. ``others``: the meetings in the same slots. The board is left as it was."""
    busy = [other for other in others if other.interpreter_id is not None and other.sitting != mine.sitting]
    _release_interpreter(board, mine)
    free = [DeskInterpreterChange(item) for item in _list_able(board, parties, mine) if item != mine.interpreter_id]
    swaps = [
        DeskInterpreterChange(item.interpreter_id, item.sitting.meeting_id)
        for item in busy
        if item.interpreter_id is not None and _can_exchange(board, parties, mine, item)
    ]
    _engage_interpreter(board, mine)
    return [*free, *swaps]


def _can_exchange(
    board: Occupancy, parties: Mapping[int, BookingParty], mine: InterpretedMeeting, other: InterpretedMeeting
) -> bool:
    """Whether each could work at the other's meeting, in exactly the same slots."""
    if mine.interpreter_id is None or mine.sitting.slot_ids != other.sitting.slot_ids:
        return False
    _release_interpreter(board, other)
    can = other.interpreter_id in _list_able(board, parties, mine) and mine.interpreter_id in _list_able(
        board, parties, other
    )
    _engage_interpreter(board, other)
    return can


def _list_able(board: Occupancy, parties: Mapping[int, BookingParty], served: InterpretedMeeting) -> list[int]:
    """Whoever can stand between all who sit there, the first choice first; nobody where nobody is needed."""
    sitting = served.sitting
    companies = [parties[party] for party in sitting.parties]
    stretch = [slot for slot in board.slots if slot.id in sitting.slot_ids]
    needs = list_needs_at(companies, sitting.people)
    if not needs or not stretch:
        return []
    return [
        interpreter.id
        for interpreter in list_interpreters_for(board, companies, needs)
        if can_interpret_at(board, interpreter, sitting.table_id or 0, stretch)
    ]


def _release_interpreter(board: Occupancy, served: InterpretedMeeting) -> None:
    if served.interpreter_id is not None:
        board.release_interpreter(served.interpreter_id, served.sitting.slot_ids)


def _engage_interpreter(board: Occupancy, served: InterpretedMeeting) -> None:
    if served.interpreter_id is not None:
        board.engage_interpreter(served.interpreter_id, served.sitting.slot_ids, served.sitting.meeting_id)


@dataclass(frozen=True, slots=True)
class InterpreterChoice:
    """Who could come; ``other``: the meeting that they come from, where both change places."""

    change: DeskInterpreterChange
    name: str
    other: DeskMeeting | None


def list_interpreter_duties(event_id: int, now: datetime) -> tuple[Slot | None, list[InterpreterDuty]]:
    """The time that runs, else the next one of the day, and who interprets then, by table; who is free stands last."""
    every = select(Interpreter).where(Interpreter.event_id == event_id, Interpreter.retired_at.is_(None))
    people = db.session.scalars(every.order_by(Interpreter.name, Interpreter.id)).all()
    ahead = select(Slot).where(Slot.event_id == event_id, Slot.kind == SlotKind.MEETING.value, Slot.ends_at > now)
    slot = db.session.scalars(ahead.order_by(Slot.starts_at).limit(1)).first()
    if slot is None or not people:
        return None, []
    conditions = (Claim.slot_id == slot.id, Claim.event_id == event_id)
    works_at = select(Claim.interpreter_id, Claim.meeting_id).where(*conditions, Claim.interpreter_id.is_not(None))
    works = dict(db.session.execute(works_at).all())
    tables = select(Claim.meeting_id, Table.label).join(Table, Table.id == Claim.table_id).where(*conditions)
    labels = dict(db.session.execute(tables).all())
    duties = [
        InterpreterDuty(person.name, labels.get(works.get(person.id, 0), ""), works.get(person.id) or 0)
        for person in people
    ]
    return slot, sorted(duties, key=lambda duty: (not duty.meeting_id, duty.table))


def is_meeting_booked(event: Event, meeting_id: int) -> bool:
    """Whether somebody could interpret there. Raises NotFound for a meeting of elsewhere."""
    query = select(Meeting.state).where(Meeting.id == meeting_id, Meeting.event_id == event.id)
    state = db.session.scalar(query)
    if state is None:
        raise NotFound
    return state == MeetingState.BOOKED


def list_interpreter_choices(event: Event, meeting_id: int) -> tuple[DeskMeeting, list[InterpreterChoice]]:
    """The meeting, and who else could interpret there. Raises NotFound for one that is not booked."""
    slots = db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == meeting_id, Claim.event_id == event.id))
    sittings = list_bookings_in_slots(event.id, set(slots.all()))
    interpreters = _get_interpreter_ids({sitting.meeting_id for sitting in sittings})
    served = [InterpretedMeeting(item, interpreters.get(item.meeting_id)) for item in sittings]
    mine = next((item for item in served if item.sitting.meeting_id == meeting_id), None)
    if mine is None:
        raise NotFound
    hall = load_availability(event, {party for item in sittings for party in item.parties})
    interpreter_changes = list_interpreter_changes(hall.board, hall.parties, mine, served)
    named = dict(
        db.session.execute(select(Interpreter.id, Interpreter.name).where(Interpreter.event_id == event.id)).all()
    )
    meets = _describe_meetings(
        event,
        served,
        {
            meeting_id,
            *(interpreter_change.other_id for interpreter_change in interpreter_changes if interpreter_change.other_id),
        },
        named,
    )
    return meets[meeting_id], [
        InterpreterChoice(item, named[item.interpreter_id], meets[item.other_id] if item.other_id else None)
        for item in interpreter_changes
    ]


def _get_interpreter_ids(meeting_ids: Collection[int]) -> dict[int, int | None]:
    query = select(Claim.meeting_id, Claim.interpreter_id).where(
        Claim.meeting_id.in_(meeting_ids), Claim.interpreter_id.is_not(None)
    )
    return dict(db.session.execute(query).all())


def _describe_meetings(
    event: Event, served: list[InterpretedMeeting], wanted: set[int], interpreters: Mapping[int, str]
) -> dict[int, DeskMeeting]:
    shown = [meeting for meeting in served if meeting.sitting.meeting_id in wanted]
    companies = get_company_names({party for meeting in shown for party in meeting.sitting.parties})
    starts = {slot.id: slot.starts_at for slot in event.slots}
    labels = {table.id: table.label for table in event.tables}
    kinds = select(Meeting.id).where(Meeting.id.in_(wanted), Meeting.kind == GROUP)
    groups = set(db.session.scalars(kinds))
    result = {}
    for meeting in shown:
        parties = meeting.sitting.parties[:1] if meeting.sitting.meeting_id in groups else meeting.sitting.parties
        result[meeting.sitting.meeting_id] = DeskMeeting(
            meeting.sitting.meeting_id,
            tuple(company_label(companies[party]) for party in parties if party in companies),
            starts[meeting.sitting.slot_ids[0]],
            labels.get(meeting.sitting.table_id or 0, ""),
            interpreters.get(meeting.interpreter_id or 0, ""),
        )
    return result
