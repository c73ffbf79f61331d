"""The people of an event that is long over go by themselves: the organizer is told, a hold puts it off, counts stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.companies.queries import get_logo
from app.companies.services import save_logo
from app.core.db import db, now, transaction
from app.core.errors import Invalid
from app.core.models import Outbox
from app.events.models import Event
from app.events.retention import RetentionState
from app.meetings.models import Meeting
from app.privacy.services import retention
from app.registrations.models import Registration, Representative
from tests.privacy.aviary import NAME, OF_PERSON, aviary
from tests.privacy.remains import files_holding, hits

OWN = {
    ("users", "name"),
    ("users", "email"),
    ("users", "phone"),
    ("users", "password_hash"),
    ("letter_choices", "address"),
    ("letter_refusals", "address"),
    ("events", "contact_email"),
}
DELEGATIONS = {
    *(("delegations", name) for name in ("name_en", "name_zh", "name_fr", "origin", "organising_body")),
    *(
        ("visit_blocks", name)
        for name in ("label", "label_zh", "label_fr", "place", "place_zh", "place_fr", "pickup_place")
    ),
    ("visit_blocks", "buses"),
}
"""An account, an address to ask at, a delegation's name and its programme stay, whoever leaves."""
OF_THE_REGISTER = ("compan", "sheet_memories", "tokens", "idempotency_keys")
"""Tables, by how they begin, that are kept from event to event."""


def states():
    counted = select(Meeting.state, func.count()).group_by(Meeting.state)
    return {row[0]: row[1] for row in db.session.execute(counted)}, db.session.scalar(
        select(func.count(Registration.id))
    )


def at_time(app, moment):
    app.config["CLOCK"] = lambda: moment


@pytest.mark.full
def test_the_people_of_an_event_go_weeks_after_the_letter_and_its_counts_stay(app):
    at = aviary()
    retention.lift_hold(at.event, by=at.organizer.id)
    before = states()
    due = datetime(2033, 3, 18, 16, tzinfo=UTC)
    at_time(app, due - timedelta(days=27))

    assert retention.apply_retention(now()) == {at.event.id: RetentionState.TELL}
    assert retention.apply_retention(now()) == {}
    letter = db.session.scalars(select(Outbox).where(Outbox.kind == "event.erasure_announced")).one()
    assert (letter.recipient, "19 March 2033" in letter.subject) == (at.organizer.email, True)
    at_time(app, due + timedelta(days=2))
    assert retention.apply_retention(now()) == {at.event.id: RetentionState.DUE}

    assert db.session.get_one(Event, at.event.id, populate_existing=True).erased_at is not None
    assert {place for place in hits(*OF_PERSON) if not place[0].startswith(OF_THE_REGISTER)} == OWN | DELEGATIONS
    assert states() == before
    assert db.session.scalar(select(func.count()).where(Representative.display_name == NAME)) == 0
    assert {name for name in files_holding(*OF_PERSON) if name.endswith(".eml")} == set()


@pytest.mark.full
def test_the_logo_of_a_firm_outlives_the_event_at_which_it_was_uploaded(app):
    at = aviary()
    company = at.partner.company
    assert company is not None
    with transaction():
        save_logo(company, b"drawn", by=at.user.id, event_id=at.event.id)
    retention.lift_hold(at.event, by=at.organizer.id)
    at_time(app, datetime(2033, 2, 28, tzinfo=UTC))
    retention.apply_retention(now())
    at_time(app, datetime(2033, 4, 30, tzinfo=UTC))

    assert retention.apply_retention(now()) == {at.event.id: RetentionState.DUE}

    kept = get_logo(company)
    assert kept is not None
    assert kept.content == b"drawn"


@pytest.mark.full
def test_a_hold_puts_it_off_and_lifting_it_begins_with_a_letter_again(app):
    at = aviary()
    retention.lift_hold(at.event, by=at.organizer.id)
    at_time(app, datetime(2033, 4, 30, tzinfo=UTC))
    retention.apply_retention(now())
    retention.place_hold(at.event, "Dispute about table 4", by=at.organizer.id)
    at_time(app, datetime(2034, 4, 30, tzinfo=UTC))
    assert retention.apply_retention(now()) == {}
    assert retention.erase_event(at.event.id) == 0

    retention.lift_hold(at.event, by=at.organizer.id)

    assert retention.apply_retention(now()) == {at.event.id: RetentionState.TELL}
    assert retention.erase_event(at.event.id) == 0
    with pytest.raises(Invalid, match="keep_days_bad"):
        retention.set_keep_days(at.event, 29, by=at.organizer.id)
    with transaction():
        assert db.session.scalar(select(func.count()).where(Representative.display_name == NAME)) == 1
