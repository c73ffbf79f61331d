"""Which table a firm may keep, and how those of a side get theirs in order."""

from app.meetings.fixed_tables import TableKeeper, UnfitTableReason, assign_tables_in_order, get_unfit_reason
from app.meetings.occupancy import TablePlace
from tests.meetings.boards import CHONGQING, SINGAPORE


def keeper(number=10, group=SINGAPORE, times=(1, 2), **more):
    return TableKeeper(number, group, frozenset(times), **more)


def test_a_table_of_another_side_a_small_one_and_one_that_is_never_to_be_had_do_not_suit():
    firm = keeper(seats=5)

    assert get_unfit_reason(TablePlace(1, CHONGQING, seats=6), firm, {}) is UnfitTableReason.OTHER_SIDE
    assert get_unfit_reason(TablePlace(1, SINGAPORE, seats=4), firm, {}) is UnfitTableReason.TOO_SMALL
    assert get_unfit_reason(TablePlace(1, seats=6), firm, {1: {1, 2, 3}}) is UnfitTableReason.NEVER_OPEN
    assert get_unfit_reason(TablePlace(1, seats=6), firm, {1: {1}}) is None


def test_a_firm_that_is_there_at_no_time_to_come_may_keep_any():
    assert get_unfit_reason(TablePlace(1), keeper(times=()), {1: {1}}) is None


def test_each_firm_gets_the_first_that_suits_it_those_of_its_own_zones_before_others():
    sides = {1: None, 2: CHONGQING, 3: SINGAPORE, 4: SINGAPORE, 5: None}
    tables = [TablePlace(number, side) for number, side in sides.items()]
    firms = [keeper(10), keeper(11), keeper(12), keeper(13)]

    given = assign_tables_in_order(firms, tables, {3: {1, 2}}, taken={5})

    assert given == {10: 4, 11: 1}
