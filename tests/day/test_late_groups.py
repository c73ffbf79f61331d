"""Who is late for a group meeting: a guest missed in one tap and taken back in one, or the whole group."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts.permissions import Role
from app.core.db import db
from app.group_meetings import services
from app.meetings.models import Meeting, MeetingParty
from tests import factories
from tests.factories import FIRST_SLOT
from tests.support.pages import read, text_of

LATE = "/events/matching-day/desk/late"


@pytest.fixture
def firms(event):
    """The host, then two guests."""
    sides = {"San Yang Ma": "Singapore", "Changan": "Chongqing", "Loncin": "Chongqing"}
    return [factories.firm(event, side, name=name) for name, side in sides.items()]


@pytest.fixture
def group(app, event, firms):
    """In the first slot, of which ten minutes are over."""
    app.config["CLOCK"] = lambda: FIRST_SLOT - timedelta(days=1)
    said = {"topic": "Cold chain by rail", "slot_id": event.slots[0].id, "seats": 3, "is_open": True, "by": None}
    made = services.open_group_meeting(event.id, firms[0].id, **said)
    for guest in firms[1:]:
        services.take_group_seat(made, guest.id, by=None)
    app.config["CLOCK"] = lambda: FIRST_SLOT + timedelta(minutes=10)
    yield made
    app.config.pop("CLOCK")


def come(*firms):
    for firm in firms:
        factories.check_in(firm.representatives[0])


def missed(group):
    db.session.rollback()
    rows = db.session.query(MeetingParty).filter_by(meeting_id=group).order_by(MeetingParty.id)
    return [one.missed for one in rows]


def test_a_guest_who_is_not_here_is_late_and_the_host_and_the_other_guest_wait(at_desk, event, firms, group):
    come(firms[0], firms[2])

    page = at_desk.get(LATE)

    (row,) = [one for one in read(page).find("#late-groups")[0].find("tr") if one.find("td")]
    cells = [one.text for one in row.find("td")]
    assert "Cold chain by rail" in cells[0]
    assert "Changan" in cells[1]
    assert cells[2] == "San Yang Ma, Loncin"
    assert "Late: 1" in at_desk.get("/events/matching-day/desk").text


def test_nobody_is_late_once_all_of_the_group_are_here(at_desk, firms, group):
    come(*firms)

    assert "Nobody is late" in at_desk.get(LATE).text


def test_a_guest_is_missed_in_one_tap_and_taken_back_in_one(at_desk, firms, group):
    come(firms[0], firms[2])
    (form,) = [
        one
        for one in read(at_desk.get(LATE)).find("#late-groups")[0].find("form")
        if "guests" in (one.attributes["action"] or "")
    ]

    at_desk.post(form.attributes["action"])

    assert missed(group) == [False, True, False]
    page = at_desk.get(LATE)
    assert "Nobody is late" in page.text
    assert "Cold chain by rail · Changan" in text_of(page, "#missed")
    (form,) = read(page).find("#missed")[0].find("form")
    at_desk.post(form.attributes["action"])
    assert missed(group) == [False, False, False]


def test_a_group_without_its_host_is_missed_whole(at_desk, firms, group):
    come(*firms[1:])
    (form,) = [
        one
        for one in read(at_desk.get(LATE)).find("#late-groups")[0].find("form")
        if (one.attributes["action"] or "").endswith("missed")
    ]

    at_desk.post(form.attributes["action"])

    assert db.session.get_one(Meeting, group, populate_existing=True).state == "missed"
    assert "Cold chain by rail" in text_of(at_desk.get(LATE), "#missed")


def test_the_organizers_overview_counts_a_group_that_runs_without_a_guest_until_that_is_noted(
    client, at_desk, event, firms, group
):
    come(firms[0], firms[2])
    organizer = factories.member(event.organisation, Role.ORGANIZER)
    said = "1 meeting runs without somebody"
    before = client.as_user(organizer).get("/events/matching-day/overview").text

    at_desk.post(f"{LATE}/groups/{group}/guests/{firms[1].id}/missed")

    assert said in before
    assert said not in client.as_user(organizer).get("/events/matching-day/overview").text
