from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings.group_meeting_seats import (
    MAX_GUEST_SEATS,
    MIN_GUEST_SEATS,
    SEAT_STEPS,
    GuestAnswer,
    IllegalStep,
    SeatActor,
    SeatStep,
    find_free_seat,
    get_answer_after,
    get_guest_capacity,
    is_step_allowed,
)

ANSWERS = st.sampled_from([None, *GuestAnswer])
STEP = st.sampled_from(list(SeatStep))


def test_each_step_leads_where_the_table_says():
    assert {
        (answer, step): (rule.target, rule.side, rule.open_only) for (answer, step), rule in SEAT_STEPS.items()
    } == {
        (None, "invite"): ("invited", "host", False),
        ("declined", "invite"): ("invited", "host", False),
        ("left", "invite"): ("invited", "host", False),
        ("removed", "invite"): ("invited", "host", False),
        (None, "take"): ("accepted", "guest", True),
        ("invited", "take"): ("accepted", "guest", False),
        ("declined", "take"): ("accepted", "guest", False),
        ("left", "take"): ("accepted", "guest", True),
        ("invited", "decline"): ("declined", "guest", False),
        ("accepted", "leave"): ("left", "guest", False),
        ("invited", "remove"): ("removed", "host", False),
        ("accepted", "remove"): ("removed", "host", False),
        ("lost", "invite"): ("invited", "host", False),
        ("lost", "take"): ("accepted", "guest", False),
        ("invited", "lapse"): ("lapsed", "nobody", False),
        ("lapsed", "invite"): ("invited", "host", False),
        ("lapsed", "take"): ("accepted", "guest", True),
    }


@given(ANSWERS, STEP, st.booleans())
def test_a_step_is_taken_or_refused_and_what_is_refused_changes_nothing(answer, step, is_open):
    if is_step_allowed(answer, step, is_open=is_open):
        assert get_answer_after(answer, step, is_open=is_open) in GuestAnswer
    else:
        with pytest.raises(IllegalStep):
            get_answer_after(answer, step, is_open=is_open)


@given(st.lists(STEP, max_size=12), st.booleans())
def test_whoever_was_removed_comes_back_only_by_an_invitation(steps, is_open):
    answer: GuestAnswer | None = GuestAnswer.REMOVED
    for step in steps:
        if is_step_allowed(answer, step, is_open=is_open):
            assert answer is not GuestAnswer.REMOVED or step is SeatStep.INVITE
            answer = get_answer_after(answer, step, is_open=is_open)


@given(st.lists(st.sampled_from([SeatStep.TAKE, SeatStep.LEAVE, SeatStep.DECLINE])))
def test_nobody_comes_to_a_closed_group_uninvited(steps):
    answer = None
    for step in steps:
        if is_step_allowed(answer, step, is_open=False):
            answer = get_answer_after(answer, step, is_open=False)

    assert answer is None


@given(st.sets(st.integers(1, MAX_GUEST_SEATS)), st.integers(MIN_GUEST_SEATS, MAX_GUEST_SEATS))
def test_a_free_seat_is_one_that_nobody_has_and_there_is_one_as_long_as_there_is_room(taken, seats):
    found = find_free_seat(taken, seats)

    assert (found is None) == set(range(1, seats + 1)).issubset(taken)
    assert found is None or (found not in taken and 1 <= found <= seats)


@given(st.lists(st.booleans(), max_size=60), st.integers(MIN_GUEST_SEATS, MAX_GUEST_SEATS))
def test_however_many_come_and_go_no_seat_has_two(comes, seats):
    taken: list[int] = []
    for one in comes:
        if one and (number := find_free_seat(taken, seats)) is not None:
            taken.append(number)
        elif taken and not one:
            taken.pop(0)

        assert len(taken) == len(set(taken)) <= seats


@pytest.mark.parametrize(
    ("tables", "most"), [([], -1), ([2], 1), ([0], 8), ([4], 3), ([6, 7], 6), ([200], MAX_GUEST_SEATS)]
)
def test_so_many_guests_sit_beside_the_host_as_the_largest_table_holds(tables, most):
    assert get_guest_capacity(tables) == most


def test_only_the_host_invites_and_removes():
    assert {step for (_answer, step), rule in SEAT_STEPS.items() if rule.side is SeatActor.HOST} == {
        SeatStep.INVITE,
        SeatStep.REMOVE,
    }
