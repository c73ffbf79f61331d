"""Two browsers: a firm opens a group meeting, another takes a seat; it moves, is left, and is called off."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.models import Outbox
from app.group_meetings import services
from app.meetings.models import Meeting, MeetingParty
from tests import factories
from tests.journeys.ways import Way, ways

TOPIC = "Cold chain by rail"


@pytest.fixture
def event(app):
    return factories.event("matching-day", slots=8)


def seats() -> dict[int, str | None]:
    db.session.rollback()
    return {one.registration_id: one.answer for one in db.session.query(MeetingParty).filter_by(side="asked")}


@ways(Way("zh", 390, javascript=False))
def test_a_firm_opens_a_group_meeting_and_another_takes_a_seat_and_leaves_it(arrive, event):
    users = factories.user(), factories.user()
    ours = factories.firm(event, name="YCH Group", users=[users[0]])
    theirs = factories.firm(event, "Chongqing", name="Chongqing Port", users=[users[1]])
    invited = factories.firm(event, "Chongqing", name="Chongqing Rail")
    host = arrive(f"/events/matching-day/companies/{ours.id}/groups", user=users[0])
    host.follow("main a.btn-primary")
    host.fill(topic=TOPIC, seats="2")
    host.open("main form details summary")
    host.choose("invited", str(invited.id))
    host.follow("main form#slots button.btn-primary")
    host.see(TOPIC, within="h1")
    page = host.path
    assert seats() == {invited.id: "invited"}

    guest = arrive(f"/events/matching-day/companies/{theirs.id}/groups", user=users[1])
    guest.follow("article form button.btn-primary")
    guest.see("YCH Group")
    assert seats()[theirs.id] == "accepted"
    guest.go(f"/events/matching-day/companies/{theirs.id}/agenda")
    guest.see(TOPIC)

    host.go(page)
    host.see("Chongqing Port")
    host.follow('a[href$="/time"]')
    free = host.page.locator('[name="slot"]').last.get_attribute("value")
    host.choose("slot", free or "")
    host.follow("main form#slots button.btn-primary")
    db.session.rollback()
    assert db.session.query(Meeting).one().slot_id == int(free or 0)

    guest.go(f"/events/matching-day/companies/{theirs.id}/groups")
    guest.follow("article h3 a")
    guest.confirm('form[action$="/seat/removal"]')
    assert seats()[theirs.id] == "left"

    host.go(page)
    host.confirm('form[action$="/cancellation"]')
    db.session.rollback()
    assert db.session.query(Meeting).one().state == "cancelled"


@ways(Way("en", 1280, javascript=False))
def test_an_invitation_is_answered_by_one_tap_on_the_link_of_its_letter(arrive, visits, event):
    host = factories.firm(event, name="YCH Group")
    guest = factories.firm(event, "Chongqing", name="Chongqing Port", users=[factories.user()])
    slot = event.slots[1].id
    services.open_group_meeting(
        event.id, host.id, topic=TOPIC, slot_id=slot, seats=2, is_open=False, invited=[guest.id], by=None
    )
    letter = db.session.scalars(select(Outbox.body).where(Outbox.kind == "round.invited")).one()
    phone = arrive(re.findall(r"/i/[^\s?]+", letter)[-1])

    phone.see(TOPIC, within="h1")
    assert seats() == {guest.id: "invited"}
    phone.follow("main form button.btn-primary")

    assert seats() == {guest.id: "accepted"}
