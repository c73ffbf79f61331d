"""How many sit at a table is said in the event's form, and groups get a table that is large enough or none."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import Invalid
from app.core.localized import Localized
from app.events import services as events
from app.events.drafts import DraftZone
from app.events.models import Table
from app.events.queries import draft_of
from app.group_meetings import services
from app.meetings.models import Claim
from tests import factories
from tests.events.drafts import usual
from tests.meetings.acts import slots

HALL = Localized("Hall", "大厅", "Salle")
ZONES = (DraftZone(HALL, "A1–A2", seats=3), DraftZone(HALL, "B1", seats=7))


@pytest.fixture
def event(app):
    made = factories.event(tables=3)
    with transaction():
        for table, seats in zip(made.tables, (3, 3, 7), strict=True):
            table.seats = seats
    return made


def table_of(meeting_id):
    held = select(Table.label).join(Claim, Claim.table_id == Table.id).where(Claim.meeting_id == meeting_id)
    return db.session.scalars(held).one()


def test_the_form_keeps_how_many_sit_at_each_table(client, app):
    office = factories.organisation("Port zone office")
    event = events.create_event(usual(tables=ZONES), organisation_id=office.id, by=None)
    assert draft_of(event).tables == ZONES

    page = client.as_user(factories.member(office, "organizer")).get(f"/events/{event.slug}/settings").text

    assert 'name="tables-1-seats"' in page
    assert 'value="7"' in page


def test_a_group_sits_at_a_table_that_holds_it_and_a_larger_one_is_refused(event):
    hosts = [factories.firm(event, "Singapore") for _ in range(3)]
    said: dict[str, Any] = {"topic": "Rail", "slot_id": slots(event)[1], "is_open": True, "by": None}

    small = services.open_group_meeting(event.id, hosts[0].id, seats=2, **said)
    large = services.open_group_meeting(event.id, hosts[1].id, seats=6, **said)
    with pytest.raises(Invalid) as refused:
        services.open_group_meeting(event.id, hosts[2].id, seats=7, **said)

    assert (table_of(small), table_of(large)) == ("A1", "A3")
    assert (refused.value.code, refused.value.details["most"]) == ("seats_unknown", 6)
