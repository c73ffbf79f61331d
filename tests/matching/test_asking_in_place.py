"""Ask out of the list of suggestions: the next common times, one press, and on with the next one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.events.models import Slot
from app.matching import services
from app.meetings.models import Meeting
from app.meetings.services import arrange
from tests import bank_and_port, factories
from tests.support.pages import fields_of, read


@pytest.fixture
def event(app):
    return factories.event(slots=8, tables=2)


@pytest.fixture
def slots(event):
    return list(db.session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)))


def form_in(page: str):
    """Where the form of the first row goes, what it sends as it stands, and the times it offers."""
    form = next(each for each in read(page).find("form") if each.find("[name=priority]"))
    times = [each.attributes["value"] for each in form.find("option")]
    return form.attributes["action"], fields_of(page, form), times


@pytest.mark.full
def test_a_row_offers_the_next_common_times_and_asks_without_leaving_the_list(client, event, user, bank, port, slots):
    services.rank_event(event.id)
    taken = factories.firm(event, "Chongqing")
    arrange(event.id, bank.id, taken.id, by=factories.user().id, slot_id=slots[1].id)
    visitor = client.as_user(user)

    action, sent, times = form_in(visitor.get(f"/events/{event.slug}/companies/{bank.id}/suggestions?q=port").text)
    answer = visitor.post(action, data={**sent, "priority": "must"})

    free = [slot.id for slot in slots if slot.id != slots[1].id]
    assert times == [*map(str, free[:5]), ""]
    assert answer.headers["Location"] == f"/events/{event.slug}/companies/{bank.id}/suggestions?q=port"
    asked = db.session.scalars(select(Meeting).where(Meeting.state == "requested")).one()
    assert (asked.slot_id, {asked.low_id, asked.high_id}, asked.priority) == (free[0], {bank.id, port.id}, "must")
    after = visitor.get(answer.headers["Location"]).text
    assert "Chongqing Port is asked. Nothing is booked until they accept." in after


def test_a_press_that_comes_twice_asks_once(client, event, user, bank, port):
    services.rank_event(event.id)
    visitor = client.as_user(user)
    action, sent, times = form_in(visitor.get(f"/events/{event.slug}/companies/{bank.id}/suggestions").text)

    answers = [visitor.post(action, data={**sent, "slot": times[-1]}).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert [each.slot_id for each in db.session.scalars(select(Meeting))] == [None]


@pytest.mark.full
def test_a_time_that_went_meanwhile_is_refused_with_others_to_take(client, event, user, bank, port, slots):
    services.rank_event(event.id)
    visitor = client.as_user(user)
    action, sent, times = form_in(visitor.get(f"/events/{event.slug}/companies/{bank.id}/suggestions").text)
    arrange(event.id, factories.firm(event).id, port.id, by=factories.user().id, slot_id=slots[0].id)

    answer = visitor.post(action, data={**sent, "slot": times[0]})

    assert answer.status_code == 409
    assert "Chongqing Port" in answer.text
    assert len(db.session.scalars(select(Meeting)).all()) == 1


@pytest.mark.parametrize(
    "query", ["?event=x&registration_id=9&other_id=9&back=firm&_scheme=x&endpoint=y", "?q=%00&q=2"]
)
def test_whatever_stands_in_the_address_the_list_is_shown(client, event, user, bank, port, query):
    services.rank_event(event.id)
    visitor = client.as_user(user)

    shown = visitor.get(f"/events/{event.slug}/companies/{bank.id}/suggestions{query}")

    assert shown.status_code == 200
    action, sent, _times = form_in(visitor.get(f"/events/{event.slug}/companies/{bank.id}/suggestions").text)
    joined = f"{action}&{query[1:]}"
    assert visitor.post(joined, data={**sent, "slot": ""}).status_code == 302


def test_two_side_by_side_of_which_one_is_asked_do_not_offer_to_ask_it_again(client, event, user, bank):
    ports = [bank_and_port.port(event) for _ in range(2)]
    services.rank_event(event.id)
    arrange(event.id, bank.id, ports[0].id, by=factories.user().id, slot_id=None)
    query = "&".join(f"firm={each.id}" for each in ports)

    page = client.as_user(user).get(f"/events/{event.slug}/companies/{bank.id}/suggestions/compare?{query}").text

    assert page.count("Ask for a meeting") == 1
    assert page.count("See the request") == 1
