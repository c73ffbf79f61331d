"""Who interprets at booked meetings after a change: who steps in for an interpreter who leaves, who is assigned
where one is missing.

One rule for the preview and for the act."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.meetings.displacement import BookedMeeting
from app.meetings.interpreters import InterpreterNeed, InterpreterProfile, list_interpreter_needs
from app.meetings.occupancy import BookingParty, Occupancy
from app.meetings.runs import SlotTime
from app.meetings.seating import InterpreterObstacle, can_interpret_at, get_interpreter_obstacle, list_interpreters_for

NO_INTERPRETER: Final = 0


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
    voice = next((one for one in board.voices if one.id == interpreter_id), None)
    found = []
    for one in sittings:
        firms, stretch = _companies_and_slots(board, one, parties)
        needs = list_needs_at(firms, one.people)
        board.release_voice(interpreter_id, one.slot_ids)
        if voice is not None and _can_go_on(board, voice, one, firms, needs, stretch):
            board.engage_voice(interpreter_id, one.slot_ids, one.meeting_id)
            continue
        by = _find_substitute(board, interpreter_id, one, firms, needs, stretch)
        if by is not None:
            board.engage_voice(by, one.slot_ids, one.meeting_id)
        found.append(InterpreterHandover(one.meeting_id, by))
    return found


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
    board: Occupancy, sittings: Sequence[BookedMeeting], parties: Mapping[int, BookingParty], held: Mapping[int, int]
) -> list[InterpreterRenewal]:
    """Who interprets at each of these meetings as people speak now, in the order given. ``held``: by meeting who does
    so far, and goes on wherever it can. The board is used up.
    """
    voices = {voice.id: voice for voice in board.voices}
    needed: dict[int, tuple[InterpreterNeed, ...]] = {}
    kept: set[int] = set()
    for one in sittings:  # those that need nobody any more, and whom they had, first: they may serve the others
        firms, stretch = _companies_and_slots(board, one, parties)
        needs = needed[one.meeting_id] = list_needs_at(firms, one.people)
        before = held.get(one.meeting_id)
        if before is None:
            continue
        board.release_voice(before, one.slot_ids)
        voice = voices.get(before) if needs else None
        if voice is not None and _can_go_on(board, voice, one, firms, needs, stretch):
            board.engage_voice(before, one.slot_ids, one.meeting_id)
            kept.add(one.meeting_id)
    found = []
    for one in sittings:
        before, needs = held.get(one.meeting_id), needed[one.meeting_id]
        by = before if one.meeting_id in kept else None
        if by is None and needs:
            firms, stretch = _companies_and_slots(board, one, parties)
            by = _find_substitute(board, NO_INTERPRETER, one, firms, needs, stretch)
            if by is not None:
                board.engage_voice(by, one.slot_ids, one.meeting_id)
        found.append(InterpreterRenewal(one.meeting_id, before, by, bool(needs)))
    return found


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
    renewed = list_renewals(board, list(sittings), parties, held={})
    return [InterpreterHandover(one.meeting_id, one.by) for one in renewed if one.is_needed]


def list_interpreter_refusals(
    board: Occupancy, sitting: BookedMeeting, parties: Mapping[int, BookingParty]
) -> list[tuple[int, InterpreterObstacle]]:
    """Of a meeting at which nobody can interpret: whoever speaks what is needed and works for its firms, and why they
    cannot come."""
    firms, stretch = _companies_and_slots(board, sitting, parties)
    able = list_interpreters_for(board, firms, list_needs_at(firms, sitting.people))
    bars = ((one.id, get_interpreter_obstacle(board, one, sitting.table_id or 0, stretch)) for one in able)
    return [(one, bar) for one, bar in bars if bar is not None]


def list_needs_at(firms: Sequence[BookingParty], people: Sequence[int]) -> tuple[InterpreterNeed, ...]:
    """Between whom it interprets: the people who sit there, whoever of the firm else."""
    speeches = []
    for party in firms:
        sits = next((person for person in people if person in party.representatives), 0)
        speeches.append(party.speech_of(sits))
    return list_interpreter_needs(speeches[0], speeches[1:])


def _can_go_on(
    board: Occupancy,
    voice: InterpreterProfile,
    sitting: BookedMeeting,
    firms: Sequence[BookingParty],
    needs: Sequence[InterpreterNeed],
    stretch: Sequence[SlotTime],
) -> bool:
    """Whether it can go on; a meeting that needs nobody any more keeps whom it has."""
    ids = frozenset(party.registration_id for party in firms)
    if not voice.serves(ids) or not stretch or not all(need.is_met_by(voice.languages) for need in needs):
        return False
    return can_interpret_at(board, voice, sitting.table_id or 0, stretch)


def _find_substitute(
    board: Occupancy,
    gone: int,
    sitting: BookedMeeting,
    firms: Sequence[BookingParty],
    needs: Sequence[InterpreterNeed],
    stretch: Sequence[SlotTime],
) -> int | None:
    if not needs or not stretch:
        return None
    able = (one for one in list_interpreters_for(board, firms, needs) if one.id != gone)
    return next((one.id for one in able if can_interpret_at(board, one, sitting.table_id or 0, stretch)), None)
