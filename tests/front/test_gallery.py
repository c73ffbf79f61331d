"""Every component in a real browser: readable by machines, at both widths, in both themes and each language."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.front.conftest import watched
from tests.front.gallery import PLACES

PATHS = ("/", "/more", "/error/404")
LOOKS = (("en", "light"), ("zh", "dark"), ("fr", "light"))
WIDTHS = (390, 1280)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """[...document.querySelectorAll('main :is(a.btn, button, summary, .q-lang a, .q-nav a)')]
  .filter(part => part.checkVisibility() && part.getBoundingClientRect().height < 43.5)
  .map(part => part.outerHTML.slice(0, 80))"""
TINY = """[...document.querySelectorAll('body *')]
  .filter(part => part.checkVisibility() && [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    && parseFloat(getComputedStyle(part).fontSize) < 13 && parseFloat(getComputedStyle(part).fontSize) > 0)
  .map(part => part.outerHTML.slice(0, 80))"""

TEXT_LEFT = """part => { const text = document.createRange(); text.selectNodeContents(part);
  return text.getBoundingClientRect().left; }"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("look", [LOOKS[1], *(pytest.param(look, marks=pytest.mark.full) for look in LOOKS[::2])])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_no_barrier_and_no_sideways_scrolling(
    browser: Browser, gallery_url: str, path: str, look: tuple[str, str], width: int
) -> None:
    language, theme = look
    for page in watched(browser.new_context(viewport={"width": width, "height": 900})):
        page.goto(f"{gallery_url}{path}?language={language}&theme={theme}")

        assert [(found["id"], found["nodes"]) for found in Axe().run(page).response["violations"]] == []
        assert page.evaluate(SIDEWAYS) == 0
        assert page.evaluate(TINY) == []
        assert page.locator("h1").count() == 1
        assert page.title().startswith(" ".join(page.locator("h1").inner_text().split()))


def test_what_a_thumb_must_hit_is_44_pixels_high(phone: Page, gallery_url: str) -> None:
    for path in PATHS:
        phone.goto(gallery_url + path)

        assert phone.evaluate(SMALL) == []


def test_what_only_screen_readers_read_in_a_wide_table_does_not_widen_the_page(phone: Page, gallery_url: str) -> None:
    phone.goto(gallery_url)
    phone.locator("main").evaluate(
        """main => main.insertAdjacentHTML("beforeend", '<div class="q-scroll"><table class="q-heat"><tr>' +
        '<td><a href="/">7<span class="visually-hidden"> of 9</span></a></td>'.repeat(30) + '</tr></table></div>')"""
    )

    assert phone.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("number", range(len(PLACES)))
def test_a_bar_of_places_wider_than_a_phone_shows_the_one_where_one_is(
    browser: Browser, gallery_url: str, number: int, scripts: bool
) -> None:
    small = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    for page in watched(small):
        page.goto(f"{gallery_url}/places/{number}")

        here = page.locator(".q-nav [aria-current]").bounding_box()
        assert here is not None
        assert here["x"] >= 0
        assert here["x"] + here["width"] <= 390
        expect(page.get_by_role("navigation", name="Main").get_by_role("link")).to_have_count(len(PLACES))


@pytest.mark.parametrize("device", ["tab", "phone"])
def test_each_language_is_a_link_by_its_own_name(request: pytest.FixtureRequest, gallery_url: str, device: str) -> None:
    page: Page = request.getfixturevalue(device)
    for name, language in (("中文", "zh-Hans"), ("fr", "fr"), ("en", "en")):
        page.goto(gallery_url)
        page.get_by_role("link", name=name, exact=True).first.click()

        expect(page.locator("html")).to_have_attribute("lang", language)


def test_the_pages_of_a_company_sit_at_the_thumb_on_a_phone(phone: Page, gallery_url: str) -> None:
    phone.goto(gallery_url)

    box = phone.get_by_role("navigation", name="Main").bounding_box()

    assert box is not None
    assert round(box["y"] + box["height"]) == 844


def test_the_tick_of_a_card_stands_beside_its_name_on_a_phone(phone: Page, gallery_url: str) -> None:
    phone.goto(gallery_url + "/more")
    card = phone.locator("tr", has_text="YCH Group Pte Ltd")

    tick, name = card.locator("input").bounding_box(), card.locator("th").bounding_box()

    assert tick is not None
    assert name is not None
    assert name["y"] <= tick["y"] + tick["height"] / 2 <= name["y"] + name["height"]
    assert tick["x"] + tick["width"] < card.locator("th").evaluate(TEXT_LEFT)


def test_dark_is_dark(tab: Page, gallery_url: str) -> None:
    tab.goto(f"{gallery_url}/?theme=dark")

    assert tab.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
