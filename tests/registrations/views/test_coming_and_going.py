"""Somebody else comes, somebody comes for half a day, and a firm leaves: what stays, what is freed, who is told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Outbox
from app.meetings import services as meetings
from app.meetings.models import Claim, Meeting
from app.meetings.queries.availability import find_away_slots, load_availability
from app.registrations.models import Consent, Representative
from app.registrations.services import consents
from tests import factories
from tests.registrations.forms import fields
from tests.registrations.views.company_pages import at
from tests.support.pages import text_of


@pytest.fixture
def partner(firm):
    return factories.firm(firm.event, "Chongqing", name="Jetty Partner", users=[factories.user("Partner")])


@pytest.fixture
def booked(firm, partner):
    """A meeting of both at the first time."""
    asked = meetings.request_meeting(firm.event_id, firm.id, partner.id, by=None)
    meetings.accept(asked, partner.id, by=None, slot_id=firm.event.slots[0].id)
    return asked


def claims(meeting_id):
    rows = select(Claim.slot_id, Claim.table_id, Claim.representative_id).where(Claim.meeting_id == meeting_id)
    return sorted(db.session.execute(rows).all(), key=str)


def personal(person):
    return db.session.scalars(select(Consent).where(Consent.representative_id == person.id)).all()


def test_someone_else_comes_and_the_meetings_stay_but_no_consent_and_no_answer(boss, firm, booked):
    old, before = firm.representatives[0], claims(booked)
    consents.save_consents(firm, {"contacts": True}, language="en")

    page = boss.get(at(firm, f"people/{old.id}/replacement"))
    boss.post(at(firm, f"people/{old.id}/replacement"), data={"display_name": "Ms Wang", "rank": "9", "vip": "y"})
    db.session.expire_all()
    (new,) = firm.representatives

    assert "The meetings of" in text_of(page, "main")
    assert (new.display_name, new.rank, new.vip, new.id != old.id) == ("Ms Wang", old.rank, False, True)
    swapped = [(slot, table, new.id if person == old.id else person) for slot, table, person in before]
    assert claims(booked) == sorted(swapped, key=str)
    assert db.session.get_one(Meeting, booked).state == "booked"
    assert (len(personal(old)), personal(new)) == (1, [])


def test_no_meeting_is_placed_at_a_half_day_at_which_nobody_is_there(boss, firm, partner):
    person = firm.representatives[0]
    page = boss.get(at(firm, f"people/{person.id}"))

    boss.post(at(firm, f"people/{person.id}"), data={**fields(page), "present": ["2032-03-18 pm"]})

    db.session.expire_all()
    morning = {slot.id for slot in firm.event.slots if slot.starts_at.hour < 5}
    assert firm.representatives[0].absent == ["2032-03-18 am"]
    assert morning
    assert find_away_slots(firm.event, [firm.id])[firm.id] >= morning
    assert load_availability(firm.event, [firm.id, partner.id]).board is not None


def test_who_has_a_meeting_at_a_half_day_cannot_be_absent_then(boss, firm, booked):
    person = firm.representatives[0]
    typed = {**fields(boss.get(at(firm, f"people/{person.id}"))), "present": ["2032-03-18 pm"]}

    refused = boss.post(at(firm, f"people/{person.id}"), data=typed)

    assert refused.status_code == 409
    assert "There is a booked meeting at a half day that is not ticked." in text_of(refused, "main")
    assert db.session.get_one(Representative, person.id, populate_existing=True).absent == []


def test_the_order_of_protocol_is_the_chambers_and_the_organizers_to_set(client, boss, firm):
    person = firm.representatives[0].id
    typed = {**fields(boss.get(at(firm, f"people/{person}"))), "rank": "1", "vip": "y"}
    boss.post(at(firm, f"people/{person}"), data=typed)
    own = db.session.get_one(Representative, person, populate_existing=True).vip

    organizer = client.as_user(factories.member(firm.event.organisation, Role.ORGANIZER))
    shown = fields(organizer.get(at(firm, f"people/{person}")))
    organizer.post(at(firm, f"people/{person}"), data={**shown, "rank": "1", "vip": "y"})

    kept = db.session.get_one(Representative, person, populate_existing=True)
    assert own is False
    assert (kept.rank, kept.vip) == (1, True)


def test_a_firm_reads_what_it_frees_and_who_is_told_before_it_leaves(boss, firm, booked):
    page = boss.get(at(firm, "leaving"))
    before = db.session.query(Outbox).count()

    boss.post(at(firm, "registration/cancellation"))

    told = text_of(page, "main")
    assert "1 meeting ends" in told
    assert "Jetty Partner" in told
    assert "18 March 2032, 09:30" in told
    assert "Nothing is cancelled yet." in told
    assert db.session.get_one(Meeting, booked, populate_existing=True).state == "cancelled"
    assert claims(booked) == []
    assert db.session.query(Outbox).count() > before
    assert any("its partners know" in letter.body for letter in db.session.query(Outbox))
    assert boss.get(at(firm, "leaving")).status_code == 409
