"""A text that a calendar holds is found and changed as people typed it, however it was escaped and folded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.personal_data import REMOVED_MARK, personal_traces
from app.documents.ics import MAX_LINE_OCTETS, Appointment, replace_texts, to_ics

AT = datetime(2032, 1, 18, 6, 0, tzinfo=UTC)
NAMES = (
    "Bank Of Chongqing Co., Ltd.",
    "Smith; Sons, and; Daughters",
    "C:\\New\\names, Inc.",
    'The "Best", of; all\\',
    "Two\nlines, Pte Ltd",
    "重庆两路寸滩自由贸易港区投资发展集团，有限责任公司",
    "陈, 美玲",
    "A,公司",
)
awkward = st.text(st.sampled_from("ab, ;\\:\"'\n重庆公司é"), min_size=1, max_size=60).map(lambda text: f"Qi{text}ao")


def calendar(summary: str, description: str = "", location: str = "Table 1") -> str:
    one = Appointment(
        uid="meeting-20320118@qiao", sequence=2, starts_at=AT, ends_at=AT + timedelta(minutes=25), changed_at=AT,
        summary=summary, location=location, description=description, zone="Asia/Shanghai", url="https://x.example/a,b",
        organizer="qiao@zone.example", organizer_name="Zone: office, here", attendee="ling@firm.example",
    )  # fmt: skip
    return to_ics([one], method="REQUEST")


def texts(text: str) -> str:
    (entry,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return "\n".join(str(entry.get(name, "")) for name in ("SUMMARY", "DESCRIPTION", "LOCATION"))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_goes_wherever_the_line_was_parted(name):
    traces = personal_traces([name], [], [])
    for at in range(MAX_LINE_OCTETS + 1):
        before = calendar(f"{'x' * at}: {name}", f"{'y' * at}: {name}\nZoë, {name}")

        after = replace_texts(before, traces.remove_from)

        assert texts(after) == f"{'x' * at}: {REMOVED_MARK}\n{'y' * at}: {REMOVED_MARK}\nZoë, {REMOVED_MARK}\nTable 1"
        assert max(len(line) for line in after.encode().split(b"\r\n")) <= MAX_LINE_OCTETS


@pytest.mark.full
@settings(max_examples=150, deadline=None)
@given(name=awkward, at=st.integers(0, MAX_LINE_OCTETS), text=awkward)
def test_no_name_stays_and_no_other_text_changes(name, at, text):
    traces = personal_traces([name], [], [])
    before = calendar(f"{'x' * at}: {name}", text)

    after = replace_texts(before, traces.remove_from)

    assert not traces.is_mentioned_in(texts(after))
    assert replace_texts(before, str) == before
    assert texts(replace_texts(before, lambda one: one + "!")).count("!") - texts(before).count("!") == 3


def test_times_names_and_clocks_of_an_entry_are_nobodys_number():
    before = calendar("With Bo")

    after = replace_texts(before, personal_traces(["Bo Li"], ["ling@firm.example"], ["+65 2032 0118"]).remove_from)

    assert after == before.replace("ling@firm.example", REMOVED_MARK)
