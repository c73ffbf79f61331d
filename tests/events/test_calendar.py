from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import Span, format_time, local_to_utc, to_zone
from app.core.localized import Localized
from app.events.calendar import (
    BreakSpec,
    CalendarSpec,
    DaySpec,
    EventCalendar,
    PlannedSlot,
    SlotKind,
    create_calendar,
    error_finding,
    look_finding,
    ok_finding,
)

DAY = date(2032, 3, 18)
SHANGHAI = "Asia/Shanghai"
LUNCH = BreakSpec(Localized("Lunch, hall 2"), time(12), time(13, 30))
TEA = BreakSpec(Localized("Tea, foyer"), time(15), time(15, 30))


def spec(opens=time(9, 30), closes=time(17), *, slot=25, pause=5, breaks=(), zone=SHANGHAI, day=DAY) -> CalendarSpec:
    return CalendarSpec((DaySpec(day, opens, closes),), slot, pause, zone, tuple(breaks))


def starts(calendar: EventCalendar, zone: str = SHANGHAI) -> list[str]:
    return [format_time(to_zone(slot.span.start, zone)) for slot in calendar.meeting_slots]


def test_the_model_day_has_eleven_times_and_two_breaks():
    calendar = create_calendar(spec(breaks=[LUNCH, TEA]))

    assert " ".join(starts(calendar)) == "09:30 10:00 10:30 11:00 11:30 13:30 14:00 14:30 15:30 16:00 16:30"
    assert [(slot.kind, slot.label) for slot in calendar.slots if slot.kind is not SlotKind.MEETING] == [
        (SlotKind.BREAK, LUNCH.label),
        (SlotKind.BREAK, TEA.label),
    ]
    assert calendar.findings == (ok_finding("idle_before_close", day=DAY, minutes=5, closes=time(17)),)
    assert calendar.can_be_saved


def test_slots_are_stored_in_utc():
    first = create_calendar(spec()).slots[0]

    assert first == PlannedSlot(
        Span(datetime(2032, 3, 18, 1, 30, tzinfo=UTC), datetime(2032, 3, 18, 1, 55, tzinfo=UTC)), SlotKind.MEETING
    )
    assert first.span.start.tzinfo is UTC


def test_a_plenary_before_opening_is_laid_out_without_remark():
    welcome = BreakSpec(Localized("Welcome"), time(9), time(9, 30), kind=SlotKind.PLENARY)

    calendar = create_calendar(spec(closes=time(10, 25), breaks=[welcome]))

    assert [slot.kind for slot in calendar.slots] == [SlotKind.PLENARY, SlotKind.MEETING, SlotKind.MEETING]
    assert calendar.findings == ()


def test_a_break_outside_the_hours_is_kept_and_told():
    calendar = create_calendar(spec(closes=time(10, 25), breaks=[LUNCH]))

    assert calendar.findings == (look_finding("break_outside_hours", day=DAY, label=LUNCH.label),)
    assert calendar.slots[-1].label == LUNCH.label


def test_idle_minutes_before_a_break_are_told_beyond_the_pause():
    early = BreakSpec(Localized("Lunch"), time(11, 50), time(13))

    calendar = create_calendar(spec(closes=time(13, 25), breaks=[early]))

    starts_at = local_to_utc(DAY, time(11, 50), SHANGHAI)
    assert calendar.findings == (
        look_finding("idle_before_break", day=DAY, minutes=25, label=early.label, starts=starts_at),
    )


def test_a_break_of_one_day_leaves_the_other_days_whole():
    days = (DaySpec(DAY, time(9), time(10)), DaySpec(date(2032, 3, 19), time(9), time(10)))
    once = BreakSpec(Localized("Speech"), time(9), time(9, 30), day=DAY)

    calendar = create_calendar(CalendarSpec(days, 25, 5, SHANGHAI, (once,)))

    assert starts(calendar) == ["09:30", "09:00", "09:30"]


