"""Guests through the browser."""

from __future__ import annotations

import re

from app.core.db import db
from app.registrations.models import Registration
from tests import factories


def test_a_guest_is_added_changed_and_removed(client, brought):
    client.as_user(brought.organizer)
    client.post(
        "/events/day/guests/new",
        data={"category": "press", "person": "Li Na", "institution": "Daily", "delegation": "0"},
    )
    guest = db.session.query(Registration).one()
    address = f"/events/day/guests/{guest.id}"

    client.post(address, data={"category": "speaker", "person": "Li Na", "institution": "University"})
    assert "University" in client.get("/events/day/guests").text
    client.post(f"{address}/removal")

    assert "University" not in client.get("/events/day/guests").text


def test_a_guest_that_is_sent_twice_is_added_once(client, brought):
    client.as_user(brought.organizer)
    [key] = re.findall(r'name="key"[^>]*value="([^"]+)"', client.get("/events/day/guests/new").text)
    said = {"category": "press", "person": "Li Na", "institution": "Daily", "delegation": "0", "key": key}

    answers = [client.post("/events/day/guests/new", data=said) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert db.session.query(Registration).count() == 1


def test_a_chamber_adds_guests_to_its_own_delegation_alone(client, brought):
    other = factories.delegation(brought.event, name="Other")
    data = {"category": "chamber", "person": "Ms Ng", "institution": "Chamber"}
    client.as_user(brought.chamber)

    refused = client.post("/events/day/guests/new", data={**data, "delegation": other.id})
    done = client.post("/events/day/guests/new", data={**data, "delegation": brought.delegation.id})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert db.session.query(Registration).one().delegation_id == brought.delegation.id
