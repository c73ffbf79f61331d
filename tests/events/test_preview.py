from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.core.localized import Localized
from app.events.calendar import BreakSpec, DaySpec, FindingLevel
from app.events.drafts import DraftItem, DraftZone, EventDates
from app.events.preview import preview_event, preview_rows
from app.events.rules import CompanyLimits
from app.events.wording import finding_text
from tests.events.drafts import DAY, PAIRS, usual

LUNCH = Localized("Lunch")
TOUR = DraftItem(Localized("Port tour"), dt.time(10), dt.time(11, 20), audience="sg", keeps_busy=True)


def said(draft, level: FindingLevel) -> list[str]:
    return [finding_text(finding, draft.zone) for finding in preview_event(draft).findings if finding.level is level]


def test_the_usual_day_is_told_as_on_the_mock_up(app: Flask):
    draft = usual()

    assert said(draft, FindingLevel.OK) == [
        "18 March 2032: 5 min stay empty before 17:00",
        "Enough for 99 firms with 4 meetings each",
    ]
    assert said(draft, FindingLevel.LOOK) == []
    assert preview_event(draft).can_be_saved


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"tables": ()}, "No tables yet"),
        ({"limits": CompanyLimits(least_meetings=12)}, "Nobody can have 12 meetings at 11 times"),
        (
            {"limits": CompanyLimits(longest_run=2), "longest_meeting": 3},
            "A meeting of 3 times is longer than the longest run, 2: nobody can have one",
        ),
        (
            {"breaks": (BreakSpec(Localized("Dinner"), dt.time(19), dt.time(20)),)},
            "Dinner lies outside the hours of 18 March 2032",
        ),
        (
            {"breaks": (BreakSpec(Localized("Lunch"), dt.time(12, 20), dt.time(13)),)},
            "18 March 2032: 25 min stay empty before Lunch at 12:20",
        ),
        ({"may_ask": frozenset({("sg", "sg")})}, "Chongqing meets nobody"),
        (
            {"tables": (DraftZone(Localized("A"), "A1", "sg"), DraftZone(Localized("B"), "B1", "cq"))},
            "Singapore and Chongqing both stay at their tables: where they meet, one must walk",
        ),
        ({"programme": (TOUR,)}, "Port tour keeps Singapore from 3 times"),
        (
            {"programme": (DraftItem(Localized("Talk"), dt.time(9, 30), dt.time(9, 50), keeps_busy=True),)},
            "Talk keeps everybody from 1 time",
        ),
        (
            {"programme": (DraftItem(Localized("Dinner"), dt.time(18), dt.time(20), day=DAY - dt.timedelta(days=1)),)},
            "Dinner lies on 17 March 2032, which is no day of meetings",
        ),
        ({"limits": CompanyLimits(least_meetings=12, most_meetings=12)}, "Too few times for 12 meetings each"),
    ],
)
def test_what_deserves_a_look_is_said_and_can_be_saved(app: Flask, changes, sentence):
    draft = usual(**changes)

    assert sentence in said(draft, FindingLevel.LOOK)
    assert preview_event(draft).can_be_saved


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"days": ()}, "Choose the day of the event."),
        ({"days": usual().days * 2}, "18 March 2032 stands here twice; remove one."),
        ({"zone": "Mars/Base"}, "Choose a time zone of the list."),
        ({"pause_minutes": 121}, "A pause lasts from 0 to 120 minutes."),
        ({"slot_minutes": 241}, "A meeting lasts from 5 to 240 minutes."),
        (
            {"breaks": (BreakSpec(Localized("Tea"), dt.time(15), dt.time(15), DAY),)},
            "15:00 is not after 15:00; write when the break ends.",
        ),
        (
            {"breaks": (BreakSpec(Localized("Tea"), dt.time(15), dt.time(16), dt.date(2028, 1, 1)),)},
            "Tea lies on no day of the event.",
        ),
        (
            {"zone": "Europe/Paris", "days": (DaySpec(dt.date(2032, 3, 28), dt.time(2, 30), dt.time(12)),)},
            "On 28 March 2032 the clocks jump over 02:30; choose another time.",
        ),
        (
            {"zone": "Europe/Paris", "days": (DaySpec(dt.date(2032, 10, 31), dt.time(2, 30), dt.time(12)),)},
            "On 31 October 2032 the clocks show 02:30 twice; choose another time.",
        ),
        (
            {"tables": (DraftZone(Localized("A"), "A1–A3"), DraftZone(Localized("B"), "a3"))},
            "a3 stands in another zone already; each label names one table.",
        ),
        ({"tables": (DraftZone(Localized("A"), "A1–A501"),)}, "A1–A501 goes beyond 500 tables."),
        ({"tables": (DraftZone(Localized("A"), "x" * 21),)}, f"{'x' * 21} is too long for the label of a table."),
        ({"limits": CompanyLimits(open_requests=0)}, "Write a number from 1, or leave it empty for no limit."),
        (
            {"programme": (DraftItem(Localized("Talk"), dt.time(9), dt.time(9)),)},
            "09:00 is not after 09:00; write when it ends.",
        ),
        ({"groups": usual().groups[:1], "may_ask": frozenset({("sg", "sg")})}, "Name at least two groups."),
        (
            {"dates": EventDates(timetable_on=DAY + dt.timedelta(days=1))},
            "19 March 2032 is after the event, which ends on 18 March 2032.",
        ),
        (
            {
                "dates": EventDates(
                    registration_opens_on=dt.date(2032, 2, 2), registration_closes_on=dt.date(2032, 2, 1)
                )
            },
            "1 February 2032 is before 2 February 2032, when registration opens.",
        ),
        (
            {"dates": EventDates(registration_closes_on=dt.date(2032, 2, 2), requests_until=dt.date(2032, 2, 1))},
            "1 February 2032 is before 2 February 2032, when registration closes.",
        ),
        (
            {"dates": EventDates(requests_until=dt.date(2032, 2, 28), timetable_on=dt.date(2032, 2, 20))},
            "20 February 2032 is before 28 February 2032, when requests end.",
        ),
        (
            {"dates": EventDates(registration_opens_on=dt.date(2032, 2, 28), timetable_on=dt.date(2032, 2, 20))},
            "20 February 2032 is before 28 February 2032, when registration opens.",
        ),
        ({"may_ask": PAIRS - PAIRS}, "Nobody may ask anybody: tick who may ask whom."),
    ],
)
def test_what_is_wrong_is_said_and_cannot_be_saved(app: Flask, changes, sentence):
    draft = usual(**changes)

    assert sentence in said(draft, FindingLevel.ERROR)
    assert not preview_event(draft).can_be_saved


def test_dates_may_fall_on_one_day_up_to_the_last_of_the_event(app: Flask):
    assert preview_event(usual(dates=EventDates(DAY, DAY, DAY, DAY))).can_be_saved


def test_the_lines_of_the_preview_stand_by_day_in_the_zone_of_the_event():
    draft = usual()

    ((day, lines),) = preview_rows(preview_event(draft), draft.zone)

    assert day == "2032-03-18"
    assert [f"{line.starts_at:%H:%M} {line.label.en}".strip() for line in lines][4:7] == [
        "11:30",
        "12:00 Lunch, hall 2",
        "13:30",
    ]


def test_a_day_that_is_over_deserves_a_look_and_stops_a_new_event():
    def levels(is_new: bool, days_later: int) -> list[FindingLevel]:
        found = preview_event(usual(), today=DAY + dt.timedelta(days=days_later), is_new=is_new).findings
        return [one.level for one in found if one.code == "day_over"]

    assert levels(is_new=False, days_later=1) == [FindingLevel.LOOK]
    assert levels(is_new=True, days_later=1) == [FindingLevel.ERROR]
    assert levels(is_new=True, days_later=0) == []
