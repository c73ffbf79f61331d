"""Meetings through the browser's door: a firm asks, another answers, both see it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, select

from app.db import db, now, transaction
from app.events.models import Event, EventDay, Slot
from app.floor.models import Outbox
from app.meetings import services
from app.meetings.models import Meeting
from app.meetings.queries.lists import meetings_of
from app.registrations.models import Preference
from tests import factories
from tests.factories import FIRST_SLOT
from tests.meetings.views.looking import at, body
from tests.support.pages import fields_of, read, text_of

SECOND_DAY = FIRST_SLOT.date() + dt.timedelta(days=1)
DAY = f"{FIRST_SLOT:%-d %B %Y}"


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
    assert "Moved: 10:00 at table A1, before: 10:30." in moved.text
    for user, firm, other in ((people[0], firms[0], "Chongqing Port"), (people[1], firms[1], "YCH Group Pte Ltd")):
        agenda = client.as_user(user).get(at("agenda", event, firm)).text
        assert other in agenda
        assert "A1" in agenda


def test_who_declines_may_say_a_word_that_the_other_side_reads(client, event, people, firms):
    meeting_id = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    asked, here = client.as_user(people[1]), at("decline", event, firms[1], meeting_id=meeting_id)
    button = fields_of(asked.get(at("requests", event, firms[1])), f"[action={here}]")
    assert button["reason"] == ""

    assert asked.post(here, data={**button, "reason": "x" * 1001}).status_code == 422
    asked.post(here, data={**button, "reason": "Our logistics are settled."})

    seen = client.as_user(people[0]).get(at("requests", event, firms[0])).text
    assert "Answered: “Our logistics are settled.”" in seen


def test_an_old_page_takes_back_nothing_that_was_agreed_since(client, event, people, firms, slots):
    meeting_id = services.ask(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0])
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
    first = services.ask(event.id, third.id, firms[1].id, by=None)
    second = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    asked = client.as_user(people[1])
    asked.post(at("take_time", event, firms[1], meeting_id=first), data={"slot": slots[0]})

    answer = asked.post(at("take_time", event, firms[1], meeting_id=second), data={"slot": slots[0]})

    assert answer.status_code == 409
    assert "09:30 has just been taken" in answer.text
    assert "Accept 10:00 instead" in answer.text
    assert db.session.get_one(Meeting, second).state == "requested"


def test_a_time_that_never_was_free_is_not_said_to_have_just_been_taken(client, event, people, firms, slots):
    alone = factories.firm(event, "Singapore", people=0, users=[factories.user()])
    made = services.ask(event.id, firms[1].id, alone.id, by=None)
    user = factories.user()
    factories.let_in(alone, user)

    answer = client.as_user(user).post(at("take_time", event, alone, meeting_id=made), data={"slot": slots[0]})

    assert answer.status_code == 409
    assert "09:30 cannot be had: Nobody of yours is registered" in answer.text
    assert "just been taken" not in answer.text


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


def test_who_marked_a_firm_as_never_is_not_offered_its_times(client, event, people, firms):
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    with transaction() as session:
        never = Preference(event_id=event.id, registration_id=firms[1].id, other_id=firms[0].id, kind="never")
        session.add(never)

    page = client.as_user(people[1]).get(at("take_time", event, firms[1], meeting_id=made))

    assert "You marked this firm as “never”. Take that back on its page first." in page.text
    assert "Accept with this time" not in page.text


def test_moving_warns_of_no_limit_on_requests(client, event, people, firms, slots):
    with transaction():
        event.max_open_requests, event.max_meetings = 1, 2
    meeting = services.ask(event.id, firms[1].id, firms[0].id, by=None)
    services.accept(meeting, firms[0].id, by=None, slot_id=slots[0])
    services.ask(event.id, firms[0].id, factories.firm(event, "Chongqing").id, by=None)

    page = client.as_user(people[0]).get(at("take_time", event, firms[0], meeting_id=meeting)).text

    assert "wait for it or take it back" not in page
    assert "You may have" not in page
    assert 'data-names-time="Move to {time}"' in page


def test_the_limit_of_requests_is_said_before_anything_is_typed(client, event, people, firms, slots):
    with transaction():
        event.max_open_requests = 1
    services.ask(event.id, firms[0].id, factories.firm(event, "Chongqing").id, by=None)

    page = client.as_user(people[0]).get(at("ask", event, firms[0], other_id=firms[1].id)).text

    assert "1 of your requests wait for an answer, and that is the most" in page
    assert "Send the request" not in page


@pytest.fixture
def closed(event, firms, slots):
    """After the event: one request of each side waits, one meeting is agreed, one booked."""
    others = [factories.firm(event, "Chongqing", name=f"Other {number}") for number in range(3)]
    services.ask(event.id, firms[0].id, others[0].id, by=None)
    waiting = services.ask(event.id, others[1].id, firms[0].id, by=None, slot_id=slots[0])
    services.accept(services.ask(event.id, firms[0].id, others[2].id, by=None), others[2].id, by=None)
    booked = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(booked, firms[1].id, by=None, slot_id=slots[1])
    with transaction():
        event.phase = "closed"
    return waiting, booked


def acts_on(page) -> list[str]:
    return [form.attributes["action"] for form in body(page).find("form") if form.attributes.get("method") == "post"]


def test_after_the_event_nothing_is_offered_that_the_phase_refuses(client, event, firms, people, closed):
    client.as_user(people[0])
    page = client.get(at("requests", event, firms[0]))

    assert acts_on(page) == []
    assert "The event is closed, so this is no longer possible." in read(page).text
    for word in ("Take back", "Cancel", "Decline", "Accept", "Choose a time", "Move"):
        assert word not in [node.text for node in body(page).find(".btn")]
    assert [act for act in acts_on(client.get(at("agenda", event, firms[0]))) if not act.endswith("/note")] == []
    assert "waits for your answer" not in client.get(at("agenda", event, firms[0])).text
    assert acts_on(client.get(f"/events/{event.slug}/firms/{firms[0].id}/home")) == []


def test_the_pages_of_an_ended_event_say_why_nothing_can_be_done(client, event, firms, people, closed):
    client.as_user(people[0])
    other = factories.firm(event, "Chongqing", name="Not asked")
    pages = [
        at("ask", event, firms[0], other_id=other.id),
        *(at("take_time", event, firms[0], meeting_id=made) for made in closed),
    ]

    for address in pages:
        page = client.get(address)
        assert acts_on(page) == []
        assert "The event is closed, so this is no longer possible." in read(page).text
    firm = client.get(f"/events/{event.slug}/firms/{other.id}")
    assert "The event is closed, so this is no longer possible." in read(firm).text


def test_what_the_phase_refuses_is_said_with_its_reason_and_leads_back_to_the_event(
    client, event, firms, people, closed
):
    client.as_user(people[0])

    page = client.post(f"/events/{event.slug}/firms/{firms[0].id}/meetings/{closed[1]}/cancellation")

    assert page.status_code == 409
    assert read(page).find("h1")[0].text == "Not at this stage of the event"
    assert "The event is closed, so this is no longer possible. Nothing was changed." in read(page).text
    assert f"/events/{event.slug}/firms/{firms[0].id}/home" in [
        node.attributes["href"] for node in body(page).find("a")
    ]


def test_at_an_event_of_several_days_a_refusal_names_the_day_of_each_time(client, event, people, firms, slots):
    with transaction() as session:
        session.add(EventDay(event_id=event.id, day=SECOND_DAY, opens=dt.time(9), closes=dt.time(17)))
        start = FIRST_SLOT + dt.timedelta(days=1)
        session.add(Slot(event_id=event.id, starts_at=start, ends_at=start + dt.timedelta(minutes=25)))
    third = factories.firm(event, "Singapore")
    services.arrange(event.id, third.id, firms[1].id, by=factories.user().id, slot_id=slots[0])
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)

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
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)

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
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    with transaction() as session:
        session.get_one(Meeting, made).expires_at = now()
    services.expire_due()

    page = client.as_user(people[0]).get(at("take_time", event, firms[0], meeting_id=made)).text

    assert "This request has lapsed" in page
    assert "cancelled, declined" not in page


def test_requests_stand_in_the_order_in_which_they_press_as_on_the_home_page(client, event, people, firms):
    askers = {name: factories.firm(event, "Singapore", name=f"{name} Pte Ltd") for name in ("open", "want", "must")}
    for name, asker in askers.items():
        services.ask(event.id, asker.id, firms[1].id, by=None, priority=name)
    asked = client.as_user(people[1])

    pages = [asked.get(at("requests", event, firms[1])), asked.get(f"/events/{event.slug}/firms/{firms[1].id}/home")]

    headings = [[one.text for one in body(page).find("h3") if "Pte Ltd" in one.text] for page in pages]
    assert headings == [["must Pte Ltd", "want Pte Ltd", "open Pte Ltd"]] * 2


def test_each_reads_who_wrote_what(client, event, people, firms, slots):
    services.ask(event.id, firms[0].id, firms[1].id, by=None, message="Shall we?")
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
    assert all("was 18 March 2027, 09:30" in page for page in pages)


def said_to_both(client, event, people, firms):
    pairs = zip(people[:2], firms[:2], strict=True)
    return [text_of(client.as_user(one).get(at("requests", event, firm)), "article") for one, firm in pairs]


def the_meeting_of(firm):
    return next(row.id for row in meetings_of(firm.id))


@pytest.mark.parametrize(
    ("end", "offered"), [("cancelled", True), ("expired", True), ("withdrawn", True), ("declined", False)]
)
def test_who_came_to_nothing_may_be_asked_again_where_nobody_declined(client, event, people, firms, end, offered):
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)
    with transaction() as session:
        session.get_one(Meeting, made).state = end
        session.get_one(Meeting, made).awaiting_id = None
    again = at("ask", event, firms[0], other_id=firms[1].id)
    visitor = client.as_user(people[0])

    assert (f'href="{again}"' in visitor.get(at("requests", event, firms[0])).text) == offered


def test_nothing_is_offered_again_that_would_be_refused(client, event, people, firms):
    made = services.ask(event.id, firms[0].id, firms[1].id, by=None)
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
    services.ask(event.id, firms[1].id, firms[0].id, by=None)
    assert again not in page()
