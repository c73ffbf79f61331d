"""Who goes through a page by keyboard sees what has the focus: no bar lies over it (WCAG 2.4.11)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize

from tests import factories
from tests.support.browsing import Visits

ZOOMED: ViewportSize = {"width": 640, "height": 400}
"""A window of 1280 × 800 at 200 %."""
HANDHELD: ViewportSize = {"width": 390, "height": 844}
MOST_STOPS = 60
COVER = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const {left, top, width, height} = one.getBoundingClientRect();
  if (width < 2 || height < 2) return "";
  const hit = document.elementFromPoint(left + width / 2, top + Math.min(height, innerHeight - top) / 2);
  const labels = [...(one.labels ?? [])];
  const own = hit && (one.contains(hit) || hit.contains(one) || labels.some(each => each.contains(hit)));
  return own ? "" : `${one.outerHTML.slice(0, 80)} under ${hit ? hit.outerHTML.slice(0, 80) : "the edge"}`;
}"""
"""What lies over the middle of what has the focus; null where nothing has it."""


def covered(page: Page) -> list[str]:
    """The stops of the Tab key that something else lies over."""
    found = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        cover = page.evaluate(COVER)
        if cover is None:
            break
        if cover:
            found.append(cover)
    return found


@pytest.mark.parametrize("viewport", [ZOOMED, HANDHELD], ids=["at 200 %", "on a phone"])
def test_no_bar_covers_what_has_the_focus(visits: Visits, viewport: ViewportSize) -> None:
    event, boss = factories.event("matching-day"), factories.user("Ann Lee")
    firm = factories.firm(event, name="Keppel", users=[boss])
    for number in range(12):
        factories.firm(event, "Chongqing", name=f"Chongqing Works {number}")
    own = f"/events/matching-day/companies/{firm.id}"
    page = visits.open("/", user=boss)
    page.set_viewport_size(viewport)

    found = {}
    for address in (f"{own}/home", f"{own}/profile", f"{own}/suggestions"):
        assert page.goto(address).ok  # type: ignore[union-attr]
        found[address] = covered(page)

    assert {address: stops for address, stops in found.items() if stops} == {}
