"""An event's own words for invitation, reminder, thanks and messages: looked at when saved, used when written."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Outbox
from app.events.models import LetterText
from app.messages.queries.emails import standard_texts
from app.registrations.services import mailings
from app.registrations.services.company_links import create_links
from tests import factories

HERE = "/events/matching-day/emails/texts"


@pytest.fixture
def event(app):
    return factories.event("matching-day", name_en="Matching Day")


@pytest.fixture
def reader(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


def bodies():
    db.session.expire_all()
    return [one.body for one in db.session.scalars(select(Outbox).order_by(Outbox.id))]


def invited(event, name):
    firm = factories.firm(event, name=name, people=0, state="invited")
    factories.representative(firm, email=f"{name}@firm.example".lower())
    create_links([firm])
    return firm.id


def test_an_invitation_in_own_words_is_written_with_them_until_the_standard_holds_again(event, reader):
    words = standard_texts("invitation", event)
    text = {**words, "body_en": "Join us, {firm}: {event} {{7*7}}\n\n{link}\n\n{code}"}

    wrong = reader.post(f"{HERE}/invitation", data={**text, "body_en": "Join us, {company}"})
    assert (wrong.status_code, db.session.scalars(select(LetterText)).all()) == (422, [])
    assert all(said in wrong.text for said in ("There is no {company}; {firm} is meant.", "The text needs {link}"))

    reader.post(f"{HERE}/invitation", data=text)
    own = db.session.scalars(select(LetterText)).one()
    assert (own.kind, own.body_zh, own.body_en.startswith("Join us")) == ("invitation", "", True)
    db.session.expire_all()
    first = invited(event, "Alpha")
    mailings.invite_companies(event, None, [first], by=factories.user().id)
    assert "Join us, Alpha: Matching Day {{7*7}}" in bodies()[0]
    assert "/f/" in bodies()[0]

    reader.post(f"{HERE}/invitation/removal")
    db.session.expire_all()
    mailings.invite_companies(event, None, [invited(event, "Beta")], by=factories.user().id)
    assert "Join us" not in bodies()[1]
    assert db.session.scalars(select(LetterText)).all() == []


def test_own_words_of_a_reminder_stand_in_its_form_and_in_its_letter(event, reader):
    reader.post(f"{HERE}/reminder", data={"subject_en": "hurry, {firm}", "body_en": "{event} is near."})
    db.session.expire_all()
    firm = invited(event, "Alpha")

    page = reader.get(f"/events/matching-day/reminders?firm={firm}").text
    mailings.remind_companies(event, None, [firm], by=factories.user().id)

    assert "hurry, {firm}" in page
    letter = db.session.scalars(select(Outbox)).one()
    assert letter.subject == "Alpha: hurry, Alpha"
    assert letter.body.split("\n\n")[1] == "Matching Day is near."  # below the salutation


def test_a_text_that_is_kept_begins_a_message_and_its_name_is_its_own(event, reader):
    words = {"name": "News", "subject_en": "{event}", "body_en": "Dear {name}"}
    made = reader.post(f"{HERE}/new", data=words)

    again = reader.post(f"{HERE}/new", data=words)
    shown = reader.get(made.location).text
    invited(event, "Alpha")
    begun = reader.post("/events/matching-day/messages/new?list=firms", data={"text": made.location.rpartition("/")[2]})

    assert (made.status_code, again.status_code) == (303, 409)
    assert "Dear Tan Mei Ling" in shown
    assert "Dear {name}" in reader.get(begun.location).text
