"""Which of the people, tables and interpreters that are free make one meeting: chosen in order, or why none do."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from app.meetings.board import Board, Party
from app.meetings.interpreting import Mode, Need, Voice, in_order, need_of
from app.meetings.runs import SlotTime, run_with


@dataclass(frozen=True, slots=True)
class Seat:
    """What a meeting would claim: in each of the slots one table, one person of each side, an interpreter if needed."""

    slot_ids: tuple[int, ...]
    table_id: int
    representative_id: int
    their_representative_id: int
    interpreter_id: int | None = None


class Hitch(StrEnum):
    """Why people and tables that are free make no meeting."""

    WALK = "walk"  # nobody of the first side gets to a free table in time
    THEIR_WALK = "their_walk"  # somebody of the first side does, but not to one that the other side reaches too
    NO_INTERPRETER = "no_interpreter"


class VoiceBar(StrEnum):
    """Why an interpreter cannot work at a table then."""

    TABLE = "table"  # sits at another one
    BUSY = "busy"  # works at another meeting
    AWAY = "away"  # is not there
    PAUSE = "pause"  # it would be too many in a row
    FAR = "far"  # no time to walk there, or away from there


@dataclass(frozen=True, slots=True)
class Placed:
    """The seat and how many tables there were to choose from; or the hitch."""

    seat: Seat | None = None
    tables_left: int = 0
    hitch: Hitch | None = None


def place(
    board: Board,
    parties: tuple[Party, Party],
    pairs: Iterable[tuple[int, int]],
    tables: Sequence[int],
    stretch: Sequence[SlotTime],
    *,
    kept: Set[int] = frozenset(),
) -> Placed:
    """The first of the pairs of people (one of each side) that finds a table and, where it needs one, an interpreter.

    ``tables`` are free, the best first; ``kept``: those at which one side stays, for which a colleague sits down who
    gets there where the first does not. Whoever speaks the other side's language is not preferred to who comes first:
    only where no interpreter is free does a colleague who needs none sit down.
    """
    chosen: Seat | None = None
    reached: set[int] = set()
    stays = not kept.isdisjoint(tables)
    someone_arrives = False
    for one, other in pairs:
        mine = _reached(board, one, tables, stretch)
        both = _reached(board, other, mine, stretch)
        someone_arrives = someone_arrives or bool(mine)
        reached.update(both)
        if chosen is None or (stays and chosen.table_id not in kept):
            seat = _seat(board, parties, (one, other), both, stretch)
            chosen = seat if chosen is None or (seat is not None and seat.table_id in kept) else chosen
        is_best = chosen is not None and (not stays or chosen.table_id in kept)
        if is_best and len(reached) == len(tables):
            break
    if chosen is not None:
        return Placed(chosen, len(reached))
    if reached:
        return Placed(hitch=Hitch.NO_INTERPRETER)
    return Placed(hitch=Hitch.THEIR_WALK if someone_arrives else Hitch.WALK)


def _reached(board: Board, person: int, tables: Sequence[int], stretch: Sequence[SlotTime]) -> Sequence[int]:
    return board.within_reach(board.meetings_of(person), tables, stretch)


def _seat(
    board: Board,
    parties: tuple[Party, Party],
    pair: tuple[int, int],
    tables: Sequence[int],
    stretch: Sequence[SlotTime],
) -> Seat | None:
    if not tables:
        return None
    slot_ids = tuple(slot.id for slot in stretch)
    need = need_of(*(party.speech_of(person) for party, person in zip(parties, pair, strict=True)))
    if need is None or not board.voices:  # without interpreters of its own an event says the need, no more
        return Seat(slot_ids, tables[0], *pair)
    for table, voice in _heard_at(board, voices_for(board, parties, (need,)), tables, stretch):
        return Seat(slot_ids, table, *pair, voice.id)
    return None


def _heard_at(
    board: Board, voices: Sequence[Voice], tables: Sequence[int], stretch: Sequence[SlotTime]
) -> Iterator[tuple[int, Voice]]:
    """Table and interpreter, the best first: nobody leaves a better table for an interpreter who sits at another, as
    long as one of those who walk can come to it."""
    reach = {voice.id: set(_worked_at(board, voice, tables, stretch)) for voice in voices}
    for table in tables:
        there = (voice for voice in voices if table in reach[voice.id])
        yield from ((table, voice) for voice in there if voice.mode is not Mode.TABLE or table == tables[0])
    for table in tables[1:]:
        yield from ((table, voice) for voice in voices if voice.mode is Mode.TABLE and table in reach[voice.id])


def _worked_at(board: Board, voice: Voice, tables: Sequence[int], stretch: Sequence[SlotTime]) -> Sequence[int]:
    """The tables at which this interpreter can work then."""
    if not voice_is_free(board, voice, stretch):
        return ()
    near = board.within_reach(board.interpreted(voice.id), tables, stretch)
    return [table for table in near if voice.mode is not Mode.TABLE or table == voice.table_id]


def stays_in_run(board: Board, party: Party, person: int, stretch: Sequence[SlotTime]) -> bool:
    """Whether somebody who meets for the firm in these slots too still gets a pause in time."""
    most = board.longest_run if party.longest_run is None else party.longest_run
    if most is None:
        return True
    held = {board.places[slot_id] for slot_id in board.meetings_of(person) if slot_id in board.places}
    return run_with(held, [board.places[slot.id] for slot in stretch]) <= most


def voice_comes(board: Board, voice: Voice, table_id: int, stretch: Sequence[SlotTime]) -> bool:
    """Whether an interpreter can work at this table then."""
    return voice_bar(board, voice, table_id, stretch) is None


def voice_bar(board: Board, voice: Voice, table_id: int, stretch: Sequence[SlotTime]) -> VoiceBar | None:
    """Why an interpreter cannot work at this table then; None where it can."""
    if voice.mode is Mode.TABLE and voice.table_id != table_id:
        return VoiceBar.TABLE
    works = board.interpreted(voice.id)
    if any(slot.id in works for slot in stretch):
        return VoiceBar.BUSY
    if any(not voice.is_there(slot.span) for slot in stretch) or not board.voice_is_free(voice.id, stretch):
        return VoiceBar.AWAY
    if not voice_is_free(board, voice, stretch):
        return VoiceBar.PAUSE
    return None if board.within_reach(works, [table_id], stretch) else VoiceBar.FAR


def voice_is_free(board: Board, voice: Voice, stretch: Sequence[SlotTime]) -> bool:
    """Whether an interpreter is there, has nothing else to do, and gets its pause."""
    if any(not voice.is_there(slot.span) for slot in stretch) or not board.voice_is_free(voice.id, stretch):
        return False
    if voice.longest_run is None:
        return True
    held = {board.places[slot_id] for slot_id in board.interpreted(voice.id) if slot_id in board.places}
    return run_with(held, [board.places[slot.id] for slot in stretch]) <= voice.longest_run


def voices_for(board: Board, parties: Sequence[Party], needs: Sequence[Need]) -> list[Voice]:
    """The interpreters of the event who can stand between all of these, the first choice first."""
    ids = frozenset(party.registration_id for party in parties)
    sectors = frozenset[str]().union(*(party.sectors for party in parties))
    return in_order(board.voices, needs, ids, sectors, board.voice_uses)
