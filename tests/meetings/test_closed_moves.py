"""What is said of a move that is not open: what is true of the meeting, for each state, move and part."""

from __future__ import annotations

from itertools import product

import pytest

from app.meetings.lifecycle import (
    ENDED_STATES,
    ClosedMoveReason,
    IllegalMeetingMove,
    MeetingActor,
    MeetingMove,
    MeetingState,
    apply_move,
    get_closed_reason,
)

R, A, B, H = MeetingState.REQUESTED, MeetingState.AGREED, MeetingState.BOOKED, MeetingState.HELD


@pytest.mark.parametrize(
    ("state", "move", "actor", "why"),
    [
        (R, MeetingMove.ACCEPT, MeetingActor.ASKER, ClosedMoveReason.THEIR_TURN),
        (R, MeetingMove.ACCEPT_WITH_TIME, MeetingActor.COUNTERER, ClosedMoveReason.THEIR_TURN),
        (R, MeetingMove.DECLINE, MeetingActor.ASKER, ClosedMoveReason.THEIR_TURN),
        (R, MeetingMove.COUNTER, MeetingActor.COUNTERER, ClosedMoveReason.THEIR_TURN),
        (R, MeetingMove.WITHDRAW, MeetingActor.ASKED, ClosedMoveReason.YOUR_TURN),
        (R, MeetingMove.WITHDRAW, MeetingActor.COUNTERER, ClosedMoveReason.THEY_ASKED),
        (R, MeetingMove.RECALL, MeetingActor.ASKER, ClosedMoveReason.NO_TIMES_PROPOSED),
        (R, MeetingMove.CANCEL, MeetingActor.ASKED, ClosedMoveReason.UNANSWERED),
        (R, MeetingMove.PLACE, MeetingActor.ORGANIZER, ClosedMoveReason.UNANSWERED),
        (A, MeetingMove.ACCEPT, MeetingActor.ASKER, ClosedMoveReason.AGREED),
        (A, MeetingMove.MOVE, MeetingActor.ASKER, ClosedMoveReason.NO_TIME),
        (B, MeetingMove.ACCEPT, MeetingActor.ASKER, ClosedMoveReason.BOOKED),
        (H, MeetingMove.MOVE, MeetingActor.ASKER, ClosedMoveReason.OVER),
        (H, MeetingMove.HOLD, MeetingActor.ORGANIZER, ClosedMoveReason.NOTED),
        (MeetingState.MISSED, MeetingMove.CANCEL, MeetingActor.ASKER, ClosedMoveReason.OVER),
    ],
)
def test_a_closed_move_is_told_by_what_is_true_of_the_meeting(state, move, actor, why):
    assert get_closed_reason(state, move, actor) is why


def test_every_move_that_is_refused_has_its_reason_and_only_ended_meetings_are_said_to_have_ended():
    told = {}
    for state, move, actor in product(MeetingState, MeetingMove, MeetingActor):
        try:
            apply_move(state, move, actor)
        except IllegalMeetingMove:
            told[state, move, actor] = get_closed_reason(state, move, actor)

    assert {state for (state, _, _), why in told.items() if why is ClosedMoveReason.ENDED} == ENDED_STATES
    assert {state for (state, _, _), why in told.items() if why is ClosedMoveReason.OVER} == {
        MeetingState.HELD,
        MeetingState.MISSED,
    }
    assert set(told.values()) == set(ClosedMoveReason)
