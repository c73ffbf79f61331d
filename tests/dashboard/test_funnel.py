"""From asked to placed: each stage holds the next."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.dashboard.charts import FUNNEL_STATES, funnel
from app.meetings.lifecycle import MeetingState


@given(st.dictionaries(st.sampled_from([state.value for state in MeetingState]), st.integers(0, 50)))
def test_no_stage_counts_more_than_the_one_before(by_state: dict[str, int]) -> None:
    bars = funnel(by_state)

    assert bars[0].count == sum(by_state.values())
    assert all(one.count >= other.count and one.share >= other.share for one, other in pairwise(bars))
    assert all(set(wide) >= set(narrow) for wide, narrow in pairwise(FUNNEL_STATES.values()))


def test_a_declined_request_is_answered_and_one_that_lapsed_is_not() -> None:
    counts = [bar.count for bar in funnel({"declined": 1, "expired": 1, "booked": 2, "agreed": 1})]

    assert counts == [5, 4, 3, 2]
