"""Appointments as iCalendar text: read back by two parsers, and nothing typed becomes a property."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from app.documents.ics import Appointment, to_ics
from tests.support.calendars import read_again

START = datetime(2032, 3, 18, 6, 30, tzinfo=UTC)
BREAKS = ("\r\n", "\r", "\n", "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\ud800", "\r\n ")
"""What some parser or other takes for the end of a line."""
ZONES = (
    "Asia/Shanghai",
    "Asia/Singapore",
    "Europe/Paris",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
)


def appointment(**values):
    return Appointment(
        **{
            "uid": "meeting-1@example.org",
            "sequence": 2,
            "starts_at": START,
            "ends_at": START + timedelta(minutes=25),
            "changed_at": START,
            "summary": "YCH – 重庆港",
            **values,
        }
    )


def test_two_parsers_read_an_appointment_alike():
    text = to_ics(
        [
            appointment(
                zone="Asia/Shanghai",
                location="Table A4, 港",
                organizer="qiao@example.org",
                organizer_name='Day "One"; a, b: 港',
                attendee="tan@example.org",
                url="https://example.org/agenda",
            )
        ],
        method="REQUEST",
        name="Day, one",
    )

    calendar = Calendar.from_ical(text)
    entry = calendar.events[0]
    (again,) = read_again(text)
    assert again == {
        "method": "REQUEST",
        "name": "Day, one",
        "events": [
            {
                "uid": "meeting-1@example.org",
                "sequence": 2,
                "starts": int(START.timestamp()),
                "ends": int(START.timestamp()) + 25 * 60,
                "zone": "Asia/Shanghai",
                "summary": "YCH – 重庆港",
                "location": "Table A4, 港",
                "status": "CONFIRMED",
                "organizer": ["mailto:qiao@example.org"],
                "attendees": ["mailto:tan@example.org"],
            }
        ],
    }
    (event,) = again["events"]
    assert (calendar["METHOD"], str(entry["UID"]), entry.sequence, str(entry["SUMMARY"]), entry.start) == (
        again["method"],
        event["uid"],
        event["sequence"],
        event["summary"],
        START,
    )
    assert entry["ORGANIZER"].params["CN"] == "Day 'One'; a, b: 港"
    assert "DTSTART;TZID=Asia/Shanghai:20320318T143000" in text


@pytest.mark.parametrize("zone", ZONES)
def test_both_parsers_reckon_the_same_instants_all_the_year_round(zone):
    times = [START + timedelta(days=7 * week, hours=week % 24) for week in range(52)]

    text = to_ics([appointment(uid=f"{n}@x", starts_at=at, ends_at=at, zone=zone) for n, at in enumerate(times)])

    (again,) = read_again(text)
    assert [one["starts"] for one in again["events"]] == [int(at.timestamp()) for at in times]
    assert [one.DTSTART.astimezone(UTC) for one in Calendar.from_ical(text).events] == times


@pytest.mark.parametrize("zone", ZONES)
def test_the_clocks_that_a_text_tells_are_set_at_the_right_second(zone):
    place, hour = ZoneInfo(zone), timedelta(hours=1)
    hours = [datetime(2032, 1, 1, tzinfo=UTC) + n * hour for n in range(366 * 24)]
    set_at = [at for at in hours if at.astimezone(place).utcoffset() != (at + hour).astimezone(place).utcoffset()]
    around = [at + timedelta(minutes=minutes) for at in set_at for minutes in (-59, 1, 59, 61)] or [START]

    # an hour that comes twice has one name for two instants: iCalendar means the first, ical.js the second
    there = [at.astimezone(place) for at in around]
    sure = [
        at
        for at, here in zip(around, there, strict=True)
        if here.utcoffset() == here.replace(fold=1 - here.fold).utcoffset()
    ]
    (again,) = read_again(to_ics([appointment(uid=str(at), starts_at=at, ends_at=at, zone=zone) for at in sure]))
    assert [one["starts"] for one in again["events"]] == [int(at.timestamp()) for at in sure]


def test_a_cancelled_one_says_so():
    text = to_ics([appointment(cancelled=True, sequence=3)], method="CANCEL")

    (again,) = read_again(text)
    assert (again["method"], again["events"][0]["status"], again["events"][0]["sequence"]) == ("CANCEL", "CANCELLED", 3)


def test_a_feed_says_how_often_it_is_asked_for():
    text = to_ics([appointment()], every_minutes=60)

    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT60M", "X-PUBLISHED-TTL:PT60M"} <= set(text.split("\r\n"))


@pytest.mark.parametrize("end", BREAKS)
def test_row_14_a_line_end_in_a_name_begins_no_property(end):
    typed = f"A{end}END:VEVENT{end}BEGIN:VEVENT{end}ATTENDEE:mailto:eve@example.org"
    fields = ("summary", "location", "description", "organizer", "organizer_name", "attendee", "url", "uid")

    text = to_ics([appointment(**dict.fromkeys(fields, typed))], method="REQUEST", name=typed)

    lines = text.split("\r\n")
    (again,) = read_again(text)
    assert len(text.splitlines()) == len(lines) - 1  # no line ends but CRLF
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(again["events"]) == 1
    assert len(again["events"][0]["attendees"]) == 1
    assert all(len(line.encode()) <= 75 for line in lines)


@given(st.text(max_size=300), st.text(max_size=300))
def test_row_14_nothing_typed_becomes_a_property(summary, location):
    text = to_ics(
        [appointment(summary=f"A\r\nBEGIN:VEVENT\n{summary}", location=location, description=summary, zone="UTC")]
    )

    lines = text.split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert all(len(line.encode()) <= 75 for line in lines)
    assert len(Calendar.from_ical(text).events) == 1


TYPED = st.text(st.one_of(st.sampled_from('\\,;:"^nN= '), st.characters(codec="utf-8", exclude_categories=["C", "Z"])))


@pytest.mark.full
@given(TYPED.map(str.strip), TYPED.map(str.strip), TYPED.map(str.strip), TYPED.map(str.strip))
@example("", "", "\\", "")
def test_icalendar_reads_every_sign_that_was_typed(summary, location, organizer_name, day):
    told = {"uid": f"7{location}@example.org", "summary": summary, "location": location}
    told["description"] = f"{location}\n\n{summary}."
    one = appointment(**told, organizer="a@example.org", organizer_name=organizer_name, zone="UTC")

    calendar = Calendar.from_ical(to_ics([one], name=day))

    (entry,) = calendar.events
    assert {name: str(entry.get(name, "")) for name in told} == told
    assert entry["ORGANIZER"].params.get("CN", "") == organizer_name.replace('"', "'").replace("\\", "/")
    assert str(calendar.get("X-WR-CALNAME", "")) == day


def test_lines_are_folded_between_characters_and_never_inside_of_one():
    name = "重庆两路寸滩保税港区" * 20

    text = to_ics([appointment(summary=name)])

    entry = text.partition("BEGIN:VALARM")[0]
    folded = [line for line in entry.encode().split(b"\r\n") if b"SUMMARY" in line or line.startswith(b" ")]
    assert b"".join(line.removeprefix(b" ") for line in folded).decode() == f"SUMMARY:{name}"
    assert max(map(len, folded)) <= 75
    assert read_again(text)[0]["events"][0]["summary"] == name
