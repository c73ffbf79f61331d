"""Choosing how long a meeting lasts, on the page where its time is chosen."""

from __future__ import annotations

import re
from datetime import time, timedelta

from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import Outbox
from app.events.models import Event, EventDay
from app.meetings import services
from app.meetings.models import Meeting
from tests.factories import FIRST_SLOT
from tests.meetings.views.looking import at
from tests.support.pages import read


def lets_last(event, times: int) -> None:
    with transaction():
        event.longest_meeting = times


def test_nothing_is_asked_where_every_meeting_takes_one_time(client, event, people, firms):
    page = client.as_user(people[0]).get(at("ask", event, firms[0], other_id=firms[1].id))

    assert "How long" not in page.text


def test_a_firm_asks_for_two_times_in_a_row_and_its_agenda_says_until_when(client, event, people, firms, slots):
    lets_last(event, 3)
    visitor = client.as_user(people[0])
    url = at("ask", event, firms[0], other_id=firms[1].id)

    page = read(visitor.get(f"{url}?length=2"))
    assert [one.attributes.get("value") for one in page.find("[name=length]")] == ["1", "2", "3"]
    assert "55 minutes" in page.text
    visitor.post(f"{url}?length=2", data={"slot": slots[0], "priority": "want"})

    made = db.session.scalars(select(Meeting)).one()
    services.accept(made.id, firms[1].id, by=None, slot_id=slots[0])
    agenda = read(visitor.get(at("agenda", event, firms[0]))).text
    assert (made.length, "until 10:25" in agenda, "10:00" in agenda) == (2, True, False)


def test_a_booked_meeting_is_made_longer_where_it_is(client, event, people, firms, slots):
    lets_last(event, 2)
    with transaction() as session:
        session.get_one(Event, event.id).moves_at_once = True
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])

    client.as_user(people[0]).post(
        f"/events/{event.slug}/companies/{firms[0].id}/meetings/{made}/time?length=2", data={"slot": slots[0]}
    )

    assert db.session.get_one(Meeting, made, populate_existing=True).length == 2


def last_letter(kind):
    rows = select(Outbox).where(Outbox.kind == kind).order_by(Outbox.id.desc())
    return db.session.scalars(rows).first()


def test_a_request_for_two_times_says_until_when_wherever_it_is_answered(client, event, people, firms, slots):
    lets_last(event, 3)
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0], length=2)
    visitor = client.as_user(people[1])

    letter = last_letter("meeting.asked").body
    link = re.findall(r"(/r/\S+)", letter)[-1]
    pages = {
        "requests": visitor.get(at("requests", event, firms[1])).text,
        "home": visitor.get(f"/events/{event.slug}/companies/{firms[1].id}/home").text,
        "times": visitor.get(f"/events/{event.slug}/companies/{firms[1].id}/meetings/{made}/other-times").text,
        "link": client.get(link).text,
    }

    assert "18 March 2032, 09:30–10:25" in letter
    assert [name for name, page in pages.items() if "09:30–10:25" not in page] == []
    assert "Accept 09:30–10:25" in pages["requests"]
    assert "Accept 09:30–10:25" in pages["link"]


def test_letters_of_a_longer_meeting_that_is_booked_and_moved_say_until_when(client, event, people, firms, slots):
    lets_last(event, 2)
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, length=2)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    services.move(made, firms[1].id, slots[2], by=None)

    assert "09:30–10:25" in last_letter("meeting.booked").subject
    assert "When: 18 March 2032, 09:30–10:25" in last_letter("meeting.accepted").body
    assert re.search(r"–\d\d:\d\d", last_letter("meeting.moved").subject)


def test_who_answers_proposes_a_shorter_meeting(client, event, people, firms, slots):
    lets_last(event, 3)
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0], length=3)
    url = f"/events/{event.slug}/companies/{firms[1].id}/meetings/{made}/other-times"
    visitor = client.as_user(people[1])

    assert "How long" in visitor.get(url).text
    visitor.post(f"{url}?length=1", data={"slots": [slots[1]]})

    meeting = db.session.get_one(Meeting, made, populate_existing=True)
    assert (meeting.length, meeting.awaiting_id) == (1, firms[0].id)


def test_who_answers_by_the_link_proposes_a_shorter_meeting(client, event, people, firms, slots):
    lets_last(event, 3)
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0], length=3)
    link = re.findall(r"(/r/[^\s?]+)", last_letter("meeting.asked").body)[-1]

    client.post(f"{link}?length=2", data={"act": "counter", "slots": [slots[1]]})

    assert db.session.get_one(Meeting, made, populate_existing=True).length == 2


def test_on_an_event_of_several_days_the_day_is_said(client, event, people, firms, slots):
    with transaction() as session:
        session.add(
            EventDay(event_id=event.id, day=FIRST_SLOT.date() + timedelta(days=1), opens=time(9), closes=time(17))
        )
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0])
    visitor = client.as_user(people[1])

    page = visitor.get(at("requests", event, firms[1])).text
    answer = visitor.post(
        f"/events/{event.slug}/companies/{firms[1].id}/meetings/{made}/time",
        data={"slot": slots[0]},
        follow_redirects=True,
    )

    assert "proposes 18 March 2032, 09:30" in page
    assert "Booked: 18 March 2032, 09:30 at table" in answer.text
