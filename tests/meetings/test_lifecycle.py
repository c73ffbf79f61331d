from itertools import product

import pytest

from app.meetings.lifecycle import (
    ENDED_STATES,
    LIVE_STATES,
    STATES_WITH_TIME,
    IllegalMeetingMove,
    MeetingActor,
    MeetingMove,
    MeetingState,
    MoveCondition,
    apply_move,
    get_next_awaiting,
    get_party_actor,
    list_legal_moves,
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


ALL_TRIPLES = list(product([None, *MeetingState], MeetingMove, MeetingActor))


def outcome(state, move, actor, given) -> str | None:
    try:
        return apply_move(state, move, actor, given=given)
    except IllegalMeetingMove:
        return None


@pytest.mark.parametrize(
    ("given", "besides"),
    [
        (set(), {}),
        ({MoveCondition.ARRANGED}, ONLY_ARRANGED),
        ({MoveCondition.PLACES_UNANSWERED}, ONLY_PLACES_UNANSWERED),
        (set(MoveCondition), ONLY_ARRANGED | ONLY_PLACES_UNANSWERED),
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
    with pytest.raises(IllegalMeetingMove) as refused:
        apply_move(MeetingState.CANCELLED, MeetingMove.ACCEPT, MeetingActor.ASKED)

    assert refused.value.code == "illegal_move"
    assert refused.value.details == {
        "state": MeetingState.CANCELLED,
        "move": MeetingMove.ACCEPT,
        "actor": MeetingActor.ASKED,
    }


def test_the_moves_on_offer_are_those_that_pass():
    for state, actor in product([None, *MeetingState], MeetingActor):
        passing = {move for move in MeetingMove if outcome(state, move, actor, set(MoveCondition)) is not None}

        assert set(list_legal_moves(state, actor, given=set(MoveCondition))) == passing


def test_nothing_leads_out_of_an_ended_meeting():
    assert [
        list_legal_moves(state, actor, given=set(MoveCondition)) for state in ENDED_STATES for actor in MeetingActor
    ] == [()] * len(ENDED_STATES) * len(MeetingActor)


def test_every_state_is_live_or_ended_or_of_the_past():
    assert set(MeetingState) == LIVE_STATES | ENDED_STATES | {MeetingState.HELD, MeetingState.MISSED}
    assert {MeetingState.BOOKED, MeetingState.HELD} == STATES_WITH_TIME


def test_a_counter_swaps_who_must_answer():
    after = get_next_awaiting(MeetingMove.COUNTER, awaiting_id=7, low_id=3, high_id=7)

    assert after == 3
    assert (get_party_actor(3, after, 3), get_party_actor(7, after, 3)) == (MeetingActor.ASKED, MeetingActor.COUNTERER)
    assert get_next_awaiting(MeetingMove.COUNTER, awaiting_id=after, low_id=3, high_id=7) == 7
    assert get_next_awaiting(MeetingMove.RECALL, awaiting_id=after, low_id=3, high_id=7) == 7


def test_the_request_stays_that_of_who_asked_first_however_often_it_is_countered():
    assert [get_party_actor(3, 7, 3), get_party_actor(7, 7, 3)] == [MeetingActor.ASKER, MeetingActor.ASKED]
    assert [get_party_actor(one, None, 3) for one in (3, 7)] == [MeetingActor.ASKER, MeetingActor.ASKER]


@pytest.mark.parametrize(
    ("move", "after"), [(MeetingMove.REQUEST, 7), (MeetingMove.ACCEPT, None), (MeetingMove.DECLINE, None)]
)
def test_a_request_awaits_the_asked_and_an_answer_settles_it(move, after):
    assert get_next_awaiting(move, awaiting_id=7, low_id=3, high_id=7) == after
