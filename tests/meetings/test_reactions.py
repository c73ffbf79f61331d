"""What becomes of meetings when a firm leaves or hours and tables go."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.core.models import Outbox
from app.events.hours_change import HoursChange
from app.events.models import Slot, Table
from app.events.signals import event_hours_changed, hours_about_to_change
from app.meetings import services
from app.meetings.models import Claim, Meeting
from app.meetings.services.expiry import send_digests
from app.registrations.queries.registrations import list_recipients
from app.registrations.signals import registration_cancelled
from tests import factories


@pytest.fixture
def event(app):
    return factories.event(tables=2)


@pytest.fixture
def firms(event):
    people = [factories.user(), factories.user()]
    return factories.firm(event, "Singapore", users=people[:1]), factories.firm(event, "Chongqing", users=people[1:])


@pytest.fixture
def slots(event):
    return list(db.session.scalars(select(Slot.id).where(Slot.event_id == event.id).order_by(Slot.starts_at)))


@pytest.fixture
def booked(event, firms, slots):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    return made


def letters(kind):
    return db.session.scalar(select(func.count()).where(Outbox.kind == f"meeting.{kind}"))


def state_of(meeting_id):
    found = db.session.get_one(Meeting, meeting_id, populate_existing=True)
    claims = db.session.scalar(select(func.count()).where(Claim.meeting_id == meeting_id))
    return found.state, found.slot_id, claims


def test_a_firm_that_leaves_frees_its_times_and_its_partners_are_told(event, firms, slots, booked):
    third = factories.firm(event, "Chongqing", users=[factories.user()])
    asked = services.request_meeting(event.id, firms[0].id, third.id, by=None)

    with transaction():
        registration_cancelled.send(firms[0], by=None)

    assert state_of(booked)[::2] == ("cancelled", 0)
    assert state_of(asked)[0] == "withdrawn"
    told = {one.recipient: one for one in db.session.scalars(select(Outbox).where(Outbox.kind == "meeting.cancelled"))}
    leaver, partner, stranger = (list_recipients(firm)[0].email for firm in (firms[0], firms[1], third))
    assert letters("cancelled") == len(told) == 3
    assert [told[one].calendar is not None for one in (leaver, partner, stranger)] == [True, True, False]
    assert "METHOD:CANCEL" in (told[leaver].calendar or "")


def test_the_end_of_a_meeting_repeats_no_words_of_an_earlier_answer(event, firms, slots):
    asked = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, message="Cold chain?")
    services.counter(asked, firms[1].id, slots=[slots[1]], by=None, message="Rather at ten")
    services.accept(asked, firms[0].id, by=None, slot_id=slots[1])

    with transaction():
        registration_cancelled.send(firms[0], by=None)

    bodies = list(db.session.scalars(select(Outbox.body).where(Outbox.kind == "meeting.cancelled")))
    assert [("Rather at ten" in body, "Cold chain?" in body) for body in bodies] == [(False, False)] * 2


def test_what_a_change_of_hours_would_cost_is_told_and_nothing_written(event, firms, slots, booked):
    change = HoursChange(removed_slots=frozenset(slots[:1]))

    with transaction():
        impacts = [
            one for _receiver, answer in hours_about_to_change.send(event, change=change) for one in answer or ()
        ]

    assert [(one.kind, one.meeting_id) for one in impacts] == [("loses_time", booked)]
    assert state_of(booked) == ("booked", slots[0], 3)


def test_a_meeting_whose_slot_goes_stays_agreed_and_both_are_told(event, firms, slots, booked):
    with transaction():
        event_hours_changed.send(event, change=HoursChange(removed_slots=frozenset(slots[:1])), by=None)

    assert state_of(booked) == ("agreed", None, 0)
    assert send_digests() == 2  # each reader gets one letter of all that is lost
    calendar = db.session.scalars(select(Outbox.calendar).where(Outbox.kind == "digest")).first()
    assert calendar is not None
    assert "METHOD:CANCEL" in calendar


def test_a_meeting_whose_table_goes_sits_elsewhere_at_its_time(event, firms, slots, booked):
    table = db.session.scalar(select(Claim.table_id).where(Claim.meeting_id == booked, Claim.table_id.is_not(None)))
    assert table is not None

    with transaction():
        event_hours_changed.send(event, change=HoursChange(removed_tables=frozenset([table])), by=None)

    moved = db.session.scalar(select(Claim.table_id).where(Claim.meeting_id == booked, Claim.table_id.is_not(None)))
    assert state_of(booked) == ("booked", slots[0], 3)
    assert moved != table


def test_without_another_table_the_meeting_loses_its_time(event, firms, slots, booked):
    tables = frozenset(db.session.scalars(select(Table.id).where(Table.event_id == event.id)))

    with transaction():
        event_hours_changed.send(event, change=HoursChange(removed_tables=tables), by=None)

    assert state_of(booked) == ("agreed", None, 0)
