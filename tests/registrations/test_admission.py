"""Who is let in by a rule, how many places are free, and who is next in line."""

from __future__ import annotations

import datetime as dt

import pytest

from app.registrations.states import ApprovalRules, GroupCapacity, WaitingCompany, select_next_waiting

MONDAY = dt.datetime(2032, 3, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("rules", "lets_in"),
    [
        (ApprovalRules(), False),
        (ApprovalRules(everybody=True), True),
        (ApprovalRules(groups=frozenset({1})), True),
        (ApprovalRules(groups=frozenset({2})), False),
        (ApprovalRules(classes=frozenset({"5210", "5224"})), True),
        (ApprovalRules(classes=frozenset({"6419"})), False),
        (ApprovalRules(invited=True), False),
    ],
)
def test_one_rule_that_fits_is_enough(rules, lets_in):
    assert rules.approve(group_id=1, codes=["5210"], was_invited=False) is lets_in


def test_who_was_invited_is_let_in_where_that_counts():
    assert ApprovalRules(invited=True).approve(group_id=1, codes=(), was_invited=True)


def test_a_place_on_offer_is_not_free_but_kept_for_who_is_offered_it():
    full = GroupCapacity(quota=3, taken=2, offered=1)

    assert (full.free, full.has_room(), full.has_room(for_the_offered=True)) == (0, False, True)
    assert (GroupCapacity(quota=None, taken=99).free, GroupCapacity(quota=None, taken=99).has_room()) == (None, True)
    assert GroupCapacity(quota=1, taken=3).free == 0


def test_an_offer_that_was_made_is_kept_where_the_quota_is_lowered():
    lowered = GroupCapacity(quota=0, offered=1)

    assert (lowered.has_room(), lowered.has_room(for_the_offered=True)) == (False, True)


def test_who_waits_longest_is_next_and_who_let_an_offer_pass_stands_behind():
    line = [
        WaitingCompany(1, MONDAY, expiries=1),
        WaitingCompany(2, MONDAY + dt.timedelta(hours=1)),
        WaitingCompany(3, MONDAY),
    ]

    assert select_next_waiting(line, 2) == [3, 2]
    assert select_next_waiting(line, None) == [3, 2, 1]
