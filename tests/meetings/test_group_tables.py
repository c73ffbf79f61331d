"""A group crowds no firm out of the table that it keeps while another is free."""

from hypothesis import given
from hypothesis import strategies as st

from app.group_meetings.placement import list_group_times
from app.meetings.occupancy import Occupancy, TablePlace
from app.meetings.seating import OtherTableReason
from tests.meetings.boards import EVE, SINGAPORE, day, meeting, seated, walking

TABLES = [TablePlace(one, SINGAPORE, seats=6) for one in (1, 2, 3)]
FIRM, OTHER = 50, 51


def board(*claims, keepers=None, **more) -> Occupancy:
    taken = [claim for one in claims for claim in one]
    made = Occupancy.of(day(3), TABLES, taken=taken, seated={SINGAPORE}, **more)
    made.keepers.update(keepers or {})
    return made


def found(held: Occupancy, host=None, guests=(), slot: int = 2):
    option = list_group_times(held, host or walking(), guests, 3, now=EVE)[slot - 1]
    return option.seat.table_id if option.seat is not None else None, option.instead


def test_who_walks_holds_a_group_at_a_table_that_nobody_keeps():
    assert found(board(meeting(1, 1, 150, 250, table=1), keepers={1: {FIRM}})) == (2, None)


def test_of_tables_that_others_use_the_group_takes_the_one_that_no_firm_keeps():
    used = meeting(1, 1, 150, 250, table=1), meeting(2, 1, 151, 251, table=2), meeting(3, 3, 151, 251, table=3)

    assert found(board(*used, keepers={1: {FIRM}, 3: {OTHER}})) == (2, None)


def test_where_nothing_else_is_left_the_host_reads_that_another_firm_keeps_the_table():
    gone = meeting(1, 2, 150, 250, table=2), meeting(2, 2, 151, 251, table=3)

    assert found(board(*gone, keepers={1: {FIRM}})) == (1, OtherTableReason.LENT)


def test_the_home_of_a_firm_that_cannot_meet_then_is_lent_and_said_to_be():
    gone = meeting(1, 2, 150, 250, table=2), meeting(2, 2, 151, 251, table=3)
    host = seated(FIRM, (152,), home_table_id=1)
    busy = meeting(3, 2, 152, 252, table=9)

    assert found(board(*gone, busy, at_home=[host])) == (1, OtherTableReason.LENT)


def test_the_table_of_a_guest_is_no_other_firms():
    gone = meeting(1, 2, 150, 250, table=2), meeting(2, 2, 151, 251, table=3)

    assert found(board(*gone, keepers={1: {FIRM}}), guests=[seated(FIRM, (152,))]) == (1, None)


def test_a_host_that_sits_keeps_its_own_table_even_where_it_shares_it():
    assert found(board(meeting(1, 1, 101, 250, table=2), keepers={2: {10, FIRM}}), seated()) == (2, None)


def test_a_host_that_sits_reads_that_its_own_table_is_taken():
    own, gone = meeting(1, 1, 101, 250, table=2), meeting(2, 2, 150, 251, table=2)

    assert found(board(own, gone, keepers={2: {10}}), seated()) == (1, OtherTableReason.YOURS_TAKEN)


@given(
    st.dictionaries(st.integers(1, 3), st.sets(st.sampled_from([10, 20, FIRM, OTHER]), min_size=1), max_size=3),
    st.sets(st.integers(1, 3)),
    st.sampled_from([walking(), seated(), seated(home_table_id=3)]),
)
def test_a_group_takes_a_table_of_a_third_firm_only_where_no_other_is_free(keepers, gone, host):
    taken = [meeting(number, 2, 140 + number, 240 + number, table=number) for number in gone]

    table, instead = found(board(*taken, keepers=keepers), host)

    free = {1, 2, 3} - gone
    lent = {one for one in free if keepers.get(one, set()) - {host.registration_id}} - {host.home_table_id}
    assert (table is None) == (not free)
    if table is not None:
        assert (table in lent) == (free == lent)
        assert (instead is OtherTableReason.LENT) == (table in lent)
