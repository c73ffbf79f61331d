"""A name without a blank breaks where it must: it pushes no page beyond the screen."""

from __future__ import annotations

import pytest

from app.importing.services.execution import execute_import
from app.importing.services.uploads import upload_list
from tests import factories
from tests.sheets.workbooks import workbook
from tests.support.browsing import DESKTOP, PHONE

BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def ways(app):
    """Who looks at which pages, each of which names a firm of 120 letters, her user of as many, or an event of 200;
    or what came of a workbook with two sheets, whose names stand before each row."""
    event = factories.event("matching-day", name_en="w" * 200)
    delegation, boss = factories.delegation(event), factories.user("m" * 120)
    firm = factories.firm(event, name="w" * 120, delegation_id=delegation.id, users=[boss])
    of_delegation, of_firm = (
        f"/events/matching-day/delegations/{delegation.id}",
        f"/events/matching-day/companies/{firm.id}",
    )
    head, names = ("Company", "Contact", "E-mail"), ("Liste des participants 2032", "Liste complémentaire 2032")
    sheets = {name: [head, ("Alpha Pte Ltd", "Ann Lee", f"a{at}@example.org")] for at, name in enumerate(names)}
    batch = upload_list(event, delegation, workbook(sheets), "list.xlsx", by=None)
    execute_import(batch.id, batch.version, by=None)
    pages = ("", "/roster", "/links", "/invitations", "/consents")
    listed = [*(f"{of_delegation}{page}" for page in pages), f"/events/matching-day/imports/{batch.id}"]
    return {
        factories.event_role(event, "organizer"): [*listed, f"{of_firm}/leaving", f"{of_firm}/profile", "/"],
        boss: [f"{of_firm}/profile", f"{of_firm}/home"],
    }


def test_a_long_name_pushes_no_page_beyond_the_screen(visits, ways):
    beyond = {}
    for user, addresses in ways.items():
        page = visits.open("/", user=user)
        for address in addresses:
            assert page.goto(address).ok
            for width in (DESKTOP, PHONE):
                page.set_viewport_size({"width": width, "height": 800})
                beyond[address, width] = page.evaluate(BEYOND)

    assert {one: pixels for one, pixels in beyond.items() if pixels} == {}
