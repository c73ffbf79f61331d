"""Meetings of a firm that now keeps a table and that sit at others: which can come to it, and why the others stay."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from app.meetings.board import Board, Party
from app.meetings.displaced import Sitting
from app.meetings.runs import SlotTime


class Stays(StrEnum):
    """Why a meeting stays where it sits."""

    THEIRS = "theirs"  # it sits at the table that the other firm keeps
    TAKEN = "taken"  # another meeting sits there then
    SHUT = "shut"  # the table cannot be had then
    INTERPRETER = "interpreter"  # who interprets sits at the table where it is
    FAR = "far"  # somebody could not walk there in time, or away from there


def coming_home(
    board: Board, sittings: Iterable[Sitting], parties: Mapping[int, Party], host: Party
) -> dict[int, Stays | None]:
    """By meeting of two why it stays, or None where it can come to the table that ``host`` keeps. The board is used up:
    those that can sit there on it."""
    table, asked = host.home_table_id or 0, list(sittings)
    stretches = {one.meeting_id: [slot for slot in board.slots if slot.id in one.slot_ids] for one in asked}
    before = {one.meeting_id: board.table_of[one.meeting_id] for one in asked}
    found: dict[int, Stays | None] = {}
    for one in asked:
        found[one.meeting_id] = _bar(board, one, parties, host, stretches[one.meeting_id])
        if found[one.meeting_id] is None:
            board.occupy(table, one.slot_ids)
            board.table_of[one.meeting_id] = table
    while far := [one for one in asked if found[one.meeting_id] is None and _is_far(board, one, table, stretches)]:
        for one in far:  # whoever stays may keep others from coming
            found[one.meeting_id] = Stays.FAR
            board.table_of[one.meeting_id] = before[one.meeting_id]
    return found


def _bar(
    board: Board, one: Sitting, parties: Mapping[int, Party], host: Party, stretch: list[SlotTime]
) -> Stays | None:
    table, here = host.home_table_id or 0, board.table_of[one.meeting_id]
    other = next((parties[each] for each in one.parties if each != host.registration_id), host)
    if here == other.home_table_id:
        return Stays.THEIRS
    if table in board.tables_gone_in(stretch):
        is_held = any(board.table_of[each] == table for each in _meetings_in(board, one.slot_ids))
        return Stays.TAKEN if is_held else Stays.SHUT
    sits_here = [voice.id for voice in board.voices if voice.table_id is not None]
    if any(one.meeting_id in board.interpreted(voice).values() for voice in sits_here):
        return Stays.INTERPRETER
    return None


def _meetings_in(board: Board, slot_ids: tuple[int, ...]) -> set[int]:
    held = (slots.get(slot) for slots in board.meetings.values() for slot in slot_ids)
    return {one for one in held if one is not None and one in board.table_of}


def _is_far(board: Board, one: Sitting, table: int, stretches: Mapping[int, list[SlotTime]]) -> bool:
    """For who sits there, or interprets."""
    stretch = stretches[one.meeting_id]
    works = (board.interpreted(voice.id) for voice in board.voices)
    held = [*map(board.meetings_of, one.people), *(each for each in works if one.meeting_id in each.values())]
    return any(
        not board.within_reach(
            {slot: meeting for slot, meeting in each.items() if meeting != one.meeting_id}, [table], stretch
        )
        for each in held
    )
