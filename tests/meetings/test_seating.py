from app.meetings.occupancy import Occupancy, TablePlace, UnavailableSlot
from app.meetings.seating import list_free_tables, list_tables_in_order
from tests.meetings.boards import CHONGQING, SINGAPORE, day, meeting, seated, walking

TABLES = [TablePlace(1), TablePlace(2), TablePlace(3)]


def seating(board: Occupancy, one=None, other=None, slot: int = 1) -> list[int]:
    one, other = one or seated(), other or walking()
    stretch = [found for found in board.slots if found.id == slot]
    return list_free_tables(board, list_tables_in_order(board, one, other), (one, other), stretch)


def board(*claims, tables=TABLES, **more) -> Occupancy:
    return Occupancy.of(
        day(3), tables, taken=[claim for one in claims for claim in one], **{"seated": {SINGAPORE}, **more}
    )


def test_where_nobody_stays_tables_are_filled_in_their_order():
    assert seating(board(meeting(1, 2, 150, 250, table=1), seated=set())) == [1, 2, 3]


def test_a_seated_firm_stays_at_its_home():
    assert seating(board(), one=seated(home_table_id=3)) == [3, 1, 2]


def test_a_seated_firm_without_a_home_stays_where_it_sits_most():
    assert seating(board(meeting(1, 2, 101, 299, table=2)))[0] == 2


def test_a_seated_firm_without_a_table_takes_one_that_nobody_uses():
    assert seating(board(meeting(1, 2, 150, 250, table=1))) == [2, 3, 1]


def test_the_walking_firm_does_not_bring_its_table():
    assert seating(board(meeting(1, 2, 150, 201, table=2)))[0] == 1


def test_the_order_is_the_same_whoever_asks():
    held = board(meeting(1, 2, 101, 250, table=3))

    assert list_tables_in_order(held, seated(), walking()) == list_tables_in_order(held, walking(), seated())


def test_the_second_person_of_a_firm_takes_no_table_that_another_firm_keeps():
    others = [meeting(number, 1, 150, 250 + number, table=1) for number in range(1)]
    own = [meeting(10, 1, 101, 260, table=2), meeting(11, 2, 101, 261, table=2)]
    pair = seated(people=(101, 102))

    assert seating(board(*others, *own), one=pair, slot=2) == [3, 1]


def test_the_second_person_of_a_firm_comes_back_to_its_second_table():
    own = [meeting(10, 1, 101, 260, table=1), meeting(11, 2, 101, 261, table=1), meeting(12, 1, 102, 262, table=3)]
    pair = seated(people=(101, 102))

    assert seating(board(*own), one=pair, slot=2) == [3, 2]


def test_a_taken_table_and_one_out_of_use_are_not_free():
    held = board(meeting(1, 1, 150, 250, table=1), away=[UnavailableSlot(1, table_id=2)])

    assert (seating(held), seating(held, slot=2)) == ([3], [2, 3, 1])


def test_the_home_of_a_firm_that_may_need_it_is_not_lent():
    assert seating(board(at_home=[seated(11, (111,), home_table_id=1)])) == [2, 3]


def test_the_home_of_a_firm_that_cannot_meet_then_is_lent_last():
    host = seated(11, (111,), home_table_id=1)

    assert seating(board(at_home=[host], away=[UnavailableSlot(1, representative_id=111)])) == [2, 3, 1]


def test_tables_of_a_zone_go_to_the_side_that_keeps_them():
    zones = [TablePlace(1), TablePlace(2, SINGAPORE), TablePlace(3, 9)]

    assert seating(board(tables=zones, seated=set())) == [2, 1]


def test_where_nobody_is_seated_a_home_still_draws_its_firm():
    assert seating(board(seated=set()), other=walking(home_table_id=2)) == [2, 1, 3]


def test_where_both_are_seated_the_first_registered_stays():
    both = board(seated={SINGAPORE, CHONGQING})

    assert seating(both, seated(home_table_id=3), walking(home_table_id=2)) == [3, 2, 1]


def test_two_who_walk_take_no_table_that_a_firm_of_the_side_that_sits_keeps_while_another_is_free():
    both = walking(30, (301,)), walking(31, (311,))

    assert seating(board(meeting(1, 2, 150, 250, table=1), meeting(2, 3, 150, 251, table=1)), *both) == [2, 3, 1]
