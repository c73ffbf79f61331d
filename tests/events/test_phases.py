from itertools import pairwise

import pytest

from app.events.phases import (
    ALLOWED_ACTS,
    BookingMode,
    EventAct,
    IllegalPhaseMove,
    Mover,
    Phase,
    PhaseForbids,
    is_allowed,
    move_phase,
    phase_moves,
    phase_path,
    phases_allowing,
    require_act,
)

PLANNED, LIVE = BookingMode.PLANNED, BookingMode.LIVE


def test_live_events_book_from_the_booking_phase_on():
    assert phases_allowing(EventAct.BOOK, LIVE) == (Phase.BOOKING, Phase.RUNNING)


def test_planned_events_book_once_the_timetable_is_published():
    assert phases_allowing(EventAct.BOOK, PLANNED) == (Phase.PUBLISHED, Phase.RUNNING)


@pytest.mark.parametrize("mode", BookingMode)
def test_firms_ask_and_answer_in_the_booking_phase(mode):
    assert is_allowed(Phase.BOOKING, EventAct.ASK, mode)
    assert is_allowed(Phase.BOOKING, EventAct.ANSWER, mode)


def test_nobody_asks_while_the_solver_plans():
    assert not is_allowed(Phase.PLANNING, EventAct.ASK, PLANNED)
    assert is_allowed(Phase.PLANNING, EventAct.ANSWER, PLANNED)


def test_nobody_but_the_staff_sees_a_draft():
    assert ALLOWED_ACTS[Phase.DRAFT] == {EventAct.ADD_COMPANIES, EventAct.CHANGE_TIMES, EventAct.EXPORT}


def test_a_closed_event_keeps_its_lists_feedback_and_letters():
    assert ALLOWED_ACTS[Phase.CLOSED] == {EventAct.SEE_EVENT, EventAct.EXPORT, EventAct.GIVE_FEEDBACK, EventAct.WRITE}


def test_every_act_is_allowed_in_some_phase():
    assert all(phases_allowing(act, mode) for act in EventAct for mode in BookingMode)


def test_a_refusal_says_which_phase_opens_it():
    with pytest.raises(PhaseForbids) as refused:
        require_act(Phase.REGISTRATION, EventAct.BOOK, PLANNED)

    assert refused.value.details == {"act": EventAct.BOOK, "phase": Phase.REGISTRATION, "opens_in": Phase.PUBLISHED}


def test_a_refusal_names_no_phase_that_the_event_never_has():
    with pytest.raises(PhaseForbids) as refused:
        require_act(Phase.BOOKING, EventAct.CHECK_IN, LIVE)

    assert refused.value.details["opens_in"] == Phase.RUNNING


def test_a_refusal_after_the_last_chance_names_no_phase():
    with pytest.raises(PhaseForbids) as refused:
        require_act(Phase.CLOSED, EventAct.ASK, LIVE)

    assert refused.value.details["opens_in"] is None


def test_what_is_allowed_passes_in_silence():
    require_act(Phase.RUNNING, EventAct.CHECK_IN, LIVE)


@pytest.mark.parametrize("mode", BookingMode)
def test_an_organizer_can_walk_the_whole_path_forward(mode):
    phases = phase_path(mode)

    walked = [move_phase(here, there, Mover.ORGANIZER, mode) for here, there in pairwise(phases)]

    assert tuple(walked) == phases[1:]


@pytest.mark.parametrize("mode", BookingMode)
def test_no_move_leaves_the_path_or_skips_a_phase(mode):
    phases = phase_path(mode)
    for phase in phases:
        for move in phase_moves(phase, Mover.ADMINISTRATOR, mode):
            assert abs(phases.index(move.target) - phases.index(phase)) == 1


def test_the_first_move_offered_is_the_one_forward():
    assert [move.target for move in phase_moves(Phase.BOOKING, Mover.ORGANIZER, PLANNED)] == [
        Phase.PLANNING,
        Phase.REGISTRATION,
    ]


def test_a_published_timetable_is_not_taken_back():
    with pytest.raises(IllegalPhaseMove) as refused:
        move_phase(Phase.PUBLISHED, Phase.PLANNING, Mover.ADMINISTRATOR, PLANNED)

    assert refused.value.details["phase"] is Phase.PUBLISHED


def test_only_an_administrator_opens_a_closed_event_again():
    assert phase_moves(Phase.CLOSED, Mover.ORGANIZER, LIVE) == ()
    assert move_phase(Phase.CLOSED, Phase.RUNNING, Mover.ADMINISTRATOR, LIVE) is Phase.RUNNING


def test_the_clock_never_goes_back_nor_publishes():
    targets = [(phase, m.target) for phase in Phase for m in phase_moves(phase, Mover.CLOCK, PLANNED)]

    assert targets == [
        (Phase.REGISTRATION, Phase.BOOKING),
        (Phase.BOOKING, Phase.PLANNING),
        (Phase.PUBLISHED, Phase.RUNNING),
        (Phase.RUNNING, Phase.CLOSED),
    ]
