"""What must hold of the seats of group meetings, whoever changed them and however many did at once."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.core.errors import IntegrityFault
from app.meetings.invariants import WITH_SLOT, MeetingRow
from app.meetings.lifecycle import State
from app.meetings.roundtables import Answer

STATES = WITH_SLOT | {State.CANCELLED}


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A firm at a group meeting as it is stored; ``side`` asker is the host."""

    registration_id: int
    side: str
    answer: str | None
    seat: int | None


def seats_amiss(meeting: MeetingRow, seats: int | None, rows: Sequence[SeatRow]) -> Iterator[IntegrityFault]:
    """What of a group meeting's seats is not as its number of seats, its state and its firms' answers ask for.

    ``seats``: None where the row that tells it is not there.
    """
    if seats is None:
        yield _fault("no_roundtable", meeting, "does not say how many it takes")
        return
    if [one.registration_id for one in rows if one.side == "asker"] != [meeting.asker_id]:
        yield _fault("host_differs", meeting, "has another host than its party says, or several")
    if meeting.state not in STATES:
        yield _fault("no_such_group", meeting, f"is {meeting.state}, as no group meeting is")
    held = [one.seat for one in rows if one.seat is not None]
    if len(held) > seats or any(not 1 <= one <= seats for one in held):
        yield _fault("too_many_seats", meeting, f"of {seats} seats has given {sorted(held)}")
    if any(count > 1 for count in Counter(held).values()):
        yield _fault("seat_given_twice", meeting, f"has given a seat twice: {sorted(held)}")
    yield from _answers_amiss(meeting, rows)


def _answers_amiss(meeting: MeetingRow, rows: Sequence[SeatRow]) -> Iterator[IntegrityFault]:
    stands = meeting.state in WITH_SLOT
    guests = [one for one in rows if one.side != "asker"]
    for one in guests:
        if (one.seat is not None) != (stands and one.answer == Answer.ACCEPTED):
            says = f"is {meeting.state}, and firm {one.registration_id}, which {one.answer}, has seat {one.seat}"
            yield _fault("seat_differs", meeting, says)
    known: Collection[str] = set(Answer)
    if any(one.answer not in known for one in guests):
        yield _fault("answer_unknown", meeting, "has a firm whose answer is none")


def _fault(code: str, meeting: MeetingRow, says: str) -> IntegrityFault:
    return IntegrityFault(code, "meetings", (meeting.id,), f"Group meeting {meeting.id} {says}.")
