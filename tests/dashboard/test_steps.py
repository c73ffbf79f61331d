"""What the organizer's home says to do: by phase and date, each with its list."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.events.models import Event, Slot
from app.interpreters.services.interpreters import assign_interpreters
from app.matching.services.ranking import rank_event
from app.meetings import services
from app.meetings.models import Meeting
from app.registrations.services import consents
from app.registrations.states import RegistrationState
from tests import factories
from tests.support.pages import read, text_of


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def organizing(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


@pytest.fixture
def bank(event):
    return factories.firm(event, "Singapore", name="Merlion Bank", company_values={"name_zh": "鱼尾狮银行"})


@pytest.fixture
def port(event):
    return factories.firm(event, "Chongqing", name="Chongqing Port")


def change(event, **values):
    with transaction() as session:
        for name, value in values.items():
            setattr(session.get_one(Event, event.id), name, value)


def steps(page) -> dict[str, str]:
    """Each step with where its button leads."""
    return {
        item.find("b")[0].text: str(item.find("a")[0].attributes["href"])
        for listed in read(page).find(".q-next")
        for item in listed.find("li")
    }


def primary(page) -> list[str]:
    return [node.text for node in read(page).find(".btn-primary") if node.tag in ("a", "summary")]


def overview(visitor, event):
    return visitor.get(f"/events/{event.slug}/overview")


def test_each_step_leads_to_the_list_that_it_counts(organizing, event, bank, port):
    factories.firm(event, "Singapore", name="Late One", state=RegistrationState.SUBMITTED)
    change(event, phase="booking")

    found = steps(overview(organizing, event))

    at = f"/events/{event.slug}"
    assert found["Approve 1 registration"] == f"{at}/registrations?state=submitted"
    assert found["2 firms meet nobody so far"] == f"{at}/quiet-companies"


def test_the_next_phase_is_no_primary_act_before_its_day(organizing, event):
    change(event, phase="registration", requests_until=now().date() + dt.timedelta(days=40))

    page = overview(organizing, event)

    assert "Go on to: Booking" not in primary(page)
    assert "due on" in page.text


def test_the_next_phase_comes_first_once_it_is_due_and_nothing_presses_more(organizing, event):
    change(event, phase="registration", requests_until=now().date() + dt.timedelta(days=3))
    factories.delegation(event)

    page = overview(organizing, event)

    assert primary(page) == ["Go on to: Booking"]
    assert steps(page)["Open booking"] == f"/events/{event.slug}/overview#phases"


def test_requests_that_lapse_soon_are_told(organizing, event, bank, port):
    services.request_meeting(event.id, bank.id, port.id, by=None)
    with transaction() as session:
        session.scalars(select(Meeting)).one().expires_at = now() + dt.timedelta(hours=20)
    change(event, phase="booking")

    found = steps(overview(organizing, event))

    assert found["1 request lapses within two days"] == f"/events/{event.slug}/meetings?state=requested"


def test_lately_names_the_firms_and_links_them(organizing, event, bank, port):
    slot = db.session.scalars(select(Slot.id).where(Slot.event_id == event.id)).first()
    made = services.request_meeting(event.id, port.id, bank.id, by=None)
    services.accept(made, bank.id, by=None, slot_id=slot)

    first = read(overview(organizing, event)).find(".q-agenda")[0].find("li")[0]

    at = f"/events/{event.slug}"
    assert [(link.text, link.attributes["href"]) for link in first.find("a")] == [
        ("A meeting was booked", f"{at}/meetings?state=booked"),
        ("Merlion Bank", f"{at}/companies/{bank.id}/registration"),
        ("Chongqing Port", f"{at}/companies/{port.id}/registration"),
    ]


def test_lately_tells_what_people_did_and_not_what_was_computed(organizing, event, bank, port):
    services.request_meeting(event.id, bank.id, port.id, by=None)
    for _ in range(5):
        rank_event(event.id)

    lately = text_of(overview(organizing, event), ".q-agenda")

    assert "A firm asked for a meeting" in lately
    assert "The suggestions were computed" not in lately
    assert "The suggestions were computed" in organizing.get(f"/events/{event.slug}/log").text


def test_a_firm_that_meets_nobody_is_listed_until_somebody_asks_it(organizing, event, bank, port):
    third = factories.firm(event, "Singapore", name="Quiet Trader")
    services.request_meeting(event.id, bank.id, port.id, by=None)

    page = organizing.get(f"/events/{event.slug}/quiet-companies")

    heads = [head.find("a")[0].attributes["href"] for head in read(page).find("[scope=row]")]
    assert heads == [f"/events/{event.slug}/companies/{third.id}/registration"]


def test_a_planned_event_leads_to_what_is_to_be_arranged_and_then_to_the_plan(organizing, event):
    change(event, booking_mode="planned", phase="planning")

    page = overview(organizing, event)

    assert steps(page)["Arrange meetings"] == f"/events/{event.slug}/meetings"
    one, other = factories.firm(event), factories.firm(event, "Chongqing")
    services.arrange(event.id, one.id, other.id, by=factories.user().id)
    planned = steps(overview(organizing, event))["1 agreed meeting waits for its time"]
    assert planned == f"/events/{event.slug}/schedule"


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        ("booking", "It is early: the event begins on Thursday 18 March 2032."),
        ("running", "It is early: the event ends on Thursday 18 March 2032. Meetings that are still ahead"),
    ],
)
def test_a_step_before_its_day_says_that_it_is_early_and_what_it_takes_away(organizing, event, phase, said):
    change(event, phase=phase)

    assert said in read(overview(organizing, event)).text


def test_a_step_on_or_after_its_day_is_not_called_early(organizing, event):
    with transaction():
        event.days[0].day = now().date() - dt.timedelta(days=2)
    for phase in ("booking", "running"):
        change(event, phase=phase)
        assert "It is early" not in read(overview(organizing, event)).text


def test_the_step_to_published_says_how_many_agreed_meetings_stay_without_a_time(organizing, event, bank, port):
    change(event, phase="planning", booking_mode="planned")
    nothing_agreed = overview(organizing, event).text
    services.arrange(event.id, bank.id, port.id, by=factories.user().id)

    page = overview(organizing, event)

    asked = next(one for one in read(page).find(".q-confirm") if "Go on to: Published" in one.text)
    assert "1 agreed meeting stays without a time" in asked.text
    assert "stays without a time" not in nothing_agreed
    assert [one.attributes["class"] for one in asked.find("button")] == ["btn btn-danger"]


def test_a_request_that_waits_for_a_week_is_a_step_to_just_that_list(organizing, event, bank, port):
    other = factories.firm(event, "Chongqing", name="Zhifei")
    asked = [services.request_meeting(event.id, bank.id, one.id, by=None) for one in (port, other)]
    with transaction() as session:
        session.get_one(Meeting, asked[0]).changed_at = now() - dt.timedelta(days=7, minutes=1)

    found = steps(overview(organizing, event))

    leads_to = found["1 request has waited for an answer for a week"]
    assert leads_to == f"/events/{event.slug}/meetings?state=requested&waits=7"
    assert "Chongqing Port" in organizing.get(leads_to).text
    assert "Zhifei" not in organizing.get(leads_to).text


def test_who_has_not_agreed_to_the_list_that_is_to_go_out_is_a_step_with_each_of_them(organizing, event, bank, port):
    factories.firm(event, "Chongqing", name="Zhifei")
    consents.save_consents(bank, {"attendee_list": True}, language="en")
    for said in (True, False):
        consents.save_consents(port, {"attendee_list": said}, language="en")
    title = "2 firms have not agreed to the attendee list"
    assert title not in steps(overview(organizing, event))

    change(event, phase="published")
    found = steps(overview(organizing, event))

    rows = [one for one in read(organizing.get(found[title])).find("tr") if one.find("td")]
    assert sorted(one.find("th")[0].text for one in rows) == ["Chongqing Port", "Zhifei"]


def test_booked_meetings_without_the_interpreter_that_they_need_wait_where_they_are_given_one(organizing, event):
    firms = [
        factories.firm(event, side, languages=[speaks]) for side, speaks in (("Singapore", "en"), ("Chongqing", "zh"))
    ]
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    change(event, phase="booking", booking_mode="live")
    services.accept(made, firms[1].id, by=None, slot_id=db.session.scalars(select(Slot.id).order_by(Slot.id)).all()[0])
    asked = "1 booked meeting needs an interpreter and has none"

    none_yet = steps(overview(organizing, event))
    factories.interpreter(event, "en", "zh")
    before = steps(overview(organizing, event))
    on_its_page = organizing.get(before[asked]).text
    assign_interpreters(event.id, by=None)

    assert none_yet["1 booked meeting is of firms that share no language"].endswith("/interpreters/new")
    assert (before[asked], asked in on_its_page) == (f"/events/{event.slug}/interpreters", True)
    assert asked not in steps(overview(organizing, event))
