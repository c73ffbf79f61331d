"""A draft is published from its page, a repair accepted whole or by line, and what is not published thrown away."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.meetings import services
from app.meetings.models import Meeting
from app.scheduling.drafts import PlanSettings
from app.scheduling.models import ScheduleDraft
from app.scheduling.services import planning, publishing
from tests import factories
from tests.scheduling import halls
from tests.scheduling.drafted import drafted, page

pytestmark = pytest.mark.usefixtures("the_day_before")


@pytest.mark.full
def test_publishing_says_first_what_it_does(hall, planner, client):
    event = drafted(hall, planner)

    before = page(client, event, "/drafts/1/publication")
    answer = client.post(f"/events/{event.slug}/schedule/drafts/1/publication", follow_redirects=True)

    assert "9 meetings get their times, tables and people." in before
    assert "6 firms are told once, each with its agenda." in before
    assert "Published: 9 meetings have their times." in answer.text
    assert set(db.session.scalars(select(Meeting.state))) == {"booked"}


@pytest.mark.full
def test_what_changed_since_is_named_on_the_page_that_publishes(hall, planner, client):
    event = drafted(hall, planner)
    meeting = db.session.scalars(select(Meeting).order_by(Meeting.id)).all()[0]
    services.cancel(meeting.id, meeting.low_id, by=None)

    refused = client.post(f"/events/{event.slug}/schedule/drafts/1/publication")
    assert refused.status_code == 409
    assert "Things have changed since you looked" in refused.text
    assert "called off, declined or begun since" in refused.text
    answer = client.post(
        f"/events/{event.slug}/schedule/drafts/1/publication", data={"without": meeting.id}, follow_redirects=True
    )

    assert "Published: 8 meetings have their times." in answer.text


@pytest.mark.full
def test_a_repair_is_a_list_of_changes_accepted_whole_or_by_line(hall, planner, client):
    event = drafted(hall, planner)
    publishing.publish_draft(event.id, 1, by=planner.id)
    table = event.tables[0].id
    assert "What has happened" in page(client, event)

    client.post(f"/events/{event.slug}/schedule", data={"seconds": "10", "table": table})
    text = page(client, event, "/drafts/2/publication")
    nothing = client.post(
        f"/events/{event.slug}/schedule/drafts/2/publication", data={"act": "ticked"}, follow_redirects=True
    )
    answer = client.post(
        f"/events/{event.slug}/schedule/drafts/2/publication", data={"act": "all"}, follow_redirects=True
    )

    assert "Changes of repair 2" in text
    assert "person is touched" in text or "people are touched" in text
    assert "Nothing was done" in nothing.text
    assert "firms are told" in answer.text


def test_a_draft_can_be_thrown_away_unless_it_is_published(hall, planner, client):
    event = drafted(hall, planner)
    planning.create_draft(event, PlanSettings(seconds=60), by=planner.id)
    publishing.publish_draft(event.id, 1, by=planner.id)

    kept = client.post(f"/events/{event.slug}/schedule/drafts/1/removal")
    gone = client.post(f"/events/{event.slug}/schedule/drafts/2/removal")

    assert (kept.status_code, gone.status_code) == (409, 303)
    assert [draft.number for draft in db.session.scalars(select(ScheduleDraft))] == [1]


@pytest.mark.full
def test_a_live_event_offers_planning_while_firms_book(client):
    event, here, there = halls.hall(2, 2, phase="booking", booking_mode="live")
    client.as_user(factories.event_role(event, Role.ORGANIZER))
    for one in here:
        for other in there:
            halls.agreed(one, other)

    before = page(client, event)
    client.post(f"/events/{event.slug}/schedule", data={"seconds": "10"})
    text = page(client, event, "/drafts/1/publication")
    answer = client.post(
        f"/events/{event.slug}/schedule/drafts/1/publication", data={"act": "all"}, follow_redirects=True
    )

    assert "booking goes on meanwhile" in before
    assert "Nothing can be planned now" not in before
    assert "Changes of draft 1" in text
    assert "told once, with its agenda" in text
    assert "4 meetings changed" in answer.text
    assert client.get(f"/events/{event.slug}/overview").text.count(f"/events/{event.slug}/schedule") >= 1
