"""Each of a group stands once: among those who get a letter, or under one reason."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.messages.audience import LeftOutReason, MessageCandidate, sort_candidates

ADDRESSES = ["", "a@x.example", "b@x.example", "c@x.example", "d@x.example"]
some = st.sets(st.sampled_from(ADDRESSES[1:]))
people = st.lists(
    st.builds(
        MessageCandidate,
        key=st.just(""),
        registration_id=st.integers(1, 3),
        language=st.sampled_from(["en", "zh", "fr"]),
        address=st.sampled_from(ADDRESSES),
        bars=st.sampled_from(
            [frozenset(), frozenset({LeftOutReason.CANCELLED}), frozenset({LeftOutReason.NO_CONSENT})]
        ),
    ),
    max_size=12,
).map(lambda found: [replace(one, key=str(nth)) for nth, one in enumerate(found)])


@given(people, some, some, some)
def test_each_stands_once_and_no_address_gets_two(candidates, unusable, refused, had):
    found = sort_candidates(candidates, unusable=unusable, refused=refused, had=had)
    left = [one.key for those in found.left_out.values() for one in those]

    assert sorted([*(one.key for one in found.going), *left], key=int) == [one.key for one in candidates]
    addresses = [one.address for one in found.going]
    assert len(set(addresses)) == len(addresses)
    assert not set(addresses) & {"", *unusable, *refused, *had}
    assert not any(one.bars for one in found.going)
    assert sum(found.languages.values()) == len(found.going)
    reached = {one.address for one in candidates if not one.bars} - {"", *unusable, *refused, *had}
    assert set(addresses) == reached
