"""What is said of a move that is not open: what is true of the meeting, for each state, move and part."""

from __future__ import annotations

from itertools import product

import pytest

from app.meetings.closed_moves import Why, why_closed
from app.meetings.lifecycle import ENDED, Actor, IllegalMove, Move, State, apply

R, A, B, H = State.REQUESTED, State.AGREED, State.BOOKED, State.HELD


@pytest.mark.parametrize(
    ("state", "move", "actor", "why"),
    [
        (R, Move.ACCEPT, Actor.ASKER, Why.THEIR_TURN),
        (R, Move.ACCEPT_WITH_TIME, Actor.COUNTERER, Why.THEIR_TURN),
        (R, Move.DECLINE, Actor.ASKER, Why.THEIR_TURN),
        (R, Move.COUNTER, Actor.COUNTERER, Why.THEIR_TURN),
        (R, Move.WITHDRAW, Actor.ASKED, Why.YOUR_TURN),
        (R, Move.WITHDRAW, Actor.COUNTERER, Why.THEY_ASKED),
        (R, Move.RECALL, Actor.ASKER, Why.NO_TIMES_PROPOSED),
        (R, Move.CANCEL, Actor.ASKED, Why.UNANSWERED),
        (R, Move.PLACE, Actor.ORGANIZER, Why.UNANSWERED),
        (A, Move.ACCEPT, Actor.ASKER, Why.AGREED),
        (A, Move.MOVE, Actor.ASKER, Why.NO_TIME),
        (B, Move.ACCEPT, Actor.ASKER, Why.BOOKED),
        (H, Move.MOVE, Actor.ASKER, Why.OVER),
        (H, Move.HOLD, Actor.ORGANIZER, Why.NOTED),
        (State.MISSED, Move.CANCEL, Actor.ASKER, Why.OVER),
    ],
)
def test_a_closed_move_is_told_by_what_is_true_of_the_meeting(state, move, actor, why):
    assert why_closed(state, move, actor) is why


def test_every_move_that_is_refused_has_its_reason_and_only_ended_meetings_are_said_to_have_ended():
    told = {}
    for state, move, actor in product(State, Move, Actor):
        try:
            apply(state, move, actor)
        except IllegalMove:
            told[state, move, actor] = why_closed(state, move, actor)

    assert {state for (state, _, _), why in told.items() if why is Why.ENDED} == ENDED
    assert {state for (state, _, _), why in told.items() if why is Why.OVER} == {State.HELD, State.MISSED}
    assert set(told.values()) == set(Why)
