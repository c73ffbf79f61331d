"""Who interprets at booked meetings after a change: who steps in for an interpreter who leaves, who is assigned
where one is missing.

One rule for the preview and for the act."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.meetings.displacement import BookedMeeting
from app.meetings.interpreters import InterpreterNeed, InterpreterProfile, list_interpreter_needs
from app.meetings.occupancy import BookingParty, Occupancy
from app.meetings.runs import SlotTime
from app.meetings.seating import (
    InterpreterObstacle,
    can_interpret_at,
    find_interpreter_at,
    get_interpreter_obstacle,
    list_interpreters_for,
)


@dataclass(frozen=True, slots=True)
class InterpreterHandover:
    """A meeting that its interpreter cannot serve any more; ``by``: who steps in, None for nobody."""

    meeting_id: int
    by: int | None = None


def list_handovers(
    board: Occupancy, interpreter_id: int, sittings: Iterable[BookedMeeting], parties: Mapping[int, BookingParty]
) -> list[InterpreterHandover]:
    """The meetings that this interpreter loses as the board knows it now (not at all: it goes), in the order given.

    ``sittings``: those at which it works. Time, table and people stay. The board is used up: who steps in is taken.
    """
    interpreter = next((interpreter for interpreter in board.interpreters if interpreter.id == interpreter_id), None)
    interpreter_handovers = []
    for sitting in sittings:
        companies, stretch = _companies_and_slots(board, sitting, parties)
        needs = list_needs_at(companies, sitting.people)
        board.release_interpreter(interpreter_id, sitting.slot_ids)
        if interpreter is not None and _can_go_on(board, interpreter, sitting, companies, needs, stretch):
            board.engage_interpreter(interpreter_id, sitting.slot_ids, sitting.meeting_id)
            continue
        by = find_interpreter_at(board, companies, needs, sitting.table_id or 0, stretch, excluded_id=interpreter_id)
        if by is not None:
            board.engage_interpreter(by, sitting.slot_ids, sitting.meeting_id)
        interpreter_handovers.append(InterpreterHandover(sitting.meeting_id, by))
    return interpreter_handovers


@dataclass(frozen=True, slots=True)
class InterpreterRenewal:
    """Who interprets at a meeting from now on (``by``) and who did ``before``, None for nobody."""

    meeting_id: int
    before: int | None
    by: int | None
    is_needed: bool

    @property
    def lacks(self) -> bool:
        return self.is_needed and self.by is None


def list_renewals(
    board: Occupancy,
    sittings: Sequence[BookedMeeting],
    parties: Mapping[int, BookingParty],
    current_interpreters: Mapping[int, int],
) -> list[InterpreterRenewal]:
    """Who interprets at each of these meetings as people speak now, in the order given.

    ``current_interpreters``: by meeting who does so far, and goes on wherever it can. The board is used up.
    """
    interpreters = {interpreter.id: interpreter for interpreter in board.interpreters}
    needed: dict[int, tuple[InterpreterNeed, ...]] = {}
    numbers: set[int] = set()
    for sitting in sittings:  # those that need nobody any more, and whom they had, first: they may serve the others
        companies, stretch = _companies_and_slots(board, sitting, parties)
        needs = needed[sitting.meeting_id] = list_needs_at(companies, sitting.people)
        before = current_interpreters.get(sitting.meeting_id)
        if before is None:
            continue
        board.release_interpreter(before, sitting.slot_ids)
        voice = interpreters.get(before) if needs else None
        if voice is not None and _can_go_on(board, voice, sitting, companies, needs, stretch):
            board.engage_interpreter(before, sitting.slot_ids, sitting.meeting_id)
            numbers.add(sitting.meeting_id)
    interpreter_renewals = []
    for sitting in sittings:
        before, needs = current_interpreters.get(sitting.meeting_id), needed[sitting.meeting_id]
        by = before if sitting.meeting_id in numbers else None
        if by is None and needs:
            companies, stretch = _companies_and_slots(board, sitting, parties)
            by = find_interpreter_at(board, companies, needs, sitting.table_id or 0, stretch)
            if by is not None:
                board.engage_interpreter(by, sitting.slot_ids, sitting.meeting_id)
        interpreter_renewals.append(InterpreterRenewal(sitting.meeting_id, before, by, bool(needs)))
    return interpreter_renewals


def _companies_and_slots(
    board: Occupancy, sitting: BookedMeeting, parties: Mapping[int, BookingParty]
) -> tuple[list[BookingParty], list[SlotTime]]:
    stretch = [slot for slot in board.slots if slot.id in sitting.slot_ids]
    return [parties[party] for party in sitting.parties], stretch


def list_assignments(
    board: Occupancy, sittings: Iterable[BookedMeeting], parties: Mapping[int, BookingParty]
) -> list[InterpreterHandover]:
    """Who interprets at each of these meetings, which have nobody, in the order given; those that need nobody are left
    out. The board is used up: who is engaged is taken.
    """
    renewed = list_renewals(board, list(sittings), parties, current_interpreters={})
    return [InterpreterHandover(renewal.meeting_id, renewal.by) for renewal in renewed if renewal.is_needed]


def list_interpreter_refusals(
    board: Occupancy, sitting: BookedMeeting, parties: Mapping[int, BookingParty]
) -> list[tuple[int, InterpreterObstacle]]:
    """Of a meeting at which nobody can interpret: whoever speaks what is needed and works for its companies, and why
    they cannot come."""
    companies, stretch = _companies_and_slots(board, sitting, parties)
    able = list_interpreters_for(board, companies, list_needs_at(companies, sitting.people))
    bars = (
        (interpreter.id, get_interpreter_obstacle(board, interpreter, sitting.table_id or 0, stretch))
        for interpreter in able
    )
    return [(interpreter, bar) for interpreter, bar in bars if bar is not None]


def list_needs_at(companies: Sequence[BookingParty], people: Sequence[int]) -> tuple[InterpreterNeed, ...]:
    """Between whom it interprets: the people who sit there, whoever of the firm else."""
    speeches = []
    for party in companies:
        sits = next((person for person in people if person in party.representatives), 0)
        speeches.append(party.speech_of(sits))
    return list_interpreter_needs(speeches[0], speeches[1:])


def _can_go_on(
    board: Occupancy,
    interpreter: InterpreterProfile,
    sitting: BookedMeeting,
    companies: Sequence[BookingParty],
    needs: Sequence[InterpreterNeed],
    stretch: Sequence[SlotTime],
) -> bool:
    """Whether it can go on; a meeting that needs nobody any more keeps whom it has."""
    ids = frozenset(party.registration_id for party in companies)
    if not interpreter.serves(ids) or not stretch or not all(need.is_met_by(interpreter.languages) for need in needs):
        return False
    return can_interpret_at(board, interpreter, sitting.table_id or 0, stretch)
