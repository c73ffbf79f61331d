"""The head of a delegation adds a tour for the finance firms, sees their times barred, and ticks a bus list off."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.core.db import db, transaction
from app.registrations.models import BusSeat, VisitBlock
from tests import factories
from tests.journeys.ways import Way, usual_way
from tests.support.browsing import DESKTOP

HOME = "/events/matching-day/delegations/{}"
AGENDA = "/events/matching-day/companies/{}/agenda"
ABOARD = 'form[action$="/removal"] button'
TICK = "td form:not([action$='/removal']) button"


@pytest.fixture
def head(app):
    """Two finance firms and a port with their head: (user, the delegation's home, one bank's id, the port's id)."""
    event = factories.event("matching-day", slots=3)
    delegation, user = factories.delegation(event), factories.user("Ms Head")
    with transaction():
        delegation.head_name, delegation.head_user_id = "Ms Head", user.id
    banks = [brought(delegation, name, "6419") for name in ("DBS Bank", "United Overseas Bank")]
    return user, HOME.format(delegation.id), banks[0].id, brought(delegation, "PSA International", "5222").id


def brought(delegation, name, sector):
    sectors = {"is_in": [sector]}
    return factories.firm(delegation.event, name=name, delegation_id=delegation.id, company_values={"sectors": sectors})


@usual_way(Way("en", DESKTOP, javascript=False))
def test_the_head_takes_the_finance_firms_to_the_port(arrive, head):
    user, home, bank, port = head
    person = arrive(home, user=user)

    add_a_tour(person)
    look_at_the_agendas(person, bank, port)
    tick_people_off(person, home)

    db.session.rollback()
    assert [seat.boarded_at is not None for seat in db.session.query(BusSeat).order_by(BusSeat.id)] == [False, True]


def add_a_tour(person):
    person.follow('main a[href$="/programme"]')
    person.follow('main a[href$="/programme/new"]')
    person.fill(label="Port tour", label_zh="参观港口", starts="9:30", ends="10:30", place="Gate 3", buses="2")
    person.choose("only_sectors", "L")
    person.follow("main form button.btn-primary")
    expect(person.page.locator(".q-agenda b")).to_have_text(tour(person))


def look_at_the_agendas(person, bank, port):
    """The tour stands over the two times that it takes; the port's are all free."""
    person.go(AGENDA.format(bank))
    person.see(tour(person))
    expect(person.page.locator(".q-agenda .q-free")).to_have_count(1)
    person.go(AGENDA.format(port))
    expect(person.page.locator(".q-agenda .q-free")).to_have_count(3)
    assert tour(person) not in person.text


def tour(person):
    return "参观港口" if person.way.language == "zh" else "Port tour"


def tick_people_off(person, home):
    """Two ride in bus 2; one tick is taken back."""
    db.session.rollback()
    tour = db.session.query(VisitBlock).one().id
    person.go(f"{home}/programme")
    person.follow(f'main a[href*="/programme/{tour}/bus"]')
    for _ in range(2):
        person.follow(TICK)
    expect(person.page.locator(ABOARD)).to_have_count(2)
    person.follow(ABOARD)
    expect(person.page.locator(ABOARD)).to_have_count(1)
