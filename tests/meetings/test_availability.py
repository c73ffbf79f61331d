from datetime import timedelta

import pytest

from app.core.clock import Span
from app.core.errors import Invalid
from app.meetings.availability import (
    SlotNotFree,
    SlotOption,
    UnavailabilityReason,
    get_free_slots,
    list_options,
    pick_seat,
)
from app.meetings.occupancy import BookingParty, Occupancy, TablePlace, UnavailableSlot
from app.meetings.runs import SlotTime
from app.meetings.seating import MeetingSeating
from tests.meetings.boards import EVE, NINE, SINGAPORE, day, meeting, seated, span, walking

TABLES = [TablePlace(1), TablePlace(2)]


def board(*claims, slots=None, **more) -> Occupancy:
    taken = [claim for one in claims for claim in one]
    return Occupancy.of(slots or day(3), TABLES, taken=taken, **{"seated": {SINGAPORE}, **more})


def reasons(
    held: Occupancy, mine: BookingParty | None = None, theirs: BookingParty | None = None, **more
) -> list[UnavailabilityReason | None]:
    return [
        option.reason for option in list_options(held, mine or seated(), theirs or walking(), **{"now": EVE, **more})
    ]


def test_two_free_firms_are_offered_every_slot_with_seat_and_tables_left():
    assert list_options(board(slots=day(2)), seated(), walking(), now=EVE) == [
        SlotOption(1, seat=MeetingSeating((1,), 1, 101, 201), tables_left=2),
        SlotOption(2, seat=MeetingSeating((2,), 1, 101, 201), tables_left=2),
    ]


def test_breaks_are_no_option():
    assert [
        option.slot_id for option in list_options(board(slots=day(3, breaks=(2,))), seated(), walking(), now=EVE)
    ] == [
        1,
        3,
    ]


def test_a_slot_that_has_begun_is_past():
    assert reasons(board(), now=NINE) == [UnavailabilityReason.PAST, None, None]
    assert reasons(board(), now=NINE - timedelta(seconds=1)) == [None, None, None]


def test_the_readers_own_meeting_is_named():
    held = board(meeting(7, 2, 101, 299, table=1))

    assert list_options(held, seated(), walking(), now=EVE)[1] == SlotOption(
        2, reason=UnavailabilityReason.YOU_MEET, meeting_id=7
    )


def test_the_other_sides_meeting_is_not_named():
    held = board(meeting(7, 2, 199, 201, table=1))

    assert list_options(held, seated(), walking(), now=EVE)[1] == SlotOption(
        2, reason=UnavailabilityReason.THEY_ARE_NOT_FREE
    )


@pytest.mark.parametrize(
    "theirs",
    [
        walking(people=()),
        walking(meetings_left=0),
        walking(away=(span(1), span(2), span(3))),
        walking(windows=(span(9),)),
        walking(people=(202,)),
    ],
)
def test_whatever_keeps_the_other_side_away_reads_the_same(theirs):
    held = board(away=[UnavailableSlot(slot, representative_id=202) for slot in (1, 2, 3)])

    assert list_options(held, seated(), theirs, now=EVE) == [
        SlotOption(slot, reason=UnavailabilityReason.THEY_ARE_NOT_FREE) for slot in (1, 2, 3)
    ]


def test_the_readers_own_reasons_are_told_apart():
    away = board(away=[UnavailableSlot(2, representative_id=101)])

    assert reasons(away)[1] is UnavailabilityReason.YOU_ARE_AWAY
    assert reasons(board(), seated(windows=(span(1), span(2))))[2] is UnavailabilityReason.YOU_ARE_AWAY
    assert reasons(board(), seated(away=(span(1, minutes=5),)))[0] is UnavailabilityReason.YOU_ARE_AWAY
    assert reasons(board(), seated(people=()))[0] is UnavailabilityReason.YOU_HAVE_NOBODY
    assert reasons(board(), seated(meetings_left=0))[0] is UnavailabilityReason.YOUR_LIMIT
    assert reasons(board(), seated(meetings_left=1))[0] is None


