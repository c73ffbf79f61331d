"""Who is let in by a rule, how many places are free, and who is next in line."""

from __future__ import annotations

import datetime as dt

import pytest

from app.registrations.admission import Places, Rules, Waiting, next_in_line

MONDAY = dt.datetime(2032, 3, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("rules", "lets_in"),
    [
        (Rules(), False),
        (Rules(everybody=True), True),
        (Rules(groups=frozenset({1})), True),
        (Rules(groups=frozenset({2})), False),
        (Rules(classes=frozenset({"5210", "5224"})), True),
        (Rules(classes=frozenset({"6419"})), False),
        (Rules(invited=True), False),
    ],
)
def test_one_rule_that_fits_is_enough(rules, lets_in):
    assert rules.approve(group_id=1, codes=["5210"], was_invited=False) is lets_in


def test_who_was_invited_is_let_in_where_that_counts():
    assert Rules(invited=True).approve(group_id=1, codes=(), was_invited=True)


def test_a_place_on_offer_is_not_free_but_kept_for_who_is_offered_it():
    full = Places(quota=3, taken=2, offered=1)

    assert (full.free, full.has_room(), full.has_room(for_the_offered=True)) == (0, False, True)
    assert (Places(quota=None, taken=99).free, Places(quota=None, taken=99).has_room()) == (None, True)
    assert Places(quota=1, taken=3).free == 0


def test_an_offer_that_was_made_is_kept_where_the_quota_is_lowered():
    lowered = Places(quota=0, offered=1)

    assert (lowered.has_room(), lowered.has_room(for_the_offered=True)) == (False, True)


def test_who_waits_longest_is_next_and_who_let_an_offer_pass_stands_behind():
    line = [Waiting(1, MONDAY, lapsed=1), Waiting(2, MONDAY + dt.timedelta(hours=1)), Waiting(3, MONDAY)]

    assert next_in_line(line, 2) == [3, 2]
    assert next_in_line(line, None) == [3, 2, 1]
