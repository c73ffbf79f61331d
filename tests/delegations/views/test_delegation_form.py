"""Registering a delegation, and changing it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.accounts.models import Organisation
from app.core.db import db, transaction
from app.core.models import Outbox
from app.delegations.services.delegations import delegation_fingerprint
from app.registrations.models import Delegation
from tests import factories
from tests.support.pages import fields_of, read


def test_the_organizer_registers_a_delegation_with_a_new_chamber(client, brought):
    client.as_user(brought.organizer)
    answer = client.post(
        "/events/day/delegations/new",
        data={
            "name_en": "French delegation",
            "organisation": "0",
            "new_organisation": "French chamber",
            "user_name": "Ms Roy",
            "user_email": "roy@example.org",
            "group": factories.group(brought.event, "Singapore").id,
            "arrives_on": "2032-03-16",
            "arrives_at": "14:30",
        },
    )

    made = db.session.query(Delegation).filter_by(name_en="French delegation").one()
    assert answer.status_code == 302
    assert made.arrives_at == datetime(2032, 3, 16, 6, 30, tzinfo=UTC)
    assert db.session.query(Outbox).one().recipient == "roy@example.org"


def test_a_delegation_is_changed_and_its_times_come_back_as_typed(client, brought):
    client.as_user(brought.organizer)
    data = {
        "name_en": "Singapore delegation",
        "organisation": brought.house.id,
        "group": brought.delegation.group_id,
        "departs_on": "2032-03-19",
        "departs_at": "18:05",
        "quota": "40",
        "seen": delegation_fingerprint(brought.delegation),
    }

    answer = client.post(f"{brought.address}/settings", data=data)

    page = client.get(f"{brought.address}/settings").text
    assert answer.status_code == 302
    assert 'value="2032-03-19"' in page
    assert 'value="18:05"' in page
    assert 'value="40"' in page


@pytest.mark.parametrize(
    ("arrives", "departs", "status"),
    [("09:00", "08:00", 422), ("09:00", "09:00", 422), ("09:00", "09:01", 302), ("", "", 302), ("23:59", "", 422)],
)
def test_a_stay_ends_after_it_begins_to_the_minute(client, brought, arrives, departs, status):
    client.as_user(brought.chamber)
    shown = client.get(f"{brought.address}/settings")
    same_day = {"arrives_on": "2032-03-18", "departs_on": "2032-03-18", "arrives_at": arrives, "departs_at": departs}

    answer = client.post(f"{brought.address}/settings", data={**fields_of(shown, _form_of(shown)), **same_day})

    stored = db.session.get_one(Delegation, brought.delegation.id, populate_existing=True)
    assert answer.status_code == status
    assert ("must leave after it has arrived" in answer.text) is (status == 422)
    assert (stored.departs_at is not None) is (status == 302)


def test_a_name_that_is_taken_brings_in_no_chamber(client, brought):
    data = {
        "name_en": brought.delegation.name_en,
        "organisation": "0",
        "new_organisation": "French chamber",
        "user_name": "Ms Roy",
        "user_email": "roy@example.org",
        "group": brought.delegation.group_id,
    }

    answer = client.as_user(brought.organizer).post(f"/events/{brought.event.slug}/delegations/new", data=data)

    assert answer.status_code == 409
    assert db.session.query(Outbox).count() == 0
    assert db.session.query(Organisation).filter_by(name_en="French chamber").count() == 0


def _head_of(brought):
    head = factories.user(name="Mr Head")
    with transaction():
        brought.delegation.head_user_id = head.id
    return head


@pytest.mark.parametrize("who", ["chamber", "head"])
def test_the_side_and_the_most_firms_are_the_organizers_alone(client, brought, who):
    with transaction():
        brought.delegation.quota = 12
    side, other = (
        brought.delegation.group_id,
        next(one for one in brought.event.groups if one.id != brought.delegation.group_id),
    )
    client.as_user(brought.chamber if who == "chamber" else _head_of(brought))
    shown = client.get(f"{brought.address}/settings")

    sent = {**fields_of(shown, _form_of(shown)), "origin": "Singapore", "quota": "41", "group": str(other.id)}
    answer = client.post(f"{brought.address}/settings", data=sent, follow_redirects=True)

    assert read(shown).find("[name=quota]") + read(shown).find("[name=group]") == []
    assert "Most firms 12" in read(shown).text
    assert "they stayed as they were" in read(answer).text
    made = db.session.get_one(Delegation, brought.delegation.id)
    assert (made.origin, made.quota, made.group_id) == ("Singapore", 12, side)


def test_a_chamber_that_registers_a_delegation_sets_no_limit(client, brought):
    data = {
        "name_en": "Second delegation",
        "organisation": brought.house.id,
        "group": brought.delegation.group_id,
        "quota": "99",
    }

    client.as_user(brought.chamber).post(f"/events/{brought.event.slug}/delegations/new", data=data)

    assert db.session.query(Delegation).filter_by(name_en="Second delegation").one().quota is None


def _form_of(page):
    return next(form for form in read(page).find("form") if form.find("[name=name_en]"))
