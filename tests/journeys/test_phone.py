"""A phone in the hall: what it has kept is read without a network, and what is tapped and noted there comes in once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db, now, transaction
from app.day.phone.models import PrivateNote
from app.meetings.services import arrange
from app.outcomes.models import Outcome
from tests import factories
from tests.journeys.ways import LANGUAGES, Way, only_ways
from tests.support.browsing import PHONE

EVENT = "/events/matching-day"


@pytest.fixture
def firms(app):
    """Two hosts; the walker sits with the first, and meets the second in half an hour. It is about noon there."""
    event, walker = factories.event("matching-day", phase="running"), factories.user("Wang Li")
    hosts = [factories.firm(event, name=name) for name in ("San Yang Ma", "Chongqing Pharma")]
    mine = factories.firm(event, "Chongqing", name="Chongqing Port", users=[walker])
    by = factories.user().id
    for host, slot in zip(hosts, event.slots, strict=False):
        arrange(event.id, host.id, mine.id, by=by, slot_id=slot.id)
    with transaction():
        event.zone = f"Etc/GMT{now().hour - 12:+d}"
        for slot, minutes in zip(event.slots, (-5, 25), strict=False):
            slot.starts_at, slot.ends_at = (now() + timedelta(minutes=minutes + lasts) for lasts in (0, 25))
    return (*hosts, mine, walker)


@pytest.mark.full
@only_ways(*(Way(language, PHONE) for language in LANGUAGES))
def test_a_phone_without_a_network_keeps_the_day_and_sends_what_was_noted(visits, arrive, firms):
    _now, later, mine, walker = firms
    agenda, partner = f"{EVENT}/companies/{mine.id}/agenda", f"{EVENT}/companies/{later.id}"
    visits.watch.disconnects = True
    person = arrive(agenda, user=walker, service_workers="allow")
    page, device = person.page, person.page.locator("#phone-device")
    expect(device).to_have_attribute("data-kept", "1")
    page.locator(".q-note-of summary").first.click()
    page.locator(".q-note-of textarea").first.fill("asks for cold stores")
    page.locator(".q-note-of button").first.click()
    expect(page.locator(".q-note-of [data-part=said]").first).not_to_be_empty()
    page.goto(agenda)
    expect(page.locator(".q-note-of summary").first).to_contain_text("asks for cold stores")

    page.context.set_offline(True)
    page.goto(agenda)
    expect(page.locator("[data-part=title]")).to_be_visible()
    expect(page.locator("#next h2")).to_be_visible()
    expect(page.locator("#next [data-live]")).to_be_hidden()  # in how many minutes nobody knows here
    expect(page.locator(".q-note-of summary").first).to_contain_text("asks for cold stores")
    person.look()
    page.locator("#went button[value=follow_up]").click()
    expect(device).to_have_attribute("data-count", "1")
    page.goto(partner)
    expect(page.locator("h1")).to_have_text("Chongqing Pharma")
    for words in ("wants a plant", "wants two plants"):
        page.locator("#note textarea").fill(words)
        page.locator("#note button").click()
        expect(page.locator("#note [data-part=said]")).not_to_be_empty()
    expect(device).to_have_attribute("data-count", "2")

    lose_the_first_answer(page)
    with page.expect_navigation():  # a kept page gives way to the page itself
        page.context.set_offline(False)
    expect(device).to_have_attribute("data-count", "0")
    db.session.rollback()
    assert sorted(db.session.scalars(select(PrivateNote.words))) == ["asks for cold stores", "wants two plants"]
    assert list(db.session.scalars(select(Outcome.stage))) == ["follow_up"]

    page.goto(agenda)
    expect(page.locator("#next section").first).to_be_visible()
    page.context.set_offline(True)
    page.clock.set_fixed_time(now() + timedelta(hours=2))
    page.goto(agenda)
    expect(page.locator("#next section").first).to_be_hidden()
    page.context.set_offline(False)

    with page.expect_navigation():
        page.locator('form[action$="/sign-out"] button').filter(visible=True).first.click()
    assert page.evaluate("caches.has('qiao-phone')") is False


def lose_the_first_answer(page):
    """The server takes the first note, and its answer never comes back."""
    lost: list[object] = []

    def handle(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort("connectionreset")

    page.context.route("**/note", handle)
