"""Guests of honour: named as they come, met once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import db, now, transaction
from app.day.models import CheckIn
from tests import factories
from tests.support.pages import text_of

DESK = "/events/matching-day/desk"
STRIP = {"HX-Request": "true"}


@pytest.fixture
def guest(firm):
    return factories.representative(firm, display_name="Lim Boon Kiat", vip=True)


def test_the_strip_names_who_has_just_come(at_desk, guest, person):
    factories.check_in(person)
    assert "VIP" not in at_desk.get(f"{DESK}/vips", headers=STRIP).text

    factories.check_in(guest)

    strip = at_desk.get(f"{DESK}/vips", headers=STRIP).text
    assert "VIP: Lim Boon Kiat of Bok Seng Logistics Pte Ltd is here" in strip
    assert "VIP: Lim Boon Kiat" in text_of(at_desk.get(DESK), "#vips")


def test_a_device_that_has_the_strip_is_told_so(at_desk, guest):
    factories.check_in(guest, greeted_by=factories.user().id, greeted_at=now())
    first = at_desk.get(f"{DESK}/vips", headers=STRIP)

    assert at_desk.get(f"{DESK}/vips", headers={**STRIP, "If-None-Match": first.headers["ETag"]}).status_code == 304


def test_who_came_a_while_ago_is_named_no_more(at_desk, guest):
    factories.check_in(guest, at=now() - timedelta(minutes=21))

    assert "VIP:" not in at_desk.get(DESK).text


def test_the_head_of_the_delegation_is_asked_to_meet_the_guest(at_desk, event, firm, guest):
    delegation = factories.delegation(event)
    with transaction():
        delegation.head_name, firm.delegation_id = "Mr Liu", delegation.id
    factories.check_in(guest)

    assert "Mr Liu leads the delegation and should meet this guest" in at_desk.get(DESK).text


def test_one_of_the_desk_goes_and_the_others_are_told(client, at_desk, event, guest):
    made = factories.check_in(guest)

    at_desk.post(f"{DESK}/check-ins/{made.id}/greeting")
    second = at_desk.post(f"{DESK}/check-ins/{made.id}/greeting")

    assert second.status_code == 409
    assert "Door 1 has gone to meet this guest" in at_desk.get(DESK).text
    assert db.session.scalars(select(CheckIn)).one().greeted_at is not None


def test_who_is_to_meet_a_guest_is_named_beforehand_and_stands_wherever_the_guest_does(at_desk, guest):
    path = f"{DESK}/people/{guest.id}/greeter"
    assert at_desk.post(path, data={"name": "x" * 300}).status_code == 422

    at_desk.post(path, data={"name": "Mr Liu"})

    assert "met by Mr Liu" in text_of(at_desk.get(DESK), "#list")
    assert "met by Mr Liu" in at_desk.get(f"{DESK}/people/{guest.id}/badge").text
    factories.check_in(guest)
    assert "Mr Liu is to meet this guest" in at_desk.get(DESK).text
