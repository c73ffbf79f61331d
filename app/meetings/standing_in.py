"""Who else of a firm could sit at a booked meeting: time and table stay, another person comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.meetings.board import Board, Party
from app.meetings.interpreting import needs_of
from app.meetings.placing import stays_in_run, voice_comes, voices_for
from app.meetings.runs import SlotTime


class Bar(StrEnum):
    """Why somebody cannot take a seat; all of it is of its own firm."""

    BUSY = "busy"  # meets somebody else then, or is away
    RUN = "run"  # it would be too many in a row
    WALK = "walk"  # no time to get there, or away from there
    BOTH = "both"  # sits there for the other firm
    NO_INTERPRETER = "no_interpreter"  # needs one with the other side, and none is free


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody of the firm, who could come with this interpreter (None: without one), or could not and why."""

    representative_id: int
    interpreter_id: int | None = None
    bar: Bar | None = None


def stand_ins(
    board: Board,
    mine: Party,
    theirs: Party | None,
    *,
    their_person: int,
    table_id: int,
    slot_ids: Sequence[int],
    guests: Sequence[tuple[Party, int]] = (),
    hosts: bool = True,
) -> list[StandIn]:
    """Everybody of a firm, by rank; on the board the meeting itself counts as not held.

    ``guests``: who else sits there, each with its person; of a group ``theirs`` is its host, or where ``mine`` itself
    is (``hosts``) a guest, or None where nobody else sits there yet.
    """
    stretch = [slot for slot in board.slots if slot.id in slot_ids]
    others = [*([(theirs, their_person)] if theirs is not None else []), *guests]
    return [_stand_in(board, (mine, person), others, table_id, stretch, hosts=hosts) for person in mine.representatives]


def _stand_in(
    board: Board,
    own: tuple[Party, int],
    others: Sequence[tuple[Party, int]],
    table_id: int,
    stretch: Sequence[SlotTime],
    *,
    hosts: bool,
) -> StandIn:
    mine, person = own
    if person in {other for _party, other in others}:
        return StandIn(person, bar=Bar.BOTH)
    if not stretch or not board.is_free(person, stretch):
        return StandIn(person, bar=Bar.BUSY)
    if not stays_in_run(board, mine, person, stretch):
        return StandIn(person, bar=Bar.RUN)
    if not board.within_reach(board.meetings_of(person), [table_id], stretch):
        return StandIn(person, bar=Bar.WALK)
    sitting = [own, *others] if hosts else [others[0], own, *others[1:]]
    host, *guests = (party.speech_of(one) for party, one in sitting)
    needs = needs_of(host, guests)
    if not needs or not board.voices:
        return StandIn(person)
    parties = (mine, *(party for party, _other in others))
    voice = next((v for v in voices_for(board, parties, needs) if voice_comes(board, v, table_id, stretch)), None)
    return StandIn(person, voice.id) if voice is not None else StandIn(person, bar=Bar.NO_INTERPRETER)
