"""Meetings through the browser's door: a firm asks, another answers, both see it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, select

from app.core.db import db, transaction
from app.core.models import Outbox
from app.events.models import Event
from app.meetings import services
from app.meetings.models import Meeting
from app.meetings.queries.lists import list_meetings
from app.registrations.models import Preference
from tests import factories
from tests.meetings.views.looking import at, body
from tests.support.pages import fields_of, text_of


@pytest.mark.full
def test_a_firm_asks_and_the_other_accepts_at_another_time(client, event, people, firms, slots):
    asker = client.as_user(people[0])
    page = asker.get(at("ask", event, firms[0], other_id=firms[1].id))
    assert "Both free, 4 tables left" in page.text

    sent = asker.post(
        at("ask", event, firms[0], other_id=firms[1].id),
        data={"slot": slots[0], "message": "Cold chain?", "priority": "must"},
        follow_redirects=True,
    )
    assert "Cold chain?" in sent.text
    meeting = db.session.scalars(select(Meeting)).one()

    asked = client.as_user(people[1])
    assert "Accept 09:30" in asked.get(at("requests", event, firms[1])).text
    answered = asked.post(
        at("take_time", event, firms[1], meeting_id=meeting.id), data={"slot": slots[2]}, follow_redirects=True
    )

    assert "Booked: 10:30 at table A1." in answered.text
    letters = db.session.query(Outbox).count()
    again = asked.post(
        at("take_time", event, firms[1], meeting_id=meeting.id), data={"slot": slots[2]}, follow_redirects=True
    )
    assert "This meeting is already booked at 10:30, table A1. Nothing was changed." in again.text
    assert db.session.query(Outbox).count() == letters
    moved = asked.post(
        at("take_time", event, firms[1], meeting_id=meeting.id), data={"slot": slots[1]}, follow_redirects=True
    )
    assert "The meeting stays at 10:30 until they accept." in moved.text
    for user, firm, other in ((people[0], firms[0], "Chongqing Port"), (people[1], firms[1], "YCH Group Pte Ltd")):
        agenda = client.as_user(user).get(at("agenda", event, firm)).text
        assert other in agenda
        assert "A1" in agenda


def test_who_declines_may_say_a_word_that_the_other_side_reads(client, event, people, firms):
    meeting_id = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    asked, here = client.as_user(people[1]), at("decline", event, firms[1], meeting_id=meeting_id)
    button = fields_of(asked.get(at("requests", event, firms[1])), f"[action={here}]")
    assert button["reason"] == ""

    assert asked.post(here, data={**button, "reason": "x" * 1001}).status_code == 422
    asked.post(here, data={**button, "reason": "Our logistics are settled."})

    seen = client.as_user(people[0]).get(at("requests", event, firms[0])).text
    assert "Answered: “Our logistics are settled.”" in seen


def test_a_firm_of_the_same_side_cannot_be_asked(client, event, people, firms):
    other = factories.firm(event, "Singapore")

    answer = client.as_user(people[0]).post(
        at("ask", event, firms[0], other_id=other.id), data={"priority": "want", "message": "Hello"}
    )

    assert answer.status_code == 403
    assert "Hello" in answer.text


def test_after_the_last_day_for_requests_the_page_says_so_and_offers_nothing(client, event, people, firms):
    with transaction() as session:
        session.get_one(Event, event.id).requests_until = dt.date(2020, 1, 1)

    page = client.as_user(people[0]).get(at("ask", event, firms[0], other_id=firms[1].id))

    assert "The last day for requests is over." in page.text
    assert "Send the request" not in page.text


def test_the_limit_of_requests_is_said_before_anything_is_typed(client, event, people, firms, slots):
    with transaction():
        event.max_open_requests = 1
    services.request_meeting(event.id, firms[0].id, factories.firm(event, "Chongqing").id, by=None)

    page = client.as_user(people[0]).get(at("ask", event, firms[0], other_id=firms[1].id)).text

    assert "1 of your requests wait for an answer, and that is the most" in page
    assert "Send the request" not in page


def test_requests_stand_in_the_order_in_which_they_press_as_on_the_home_page(client, event, people, firms):
    askers = {name: factories.firm(event, "Singapore", name=f"{name} Pte Ltd") for name in ("open", "want", "must")}
    for name, asker in askers.items():
        services.request_meeting(event.id, asker.id, firms[1].id, by=None, priority=name)
    asked = client.as_user(people[1])

    pages = [
        asked.get(at("requests", event, firms[1])),
        asked.get(f"/events/{event.slug}/companies/{firms[1].id}/home"),
    ]

    headings = [[one.text for one in body(page).find("h3") if "Pte Ltd" in one.text] for page in pages]
    assert headings == [["must Pte Ltd", "want Pte Ltd", "open Pte Ltd"]] * 2


def test_each_reads_who_wrote_what(client, event, people, firms, slots):
    services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, message="Shall we?")
    made = the_meeting_of(firms[0])
    services.counter(made, firms[1].id, slots=slots[:1], by=None, message="Later")
    pages = said_to_both(client, event, people, firms)

    assert ["You wrote: “Shall we?”" in page for page in pages] == [True, False]
    assert ["You answered: “Later”" in page for page in pages] == [False, True]

    services.accept(made, firms[0].id, by=None, slot_id=slots[0])
    services.cancel(made, firms[0].id, by=None, reason="Our flight")
    pages = said_to_both(client, event, people, firms)

    assert ["You wrote: “Our flight”" in page for page in pages] == [True, False]
    assert ["They wrote: “Our flight”" in page for page in pages] == [False, True]
    assert all("was 18 March 2032, 09:30" in page for page in pages)


def said_to_both(client, event, people, firms):
    pairs = zip(people[:2], firms[:2], strict=True)
    return [text_of(client.as_user(one).get(at("requests", event, firm)), "article") for one, firm in pairs]


def the_meeting_of(firm):
    return next(row.id for row in list_meetings(firm.id))


@pytest.mark.parametrize(
    ("end", "offered"), [("cancelled", True), ("expired", True), ("withdrawn", True), ("declined", False)]
)
def test_who_came_to_nothing_may_be_asked_again_where_nobody_declined(client, event, people, firms, end, offered):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    with transaction() as session:
        session.get_one(Meeting, made).state = end
        session.get_one(Meeting, made).awaiting_id = None
    again = at("ask", event, firms[0], other_id=firms[1].id)
    visitor = client.as_user(people[0])

    assert (f'href="{again}"' in visitor.get(at("requests", event, firms[0])).text) == offered


def test_nothing_is_offered_again_that_would_be_refused(client, event, people, firms):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.withdraw(made, firms[0].id, by=None)
    again, visitor = f'href="{at("ask", event, firms[0], other_id=firms[1].id)}"', client.as_user(people[0])

    def page():
        return visitor.get(at("requests", event, firms[0])).text

    assert again in page()
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=firms[1].id, other_id=firms[0].id, kind="never"))
    assert again not in page()
    with transaction() as session:
        session.execute(delete(Preference))
    services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)
    assert again not in page()
