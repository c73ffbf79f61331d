"""The organizer looks over the event, follows a figure to its list, and takes the overview along on one sheet."""

from __future__ import annotations

import re

from app.accounts.permissions import Role
from app.core.db import db
from app.meetings import services
from tests import bank_and_port, factories
from tests.journeys.ways import Way, ways

SHEETS = re.compile(rb"/Type\s*/Page\b(?!s)")


@ways(Way("zh", 390, javascript=False))
def test_an_organizer_looks_over_the_event(arrive, way):
    event = factories.event()
    bank, port = bank_and_port.bank(event, factories.user()), bank_and_port.port(event)
    made = services.request_meeting(event.id, port.id, bank.id, by=None)
    services.accept(made, bank.id, by=None, slot_id=event.slots[0].id)
    for number in range(5):  # names as long as they come, so that the sheet is as full as it gets
        long = f"Chongqing Three Gorges Water Conservancy and Electric Power Company Limited {number}"
        services.request_meeting(event.id, factories.firm(event, "Chongqing", name=long).id, bank.id, by=None)
    organizer = factories.member(event.organisation, Role.ORGANIZER)
    db.session.rollback()

    person = arrive(f"/events/{event.slug}/overview", user=organizer)
    assert person.at(".q-chart a").get_attribute("aria-label")
    if way.width == 1280:
        assert len(SHEETS.findall(person.page.pdf(format="A4", prefer_css_page_size=True))) == 1
    person.follow(".q-heat td a")
    assert person.page.locator("main tbody tr").count() == 1

    person.go(f"/events/{event.slug}/overview")
    person.follow('a[href$="/log"]')
    person.go(f"/events/{event.slug}/meetings-per-company")
    assert person.page.locator("main tbody tr").count() == 7
