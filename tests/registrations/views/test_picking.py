"""Sectors are found as one types and chosen by keyboard, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.support.browsing import PHONE


@pytest.fixture
def boss(app):
    event = factories.event("matching-day")
    user = factories.user("Boss")
    firm = factories.firm(event, name="Alpha Pte Ltd", state="draft", users=[user])
    return user, f"/events/matching-day/companies/{firm.id}"


def test_letters_find_sectors_and_arrows_choose_them(visits, boss):
    user, firm = boss
    page = visits.open(f"{firm}/welcome/work", user=user, language="zh", width=PHONE)
    field = page.locator("input[name=find]")
    expect(field).to_have_attribute("aria-expanded", "false")

    field.press_sequentially("dianchi")
    expect(page.locator("#found-2720")).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    stood_on = page.locator("#found-sectors [aria-selected=true]").get_attribute("id")
    assert field.get_attribute("aria-activedescendant") == stood_on
    field.press("Enter")

    chip = page.locator(f'button[name=remove][value="is_in:{str(stood_on).removeprefix("found-")}"]')
    expect(chip).to_be_visible()


def test_a_tick_in_what_was_found_outlives_the_next_search(visits, boss):
    user, firm = boss
    page = visits.open(f"{firm}/profile", user=user)
    field = page.locator("input[name=find]")

    field.press_sequentially("batery")
    expect(page.locator("#found input[value='2720']").first).to_be_attached()
    field.press("ArrowDown")
    page.keyboard.press("Space")
    ticked = page.locator("#found input:checked").get_attribute("value")
    page.keyboard.press("Escape")
    field.fill("hotel")
    expect(page.locator("#found input[value='5510']").first).to_be_attached()

    expect(page.locator(f'#sectors button[name=remove][value="is_in:{ticked}"]')).to_be_visible()
    expect(field).to_be_focused()
