"""Who attends for which company where one person stands for several, and who else of a company could attend a booked
meeting."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.meetings.interpreters import list_interpreter_needs
from app.meetings.occupancy import BookingParty, Occupancy
from app.meetings.runs import SlotTime
from app.meetings.seating import find_interpreter_at, is_within_run

Firm = TypeVar("Firm", bound=Hashable)


def assign_attendees(companies: Mapping[Firm, Collection[int]], sitting: Collection[int]) -> dict[Firm, int]:
    """Firm → its person among those who sit; one each, for as many firms as can be. ``firms``: who stands for each."""
    sits: dict[int, Firm] = {}

    def seat(company: Firm, asked: set[int]) -> bool:
        """Give the firm a person, if need be one whose firm finds another."""
        for person in companies[company]:
            if person in sitting and person not in asked:
                asked.add(person)
                if person not in sits or seat(sits[person], asked):
                    sits[person] = company
                    return True
        return False

    for firm in companies:
        seat(firm, set())
    return {company: person for person, company in sits.items()}


class SubstituteObstacle(StrEnum):
    """Why somebody cannot take a seat; all of it is of its own firm."""

    BUSY = "busy"  # meets somebody else then, or is away
    RUN = "run"  # it would be too many in a row
    WALK = "walk"  # no time to get there, or away from there
    BOTH = "both"  # sits there for the other company
    NO_INTERPRETER = "no_interpreter"  # needs one with the other side, and none is free


@dataclass(frozen=True, slots=True)
class Substitute:
    """Somebody of the firm, who could come with this interpreter (None: without one), or could not and why."""

    representative_id: int
    interpreter_id: int | None = None
    bar: SubstituteObstacle | None = None


def list_substitutes(
    board: Occupancy,
    mine: BookingParty,
    theirs: BookingParty | None,
    *,
    their_person: int,
    table_id: int,
    slot_ids: Sequence[int],
    guests: Sequence[tuple[BookingParty, int]] = (),
    hosts: bool = True,
) -> list[Substitute]:
    """Everybody of a company, by rank; on the board the meeting itself counts as not held.

    ``guests``: who else sits there, each with its person; of a group ``theirs`` is its host, or where ``mine`` itself
    is (``hosts``) a guest, or None where nobody else sits there yet.
    """
    stretch = [slot for slot in board.slots if slot.id in slot_ids]
    others = [*([(theirs, their_person)] if theirs is not None else []), *guests]
    return [
        _judge_substitute(board, (mine, person), others, table_id, stretch, hosts=hosts)
        for person in mine.representatives
    ]


def _judge_substitute(
    board: Occupancy,
    own: tuple[BookingParty, int],
    others: Sequence[tuple[BookingParty, int]],
    table_id: int,
    stretch: Sequence[SlotTime],
    *,
    hosts: bool,
) -> Substitute:
    mine, person = own
    if person in {other for _party, other in others}:
        return Substitute(person, bar=SubstituteObstacle.BOTH)
    if not stretch or not board.is_free(person, stretch):
        return Substitute(person, bar=SubstituteObstacle.BUSY)
    if not is_within_run(board, mine, person, stretch):
        return Substitute(person, bar=SubstituteObstacle.RUN)
    if not board.within_reach(board.meetings_of(person), [table_id], stretch):
        return Substitute(person, bar=SubstituteObstacle.WALK)
    sitting = [own, *others] if hosts else [others[0], own, *others[1:]]
    host, *guests = (party.speech_of(attendee) for party, attendee in sitting)
    needs = list_interpreter_needs(host, guests)
    if not needs or not board.interpreters:
        return Substitute(person)
    parties = (mine, *(party for party, _other in others))
    interpreter_id = find_interpreter_at(board, parties, needs, table_id, stretch)
    if interpreter_id is None:
        return Substitute(person, bar=SubstituteObstacle.NO_INTERPRETER)
    return Substitute(person, interpreter_id)
