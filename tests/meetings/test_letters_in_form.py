"""The form of letters: whom they greet, what to do first, who writes, whom an answer reaches, what calendars get."""

from __future__ import annotations

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import Outbox
from app.events.models import Event
from app.meetings import services
from app.registrations.services.company_links import create_links
from app.registrations.services.mailings import invite_companies
from tests import factories
from tests.meetings.acts import slots


@pytest.fixture
def firms(event):
    return [
        factories.firm(event, side, languages=[spoken], users=[factories.user(name, f"{name[:3].lower()}@example.org")])
        for side, spoken, name in (("Singapore", "en", "Tan Hui Min"), ("Chongqing", "zh", "Wang Li"))
    ]


def letter(kind, to):
    chosen = select(Outbox).where(Outbox.kind == f"meeting.{kind}", Outbox.recipient == to).order_by(Outbox.id.desc())
    return db.session.scalars(chosen.limit(1)).one()


def test_a_letter_greets_its_reader_and_says_under_it_who_writes(event, firms):
    with transaction() as session:
        session.get_one(Event, event.id).contact_email = "office@example.org"
    made = services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)
    services.accept(made, firms[0].id, by=None, slot_id=slots(event)[0])

    asked, accepted = letter("asked", "tan@example.org"), letter("accepted", "wan@example.org")

    assert (asked.body.splitlines()[0], accepted.body.splitlines()[0]) == ("Dear Tan Hui Min,", "尊敬的Wang Li：")
    assert f"-- \n{event.organisation.name_en} · office@example.org\n{event.name_en}\n" in asked.body


def test_the_link_that_needs_no_sign_in_stands_first(event, firms):
    services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)

    body = letter("asked", "tan@example.org").body

    assert body.index("Answer: ") < body.index("/requests")


def test_an_answer_by_mail_reaches_the_contact_of_the_event(event, firms, mailbox):
    with transaction() as session:
        session.get_one(Event, event.id).contact_email = "office@example.org"

    services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)

    assert {one["Reply-To"] for one in mailbox.letters} == {"office@example.org"}


def test_an_answer_to_an_invitation_reaches_who_of_the_chamber_sent_it(event, mailbox):
    chamber = factories.organisation("Chamber")
    clerk = factories.member(chamber, "chamber", name="Ms Clerk", email="clerk@example.org")
    delegation = factories.delegation(event, of=chamber)
    firm = factories.firm(event, delegation_id=delegation.id, people=0)
    factories.representative(firm, email="boss@example.org")
    create_links([firm])

    invite_companies(event, delegation, [firm.id], by=clerk.id)

    assert [(one["To"], one["Reply-To"]) for one in mailbox.letters] == [("boss@example.org", "clerk@example.org")]


def test_letter_and_calendar_name_who_interprets_also_after_a_move(event, firms):
    factories.interpreter(event, "en", "zh", name="Ma Lin")
    made = services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)
    services.accept(made, firms[0].id, by=None, slot_id=slots(event)[0])
    services.move(made, firms[1].id, slots(event)[2], by=None)

    moved = letter("moved", "tan@example.org")

    (entry,) = Calendar.from_ical(moved.calendar).events
    assert "  Interpreter: Ma Lin" in moved.body
    assert "Interpreter: Ma Lin" in str(entry["DESCRIPTION"])


def test_a_calendar_reminds_a_quarter_of_an_hour_before_a_meeting_that_takes_place(event, firms):
    made = services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)
    services.accept(made, firms[0].id, by=None, slot_id=slots(event)[0])
    services.cancel(made, firms[0].id, by=None)

    booked, struck = (letter(kind, "wan@example.org").calendar or "" for kind in ("accepted", "cancelled"))

    assert len(Calendar.from_ical(booked).events[0].alarms.times) == 1
    assert ("TRIGGER:-PT15M\r\n" in booked, "VALARM" in struck) == (True, False)
