"""Meetings come to the table that a firm now keeps, or say why they stay."""

from app.meetings.displacement import BookedMeeting
from app.meetings.fixed_tables import StayReason, plan_moves_to_fixed_table
from app.meetings.interpreters import InterpreterMode, InterpreterProfile
from app.meetings.occupancy import Occupancy, OccupiedSlot, TablePlace, UnavailableSlot
from tests.meetings.boards import day, meeting, seated, walking

HOME, HERE, FAR = TablePlace(1, zone="A"), TablePlace(2, zone="A"), TablePlace(3, zone="B")


def sitting(number, slot, table, other=20, people=(101, 201)):
    return BookedMeeting(number, (slot,), table, (10, other), people)


def stays(*taken, sittings, parties=(), **values):
    board = Occupancy.of(day(4), [HOME, HERE, FAR], taken=[each for some in taken for each in some], **values)
    host = seated(home_table_id=1)
    return plan_moves_to_fixed_table(
        board, sittings, {one.registration_id: one for one in (host, walking(), *parties)}, host
    )


def test_one_comes_where_the_table_is_free_and_stays_where_it_is_taken_or_shut():
    mine = [meeting(n, n, 101, 201, table=2) for n in (1, 2, 3)]
    theirs = meeting(9, 2, 301, 401, table=1)

    found = stays(*mine, theirs, sittings=[sitting(n, n, 2) for n in (1, 2, 3)], away=[UnavailableSlot(3, table_id=1)])

    assert found == {1: None, 2: StayReason.TAKEN, 3: StayReason.SHUT}


def test_of_two_at_one_time_the_first_comes():
    both = [meeting(1, 1, 101, 201, table=2), meeting(2, 1, 102, 202, table=3)]

    found = stays(*both, sittings=[sitting(1, 1, 2), sitting(2, 1, 3, people=(102, 202))])

    assert found == {1: None, 2: StayReason.TAKEN}


def test_one_at_the_table_that_the_other_firm_keeps_stays_there():
    other = walking(21, (211,), home_table_id=2)

    found = stays(meeting(1, 1, 101, 211, table=2), sittings=[sitting(1, 1, 2, 21, (101, 211))], parties=[other])

    assert found == {1: StayReason.THEIRS}


def test_one_whose_interpreter_sits_where_it_is_stays_there():
    voice = InterpreterProfile(7, frozenset({"en", "zh"}), InterpreterMode.TABLE, table_id=2)
    taken = [*meeting(1, 1, 101, 201, table=2), OccupiedSlot(1, 1, interpreter_id=7)]

    assert stays(taken, sittings=[sitting(1, 1, 2)], interpreters=[voice]) == {1: StayReason.INTERPRETER}


def test_those_of_one_firm_come_together_though_each_alone_would_be_too_far_from_the_next():
    mine = [meeting(n, n, 101, 200 + n, table=3) for n in (1, 2)]
    asked = [sitting(n, n, 3, people=(101, 200 + n)) for n in (1, 2)]

    assert stays(*mine, sittings=asked, walk_minutes=10) == {1: None, 2: None}


def test_who_has_no_time_to_walk_keeps_a_meeting_and_so_those_beside_it_where_they_are():
    mine = [meeting(n, n, 101, 200 + n, table=3) for n in (1, 2, 4)]
    partners_next = meeting(9, 3, 202, 301, table=3)
    asked = [sitting(n, n, 3, people=(101, 200 + n)) for n in (1, 2, 4)]

    found = stays(*mine, partners_next, sittings=asked, walk_minutes=10)

    assert found == {1: StayReason.FAR, 2: StayReason.FAR, 4: None}


def test_one_whose_interpreter_could_not_walk_there_in_time_stays():
    voice = InterpreterProfile(7, frozenset({"en", "zh"}))
    mine = [*meeting(1, 1, 101, 201, table=3), OccupiedSlot(1, 1, interpreter_id=7)]
    after = [*meeting(9, 2, 301, 401, table=3), OccupiedSlot(2, 9, interpreter_id=7)]

    assert stays(mine, after, sittings=[sitting(1, 1, 3)], interpreters=[voice], walk_minutes=10) == {1: StayReason.FAR}
    assert stays(mine, after, sittings=[sitting(1, 1, 3)], interpreters=[voice], walk_minutes=5) == {1: None}
