"""The hall screen: it gets an address, turns its pages, follows the day, and says when it hears nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.accounts.permissions import Role
from app.companies.models import Company
from app.core.db import db, now, transaction
from app.events.models import Event, Slot, Table
from app.meetings import services
from app.meetings.models import Meeting
from tests import factories
from tests.journeys.ways import Way, only_ways
from tests.support.browsing import DESKTOP, PHONE

LOST = "ERR_INTERNET_DISCONNECTED"


def zone_at_noon() -> str:
    """A zone in which it is about noon, so that a day lies around this moment."""
    hours = 12 - now().hour
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


@pytest.fixture
def hall(app):
    """An event that runs now, of two pages of tables; Tye Soon meets Dencare at this moment."""
    host = factories.organisation()
    event = factories.event("matching-day", run_by=host, phase="running", tables=12)
    with transaction() as session:
        event.zone = zone_at_noon()
        session.add_all(
            Table(event_id=event.id, label=f"B{n}", zone_en="First floor", position=20 + n) for n in range(15)
        )
        for slot in reversed(session.scalars(select(Slot).where(Slot.event_id == event.id)).all()):
            begins = now().replace(second=0, microsecond=0) + timedelta(minutes=30 * (slot.id - event.slots[0].id + 1))
            slot.starts_at, slot.ends_at = begins, begins + timedelta(minutes=25)
            session.flush()
    one, other = (factories.firm(event, side, name=name) for side, name in SIDES)
    made = services.request_meeting(event.id, one.id, other.id, by=None)
    services.accept(made, other.id, slot_id=event.slots[0].id, by=None)
    with transaction() as session:
        slot = session.get_one(Slot, event.slots[0].id)
        slot.starts_at = now() - timedelta(minutes=5)
    return event, factories.member(host, Role.ORGANIZER)


SIDES = (("Singapore", "Tye Soon Ltd"), ("Chongqing", "Dencare Ltd"))


# on a phone the tables of a hall follow one another, it turns no pages
@only_ways(Way("en", DESKTOP), Way("zh", DESKTOP), Way("fr", DESKTOP), Way("fr", PHONE, javascript=False))
def test_a_screen_follows_the_day_and_says_when_it_hears_nothing(arrive, hall):
    event, organizer = hall
    person = arrive("/events/matching-day/desk", user=organizer)
    person.follow('main a[href$="/boards"]')
    person.choose("language", person.way.language)
    person.choose("second", "zh")
    person.follow('form[action$="/boards"] button')
    person.follow('main a[href^="/boards/"]')
    person.see("Tye Soon — Dencare")
    if not person.way.javascript:
        person.follow('main a[href*="turns=1"]')
        return
    pages = person.page.locator("[data-page]")
    expect(pages.nth(1)).to_be_hidden()

    person.page.context.set_offline(True)
    expect(person.page.locator("[data-lost]")).to_be_visible()
    call_off(event)
    person.see("Tye Soon — Dencare")
    person.page.context.set_offline(False)
    expect(person.page.locator("[data-lost]")).to_be_hidden()
    expect(person.page.locator("main")).not_to_contain_text("Tye Soon")
    expect(pages.nth(1)).to_be_visible()  # the next page of tables, by itself

    person.look()
    heard = person.visits.watch.heard
    assert [one for one in heard if LOST not in one] == []
    heard.clear()


@only_ways(Way("en", DESKTOP), Way("en", PHONE))
def test_of_two_long_names_neither_is_pushed_off_the_screen(arrive, hall):
    _event, organizer = hall
    with transaction() as session:
        for company, name, name_zh in zip(
            session.scalars(select(Company).order_by(Company.id)).all(),
            ("Oversea-Chinese Banking Corporation", "Chongqing Rural Commercial and Industrial Holdings"),
            ("华侨银行", "重庆农村商业银行"),
            strict=True,
        ):
            company.name, company.name_zh = name, name_zh
    person = arrive("/events/matching-day/boards", user=organizer)
    person.choose("language", "en")
    person.choose("second", "zh")
    person.follow('form[action$="/boards"] button')
    person.follow('main a[href^="/boards/"]')

    names = person.page.locator("td b i")
    expect(names).to_have_count(2)
    # at one moment: the board polls, and what it held a moment ago may be gone
    boxes = names.evaluate_all(
        "names => names.map(name => [name, name.closest('td')].map(one => one.getBoundingClientRect().toJSON()))"
    )
    assert len(boxes) == 2
    for box, cell in boxes:
        assert box["width"] > cell["width"] / 4
        assert box["right"] <= cell["right"]


def call_off(event: Event) -> None:
    meeting = db.session.scalars(select(Meeting).where(Meeting.event_id == event.id)).one()
    services.cancel(meeting.id, meeting.asker_id, by=None)
