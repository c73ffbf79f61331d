"""A firm without mail opens its link on a phone, completes, reads reasons, asks; the other accepts; both see it."""

from __future__ import annotations

import contextlib

import pytest
from playwright.sync_api import expect

from app.registrations.queries.company_links import find_link, get_link_token
from app.registrations.services.company_links import create_links
from tests import factories
from tests.journeys.ways import Way, usual_way, ways
from tests.support.browsing import PHONE, WECHAT

TAPS = 12
WORDS = "Heavy transport, warehousing and freight"
OFFERS = "Heavy haulage and bonded storage in Singapore"
SEEKS = "cold storage, 冷库"
WAREHOUSE = {"is_in": ["5210"], "offers": ["5210"], "seeks": ["4923"]}
HOSTS = ("Chongqing Cold Chain", "Cuntan Warehouses", "Liangjiang Storage")


@pytest.fixture
def event(app):
    return factories.event("matching-day", approval="automatic")


@pytest.fixture
def host(event):
    """Three hosts offer what the firm will seek; the first has somebody who answers: (its registration, that user)."""
    boss = factories.user("Host")
    profile = {"sectors": WAREHOUSE, "offers_en": "Cold storage", "seeks_en": "Trucks"}
    firms = [
        factories.firm(event, "Chongqing", name=name, users=[boss] if name == HOSTS[0] else [], company_values=profile)
        for name in HOSTS
    ]
    return firms[0].id, boss


@pytest.fixture
def link(event):
    """Where a chamber's firm without e-mail comes in."""
    firm = factories.firm(
        event,
        name="Bok Seng Logistics",
        state="invited",
        delegation_id=factories.delegation(event).id,
        company_values={"sector_words": WORDS, "offers_en": OFFERS},
    )
    create_links([firm])
    found = find_link(firm)
    assert found is not None
    return f"/f/{get_link_token(found)}"


@ways(Way("en", PHONE, javascript=False))
@usual_way(Way("zh", PHONE))
def test_a_firm_without_mail_comes_in_asks_and_meets(arrive, way, host, link):
    phone = arrive(link, user_agent=WECHAT)

    complete(phone, way)
    ask_for(phone, host[0])

    assert (phone.path.endswith("/welcome/done"), phone.taps <= TAPS) == (True, True), phone.taps
    partner = accept(arrive, host)
    partner.see("Bok Seng Logistics")
    phone.follow('a[href$="/agenda"]')
    phone.see(HOSTS[0])


def test_a_second_phone_sees_nothing_and_asks_to_join(arrive, way, link):
    first = arrive(link)
    first.follow('main button[value="yes"]')
    second = arrive(link)
    second.fill(name="Koh Wei Ming")

    second.follow('form[action$="/join"] button')

    assert (OFFERS in second.text, "/f/" in second.page.url) == (False, True)
    inside = first.path.rpartition("/welcome/")[0]
    assert second.page.request.get(f"{inside}/welcome/work").status == 404


def complete(phone, way):
    """Is this you, the work, the consents: nothing but the line of what is sought needs typing."""
    phone.follow('main button[value="yes"]')
    assert phone.page.locator('[name="offers_line"]').input_value() == OFFERS
    phone.fill(seeks_line=SEEKS)
    if not way.javascript:
        phone.press('button[value="propose"]')
    expect(phone.page.locator('#sought [name="seeks"][type="hidden"]').first).to_be_attached()
    phone.follow('#work button[value="confirm"]:not(.visually-hidden)')
    assert phone.path.endswith("/welcome/consent")
    for purpose in ("attendee_list", "contacts"):
        phone.choose(purpose, "y")
    phone.follow('form[action$="/consent"] button')


def ask_for(phone, registration_id):
    """Reads why, wants the one and hides another."""
    wait_for_partners(phone.page)
    phone.look()
    phone.see("5210", within=f'.q-pair:has([name="firm-{registration_id}"]) .q-reasons')
    names = phone.page.locator('.q-pair input[value="no"]').evaluate_all("inputs => inputs.map(input => input.name)")
    phone.choose(f"firm-{registration_id}", "want")
    phone.choose(next(name for name in names if name != f"firm-{registration_id}"), "no")
    phone.follow('form[action$="/partners"] button')


def wait_for_partners(page):
    """They are counted anew; without scripts the page does not look again by itself."""
    for _second in range(20):
        with contextlib.suppress(AssertionError):
            expect(page.locator(".q-pair")).to_have_count(len(HOSTS), timeout=1_000)
            return
        if page.locator("noscript a").is_visible():
            page.reload()
    expect(page.locator(".q-pair")).to_have_count(len(HOSTS))


def accept(arrive, host):
    """The other firm finds the request and takes the first time that suits both, with one tap."""
    registration_id, user = host
    partner = arrive(f"/events/matching-day/companies/{registration_id}/requests", user=user)
    partner.press("#received form button.btn-primary")
    expect(partner.page.locator("#received form button.btn-primary")).to_have_count(0)
    partner.go(f"/events/matching-day/companies/{registration_id}/agenda")
    return partner
