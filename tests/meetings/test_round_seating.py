from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.group_meetings.placement import list_group_times
from app.meetings.availability import UnavailabilityReason
from app.meetings.group_meeting_seating import SeatedGroup, find_guest_place
from app.meetings.group_meeting_seats import SeatRefusal
from app.meetings.interpreters import InterpreterProfile
from app.meetings.occupancy import Occupancy, OccupiedSlot, TablePlace, UnavailableSlot
from tests.meetings.boards import EVE, day, meeting, seated, walking

TABLES = [TablePlace(1, 1, seats=4), TablePlace(2, 1, seats=8)]
HOST = seated(10, (101, 102))
GUESTS = [walking(20 + n, (201 + 10 * n,)) for n in range(3)]


def board(*taken, **more):
    return Occupancy.of(day(4), TABLES, taken=[claim for one in taken for claim in one], **more)


def option(of, slot, guests=(), seats=3):
    return list_group_times(of, HOST, guests, seats, now=EVE)[slot - 1]


def held(of, *guests, seats=3):
    """The group as it sits at slot 2 with these guests."""
    found = option(of, 2, guests, seats).seat
    people = dict(found.people)
    return SeatedGroup(
        (2,), found.table_id, tuple((one, people[one.registration_id]) for one in (HOST, *guests)), seats
    )


def test_a_group_sits_where_there_is_room_for_all():
    assert (option(board(), 1, seats=3).seat.table_id, option(board(), 1, seats=7).seat.table_id) == (1, 2)
    assert option(board(), 1, seats=8).reason is UnavailabilityReason.NO_TABLE


def test_who_cannot_come_then_is_lost_and_all_others_stay():
    busy = board(meeting(7, 2, 211, 999, table=2))

    found = option(busy, 2, GUESTS).seat

    assert found.lost == (21,)
    assert found.people == ((10, 101), (20, 201), (22, 221))


def test_a_host_reads_why_it_cannot_hold_it_itself():
    busy = board(meeting(7, 2, 101, 102, table=2))

    assert option(busy, 2).reason is UnavailabilityReason.YOU_MEET


def test_a_firm_is_told_truly_why_it_has_no_seat():
    of = board(meeting(7, 2, 211, 999, table=2), away=[UnavailableSlot(2, 221)])
    two = held(of, GUESTS[0], seats=1)

    assert find_guest_place(of, held(of), GUESTS[1], now=EVE) is SeatRefusal.BUSY
    assert find_guest_place(of, held(of), GUESTS[2], now=EVE) is SeatRefusal.AWAY
    assert find_guest_place(of, two, GUESTS[2], now=EVE) is SeatRefusal.FULL
    assert find_guest_place(of, held(of), walking(30, ()), now=EVE) is SeatRefusal.NOBODY
    assert find_guest_place(of, held(of), walking(30, (301,), meetings_left=0), now=EVE) is SeatRefusal.LIMIT
    assert find_guest_place(of, held(of), walking(30, (301,)), now=day(4)[1].span.start) is SeatRefusal.BEGUN


def test_one_interpreter_stands_between_all_who_need_one():
    english, chinese, french = (frozenset([one]) for one in ("en", "zh", "fr"))
    host = seated(10, (101,), languages=english)
    guests = [walking(20, (201,), languages=chinese), walking(21, (211,), languages=french)]
    of = board(interpreters=[InterpreterProfile(1, english | chinese), InterpreterProfile(2, english | french)])

    found = list_group_times(of, host, guests, 3, now=EVE)[0].seat

    assert found is not None
    assert (found.interpreter_id, found.lost) == (1, (21,))


@st.composite
def crowds(draw):
    """A board on which some guests and tables are taken, and the guests."""
    taken: list[list[OccupiedSlot]] = []
    number = 70
    for slot in range(1, 5):
        for table in draw(st.sets(st.sampled_from([1, 2]))):
            people = draw(st.sets(st.sampled_from([101, 102, 201, 211, 221]), max_size=2))
            used = {claim.representative_id for one in taken for claim in one if claim.slot_id == slot}
            taken.append(meeting(number, slot, *(people - used), table=table))
            number += 1
    return board(*taken), draw(st.permutations(GUESTS))


@given(crowds(), st.integers(1, 4), st.integers(2, 7))
def test_a_seat_holds_nothing_that_is_taken_and_each_guest_is_seated_or_lost(crowd, slot, seats):
    of, guests = crowd

    found = option(of, slot, guests, seats).seat

    if found is None:
        return
    stretch = [one for one in of.slots if one.id == slot]
    people = [person for _firm, person in found.people]
    assert found.table_id not in of.find_unavailable_tables(stretch)
    assert next(one.seats for one in TABLES if one.id == found.table_id) > seats
    assert len(people) == len(set(people))
    assert all(of.is_free(person, stretch) for person in people)
    firms = [firm for firm, _person in found.people]
    assert sorted([*firms, *found.lost]) == [10, 20, 21, 22]
    assert firms[0] == 10