def test_overlapping_breaks_are_an_error_and_the_first_stands():
    calendar = create_calendar(spec(breaks=[LUNCH, BreakSpec(Localized("Speech"), time(13), time(14))]))

    assert error_finding("breaks_overlap", day=DAY, first=LUNCH.label, second=Localized("Speech")) in calendar.findings
    assert not calendar.can_be_saved
    assert "13:30" in starts(calendar)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (spec(zone="Asia/Nowhere"), "zone_unknown"),
        (spec(slot=4), "slot_minutes_out_of_range"),
        (spec(slot=241), "slot_minutes_out_of_range"),
        (spec(pause=-1), "pause_minutes_out_of_range"),
        (spec(opens=time(17), closes=time(9)), "closes_before_opens"),
        (spec(breaks=[BreakSpec(Localized("Tea"), time(15), time(15))]), "break_empty"),
        (spec(breaks=[BreakSpec(Localized("Tea"), time(15), time(16), day=date(2032, 3, 19))]), "break_on_no_day"),
        (spec(opens=time(9), closes=time(9, 20)), "no_meeting_slot"),
        (CalendarSpec((), 25, 5, SHANGHAI), "no_day"),
        (CalendarSpec((DaySpec(DAY, time(9), time(17)),) * 2, 25, 5, SHANGHAI), "day_twice"),
        (spec(opens=time(2, 30), day=date(2032, 3, 28), zone="Europe/Paris"), "time_skipped"),
        (spec(opens=time(2, 30), day=date(2032, 10, 31), zone="Europe/Paris"), "time_twice"),
    ],
)
def test_what_cannot_be_saved_is_said(wrong, code):
    calendar = create_calendar(wrong)

    assert code in [finding.code for finding in calendar.findings]
    assert not calendar.can_be_saved


def test_a_day_on_which_the_clocks_go_forward_has_an_hour_less():
    night = spec(opens=time(0), closes=time(6), slot=60, pause=0, day=date(2032, 3, 28), zone="Europe/Paris")

    assert starts(create_calendar(night), "Europe/Paris") == ["00:00", "01:00", "03:00", "04:00", "05:00"]


def test_a_day_on_which_the_clocks_go_back_has_an_hour_more():
    night = spec(opens=time(0), closes=time(6), slot=60, pause=0, day=date(2032, 10, 31), zone="Europe/Paris")

    assert starts(create_calendar(night), "Europe/Paris") == [
        "00:00",
        "01:00",
        "02:00",
        "02:00",
        "03:00",
        "04:00",
        "05:00",
    ]


def at(minute: int) -> time:
    return time(minute // 60, minute % 60)


minutes = st.integers(0, 24 * 60 - 1)
days = st.sampled_from([date(2032, 3, 27), date(2032, 3, 28), date(2032, 10, 31), DAY])
NAP = Localized("Nap")
drawn_breaks = st.builds(
    lambda start, length, kind: BreakSpec(
        Localized("Break"), at(start), at(max(0, min(start + length, 1439))), kind=kind
    ),
    st.integers(0, 1430),
    st.integers(-5, 120),
    st.sampled_from([SlotKind.BREAK, SlotKind.PLENARY]),
)
specs = st.builds(
    CalendarSpec,
    st.lists(st.builds(lambda d, a, b: DaySpec(d, at(a), at(b)), days, minutes, minutes), max_size=3).map(tuple),
    st.integers(5, 120),
    st.integers(0, 30),
    st.sampled_from([SHANGHAI, "Europe/Paris", "America/St_Johns", "Australia/Lord_Howe"]),
    st.lists(drawn_breaks, max_size=4).map(tuple),
)


@given(specs)
def test_slots_never_overlap_and_stand_in_order(drawn):
    slots = create_calendar(drawn).slots

    assert not any(slot.span.overlaps(other.span) for slot, other in combinations(slots, 2))
    assert list(slots) == sorted(slots)


@given(specs)
def test_meetings_last_as_told_and_lie_in_the_hours(drawn):
    for slot in create_calendar(drawn).meeting_slots:
        local = to_zone(slot.span.start, drawn.zone)
        hours = next(day for day in drawn.days if day.day == local.date())

        assert slot.span.minutes == drawn.slot_minutes
        assert hours.opens <= local.time()
        assert to_zone(slot.span.end, drawn.zone).replace(tzinfo=None) <= datetime.combine(hours.day, hours.closes)


@given(st.integers(5, 90), st.integers(0, 30), st.integers(0, 600))
def test_no_further_slot_would_fit_into_an_open_day(slot, pause, length):
    closes = at(8 * 60 + length)

    calendar = create_calendar(spec(opens=time(8), closes=closes, slot=slot, pause=pause))

    count = len(calendar.meeting_slots)
    assert count * slot + max(0, count - 1) * pause <= length
    assert (count + 1) * slot + count * pause > length
    gaps = [b.span.start - a.span.end for a, b in zip(calendar.slots, calendar.slots[1:], strict=False)]
    assert set(gaps) <= {timedelta(minutes=pause)}
