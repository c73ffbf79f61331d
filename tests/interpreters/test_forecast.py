"""How many interpreters each slot needs and lacks."""

from __future__ import annotations

import datetime as dt
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import Span
from app.events.rules import GroupRules
from app.interpreters.forecast import (
    InterpreterDemand,
    SpeakerGroup,
    forecast_slots,
    get_acceptance_rate,
    get_share_of_pairs,
)
from app.meetings.interpreters import InterpreterMode, InterpreterNeed, InterpreterProfile, SpokenLanguages
from app.meetings.runs import SlotTime

TEN = dt.datetime(2032, 3, 18, 10, tzinfo=dt.UTC)
HALF = dt.timedelta(minutes=30)
SLOTS = [SlotTime(number, Span(TEN + number * HALF, TEN + (number + 1) * HALF)) for number in range(4)]
ZH_EN = InterpreterNeed(frozenset({"zh"}), frozenset({"en"}))
ZH_FR = InterpreterNeed(frozenset({"zh"}), frozenset({"fr"}))


def voice(number, *languages, **values):
    return InterpreterProfile(number, frozenset(languages), **values)


def demand(need, *slots, firms=(1, 2), **values):
    return InterpreterDemand(need, frozenset(firms), slots, **values)


def test_a_slot_that_needs_more_than_are_there_says_how_many_it_lacks():
    booked = [demand(ZH_EN, 0, is_booked=True) for _ in range(9)]

    first, second, *_ = forecast_slots(SLOTS, [voice(number, "zh", "en") for number in range(6)], booked)

    assert (first.booked, first.expected, first.have, first.short) == (9, 9.0, 6, 3.0)
    assert first.lacking == ((ZH_EN, 3.0),)
    assert (second.booked, second.expected, second.have, second.short) == (0, 0.0, 6, 0.0)


def test_a_meeting_without_a_time_counts_in_each_slot_in_which_both_are_free():
    agreed = [demand(ZH_EN, 0, 1, 2, 3), demand(ZH_EN, 2, 3, weight=0.5)]

    assert [hour.expected for hour in forecast_slots(SLOTS, [], agreed)] == [0.25, 0.25, 0.5, 0.5]


def test_a_long_meeting_counts_for_each_of_its_slots_and_never_twice_in_one():
    (first, *_) = forecast_slots(SLOTS, [], [demand(ZH_EN, 0, 1, length=2), demand(ZH_EN, 0, length=3)])

    assert first.expected == 2.0


def test_a_meeting_for_which_no_slot_is_left_counts_nowhere():
    assert [hour.expected for hour in forecast_slots(SLOTS, [], [demand(ZH_EN)])] == [0.0] * 4


def test_whoever_speaks_two_pairs_of_languages_is_kept_for_the_one_that_nobody_else_speaks():
    both, chinese = voice(1, "zh", "en", "fr"), voice(2, "zh", "en")
    needs = [demand(ZH_EN, 0, is_booked=True), demand(ZH_FR, 0, is_booked=True)]

    (first, *_) = forecast_slots(SLOTS, [both, chinese], needs)

    assert (first.short, first.lacking) == (0.0, ())


def test_who_belongs_to_a_firm_serves_that_firm_alone():
    own = voice(1, "zh", "en", mode=InterpreterMode.OWN, works_for=1)
    needs = [demand(ZH_EN, 0, is_booked=True, firms=(1, 2)), demand(ZH_EN, 0, is_booked=True, firms=(3, 4))]

    (first, *_) = forecast_slots(SLOTS, [own], needs)

    assert (first.have, first.short) == (1, 1.0)


def test_who_belongs_to_a_firm_that_needs_nobody_then_is_not_counted_as_there():
    pool, own = (
        [voice(one, "zh", "en") for one in (1, 2, 3)],
        voice(4, "zh", "en", mode=InterpreterMode.OWN, works_for=9),
    )
    needs = [demand(ZH_EN, 0, is_booked=True, firms=(one, one + 10)) for one in range(1, 5)]

    (first, *_) = forecast_slots(SLOTS, [*pool, own], needs)

    assert (first.expected, first.have, first.short) == (4.0, 3, 1.0)


def test_outside_its_hours_or_while_it_is_away_an_interpreter_is_not_there():
    early, gone = voice(1, "zh", "en", hours=(SLOTS[0].span,)), voice(2, "zh", "en")

    hours = forecast_slots(SLOTS, [early, gone], [], away={0: {2}, 1: {2}})

    assert [hour.have for hour in hours] == [1, 0, 1, 1]


@pytest.mark.parametrize(("accepted", "answered", "share"), [(0, 0, 1.0), (3, 9, 1.0), (5, 10, 0.5), (0, 20, 0.05)])
def test_requests_count_as_they_were_accepted_so_far(accepted, answered, share):
    assert get_acceptance_rate(accepted, answered) == share


def test_the_share_of_pairs_that_share_no_language_leaves_out_who_may_not_meet():
    rules = GroupRules(frozenset({(1, 2)}))
    chinese, english, both = (SpokenLanguages(frozenset(words)) for words in ({"zh"}, {"en"}, {"zh", "en"}))

    share = get_share_of_pairs(
        [SpeakerGroup(1, english, 3), SpeakerGroup(1, both, 1), SpeakerGroup(2, chinese, 2)], rules
    )

    assert share == 6 / 8
    assert get_share_of_pairs([SpeakerGroup(1, english, 1), SpeakerGroup(1, chinese, 9)], rules) == 0.0


LANGUAGES = st.frozensets(st.sampled_from(("zh", "en", "fr")), max_size=3)
NEEDS = st.builds(InterpreterNeed, LANGUAGES, LANGUAGES)


@given(st.lists(LANGUAGES, max_size=4), st.lists(NEEDS, max_size=4))
def test_as_many_are_served_as_by_trying_every_way_to_give_out_the_interpreters(spoken, needs):
    voices = [voice(number, *languages) for number, languages in enumerate(spoken)]

    (first, *_) = forecast_slots(SLOTS[:1], voices, [demand(need, 0, is_booked=True) for need in needs])

    assert first.short == pytest.approx(len(needs) - most_served(voices, needs))
    assert sum(amount for _, amount in first.lacking) == pytest.approx(first.short)


def most_served(voices, needs):
    """The greatest number of needs that get an interpreter of their own, by trying all."""
    able = [[None, *(one.id for one in voices if need.is_met_by(one.languages))] for need in needs]
    ways = (way for way in product(*able) if all(a is None or a != b for a, b in combinations(way, 2)))
    return max((sum(one is not None for one in way) for way in ways), default=0)
