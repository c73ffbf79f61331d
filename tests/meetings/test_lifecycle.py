from itertools import product

import pytest

from app.meetings.lifecycle import (
    ENDED,
    HOLDS_TIME,
    LIVE,
    Actor,
    Condition,
    IllegalMove,
    Move,
    State,
    apply,
    awaiting_after,
    legal_moves,
    party_actor,
)

# written down a second time, by hand, from the description of the product
LEGAL = """
new        request           requested  asker
new        arrange           agreed     arranger
requested  accept            agreed     asked
requested  accept_with_time  booked     asked
requested  counter           requested  asked
requested  recall            requested  counterer system
requested  decline           declined   asked counterer system
requested  withdraw          withdrawn  asker system
requested  expire            expired    system
agreed     place             booked     asker asked arranger organizer
agreed     cancel            cancelled  asker asked arranger organizer system
booked     propose           booked     asker asked
booked     keep              booked     asker asked system
booked     move              booked     asker asked arranger organizer
booked     unplace           agreed     organizer system
booked     cancel            cancelled  asker asked arranger organizer system
booked     hold              held       system
booked     miss              missed     organizer system
held       correct           missed     organizer
missed     correct           held       organizer
"""
ONLY_ARRANGED = {("agreed", "decline", "asker"): "declined", ("agreed", "decline", "asked"): "declined"}
ONLY_PLACES_UNANSWERED = {("requested", "place", "organizer"): "booked"}


def legal_triples() -> dict[tuple[str, str, str], str]:
    rows = [line.split() for line in LEGAL.strip().splitlines()]
    return {(state, move, actor): target for state, move, target, *actors in rows for actor in actors}


ALL_TRIPLES = list(product([None, *State], Move, Actor))


def outcome(state, move, actor, given) -> str | None:
    try:
        return apply(state, move, actor, given=given)
    except IllegalMove:
        return None


@pytest.mark.parametrize(
    ("given", "besides"),
    [
        (set(), {}),
        ({Condition.ARRANGED}, ONLY_ARRANGED),
        ({Condition.PLACES_UNANSWERED}, ONLY_PLACES_UNANSWERED),
        (set(Condition), ONLY_ARRANGED | ONLY_PLACES_UNANSWERED),
    ],
)
def test_only_the_legal_triples_pass(given, besides):
    passed = {
        (state or "new", move, actor): target
        for state, move, actor in ALL_TRIPLES
        if (target := outcome(state, move, actor, given)) is not None
    }

    assert passed == legal_triples() | besides


def test_an_illegal_move_says_how_the_meeting_now_stands():
    with pytest.raises(IllegalMove) as refused:
        apply(State.CANCELLED, Move.ACCEPT, Actor.ASKED)

    assert refused.value.code == "illegal_move"
    assert refused.value.details == {"state": State.CANCELLED, "move": Move.ACCEPT, "actor": Actor.ASKED}


def test_the_moves_on_offer_are_those_that_pass():
    for state, actor in product([None, *State], Actor):
        passing = {move for move in Move if outcome(state, move, actor, set(Condition)) is not None}

        assert set(legal_moves(state, actor, given=set(Condition))) == passing


def test_nothing_leads_out_of_an_ended_meeting():
    assert [legal_moves(state, actor, given=set(Condition)) for state in ENDED for actor in Actor] == [()] * len(
        ENDED
    ) * len(Actor)


def test_every_state_is_live_or_ended_or_of_the_past():
    assert set(State) == LIVE | ENDED | {State.HELD, State.MISSED}
    assert {State.BOOKED, State.HELD} == HOLDS_TIME


def test_a_counter_swaps_who_must_answer():
    after = awaiting_after(Move.COUNTER, awaiting_id=7, low_id=3, high_id=7)

    assert after == 3
    assert (party_actor(3, after, 3), party_actor(7, after, 3)) == (Actor.ASKED, Actor.COUNTERER)
    assert awaiting_after(Move.COUNTER, awaiting_id=after, low_id=3, high_id=7) == 7
    assert awaiting_after(Move.RECALL, awaiting_id=after, low_id=3, high_id=7) == 7


def test_the_request_stays_that_of_who_asked_first_however_often_it_is_countered():
    assert [party_actor(3, 7, 3), party_actor(7, 7, 3)] == [Actor.ASKER, Actor.ASKED]
    assert [party_actor(one, None, 3) for one in (3, 7)] == [Actor.ASKER, Actor.ASKER]


@pytest.mark.parametrize(("move", "after"), [(Move.REQUEST, 7), (Move.ACCEPT, None), (Move.DECLINE, None)])
def test_a_request_awaits_the_asked_and_an_answer_settles_it(move, after):
    assert awaiting_after(move, awaiting_id=7, low_id=3, high_id=7) == after
