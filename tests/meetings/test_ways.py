from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import Span
from app.core.localized import Localized
from app.meetings.agenda import AgendaStop, WalkDistance, find_walks
from app.meetings.views.agenda_lines import describe_departure

START = datetime(2032, 3, 18, 1, 30, tzinfo=UTC)
CHINA = ZoneInfo("Asia/Shanghai")
GROUND, FIRST = Localized(en="Ground floor"), Localized(en="First floor")
WALK = timedelta(minutes=4)


def stop(number: int, at: int, table: str, zone: Localized = GROUND, *people: str, lasts: int = 25) -> AgendaStop:
    """Begins ``at`` minutes after the first."""
    start = START + timedelta(minutes=at)
    return AgendaStop(number, Span(start, start + timedelta(minutes=lasts)), table, zone, frozenset(people or ("Tan",)))


def ways(*stops: AgendaStop):
    return find_walks(stops, walk=WALK, zone=CHINA)


def test_the_way_leads_from_the_meeting_before():
    found = ways(stop(3, 60, "B12", FIRST), stop(1, 0, "A7"), stop(2, 30, "A4"))

    assert found.keys() == {2, 3}
    assert (found[2].source.table, found[2].pace, found[2].walk) == ("A7", WalkDistance.NEAR, timedelta())
    assert (found[3].source.table, found[3].pace) == ("A4", WalkDistance.WALK)
    assert found[3].leave_at == START + timedelta(minutes=56)


def test_who_keeps_a_table_stays_there():
    assert ways(stop(1, 0, "A7"), stop(2, 30, "A7"))[2].pace is WalkDistance.STAY


def test_it_is_tight_where_the_meeting_before_ends_after_one_should_leave():
    late = ways(stop(1, 0, "A7", GROUND, lasts=28), stop(2, 30, "B12", FIRST))[2]
    in_time = ways(stop(1, 0, "A7"), stop(2, 30, "B12", FIRST))[2]

    assert late.is_tight
    assert not in_time.is_tight


def test_hours_later_nobody_leaves_from_the_table_of_the_morning(app):
    soon = ways(stop(1, 0, "A7"), stop(2, 60, "B12", FIRST))[2]
    later = ways(stop(1, 0, "A7"), stop(2, 300, "B12", FIRST))[2]

    assert (soon.is_from_table, later.is_from_table) == (True, False)
    with app.test_request_context():
        assert (describe_departure(soon)[:11], describe_departure(later)) == ("leave A7 by", "")


def test_a_colleague_s_meeting_and_one_of_yesterday_lead_nowhere():
    assert ways(stop(1, 0, "A7", GROUND, "Tan"), stop(2, 30, "B12", FIRST, "Lim")) == {}
    assert ways(stop(1, -10 * 60, "A7"), stop(2, 0, "B12", FIRST)) == {}


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from("AB"), st.sampled_from([GROUND, FIRST])), max_size=8))
def test_nobody_is_told_to_leave_after_the_beginning_nor_from_a_meeting_that_is_not_over(placed):
    stops = {i: stop(i, at * 30, table, zone) for i, (at, table, zone) in enumerate(placed)}

    for number, way in ways(*stops.values()).items():
        assert way.source.span.end <= stops[number].span.start
        assert way.leave_at == stops[number].span.start - way.walk
        assert way.walk in (timedelta(), WALK)
