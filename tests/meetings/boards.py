"""Small days for the tests of meetings: slots are numbered from 1, half an hour apart, 25 minutes long."""

from datetime import UTC, datetime, timedelta

from app.core.clock import Span
from app.events.calendar import SlotKind
from app.meetings.occupancy import BookingParty, OccupiedSlot
from app.meetings.runs import SlotTime

NINE = datetime(2032, 3, 18, 9, tzinfo=UTC)
EVE = NINE - timedelta(days=1)
SINGAPORE, CHONGQING = 1, 2


def span(number: int, minutes: int = 25) -> Span:
    """The time of slot ``number``."""
    start = NINE + timedelta(minutes=30 * (number - 1))
    return Span(start, start + timedelta(minutes=minutes))


def day(count: int, *, breaks: tuple[int, ...] = ()) -> list[SlotTime]:
    """Slots 1 to ``count``, those in ``breaks`` without meetings."""
    kinds = dict.fromkeys(breaks, SlotKind.BREAK)
    return [SlotTime(n, span(n), kinds.get(n, SlotKind.MEETING)) for n in range(1, count + 1)]


def seated(registration_id: int = 10, people: tuple[int, ...] = (101,), **more) -> BookingParty:
    """A firm of the side that keeps its tables."""
    return BookingParty(registration_id, SINGAPORE, people, **more)


def walking(registration_id: int = 20, people: tuple[int, ...] = (201,), **more) -> BookingParty:
    """A firm of the side that walks."""
    return BookingParty(registration_id, CHONGQING, people, **more)


def meeting(meeting_id: int, slot: int, *people: int, table: int) -> list[OccupiedSlot]:
    """The claims of a meeting."""
    return [
        *(OccupiedSlot(slot, meeting_id, representative_id=person) for person in people),
        OccupiedSlot(slot, meeting_id, table_id=table),
    ]
