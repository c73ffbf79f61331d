"""The boss's three minutes in a real browser: a phone, WeChat, with and without JavaScript; the taps are counted."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from app.core.db import db
from app.matching import services as matching
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.queries.company_links import find_link, get_link_token
from app.registrations.services.company_links import create_links
from tests import factories
from tests.support.browsing import PHONE, WECHAT
from tests.support.judging import barriers

MOST_TAPS = 12
BOSSES = (
    ("zh", False, 2),
    *(pytest.param(*each, marks=pytest.mark.full) for each in (("en", True, 1), ("fr", True, 2))),
)


@dataclass
class Finger:
    """Taps, and counts its taps."""

    taps: int = 0

    def tap(self, what: Locator) -> None:
        what.tap()
        self.taps += 1


@pytest.fixture
def firm(app):
    event = factories.event(phase="booking", approval="automatic", name_zh="对接会", name_fr="Rencontre")
    delegation = factories.delegation(event)
    firm = factories.firm(
        event,
        name="Bok Seng Logistics Pte Ltd",
        state="invited",
        delegation_id=delegation.id,
        people=0,
        company_values={
            "name_zh": "博生物流有限公司",
            "sector_words": "Heavy transport, warehousing and freight",
            "offers_en": "Heavy haulage and bonded storage in Singapore",
            "seeks_en": "A partner with a yard near the Chongqing port",
        },
    )
    factories.representative(firm, display_name="Tan Hui Min", title="Director", phone="+65 0000 0014")
    for number in range(6):
        factories.firm(
            event,
            "Chongqing",
            name=f"Chongqing Port {number}",
            company_values={"sectors": {"is_in": ["5224"], "seeks": ["5210", "4923"]}},
        )
    create_links([firm])
    matching.rank_event(event.id)
    return firm


def address(firm: Registration) -> str:
    link = find_link(firm)
    assert link is not None
    return f"/f/{get_link_token(link)}"


def whole(page: Page) -> None:
    """Nothing is cut off at the right, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert barriers(page) == []


@pytest.mark.parametrize(("language", "javascript", "people"), BOSSES)
def test_twelve_taps_lead_from_the_link_to_requests(visits, firm, language, javascript, people):
    for _ in range(people - 1):
        factories.representative(firm, display_name="Koh Wei Ming", title="Manager")
    finger = Finger()
    page = visits.open(
        address(firm), language=language, width=PHONE, javascript=javascript, user_agent=WECHAT, is_mobile=True
    )
    check = whole if javascript else lambda _page: None

    check(page)
    finger.tap(page.locator("button.btn-primary").first)
    page.wait_for_url("**/welcome/work")
    check(page)
    finger.tap(page.locator("button[value=confirm]"))
    page.wait_for_url("**/welcome/consent")
    check(page)
    for box in page.locator("input[type=checkbox]").all():
        assert not box.is_checked()
        finger.tap(box)
    finger.tap(page.locator("main form button.btn-primary"))
    page.wait_for_url("**/welcome/partners")
    while page.locator("article.q-pair").count() < 5:
        page.reload()
    check(page)
    for number, place in enumerate(page.locator("article.q-pair").all()):
        finger.tap(place.locator("label").nth(0 if number < 3 else 1))
    finger.tap(page.locator("main form button.btn-primary"))
    page.wait_for_url("**/welcome/done")
    check(page)

    assert finger.taps <= MOST_TAPS
    db.session.rollback()
    asked = db.session.query(Meeting).filter_by(asker_id=firm.id).all()
    assert (len(asked), {meeting.state for meeting in asked}) == (3, {"requested"})
    assert db.session.get_one(Registration, firm.id).state == "approved"


def test_the_seeks_line_proposes_sectors_while_it_is_typed(visits, firm):
    page = visits.open(address(firm), width=PHONE)
    page.locator("button[value=yes]").click()
    page.wait_for_url("**/welcome/work")

    page.locator("#seeks_line").fill("lithium battery supplier")
    chosen = page.locator("#sought .q-chip-seeks", has_text="2720")
    expect(chosen).to_be_visible()
    chosen.locator("button").click()
    expect(chosen).to_have_count(0)
    expect(page.locator("#sought button[name=add][value='seeks:2720']")).to_be_visible()
    expect(page.locator("#seeks_line")).to_have_value("lithium battery supplier")
    expect(page.locator("#confirm")).to_contain_text("and 2 lines")
    page.locator("#seeks_line").fill("")
    expect(page.locator("#confirm")).to_contain_text("and 1 line")


def test_the_profile_finds_and_keeps_what_was_typed(visits, firm):
    page = visits.open(address(firm))
    page.locator("button[value=yes]").click()
    page.wait_for_url("**/welcome/work")
    page.goto(f"/events/{firm.event.slug}/companies/{firm.id}/profile")

    page.locator("#city").fill("Singapore")
    page.locator("#find").fill("lenglian")
    page.locator("#find").press("Enter")
    expect(page.get_by_text("sectors found")).to_be_visible()
    page.locator("input[name=seeks][value='5210']").check(force=True)
    assert barriers(page) == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    expect(page.locator("#city")).to_have_value("Singapore")
    expect(page.locator("#sectors .q-chip-seeks", has_text="5210")).to_be_visible()


@pytest.mark.parametrize(("path", "width"), [("", PHONE), ("", 1280), ("?q=port", PHONE)])
def test_the_directory_and_a_firm_are_whole(visits, firm, path, width):
    page = visits.open(address(firm), width=width)
    page.locator("button[value=yes]").click()
    page.wait_for_url("**/welcome/work")

    page.goto(f"/events/{firm.event.slug}/companies{path}")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Chongqing Port 0").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chongqing Port 0")
    assert barriers(page) == []
