"""Two browsers: one asks, the other proposes other times, the first accepts one; and a page of requests by keyboard."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from app.core.db import db
from app.meetings import services as meetings
from app.meetings.models import Meeting
from tests import factories

REQUESTS = 20
SLOWEST_SECONDS = 120


@pytest.fixture
def event(app):
    return factories.event("matching-day", slots=24)


def test_one_asks_the_other_counters_and_the_first_accepts_one_of_the_times(arrive, event):
    users = factories.user(), factories.user()
    ours = factories.firm(event, name="YCH Group", users=[users[0]])
    theirs = factories.firm(event, "Chongqing", name="Chongqing Port", users=[users[1]])
    asker = arrive(f"/events/matching-day/companies/{ours.id}/ask/{theirs.id}", user=users[0])
    asker.fill(message="Cold chain?")
    asker.follow("main form#slots button.btn-primary")
    asked = arrive(f"/events/matching-day/companies/{theirs.id}/requests", user=users[1])
    asked.follow('[data-key="c"]')
    wanted = [one.get_attribute("value") for one in asked.page.locator('[name="slots"]').all()[3:5]]
    for value in wanted:
        asked.choose("slots", value)
    asked.follow("main form button.btn-primary")
    asked.see("YCH Group", "[role=alert]")

    asker.go(f"/events/matching-day/companies/{ours.id}/requests")
    asker.page.locator('[data-request] form[action$="/time"] button').nth(1).click()
    expect(asker.page.locator("[data-request]")).to_have_count(0)

    db.session.rollback()
    booked = db.session.query(Meeting).one()
    assert (booked.state, booked.slot_id) == ("booked", int(wanted[1]))


def test_twenty_requests_are_answered_by_keyboard_without_a_page_load(arrive, event, record_property):
    user = factories.user()
    mine = factories.firm(event, "Chongqing", name="Chongqing Port", users=[user])
    for _ in range(REQUESTS):
        meetings.request_meeting(event.id, factories.firm(event).id, mine.id, by=None)
    person = arrive(f"/events/matching-day/companies/{mine.id}/requests", user=user)
    loads: list[str] = []
    person.page.on("load", lambda page: loads.append(page.url))
    waiting = person.page.locator("[data-request]")
    begun = time.monotonic()
    person.page.keyboard.press("a")  # nobody chose a request yet: this chooses the first

    for left in range(REQUESTS, 0, -1):
        expect(waiting).to_have_count(left)
        expect(person.page.locator("[data-request]:focus")).to_have_count(1)
        if left % 5:
            person.page.keyboard.press("a")
        else:
            person.page.keyboard.press("d")
            person.page.keyboard.type("acjk")  # while the question is open letters are letters
            expect(waiting).to_have_count(left)
            person.page.keyboard.press("Enter")
    expect(waiting).to_have_count(0)

    seconds = time.monotonic() - begun
    record_property("seconds", round(seconds, 1))
    print(f"{REQUESTS} requests by keyboard: {seconds:.1f} s, {len(loads)} page loads")
    assert loads == []
    assert seconds < SLOWEST_SECONDS
    db.session.rollback()
    states = [one.state for one in db.session.query(Meeting)]
    assert (states.count("booked"), states.count("declined")) == (REQUESTS - 4, 4)


def test_a_letter_that_can_do_nothing_leads_to_what_says_why(arrive, app):
    event = factories.event("matching-day", max_meetings=1)
    user = factories.user()
    mine = factories.firm(event, "Chongqing", name="Chongqing Port", users=[user])
    asking = [factories.firm(event, name=f"Lion {number}") for number in range(2)]
    made = [meetings.request_meeting(event.id, one.id, mine.id, by=None) for one in asking]
    meetings.accept(made[0], mine.id, by=None, slot_id=event.slots[0].id)
    person = arrive(f"/events/matching-day/companies/{mine.id}/requests", user=user)

    person.page.keyboard.press("a")  # chooses the request
    expect(person.page.locator("[data-request]:focus")).to_have_count(1)
    person.page.keyboard.press("a")

    expect(person.page.locator("[data-why-not]:focus")).to_contain_text("1")
    person.page.keyboard.press("d")
    expect(person.page.locator("[data-request] form [type=radio]:focus")).to_have_count(1)