def test_a_run_beyond_the_longest_is_refused():
    held = board(meeting(7, 1, 101, 299, table=1), meeting(8, 2, 101, 298, table=1), longest_run=2)

    assert reasons(held) == [
        UnavailabilityReason.YOU_MEET,
        UnavailabilityReason.YOU_MEET,
        UnavailabilityReason.YOUR_RUN,
    ]


def test_a_break_ends_a_run():
    held = board(meeting(7, 1, 101, 299, table=1), slots=day(4, breaks=(2,)), longest_run=1)

    assert reasons(held) == [UnavailabilityReason.YOU_MEET, None, None]


def test_another_person_relieves_the_first():
    held = board(meeting(7, 1, 101, 299, table=1), longest_run=1)

    chosen = pick_seat(held, seated(people=(101, 102)), walking(), 2, now=EVE)

    assert chosen == MeetingSeating((2,), 1, 102, 201)


def test_one_person_cannot_sit_on_both_sides():
    assert reasons(board(), seated(people=(5,)), walking(people=(5,)))[0] is UnavailabilityReason.SAME_PERSON
    assert pick_seat(board(), seated(people=(5,)), walking(people=(5, 6)), 1, now=EVE) == MeetingSeating((1,), 1, 5, 6)


def test_without_a_table_nobody_meets():
    held = board(meeting(7, 1, 150, 250, table=1), meeting(8, 1, 151, 251, table=2))

    assert reasons(held) == [UnavailabilityReason.NO_TABLE, None, None]


def test_the_seated_side_keeps_its_table_from_meeting_to_meeting():
    held = board(meeting(7, 1, 101, 299, table=2))

    assert pick_seat(held, walking(), seated(), 2, now=EVE).table_id == 2


def test_a_meeting_to_be_moved_does_not_stand_in_its_own_way():
    held = board(meeting(7, 2, 101, 201, table=1), ignoring=7)

    assert reasons(held) == [None, None, None]


def test_a_long_meeting_takes_the_same_table_and_people_throughout():
    held = board(meeting(7, 2, 150, 250, table=1), slots=day(4))

    assert pick_seat(held, seated(), walking(), 1, now=EVE, length=2) == MeetingSeating((1, 2), 2, 101, 201)
    assert reasons(held, length=2) == [None, None, None, UnavailabilityReason.DAY_ENDS]


def test_what_is_too_long_for_the_day_is_said_so_on_each_day():
    later = [SlotTime(n + 10, Span(span(n).start + timedelta(days=1), span(n).end + timedelta(days=1))) for n in (1, 2)]

    assert reasons(board(slots=[*day(2), *later]), length=2) == [
        None,
        UnavailabilityReason.DAY_ENDS,
        None,
        UnavailabilityReason.DAY_ENDS,
    ]


def test_a_long_meeting_does_not_go_over_a_break():
    assert reasons(board(slots=day(4, breaks=(3,))), length=2) == [
        None,
        UnavailabilityReason.NO_ROOM,
        UnavailabilityReason.DAY_ENDS,
    ]


def test_a_slot_that_is_gone_is_refused_with_its_reason():
    held = board(meeting(7, 2, 199, 201, table=1))

    with pytest.raises(SlotNotFree) as refused:
        pick_seat(held, seated(), walking(), 2, now=EVE)

    assert refused.value.details == {"slot_id": 2, "reason": UnavailabilityReason.THEY_ARE_NOT_FREE, "meeting_id": None}


def test_a_break_cannot_be_picked():
    with pytest.raises(Invalid) as refused:
        pick_seat(board(slots=day(3, breaks=(2,))), seated(), walking(), 2, now=EVE)
    assert refused.value.code == "slot_unknown"


def test_the_free_slots_of_a_firm_need_no_table():
    held = board(
        meeting(7, 2, 101, 299, table=1), away=[UnavailableSlot(3, table_id=1), UnavailableSlot(3, table_id=2)]
    )

    assert get_free_slots(held, seated(), now=NINE) == {3}
