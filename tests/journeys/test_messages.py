"""An organizer writes to a narrowed list: to whom, in which words, as one reader gets it, a test, now or later."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Outbox
from app.messages.models import Message
from app.registrations.services.company_links import create_links
from tests import factories


@pytest.fixture
def organizer(app):
    """Of an event with two firms: one reads English, one Chinese and of its two people one has no e-mail."""
    event = factories.event("matching-day", name_zh="对接会")
    alpha = factories.firm(event, name="Alpha", people=0)
    beta = factories.firm(event, "Chongqing", name="Beta", people=0, languages=["zh"])
    factories.representative(alpha, display_name="Ann Tan", email="ann@alpha.example.org")
    factories.representative(beta, display_name="Li Bo", name_zh="李波", email="bo@beta.example.org")
    factories.representative(beta, display_name="Cy", wechat="cy")
    create_links([alpha, beta])
    return factories.member(event.organisation, Role.ORGANIZER, email="olga@zone.example.org")


def test_an_organizer_writes_to_a_list_now_and_later(arrive, organizer):
    person = arrive("/events/matching-day/attendees", user=organizer)
    person.visits.watch.allowed.add(422)  # a wrong placeholder comes back

    write(person)
    person.confirm('form[action$="/sending"]')
    person.see("ann@alpha.example.org", "#letters")
    went = letters("message")
    person.go("/events/matching-day/messages")
    person.follow("table th a")
    person.follow('form[action$="/copy"] button')
    later(person)
    person.go("/events/matching-day/messages")

    assert [(one.recipient, one.subject) for one in letters("message.test.en")] == [
        (organizer.email, "Hall 3, Ann Tan")
    ]
    assert [(one.recipient, one.language, one.subject) for one in went] == [
        ("ann@alpha.example.org", "en", "Hall 3, Ann Tan"),
        ("bo@beta.example.org", "zh", "Hall 3, 李波"),
    ]
    states = select(Message.state).order_by(Message.id)
    assert db.session.scalars(states).all() == ["sent", "scheduled"]


def write(person):
    """From the list to a draft that has been read and tried."""
    person.follow('a[href*="/messages/new"]')
    person.see("2")
    person.follow('main form[method="post"] button.btn-primary')
    person.fill(subject_en="Hall 3, {nmae}", body_en="{firm} {{7*7}}\n\n{link}")
    person.follow('form:has([name="subject_en"]) button.btn')
    person.see("{name}", 'form:has([name="subject_en"])')
    person.fill(subject_en="Hall 3, {name}")
    person.follow('form:has([name="subject_en"]) button.btn')
    person.see("Alpha {{7*7}}", "#copy")
    person.follow('form[action$="/test"] button')


def later(person):
    person.fill(day="2032-03-18", at="9:30")
    person.follow('form[action$="/schedule"] button')
    person.follow('form[action$="/call-off"] button')
    person.fill(day="2032-03-18", at="10:00")
    person.follow('form[action$="/schedule"] button')
    person.see("2032")


def letters(kind):
    db.session.rollback()
    return db.session.scalars(select(Outbox).where(Outbox.kind == kind).order_by(Outbox.recipient)).all()
