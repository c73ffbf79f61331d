"""A firm takes a time or moves to another one: what the page offers, and what it says where the time is gone."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.db import db, now, transaction
from app.events.models import EventDay, Slot
from app.meetings import services
from app.meetings.models import Meeting
from app.registrations.models import Preference
from tests import factories
from tests.factories import FIRST_SLOT
from tests.meetings.views.looking import at, body
from tests.support.pages import fields_of, read

SECOND_DAY = FIRST_SLOT.date() + dt.timedelta(days=1)
DAY = f"{FIRST_SLOT:%-d %B %Y}"


def test_an_old_page_takes_back_nothing_that_was_agreed_since(client, event, people, firms, slots):
    meeting_id = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0])
    asked = client.as_user(people[1])
    here = at("take_time", event, firms[1], meeting_id=meeting_id)
    button = fields_of(asked.get(at("requests", event, firms[1])), f"[action={here}]")
    assert button["slot"] == str(slots[0])
    asked.post(here, data={"slot": slots[2]})

    late = asked.post(here, data=button)

    assert late.status_code == 409
    assert "This meeting was changed after the page was made." in late.text
    assert db.session.get_one(Meeting, meeting_id).slot_id == slots[2]
    seen_now = fields_of(late, "#slots")
    assert asked.post(here, data={**seen_now, "slot": slots[1]}).status_code == 302


def test_the_second_to_take_a_time_sees_the_next_free_ones(client, event, people, firms, slots):
    third = factories.firm(event, "Singapore")
    first = services.request_meeting(event.id, third.id, firms[1].id, by=None)
    second = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    asked = client.as_user(people[1])
    asked.post(at("take_time", event, firms[1], meeting_id=first), data={"slot": slots[0]})

    answer = asked.post(at("take_time", event, firms[1], meeting_id=second), data={"slot": slots[0]})

    assert answer.status_code == 409
    assert "09:30 has just been taken" in answer.text
    assert "Accept 10:00 instead" in answer.text
    assert db.session.get_one(Meeting, second).state == "requested"


def test_a_time_that_never_was_free_is_not_said_to_have_just_been_taken(client, event, people, firms, slots):
    alone = factories.firm(event, "Singapore", people=0, users=[factories.user()])
    made = services.request_meeting(event.id, firms[1].id, alone.id, by=None)
    user = factories.user()
    factories.let_in(alone, user)

    answer = client.as_user(user).post(at("take_time", event, alone, meeting_id=made), data={"slot": slots[0]})

    assert answer.status_code == 409
    assert "09:30 cannot be had: Nobody of yours is registered" in answer.text
    assert "just been taken" not in answer.text


def test_who_marked_a_firm_as_never_is_not_offered_its_times(client, event, people, firms):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    with transaction() as session:
        never = Preference(event_id=event.id, registration_id=firms[1].id, other_id=firms[0].id, kind="never")
        session.add(never)

    page = client.as_user(people[1]).get(at("take_time", event, firms[1], meeting_id=made))

    assert "You marked this firm as “never”. Take that back on its page first." in page.text
    assert "Accept with this time" not in page.text


def test_moving_warns_of_no_limit_on_requests(client, event, people, firms, slots):
    with transaction():
        event.max_open_requests, event.max_meetings = 1, 2
    meeting = services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)
    services.accept(meeting, firms[0].id, by=None, slot_id=slots[0])
    services.request_meeting(event.id, firms[0].id, factories.firm(event, "Chongqing").id, by=None)

    page = client.as_user(people[0]).get(at("take_time", event, firms[0], meeting_id=meeting)).text

    assert "wait for it or take it back" not in page
    assert "You may have" not in page
    assert 'data-names-time="Propose {time}"' in page


def test_at_an_event_of_several_days_a_refusal_names_the_day_of_each_time(client, event, people, firms, slots):
    with transaction() as session:
        session.add(EventDay(event_id=event.id, day=SECOND_DAY, opens=dt.time(9), closes=dt.time(17)))
        start = FIRST_SLOT + dt.timedelta(days=1)
        session.add(Slot(event_id=event.id, starts_at=start, ends_at=start + dt.timedelta(minutes=25)))
    third = factories.firm(event, "Singapore")
    services.arrange(event.id, third.id, firms[1].id, by=factories.user().id, slot_id=slots[0])
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)

    answer = client.as_user(people[1]).post(at("take_time", event, firms[1], meeting_id=made), data={"slot": slots[0]})

    assert f"{DAY}, 09:30 has just been taken" in answer.text
    assert f"Accept {DAY}, 10:00 instead" in answer.text
    assert f"You are both still free at {DAY}, 10:00; {DAY}, 10:30; " in answer.text
    assert f'data-told-named="{DAY}, 10:00"' in answer.text  # the button says it once that time is ticked


@pytest.mark.parametrize(("free", "said"), [(7, "and at"), (10, "and at 2 more times.")])
def test_where_a_time_is_gone_all_others_are_said_or_counted(client, event, people, firms, slots, free, said):
    with transaction() as session:
        for number in range(len(slots), free + 1):
            start = FIRST_SLOT + dt.timedelta(minutes=30 * number)
            session.add(Slot(event_id=event.id, starts_at=start, ends_at=start + dt.timedelta(minutes=25)))
    third = factories.firm(event, "Singapore")
    services.arrange(event.id, third.id, firms[1].id, by=factories.user().id, slot_id=slots[0])
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)

    answer = client.as_user(people[1]).post(at("take_time", event, firms[1], meeting_id=made), data={"slot": slots[0]})

    sentence = next(one.text for one in body(answer).find("p") if "You are both still free at" in one.text)
    assert sentence.count(":") == min(free, 8)
    assert (said in sentence) == (free > 8)


@pytest.mark.parametrize(
    ("state", "words"), [("held", "This meeting was held"), ("missed", "This meeting is noted as missed")]
)
def test_the_time_page_of_a_meeting_that_took_place_does_not_call_it_cancelled(
    client, event, people, firms, slots, state, words
):
    made = services.arrange(event.id, firms[0].id, firms[1].id, by=factories.user().id, slot_id=slots[0])
    with transaction() as session:
        session.get_one(Meeting, made).state = state

    reader, address = client.as_user(people[0]), at("take_time", event, firms[0], meeting_id=made)
    for page in (reader.get(address).text, reader.post(address, data={"slot": slots[1]}).text):
        assert words in page
        assert "cancelled, declined" not in page
        assert "You may ask anew" not in page


def test_the_time_page_of_a_request_that_lapsed_says_that_it_did(client, event, people, firms):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    with transaction() as session:
        session.get_one(Meeting, made).expires_at = now()
    services.expire_due_requests()

    page = client.as_user(people[0]).get(at("take_time", event, firms[0], meeting_id=made)).text

    assert "This request has lapsed" in page
    assert "cancelled, declined" not in page


def test_who_comes_to_ask_and_was_asked_already_answers_there(client, event, people, firms, slots):
    meeting_id = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0])
    asked = client.as_user(people[1])
    page = asked.get(at("ask", event, firms[1], other_id=firms[0].id), query_string={"slot": slots[1], "lang": "en"})
    assert body(page).find("h1")[0].text == "Answer a request"

    answer = asked.post(read(page).find("#slots")[0].attributes["action"], data=fields_of(page, "#slots"))

    assert answer.status_code == 302
    assert (db.session.get_one(Meeting, meeting_id).state, db.session.get_one(Meeting, meeting_id).slot_id) == (
        "booked",
        slots[1],
    )


def test_who_asks_after_the_other_side_did_is_offered_their_request_to_accept(client, event, people, firms, slots):
    asked = client.as_user(people[1])
    opened = fields_of(asked.get(at("ask", event, firms[1], other_id=firms[0].id)), "#slots")
    meeting_id = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0])

    late = asked.post(at("ask", event, firms[1], other_id=firms[0].id), data={**opened, "slot": slots[2]})

    assert late.status_code == 409
    again = asked.post(read(late).find("#slots")[0].attributes["action"], data=fields_of(late, "#slots"))
    assert again.status_code == 302
    assert db.session.get_one(Meeting, meeting_id).slot_id == slots[2]
