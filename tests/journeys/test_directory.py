"""An organizer opens the public directory, a stranger finds a firm in it, and the organizer prints the catalogue."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.accounts.permissions import Role
from app.companies.models import Company
from app.companies.names.search import search_key
from app.core.db import transaction
from app.registrations.services.consents import save_consents
from tests import factories

NAMES = {"YCH Group Pte Ltd": "叶水福集团", "Bank of Chongqing": "重庆银行"}


@pytest.fixture
def event(app):
    """Two firms that agreed and one that nobody asked."""
    made = factories.event("matching-day", name_zh="企业对接会", name_fr="Rencontre")
    for name, name_zh in NAMES.items():
        values = {"name_zh": name_zh, "country": "SG", "sectors": {"is_in": ["5210"]}, "offers_zh": "冷链仓储"}
        firm = factories.firm(made, name=name, company_values=values)
        with transaction() as session:
            session.get_one(Company, firm.company_id).folded = search_key(name, name_zh)
        save_consents(firm, {"attendee_list": True, "public_directory": True}, language="zh")
    factories.firm(made, name="Never Asked Ltd")
    return made


def test_an_open_directory_is_read_by_a_stranger_and_printed_by_its_organizer(arrive, event, way):
    organizer = arrive(f"/events/{event.slug}/settings", user=factories.member(event.organisation, Role.ORGANIZER))
    organizer.choose("directory", "public")
    organizer.follow('form#event-form button[value="save"]')

    stranger = arrive(f"/events/{event.slug}")
    taken: list[object] = []
    stranger.page.on("download", lambda one: taken.append(one))
    stranger.follow('main a[href$="/directory"]')
    stranger.see("叶水福集团")
    assert "Never Asked" not in stranger.text
    stranger.fill(q="yeshuifu")
    stranger.follow('form[role="search"] button[type="submit"]')
    expect(stranger.page.locator("tbody tr")).to_have_count(1)
    stranger.follow("tbody th a")
    stranger.see("YCH Group Pte Ltd")
    assert taken == []

    organizer.go(f"/events/{event.slug}/directory")
    organizer.follow('main a[href$="/attendees/catalogue"]')
    organizer.fill(reason="For the hall")
    organizer.press('form[action*="catalogue"] button.btn-primary')
    wait_for_the_file(organizer, way)


def wait_for_the_file(organizer, way):
    """Without a script somebody looks again and again."""
    result = organizer.page.locator('main a[href*="made="], main a[href*="/files/"]').first
    for _ in range(0 if way.javascript else 30):
        if result.count():
            break
        organizer.page.wait_for_timeout(1000)
        organizer.follow('main a[href*="/jobs/"]')
    expect(result).to_be_visible(timeout=30_000)
