"""Letters that a real mail server refused: seen with the reason, sent again one by one, by reason or all."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.db import db, transaction
from app.core.mail import create_email
from app.core.models import Outbox
from tests import factories


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def organizer(event):
    return factories.member(event.organisation, "organizer")


def write(event, address, error="recipient refused (550)"):
    with transaction():
        notice = audit.log_action("event.changed", event, event_id=event.id, by=None)
        given: Any = {"kind": "digest", "language": "en", "template": "digest", "context": {"lines": []}}
        letter = create_email(notice, address, event=event, **given)
    with transaction():
        letter.state, letter.error = "failed", error
    return letter


def states():
    return dict(db.session.execute(select(Outbox.recipient, Outbox.state)).all())


def test_all_that_failed_for_one_reason_goes_again(client, event, organizer, mailbox):
    for number in range(3):
        write(event, f"{number}@a.example", "TimeoutError" if number == 2 else "recipient refused (550)")
    reader, page = client.as_user(organizer), f"/events/{event.slug}/emails"
    shown = reader.get(page).text

    reader.post(f"{page}/failed/sending", data={"error": "recipient refused (550)"})

    assert "There is no such address, or it takes no letters (550): 2" in " ".join(shown.split())
    assert "The mail server was out of reach" in shown
    assert states() == {"0@a.example": "sent", "1@a.example": "sent", "2@a.example": "failed"}
    reader.post(f"{page}/failed/sending")
    assert set(states().values()) == {"sent"}


def test_a_chamber_sees_and_sends_again_what_failed_for_its_members_alone(client, event, mailbox):
    chamber = factories.organisation("Chamber")
    delegation = factories.delegation(event, of=chamber)
    member = factories.user("Member", "member@a.example")
    factories.firm(event, users=[member], delegation_id=delegation.id)
    for address in ("member@a.example", "other@a.example"):
        write(event, address)
    reader = client.as_user(factories.member(chamber, "chamber"))
    page = f"/events/{event.slug}/delegations/{delegation.id}/emails"
    shown = reader.get(page).text

    sent = reader.post(f"{page}/sending", follow_redirects=True).text

    assert ("member@a.example" in shown, "other@a.example" in shown) == (True, False)
    assert "1 letter is on its way again" in sent
    assert states() == {"member@a.example": "sent", "other@a.example": "failed"}
    foreign = db.session.scalars(select(Outbox.id).where(Outbox.recipient == "other@a.example")).one()
    reader.post(f"{page}/sending", data={"letter": foreign})
    assert states()["other@a.example"] == "failed"


def test_a_letter_that_no_number_names_is_left_out_of_those_named(client, event, mailbox):
    chamber = factories.organisation("Chamber")
    delegation = factories.delegation(event, of=chamber)
    for address in ("a@a.example", "b@a.example"):
        user = factories.user(address[0], address)
        factories.firm(event, users=[user], delegation_id=delegation.id)
    letters = [write(event, address) for address in ("a@a.example", "b@a.example")]
    reader = client.as_user(factories.member(chamber, "chamber"))

    reader.post(
        f"/events/{event.slug}/delegations/{delegation.id}/emails/sending", data={"letter": ["x", letters[0].id]}
    )

    assert states() == {"a@a.example": "sent", "b@a.example": "failed"}
