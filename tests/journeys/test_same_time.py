"""Two browsers take the same time at once: one gets it, the other is told and takes one of the next free times."""

from __future__ import annotations

import pytest

from app.core.db import db
from app.meetings import services as meetings
from app.meetings.models import Claim, Meeting
from tests import factories

FREE = 'input[name="slot"]:not([value=""])'


@pytest.fixture
def agreed(app):
    """Two visiting firms, each with an agreed meeting with one host, and no time yet: (user, address) of each."""
    event = factories.event("matching-day", slots=3)
    host = factories.firm(event, "Chongqing", name="Chongqing Cold Chain")
    return [_agreed_with(event, host, name) for name in ("YCH Group", "Bok Seng Logistics")]


def _agreed_with(event, host, name):
    user = factories.user()
    firm = factories.firm(event, name=name, users=[user])
    meeting_id = meetings.request_meeting(event.id, firm.id, host.id, by=user.id)
    meetings.accept(meeting_id, host.id, by=None)
    return user, f"/events/matching-day/companies/{firm.id}/meetings/{meeting_id}/time"


@pytest.mark.databases("sqlite", "postgresql")
def test_two_take_the_same_time_and_the_second_takes_the_next_free_one(arrive, agreed, visits):
    visits.watch.allowed.add(409)
    people = [arrive(address, user=user) for user, address in agreed]
    wanted = people[0].page.locator(FREE).nth(1).get_attribute("value")
    for person in people:
        person.choose("slot", wanted)

    both_at_once(*people)

    lucky, late = sorted(people, key=lambda person: person.path.endswith("/time"))
    assert (lucky.path.endswith("/agenda"), late.path.endswith("/time")) == (True, True)
    assert booked_times() == [int(wanted)]
    instead = late.page.locator('[role="alert"] button[name="slot"]')
    offered = [button.get_attribute("value") for button in instead.all()]
    assert (len(offered), wanted in offered) == (2, False)

    late.follow(f'[role="alert"] button[value="{offered[1]}"]')

    assert late.path.endswith("/agenda")
    assert booked_times() == sorted([int(wanted), int(offered[1])])
    late.see("Chongqing Cold Chain")


def both_at_once(one, other):
    button = "main form#slots button.btn-primary"
    with one.page.expect_navigation(), other.page.expect_navigation():
        one.at(button).click(no_wait_after=True)
        other.at(button).click(no_wait_after=True)
    one.look()
    other.look()


def booked_times():
    """The slots of the host's meetings that hold a table, in order."""
    db.session.rollback()
    held = db.session.query(Claim.slot_id).join(Meeting, Meeting.id == Claim.meeting_id)
    return sorted(slot for (slot,) in held.filter(Claim.table_id.is_not(None), Meeting.state == "booked"))
