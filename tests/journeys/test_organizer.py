"""An organizer creates an event in the form and opens it."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from app.accounts.permissions import Role
from app.core.db import db
from app.events.models import Event
from tests import factories
from tests.journeys.ways import Way, usual_way, ways

DAY = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=60)
LAST = {"en": "14:30", "zh": "14:30", "fr": "14\u00a0h\u00a030"}


@ways(Way("fr", 390, javascript=False))
@usual_way(Way("en", 1280))
def test_an_organizer_creates_an_event_and_opens_it(arrive, way):
    office = factories.organisation("Investment office")
    person = arrive("/", user=factories.member(office, Role.ORGANIZER))
    person.follow('main a[href$="/events/new"]')

    describe(person)
    add_a_break(person)
    add_a_zone(person)
    add_an_item(person)
    preview(person)
    person.follow('form#event-form button[value="save"]')

    assert person.path == "/events/spring-matching-day/overview"
    event = the_event()
    assert (event.phase, len(event.tables), len(event.programme)) == ("draft", 22, 1)
    assert breaks(event) == ["12:00–13:30", "14:30–15:00", "15:00–15:30"]

    person.confirm('form:has([name="target"][value="registration"])')
    visitor = arrive("/events/spring-matching-day")
    visitor.see(LAST[way.language])
    visitor.see("Opening speeches")


def breaks(event):
    here = ZoneInfo(event.zone)
    spans = [(slot.starts_at.astimezone(here), slot.ends_at.astimezone(here)) for slot in event.slots if slot.label]
    return [f"{start:%H:%M}–{end:%H:%M}" for start, end in spans]


def the_event():
    """As the server has stored it."""
    db.session.rollback()
    return db.session.query(Event).one()


def describe(person):
    person.fill(name_en="Spring matching day", slug="spring-matching-day", venue_en="Hall 3", city_en="Chongqing")
    person.fill(days__0__day=DAY.isoformat(), days__0__opens="9.00", days__0__closes="1730")
    person.choose("booking_mode", "live")


def add_a_break(person):
    person.press('button[value="add:breaks"]')
    person.fill(breaks__2__label_en="Photograph", breaks__2__starts="1430", breaks__2__ends="15 h")


def add_a_zone(person):
    person.press('button[value="add:tables"]')
    person.fill(tables__1__name_en="First floor", tables__1__labels="B1–B10")


def add_an_item(person):
    person.press('button[value="add:programme"]')
    person.fill(programme__0__title_en="Opening speeches", programme__0__starts="08:30", programme__0__ends="09:00")


def preview(person):
    """The day is laid out as typed: half-hour times that keep clear of all three breaks."""
    person.press('#preview button[value="preview"]')
    rows = person.page.locator("#preview .q-agenda li")
    expect(rows.first).to_contain_text(re.compile(r"0?9(:|\s?h\s?)00"))
    expect(person.page.locator("#preview .q-break")).to_have_count(3)
