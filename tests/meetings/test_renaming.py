"""Tables under new names: a person says whether they are the same; bookings then keep time and table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.models import Outbox
from app.events.models import Table
from app.events.queries import draft_of
from app.events.services import change_event
from app.events.services.changing import HoursInUse, TablesInUse
from app.meetings import services
from app.meetings.lifecycle import MeetingState
from app.meetings.queries.lists import list_event_meetings
from app.meetings.services.expiry import send_digests
from tests import factories


@pytest.fixture
def event(app):
    return factories.event("hall", tables=3, slots=2)


@pytest.fixture
def meeting(event):
    """One booked meeting, at table A1."""
    one = factories.firm(event, "Singapore", users=[factories.user()])
    other = factories.firm(event, "Chongqing", users=[factories.user()])
    made = services.request_meeting(event.id, one.id, other.id, by=None)
    services.accept(made, other.id, by=None, slot_id=event.slots[0].id)
    return made


def with_labels(event, labels):
    draft = draft_of(event)
    return replace(draft, tables=(replace(draft.tables[0], labels=labels),))


def change(event, labels, **said):
    return change_event(event.id, with_labels(event, labels), version=event.version, by=None, **said)


def digests():
    return db.session.scalars(select(Outbox).where(Outbox.kind == "digest")).all()


def tables_of(event):
    """Meeting → its table, and the labels in use."""
    used = select(Table.label).where(Table.event_id == event.id, Table.retired_at.is_(None)).order_by(Table.position)
    return {row.id: row.table for row in list_event_meetings(event.id, MeetingState.BOOKED)}, list(
        db.session.scalars(used)
    )


def test_as_many_tables_with_other_names_are_asked_about_and_nothing_is_written(event, meeting):
    with pytest.raises(TablesInUse) as asked:
        change(event, "B1–B3")

    assert [one.pairs for one in asked.value.renames] == [(("A1", "B1"), ("A2", "B2"), ("A3", "B3"))]
    assert [(one.meeting_id, one.kind, one.new_table) for one in asked.value.impacts] == [
        (meeting, "renamed_table", "B1")
    ]
    assert tables_of(event) == ({meeting: "A1"}, ["A1", "A2", "A3"])


def test_the_same_tables_keep_their_bookings_under_the_new_names_and_firms_are_told(event, meeting):
    with pytest.raises(TablesInUse) as asked:
        change(event, "B1–B3")

    changed = change(event, "B1–B3", tables="same", confirmed=asked.value.token)

    assert [one.kind for one in changed.impacts] == ["renamed_table"]
    assert tables_of(event) == ({meeting: "B1"}, ["B1", "B2", "B3"])
    assert send_digests() == 2
    assert all("which is now called B1" in letter.body for letter in digests())


@pytest.mark.full
def test_who_has_several_meetings_at_the_tables_gets_one_letter_of_all_the_new_names(event, meeting):
    one = factories.firm(event, "Singapore", users=[tan := factories.user()])
    for slot in event.slots:
        made = services.request_meeting(event.id, one.id, (other := factories.firm(event, "Chongqing")).id, by=None)
        services.accept(made, other.id, by=None, slot_id=slot.id)
    with pytest.raises(TablesInUse) as asked:
        change(event, "B1–B3")

    change(event, "B1–B3", tables="same", confirmed=asked.value.token)
    send_digests()

    (letter,) = [each for each in digests() if each.recipient == tan.email]
    assert letter.subject == "2 updates on your meetings"
    assert letter.body.count("which is now called B") == 2
    assert letter.calendar.count("BEGIN:VEVENT") == 2


def test_other_tables_are_asked_about_as_tables_that_go(event, meeting):
    with pytest.raises(HoursInUse) as asked:
        change(event, "B1–B3", tables="other")

    assert [(one.kind, one.new_table) for one in asked.value.impacts] == [("no_table", "")]
    change(event, "B1–B3", tables="other", confirmed=asked.value.token)
    assert tables_of(event) == ({}, ["B1", "B2", "B3"])


def test_tables_that_nothing_refers_to_are_replaced_without_a_question(event):
    change(event, "B1–B3")

    assert tables_of(event) == ({}, ["B1", "B2", "B3"])


def test_a_confirmation_of_renaming_counts_for_these_meetings_alone(event, meeting):
    with pytest.raises(HoursInUse):
        change(event, "B1–B3", tables="same", confirmed="0" * 32)

    assert tables_of(event) == ({meeting: "A1"}, ["A1", "A2", "A3"])
