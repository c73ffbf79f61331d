"""Appointments as iCalendar text: read back by a parser, and nothing typed becomes a property."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.documents.to_ics import Appointment, to_ics

START = datetime(2027, 3, 18, 6, 30, tzinfo=UTC)


def appointment(**values):
    return Appointment(
        **{
            "uid": "meeting-1@example.org",
            "sequence": 2,
            "starts_at": START,
            "ends_at": START.replace(minute=55),
            "changed_at": START,
            "summary": "YCH – 重庆港",
            **values,
        }
    )


def test_an_appointment_is_read_back_whole():
    text = to_ics([appointment(location="Table A4", organizer="qiao@example.org")], method="REQUEST")

    calendar = Calendar.from_ical(text)
    entry = calendar.events[0]
    assert calendar["METHOD"] == "REQUEST"
    assert (str(entry["UID"]), entry.sequence, str(entry["SUMMARY"])) == (
        "meeting-1@example.org",
        2,
        "YCH – 重庆港",
    )
    assert entry.start == START
    assert str(entry["ORGANIZER"]) == "mailto:qiao@example.org"


def test_a_cancelled_one_says_so():
    text = to_ics([appointment(cancelled=True)], method="CANCEL")

    assert "STATUS:CANCELLED" in text
    assert "METHOD:CANCEL" in text


@given(st.text(max_size=300), st.text(max_size=300))
def test_nothing_typed_becomes_a_property(summary, location):
    text = to_ics([appointment(summary=f"A\r\nBEGIN:VEVENT\n{summary}", location=location, description=summary)])

    lines = text.split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert all(len(line.encode()) <= 75 for line in lines)
    assert len(Calendar.from_ical(text).events) == 1
