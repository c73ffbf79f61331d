"""A visit that lies over booked meetings: the page asks first, whoever of those that may change the delegation asks."""

from __future__ import annotations

import pytest

from app.db import db, transaction
from app.meetings import services as meetings
from app.meetings.models import Meeting
from tests import factories
from tests.support.pages import fields_of, read

VISIT = {
    "visits-0-label": "Factory tour",
    "visits-0-day": "2027-03-18",
    "visits-0-starts": "09:00",
    "visits-0-ends": "11:00",
}


@pytest.fixture
def booked(brought) -> Meeting:
    """A firm of the delegation meets Changan at 09:30."""
    with transaction():
        brought.event.phase = "booking"
    one = brought.firm("YCH Group")
    other = factories.firm(brought.event, "Chongqing", name="Changan")
    made = meetings.ask(brought.event.id, one.id, other.id, by=None)
    meetings.accept(made, other.id, by=None, slot_id=brought.event.slots[0].id)
    return db.session.get_one(Meeting, made)


def sent(client, brought):
    page = client.as_user(brought.chamber).get(f"{brought.address}/settings")
    return client.post(f"{brought.address}/settings", data={**form_of(page, "name_en"), **VISIT})


def form_of(page, name: str) -> dict[str, str]:
    form = next(form for form in read(page).find("form") if form.find(f"[name={name}]"))
    return fields_of(page, form)


def test_the_meetings_that_lie_then_are_named_and_nothing_is_saved(client, brought, booked):
    asked = sent(client, brought)

    assert asked.status_code == 409
    assert "YCH Group – Changan" in read(asked).text
    assert "1 loses its time, because a firm is elsewhere then" in read(asked).text
    assert (booked.state, brought.delegation.visit_blocks) == ("booked", [])


def test_what_is_confirmed_happens_and_is_said(client, brought, booked):
    asked = sent(client, brought)

    page = client.post(f"{brought.address}/settings", data=form_of(asked, "confirmed"), follow_redirects=True)

    assert "1 meeting lost its time" in read(page).text
    assert (booked.state, [block.label for block in brought.delegation.visit_blocks]) == ("agreed", ["Factory tour"])


def test_the_way_back_keeps_what_was_typed(client, brought, booked):
    asked = sent(client, brought)
    back = {key: value for key, value in form_of(asked, "confirmed").items() if key != "confirmed"}

    form = client.post(f"{brought.address}/settings", data={**back, "act": "preview"})

    assert form_of(form, "name_en")["visits-0-label"] == "Factory tour"
    assert (booked.state, brought.delegation.visit_blocks) == ("booked", [])


def test_the_summary_says_in_which_row_a_visit_is_half_written(client, brought):
    page = client.as_user(brought.chamber).get(f"{brought.address}/settings")
    half = {**form_of(page, "name_en"), "visits-1-label": "Factory tour"}

    refused = client.post(f"{brought.address}/settings", data=half)

    assert "Elsewhere, row 2, What : Write what, the day, and both times" in read(refused).text
