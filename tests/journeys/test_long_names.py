"""A name without a blank breaks where it must: it pushes no page beyond the screen."""

from __future__ import annotations

import pytest

from tests import factories
from tests.support.browsing import DESKTOP, PHONE

BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def pages(app):
    """The organizer, and pages that name a firm of 120 letters at an event of 200."""
    event = factories.event("matching-day", name_en="w" * 200)
    delegation = factories.delegation(event)
    firm = factories.firm(event, name="w" * 120, delegation_id=delegation.id)
    of_delegation = f"/events/matching-day/delegations/{delegation.id}"
    own = [of_delegation, f"{of_delegation}/roster", f"{of_delegation}/links", f"{of_delegation}/invitations"]
    return factories.event_role(event, "organizer"), [*own, f"/events/matching-day/firms/{firm.id}/leaving", "/"]


def test_a_long_name_pushes_no_page_beyond_the_screen(visits, pages):
    user, addresses = pages
    page = visits.open("/", user=user)

    beyond = {}
    for address in addresses:
        page.goto(address)
        for width in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": 800})
            beyond[address, width] = page.evaluate(BEYOND)

    assert {one: pixels for one, pixels in beyond.items() if pixels} == {}
