"""A firm's home: the next thing first."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core.db import db, now, transaction
from app.events.models import ProgrammeItem, Slot
from app.matching import services as matching
from app.meetings import services
from app.registrations.models import JoinRequest
from tests import factories
from tests.support.pages import read, text_of


def home(event, registration):
    return f"/events/{event.slug}/companies/{registration.id}/home"


def test_a_waiting_request_comes_first(client, event, user, bank, port):
    services.request_meeting(event.id, port.id, bank.id, by=None, message="Shall we?")

    page = client.as_user(user).get(home(event, bank)).text

    assert "Answer Chongqing Port" in page
    assert "Shall we?" in page


def test_the_best_suggestion_is_named_until_it_is_asked(client, event, user, bank, port):
    matching.rank_event(event.id)
    visitor = client.as_user(user)
    assert "Chongqing Port fits best" in visitor.get(home(event, bank)).text

    services.request_meeting(event.id, bank.id, port.id, by=None)

    assert "Chongqing Port fits best" not in visitor.get(home(event, bank)).text


def test_each_of_several_days_has_its_heading_and_none_is_shown_that_is_over(client, event, user, bank):
    speech = {"event_id": event.id, "title_en": "Speech", "keeps_busy": True}
    with transaction() as session:
        for ahead in (-1, 1, 2):
            begins = now() + timedelta(days=ahead)
            session.add(ProgrammeItem(**speech, starts_at=begins, ends_at=begins + timedelta(minutes=30)))
    coming = [(now() + timedelta(days=ahead)).astimezone(ZoneInfo(event.zone)) for ahead in (1, 2)]

    page = read(client.as_user(user).get(home(event, bank)))

    days = [each.text for each in page.find("h3") if each.meets(".q-small")]
    assert days == [f"{day:%A} {day.day} {day:%B} {day.year}" for day in coming]


def test_the_day_shows_what_is_booked(client, event, user, bank, port):
    slot = db.session.scalars(select(Slot.id).where(Slot.event_id == event.id)).first()
    made = services.request_meeting(event.id, port.id, bank.id, by=None)
    services.accept(made, bank.id, by=None, slot_id=slot)

    page = client.as_user(user).get(home(event, bank)).text

    assert "1 meeting booked" in page
    assert "A1" in page


def test_agreed_meetings_are_counted_while_the_organizer_plans_their_times(client, event, user, bank, port):
    with transaction():
        event.booking_mode = "planned"
    services.accept(services.request_meeting(event.id, port.id, bank.id, by=None), bank.id, by=None)

    page = text_of(client.as_user(user).get(home(event, bank)), "main")

    assert "1 meeting is agreed, without a time yet" in page
    assert "0 meetings booked" not in page
    assert "The organizer plans the times of agreed meetings." in page


def test_another_firms_home_does_not_exist(client, event, user, bank, port):
    assert client.as_user(user).get(home(event, port)).status_code == 404


def test_a_colleague_who_asks_to_join_is_named_with_the_way_to_answer(client, event, user, bank):
    with transaction() as session:
        session.add(JoinRequest(registration_id=bank.id, user_id=factories.user("Koh Wei Ming").id, at=now()))

    page = client.as_user(user).get(home(event, bank)).text

    assert "Answer a colleague who asks to join" in page
    assert "Koh Wei Ming waits since" in page


def test_a_whole_profile_is_not_asked_to_be_completed_what_else_is_to_say_is_named(client, event, user):
    sectors = {"is_in": ["5224"], "offers": ["5224"], "seeks": ["6419"]}
    told = {"sectors": sectors, "holds": ["iso_9001"], "about_en": "A port."}
    firm = factories.firm(event, name="Jetty", users=[user], goal="trade", company_values=told)

    page = client.as_user(user).get(home(event, firm)).text

    assert "100 %" not in page
    assert ("Say whether you may be listed" in page, "keeps partners from finding you" in page) == (True, False)


def test_after_a_meeting_that_was_called_off_home_does_not_say_that_nobody_was_asked(client, event, user, bank, port):
    matching.rank_event(event.id)
    made = services.request_meeting(event.id, bank.id, port.id, by=None)
    services.accept(made, port.id, by=None)
    services.cancel(made, port.id, by=None)

    page = read(client.as_user(user).get(home(event, bank))).text

    assert "Chongqing Port fits best of those with which you have no meeting and no open request." in page
    assert "you have not asked" not in page


def test_who_declined_is_not_named_as_the_one_to_ask(client, event, user, bank, port):
    matching.rank_event(event.id)
    made = services.request_meeting(event.id, bank.id, port.id, by=None)
    services.decline(made, port.id, by=None)

    assert "fits best" not in client.as_user(user).get(home(event, bank)).text
