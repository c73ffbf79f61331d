"""A group meeting where the tables of an event differ in size: which times hold how many, and why one does not."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.events.models import Table
from app.group_meetings import services
from tests import factories
from tests.meetings.views.looking import body
from tests.support.pages import fields_of


@pytest.fixture
def large_is_taken(event, firms, slots):
    """Of its tables one holds seven guests, and has another group at the first time; the others hold three."""
    with transaction() as session:
        for table in event.tables:
            session.get_one(Table, table.id).seats = 4
        session.get_one(Table, event.tables[1].id).seats = 8
    other = factories.firm(event, "Chongqing")
    services.open_group_meeting(event.id, other.id, topic="Rail", slot_id=slots[0], seats=6, is_open=True, by=None)


@pytest.mark.usefixtures("large_is_taken")
def test_times_say_for_how_many_they_are_and_the_one_that_is_ticked_holds_as_many_as_typed(
    client, event, firms, people
):
    page = client.as_user(people[1]).get(f"/events/{event.slug}/companies/{firms[1].id}/groups/new")

    times = [one.text for one in body(page).find(".q-slot")]
    assert "For at most 3 guests" in times[0]
    assert "4 tables left" in times[1]
    assert fields_of(page, "#slots")["slot"] == str(event.slots[1].id)


@pytest.mark.usefixtures("large_is_taken")
def test_a_time_without_a_table_that_large_says_so_and_is_had_with_fewer_seats(client, event, firms, people, slots):
    host, at = client.as_user(people[1]), f"/events/{event.slug}/companies/{firms[1].id}/groups/new"
    wish = {"topic": "Ports", "slot": slots[0], "open": "all"}

    refused = host.post(at, data={**wish, "seats": "5"})

    assert refused.status_code == 409
    assert "No table for 5 guests is free then. Take fewer seats or another time." in refused.text
    assert host.post(at, data={**wish, "seats": "3"}).status_code == 303
