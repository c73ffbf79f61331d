"""Who meets in two zones one after the other needs the time to walk between them."""

from app.meetings.availability import SlotOption, UnavailabilityReason, list_options, pick_seat
from app.meetings.interpreters import InterpreterProfile
from app.meetings.occupancy import Occupancy, OccupiedSlot, TablePlace
from tests.meetings.boards import EVE, day, meeting, seated, walking

BOTH = frozenset({"en", "zh"})


def test_nobody_is_given_a_table_that_cannot_be_reached_in_time():
    zones = [TablePlace(1, zone="A"), TablePlace(2, zone="B")]
    near = meeting(9, 1, 101, 901, table=2)
    held = Occupancy.of(day(3), zones, taken=near, walk_minutes=6)

    seats = [pick_seat(held, seated(), walking(), slot, now=EVE) for slot in (2, 3)]

    assert [seat.table_id for seat in seats] == [2, 1]  # between two slots are 5 minutes


def test_who_gets_to_no_table_in_time_is_told_and_its_partner_is_told_no_more_than_that_it_is_not_free():
    zones = [TablePlace(1, zone="A"), TablePlace(2, zone="B")]
    near = [*meeting(8, 1, 101, 901, table=2), *meeting(9, 3, 101, 902, table=1)]
    held = Occupancy.of(day(3), zones, taken=near, walk_minutes=6)

    assert list_options(held, seated(), walking(), now=EVE)[1] == SlotOption(2, reason=UnavailabilityReason.WALKING)
    assert list_options(held, walking(), seated(), now=EVE)[1] == SlotOption(
        2, reason=UnavailabilityReason.THEY_ARE_NOT_FREE
    )


def test_an_interpreter_walks_too():
    zones = [TablePlace(1, zone="A"), TablePlace(2, zone="B")]
    near = [*meeting(8, 1, 801, 901, table=2), OccupiedSlot(1, 8, interpreter_id=1)]

    held = Occupancy.of(day(2), zones, taken=near, walk_minutes=6, interpreters=[InterpreterProfile(1, BOTH)])

    assert (
        pick_seat(held, seated(languages=frozenset({"en"})), walking(languages=frozenset({"zh"})), 2, now=EVE).table_id
        == 2
    )


def test_who_has_time_to_walk_does():
    zones = [TablePlace(1, zone="A"), TablePlace(2, zone="B")]
    held = Occupancy.of(day(2), zones, taken=meeting(8, 1, 101, 901, table=2), walk_minutes=5, seated={77})

    assert pick_seat(held, seated(), walking(), 2, now=EVE).table_id == 1
