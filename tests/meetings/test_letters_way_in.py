"""A letter about a meeting leads its reader to the page it speaks of, whether or not they have an account."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import Outbox
from app.meetings import services
from app.meetings.models import Meeting
from app.meetings.services.expiry import send_reminder
from app.registrations.services.access import claim_link
from app.registrations.services.company_links import create_links
from tests import factories


@pytest.fixture
def request_to_unclaimed(app):
    """A request to a firm that nobody claimed, with its address on the sheet."""
    event = factories.event(booking_mode="live", phase="booking")
    asker = factories.firm(event, "Singapore", users=[factories.user("Asker", "asker@ych.example")])
    asked = factories.firm(event, "Chongqing", people=0)
    factories.representative(asked, display_name="Li Wei", email="li@port.example")
    create_links([asked])
    return db.session.get_one(Meeting, services.request_meeting(event.id, asker.id, asked.id, by=None)), asked


def letter_to(address: str) -> str:
    return db.session.scalars(select(Outbox.body).where(Outbox.recipient == address).order_by(Outbox.id.desc())).all()[
        0
    ]


def path_in(body: str) -> str:
    return str(re.findall(r"https?://[^/\s]+(/(?!r/)\S+)", body)[0])


def test_who_has_no_account_claims_by_the_letters_link_and_accepts(client, request_to_unclaimed):
    meeting, asked = request_to_unclaimed
    requests = f"/events/{asked.event.slug}/companies/{asked.id}/requests"

    path = path_in(letter_to("li@port.example"))
    opened = client.get(path)
    action = re.findall(r'action="(/f/[^"]+)"', opened.text)[0].replace("&amp;", "&")
    entered = client.post(action, data={"act": "yes", "person": asked.representatives[0].id})
    client.post(f"/events/{asked.event.slug}/companies/{asked.id}/meetings/{meeting.id}/acceptance")

    assert "Open your firm’s page by this link first" in letter_to("li@port.example")
    assert entered.location == requests
    assert client.get(path).location == requests
    assert db.session.get_one(Meeting, meeting.id, populate_existing=True).state == "agreed"


def test_a_firms_link_leads_to_no_other_host(client, request_to_unclaimed):
    _meeting, asked = request_to_unclaimed
    path = path_in(letter_to("li@port.example")).partition("?")[0]

    entered = client.post(f"{path}?next=https://evil.example/", data={"act": "yes"})

    assert entered.location.startswith(f"/events/{asked.event.slug}/")


def test_who_has_an_account_is_sent_to_the_page_itself(client, request_to_unclaimed):
    meeting, asked = request_to_unclaimed

    services.decline(meeting.id, asked.id, by=None)

    body = letter_to("asker@ych.example")
    assert "/f/" not in body
    assert "this link first" not in body


def test_once_registration_is_over_the_link_still_lets_in_who_takes_part(client, request_to_unclaimed):
    meeting, asked = request_to_unclaimed
    with transaction():
        asked.event.phase = "running"

    services.withdraw(meeting.id, meeting.low_id if meeting.low_id != asked.id else meeting.high_id, by=None)

    assert path_in(letter_to("li@port.example")).startswith("/f/")


def test_who_was_never_approved_reads_after_registration_which_page_it_is_and_who_opens_it(
    client, request_to_unclaimed
):
    meeting, asked = request_to_unclaimed
    with transaction():
        asked.event.phase, asked.state = "running", "submitted"

    services.withdraw(meeting.id, meeting.low_id if meeting.low_id != asked.id else meeting.high_id, by=None)

    body = letter_to("li@port.example")
    assert path_in(body) == f"/events/{asked.event.slug}/companies/{asked.id}/requests?in=en"
    assert "The page opens for those who sign in for your firm" in body
    assert factories.link_of(asked).claimed_at is None


def test_who_comes_second_is_told_to_ask_those_who_are_in_and_answers_by_the_signed_link(client, request_to_unclaimed):
    meeting, asked = request_to_unclaimed
    factories.representative(asked, display_name="Wang Fang", email="wang@port.example")
    first = factories.representative(asked, display_name="Li Wei", email="wei@port.example")
    claim_link(asked.id, factories.link_of(asked).version, person_id=first.id, visitor=None, language="en")

    send_reminder(asked.event_id, meeting.id, by=None)
    body, own = letter_to("wang@port.example"), letter_to("wei@port.example")

    assert "ask them to let you in" in body
    assert "this link first" not in body
    assert "A colleague was here first" in client.get(path_in(body)).text
    assert "/f/" not in own
    assert "choose “Mail me a link”" in own
