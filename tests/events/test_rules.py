from datetime import UTC, datetime, timedelta

import pytest

from app.events.calendar import error_finding, look_finding
from app.events.rules import (
    CompanyLimits,
    ContactVisibility,
    GroupRules,
    expires_at,
    group_findings,
    has_expired,
    limit_findings,
)

SINGAPORE, CHONGQING, ABROAD = 1, 2, 3
BOTH_WAYS = GroupRules(frozenset({(SINGAPORE, CHONGQING), (CHONGQING, SINGAPORE)}), frozenset({SINGAPORE}))
MONDAY = datetime(2032, 2, 22, 9, tzinfo=UTC)


def test_firms_ask_as_the_sides_are_ruled():
    one_way = GroupRules(frozenset({(SINGAPORE, CHONGQING)}))

    assert one_way.allows_asking(SINGAPORE, CHONGQING)
    assert not one_way.allows_asking(CHONGQING, SINGAPORE)
    assert one_way.allows_meeting(CHONGQING, SINGAPORE)
    assert not one_way.allows_meeting(SINGAPORE, SINGAPORE)


def test_a_guest_asks_nobody_and_is_asked_by_nobody():
    assert not BOTH_WAYS.allows_asking(None, CHONGQING)
    assert not BOTH_WAYS.allows_asking(CHONGQING, None)
    assert not BOTH_WAYS.allows_meeting(None, None)


def test_the_seated_side_keeps_its_table_whichever_asks():
    assert BOTH_WAYS.keeps_table(SINGAPORE, CHONGQING) == SINGAPORE
    assert BOTH_WAYS.keeps_table(CHONGQING, SINGAPORE) == SINGAPORE


def test_no_side_keeps_its_table_where_both_or_neither_would():
    both = GroupRules(BOTH_WAYS.may_ask, frozenset({SINGAPORE, CHONGQING}))

    assert both.keeps_table(SINGAPORE, CHONGQING) is None
    assert BOTH_WAYS.keeps_table(CHONGQING, ABROAD) is None
    assert BOTH_WAYS.keeps_table(SINGAPORE, SINGAPORE) is None


def test_usual_sides_give_no_findings():
    assert list(group_findings([SINGAPORE, CHONGQING], BOTH_WAYS)) == []


def test_odd_sides_are_told():
    both = GroupRules(BOTH_WAYS.may_ask, frozenset({SINGAPORE, CHONGQING}))

    assert list(group_findings([SINGAPORE], GroupRules(frozenset()))) == [error_finding("nobody_may_ask")]
    assert list(group_findings([SINGAPORE, CHONGQING, ABROAD], both)) == [
        look_finding("group_meets_nobody", group=ABROAD),
        look_finding("both_keep_tables", one=SINGAPORE, other=CHONGQING),
    ]


@pytest.mark.parametrize(
    ("visibility", "before", "after"),
    [
        (ContactVisibility.NEVER, False, False),
        (ContactVisibility.ACCEPTED, False, True),
        (ContactVisibility.ALWAYS, True, True),
    ],
)
def test_contacts_show_as_ruled_before_and_after_both_accept(visibility, before, after):
    assert (visibility.shows(both_accepted=False), visibility.shows(both_accepted=True)) == (before, after)


def test_usual_limits_give_no_findings():
    assert list(limit_findings(CompanyLimits(open_requests=10, least_meetings=2, most_meetings=8, longest_run=4))) == []
    assert list(limit_findings(CompanyLimits())) == []


def test_impossible_limits_are_errors():
    assert list(limit_findings(CompanyLimits(open_requests=0, least_meetings=9, most_meetings=8, longest_run=-1))) == [
        error_finding("limit_not_positive", limit="open_requests", value=0),
        error_finding("limit_not_positive", limit="longest_run", value=-1),
        error_finding("least_above_most", least=9, most=8),
    ]
    assert list(limit_findings(CompanyLimits(least_meetings=-1))) == [
        error_finding("limit_not_positive", limit="least_meetings", value=-1)
    ]


def test_a_request_lapses_after_its_days_or_at_the_first_deadline_ahead():
    assert expires_at(MONDAY, days=5) == MONDAY + timedelta(days=5)
    assert expires_at(MONDAY, days=5, deadlines=[MONDAY + timedelta(days=2), None]) == MONDAY + timedelta(days=2)
    assert expires_at(MONDAY, days=None, deadlines=[MONDAY + timedelta(days=9)]) == MONDAY + timedelta(days=9)


def test_a_deadline_that_had_passed_when_it_was_asked_counts_no_more():
    assert expires_at(MONDAY, days=5, deadlines=[MONDAY - timedelta(days=1)]) == MONDAY + timedelta(days=5)


def test_without_days_or_deadline_a_request_never_lapses():
    assert expires_at(MONDAY, days=None) is None
    assert not has_expired(None, now=MONDAY)


def test_a_request_has_lapsed_at_the_moment_itself():
    assert has_expired(MONDAY, now=MONDAY)
    assert not has_expired(MONDAY, now=MONDAY - timedelta(seconds=1))
