"""When a group can meet, at which table, who sits there, and who could come besides; or why not.

A host is told its own reasons alone, and of its guests no more than that they could not come.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import Invalid
from app.meetings.availability import Reason, SlotNotFree, no_room, who_can_sit
from app.meetings.board import Board, Party
from app.meetings.group_tables import GroupTables
from app.meetings.interpreting import Need, needs_of
from app.meetings.placing import voice_comes, voices_for
from app.meetings.roundtables import Bar, NoSeat
from app.meetings.runs import SlotTime
from app.meetings.seating import Instead


@dataclass(frozen=True, slots=True)
class RoundSeat:
    """What a group would hold in each of the slots: a table, one person of each firm, an interpreter if needed.

    ``people``: (registration, person), the host first; ``lost``: the guests for whom there would be no place.
    """

    slot_ids: tuple[int, ...]
    table_id: int
    people: tuple[tuple[int, int], ...]
    interpreter_id: int | None = None
    lost: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundOption:
    """A slot (the first of the meeting's) at which the host and a table are free, or not, and why.

    ``instead``: why the seat is at no table that the host keeps, or that it is at one which a third firm keeps;
    ``most``: for how many guests the largest of the free tables is.
    """

    slot_id: int
    seat: RoundSeat | None = None
    reason: Reason | None = None
    meeting_id: int | None = None
    tables_left: int = 0
    instead: Instead | None = None
    most: int = 0

    @property
    def is_free(self) -> bool:
        """Whether the host can hold it then."""
        return self.seat is not None


def round_options(
    board: Board, host: Party, guests: Sequence[Party], seats: int, *, now: datetime, length: int = 1
) -> list[RoundOption]:
    """Every meeting slot of the event, in order of time; ``guests``: who has a seat already."""
    tables = GroupTables.of(board, host, guests, seats)
    return [_option(tables, guests, index, now, length) for index in range(len(board.slots))]


def pick_round(
    board: Board, host: Party, guests: Sequence[Party], seats: int, slot_id: int, *, now: datetime, length: int = 1
) -> RoundSeat:
    """The seat of a group from this slot on. Raises SlotNotFree, and Invalid ``slot_unknown``."""
    index = next((i for i, slot in enumerate(board.slots) if slot.id == slot_id), None)
    if index is None:
        raise Invalid("slot_unknown", slot_id=slot_id)
    found = _option(GroupTables.of(board, host, guests, seats), guests, index, now, length)
    if found.seat is None:
        raise SlotNotFree(slot_id=slot_id, reason=found.reason, meeting_id=found.meeting_id)
    return found.seat


def _option(tables: GroupTables, guests: Sequence[Party], index: int, now: datetime, length: int) -> RoundOption:
    board, host = tables.board, tables.host
    first = board.slots[index]
    if first.span.start <= now:
        return RoundOption(first.id, reason=Reason.PAST)
    stretch = board.stretch(index, length)
    if stretch is None:
        return RoundOption(first.id, reason=no_room(board, index))
    mine = who_can_sit(board, host, stretch)
    if not mine.free:
        return RoundOption(first.id, reason=mine.reason, meeting_id=mine.meeting_id)
    free = tables.free(stretch)
    if not free:
        return RoundOption(first.id, reason=Reason.NO_TABLE)
    made = [
        _around(board, host, person, guests, table, stretch)
        for person in mine.free
        for table in board.within_reach(board.meetings_of(person), free, stretch)
    ]
    if not made:
        return RoundOption(first.id, reason=Reason.WALKING)
    seat = min(made, key=lambda seat: (len(seat.lost), tables.price(seat.table_id)))
    instead = tables.instead(seat.table_id, stretch)
    return RoundOption(first.id, seat, tables_left=len(free), instead=instead, most=tables.most_at(free))


def _around(
    board: Board, host: Party, person: int, guests: Iterable[Party], table: int, stretch: Sequence[SlotTime]
) -> RoundSeat:
    """Who could come to this table, one guest after another, and who interprets."""
    people, lost = [(host.registration_id, person)], []
    parties, voice = [host], None
    needs: tuple[Need, ...] = ()
    for guest in guests:
        comes = _who_comes(board, guest, table, stretch, taken={one for _firm, one in people})
        more = needs_of(host.speech_of(person), [guest.speech_of(comes)]) if comes is not None else ()
        heard = _voice_for(board, [*parties, guest], (*needs, *more), table, stretch)
        if comes is None or (heard is None and (*needs, *more) and board.voices):
            lost.append(guest.registration_id)
            continue
        people.append((guest.registration_id, comes))
        parties.append(guest)
        needs, voice = (*needs, *more), heard
    slots = tuple(slot.id for slot in stretch)
    return RoundSeat(slots, table, tuple(people), voice, tuple(lost))


def _who_comes(board: Board, guest: Party, table: int, stretch: Sequence[SlotTime], *, taken: set[int]) -> int | None:
    able = (one for one in who_can_sit(board, guest, stretch).free if one not in taken)
    return next((one for one in able if board.within_reach(board.meetings_of(one), [table], stretch)), None)


def _voice_for(
    board: Board, parties: Sequence[Party], needs: Sequence[Need], table: int, stretch: Sequence[SlotTime]
) -> int | None:
    """An interpreter between all who need one; None where nobody does, or nobody is free."""
    if not needs:
        return None
    able = voices_for(board, parties, needs)
    return next((one.id for one in able if voice_comes(board, one, table, stretch)), None)


@dataclass(frozen=True, slots=True)
class Held:
    """A group as it sits. ``people``: each firm with its person, the host first; ``seats``: of guests, in all."""

    slot_ids: tuple[int, ...]
    table_id: int
    people: tuple[tuple[Party, int], ...]
    seats: int
    interpreter_id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A seat that a firm could take: who would sit there, and who interprets from then on."""

    person_id: int
    interpreter_id: int | None


def place_at(board: Board, held: Held, guest: Party, *, now: datetime) -> Place:
    """Who of the firm would sit down. The board knows what the group itself holds. Raises NoSeat."""
    found = bar_or_place(board, held, guest, now=now)
    if isinstance(found, Bar):
        raise NoSeat(why=found, firm_id=guest.registration_id)
    return found


def bar_or_place(board: Board, held: Held, guest: Party, *, now: datetime) -> Bar | Place:
    """The same, or why not: FULL and BEGUN before all that concerns the firm."""
    stretch = [slot for slot in board.slots if slot.id in held.slot_ids]
    if not stretch or stretch[0].span.start <= now:
        return Bar.BEGUN
    if len(held.people) > held.seats:
        return Bar.FULL
    if guest.meetings_left is not None and guest.meetings_left <= 0:
        return Bar.LIMIT
    sitters = who_can_sit(board, guest, stretch)
    if not sitters.free:
        return _BARS[sitters.reason or Reason.YOU_MEET]
    near = [one for one in sitters.free if board.within_reach(board.meetings_of(one), [held.table_id], stretch)]
    if not near:
        return Bar.WALK
    return next((found for one in near if (found := _with(board, held, guest, one, stretch))), Bar.NO_INTERPRETER)


_BARS = {
    Reason.YOU_HAVE_NOBODY: Bar.NOBODY,
    Reason.YOU_ARE_AWAY: Bar.AWAY,
    Reason.YOU_MEET: Bar.BUSY,
    Reason.YOUR_RUN: Bar.RUN,
    Reason.YOUR_LIMIT: Bar.LIMIT,
}


def _with(board: Board, held: Held, guest: Party, person: int, stretch: Sequence[SlotTime]) -> Place | None:
    """The seat of this person; None where it needs an interpreter and there is none."""
    people = (*held.people, (guest, person))
    needs = needs_around(people)
    if not needs or not board.voices:
        return Place(person, held.interpreter_id)
    parties = [party for party, _one in people]
    able = voices_for(board, parties, needs)
    if any(one.id == held.interpreter_id for one in able):
        return Place(person, held.interpreter_id)
    voice = next((one.id for one in able if voice_comes(board, one, held.table_id, stretch)), None)
    return Place(person, voice) if voice is not None else None


def needs_around(people: Sequence[tuple[Party, int]]) -> tuple[Need, ...]:
    """Between what an interpreter must stand at a table; the host first."""
    host, *guests = (party.speech_of(person) for party, person in people)
    return needs_of(host, guests)


def lacks_interpreter(board: Board, held: Held) -> bool:
    """Whether two who sit there share no language, and nobody stands between them; also at an event that has no
    interpreters of its own."""
    needs = needs_around(held.people)
    there = next((one for one in board.voices if one.id == held.interpreter_id), None)
    return bool(needs) and (there is None or not all(need.is_met_by(there.languages) for need in needs))


def voice_found(board: Board, held: Held) -> int | None:
    """Who could interpret there, the first choice first; None where nobody can."""
    stretch = [slot for slot in board.slots if slot.id in held.slot_ids]
    parties = [party for party, _one in held.people]
    return _voice_for(board, parties, needs_around(held.people), held.table_id, stretch)
