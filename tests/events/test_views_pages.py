from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.db import transaction
from app.core.localized import Localized
from app.events import services
from app.events.drafts import DraftItem, EventDates
from app.events.models import Event
from app.events.phases import Mover, Phase
from app.events.queries import draft_of
from tests import factories
from tests.events.drafts import usual
from tests.support.pages import fields_of, read, text_of, without_tokens
from tests.support.queries import counted

BUS = Localized("bus 1", "1号车", "car n° 1")


@pytest.fixture
def organizer(app: Flask) -> User:
    return factories.member(factories.organisation("Port zone office"), Role.ORGANIZER)


@pytest.fixture
def created(organizer: User) -> Event:
    draft = usual(
        programme=(DraftItem(Localized("Port tour"), dt.time(10), dt.time(11, 20), place=BUS, audience="sg"),),
        dates=EventDates(registration_closes_on=dt.date(2032, 2, 26)),
    )
    return services.create_event(draft, organisation_id=organizer.memberships[0].organisation_id, by=organizer.id)


@pytest.fixture
def opened(created: Event) -> Event:
    services.move_event(created.id, source=Phase.DRAFT, target=Phase.REGISTRATION, mover=Mover.ORGANIZER, by=None)
    return created


def test_a_stranger_reads_what_qiao_is_and_which_events_are_open(client, opened):
    front = client.get("/")

    assert read(front).find("h1")[0].text == "Business meetings that are worth the journey"
    assert "Singapore × Chongqing Matching Day" in front.text
    assert "/sign-in" in front.text


def test_a_front_page_without_events_says_so(client, app):
    assert "No event is open at the moment." in text_of(client.get("/"), ".q-empty")


def test_an_organizer_without_events_is_led_to_the_first(client, organizer):
    page = client.as_user(organizer).get("/")

    assert [link.attributes["href"] for link in read(page).find("a") if link.text == "Create the first event"] == [
        "/events/new"
    ]


def test_who_takes_part_in_nothing_is_told_how_to_come_in(client, app):
    page = client.as_user(factories.user()).get("/")

    assert "You take part in no event yet" in text_of(page, ".q-empty")
    assert "New event" not in page.text


def test_an_event_is_listed_with_what_one_is_there(client, app):
    event = factories.event()
    firm = factories.user()
    factories.firm(event, users=[firm])

    page = client.as_user(firm).get("/")

    assert "Company" in text_of(page, "[data-label=You are]")


def test_the_list_of_events_costs_the_same_at_one_and_at_thirty(client, organizer):
    host = organizer.memberships[0].organisation
    factories.event(run_by=host)
    visitor = client.as_user(organizer)
    with counted() as one:
        visitor.get("/")
    for _number in range(29):
        factories.event(run_by=host)
    with counted() as thirty:
        visitor.get("/")

    assert len(thirty) == len(one)


def test_nobody_but_its_organizers_sees_a_draft(client, created, organizer):
    assert client.get("/events/lianglu-cuntan").status_code == 404
    assert client.as_user(factories.user()).get("/events/lianglu-cuntan").status_code == 404

    page = client.as_user(organizer).get("/events/lianglu-cuntan")

    assert "This is a draft" in text_of(page, ".q-notice")


@pytest.mark.parametrize("path", ["", "/register", "/overview"])
def test_a_draft_is_refused_as_an_event_that_does_not_exist(client, created, path):
    visitor = client.as_user(factories.user())

    refused, absent = (visitor.get(f"/events/{slug}{path}") for slug in ("lianglu-cuntan", "absent-event"))

    assert (refused.status_code, absent.status_code) == (404, 404)
    assert without_tokens(refused).replace("lianglu-cuntan", "absent-event") == without_tokens(absent)


def test_the_public_page_tells_when_where_and_how(client, opened):
    alone = text_of(client.get("/events/lianglu-cuntan"), ".q-panel")
    factories.interpreter(opened)

    page = client.get("/events/lianglu-cuntan")

    brief = text_of(page, ".q-panel")
    assert "interpreters" not in alone
    assert "Thursday 18 March 2032 from 09:30 to 17:00" in brief
    assert "18 tables 11 times of 25 minutes" in brief
    assert "English and Chinese; interpreters on request" in brief
    assert "Registration is open until Thursday 26 February 2032." in page.text
    morning, _, _rest = text_of(page, ".q-agenda").partition(" 13:30")
    assert morning == "09:30 Meetings, until 11:55 10:00 Port tour bus 1 · for Singapore 12:00 Lunch, hall 2"


@pytest.mark.parametrize(("language", "said"), [("en", "bus 1"), ("zh", "1号车"), ("fr", "car n° 1")])
def test_the_public_page_says_where_an_item_is_in_the_readers_language(client, opened, language, said):
    programme = text_of(client.get(f"/events/lianglu-cuntan?lang={language}", follow_redirects=True), ".q-agenda")

    assert [one for one in ("bus 1", "1号车", "car n° 1") if one in programme] == [said]


def test_the_way_in_follows_the_mode_of_registration(client, opened):
    assert "I register my company" not in client.get("/events/lianglu-cuntan").text

    services.change_event(opened.id, usual_like(opened, registration_mode="open"), version=1, by=None)

    assert "I register my company" in client.get("/events/lianglu-cuntan").text


def usual_like(event: Event, **changes):
    from dataclasses import replace

    return replace(draft_of(event), **changes)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (dt.date(2032, 2, 26), "Registration is open until Thursday 26 February 2032."),
        (dt.date(2032, 2, 27), "Registration is closed."),
    ],
)
def test_registration_closes_with_its_last_day_in_the_zone_of_the_event(client, app, opened, today, said):
    app.config["CLOCK"] = lambda: dt.datetime.combine(today, dt.time(15, 59), tzinfo=dt.UTC)

    assert said in client.get("/events/lianglu-cuntan").text


def test_a_reader_elsewhere_sees_the_hours_of_home_too(client, opened):
    page = client.as_user(factories.user(zone="Europe/Paris")).get("/events/lianglu-cuntan")

    assert "(for you: 02:30 to 09:55)" in text_of(page, ".q-panel")


def test_home_leads_each_role_to_its_own(client, opened, organizer):
    assert client.get("/events/lianglu-cuntan/home").location == "/events/lianglu-cuntan"
    assert client.as_user(organizer).get("/events/lianglu-cuntan/home").location == "/events/lianglu-cuntan/overview"


def test_the_overview_shows_the_phase_the_figures_and_what_to_do(client, opened, organizer):
    factories.firm(opened, "Singapore")
    factories.firm(opened, "Chongqing", state="submitted")

    page = client.as_user(organizer).get("/events/lianglu-cuntan/overview")

    assert text_of(page, ".q-now") == "Registration"
    assert [node.text for node in read(page).find(".q-done")] == ["Draft"]
    assert "Go on to: Booking" in text_of(page, ".q-confirm")
    assert "Now in: Registration" in text_of(page, ".q-agenda")


@pytest.mark.full
def test_the_overview_costs_the_same_with_one_firm_and_with_thirty(client, opened, organizer):
    factories.firm(opened, "Singapore")
    visitor = client.as_user(organizer)
    with counted() as one:
        visitor.get("/events/lianglu-cuntan/overview")
    for _number in range(29):
        factories.firm(opened, "Chongqing")
    with counted() as thirty:
        visitor.get("/events/lianglu-cuntan/overview")

    assert len(thirty) == len(one)


def test_a_phase_is_moved_by_a_post_that_names_where_it_stood(client, created, organizer):
    visitor = client.as_user(organizer)

    moved = visitor.post("/events/lianglu-cuntan/phase", data={"source": "draft", "target": "registration"})
    again = visitor.post("/events/lianglu-cuntan/phase", data={"source": "draft", "target": "registration"})

    assert (moved.status_code, again.status_code, created.phase) == (302, 409, "registration")


@pytest.mark.parametrize("target", ["closed", "nonsense", ""])
def test_a_phase_that_does_not_follow_is_refused(client, created, organizer, target):
    refused = client.as_user(organizer).post("/events/lianglu-cuntan/phase", data={"source": "draft", "target": target})

    assert refused.status_code in (409, 422)
    assert created.phase == "draft"


def test_the_rehearsal_is_switched_on_the_settings_page(client, created, organizer):
    visitor = client.as_user(organizer)

    visitor.post("/events/lianglu-cuntan/rehearsal", data={"on": "1"})

    assert created.rehearsal
    assert "Let letters go out again" in visitor.get("/events/lianglu-cuntan/settings").text


def test_a_copy_asks_for_its_first_day_and_moves_all_others_along(client, created, organizer):
    visitor = client.as_user(organizer)
    asked = visitor.get("/events/lianglu-cuntan/copy")

    page = visitor.get("/events/lianglu-cuntan/copy?first_day=2032-09-16")
    saved = visitor.post("/events/new", data={**fields_of(page), "act": "save"})

    copy = draft_of(_event("singapore-x-chongqing-matching-day-copy"))
    assert "First day of" in asked.text
    assert saved.location == "/events/singapore-x-chongqing-matching-day-copy/overview"
    assert copy.first_day == dt.date(2032, 9, 16)
    assert copy.name == Localized("Singapore × Chongqing Matching Day (copy)", "新加坡—重庆企业对接会（副本）")
    assert copy.dates.registration_closes_on == dt.date(2032, 8, 26)
    assert [(item.title.en, item.place) for item in copy.programme] == [("Port tour", BUS)]
    assert [zone.name for zone in copy.tables] == [zone.name for zone in draft_of(created).tables]
    assert (copy.tables[0].labels, copy.limits, len(copy.may_ask)) == ("A1–A10", draft_of(created).limits, 2)


def _event(slug: str) -> Event:
    with transaction() as session:
        return session.query(Event).filter_by(slug=slug).one()


def test_a_copy_without_a_readable_day_says_so(client, created, organizer):
    page = client.as_user(organizer).get("/events/lianglu-cuntan/copy?first_day=soon")

    assert page.status_code == 422
    assert "Write the day as 2027-03-18." in text_of(page, ".q-field-error")


def test_the_public_page_counts_who_takes_part_by_sector_and_side(client, opened):
    banks = {"sectors": {"is_in": ["6411", "6492"]}}
    factories.firm(opened, "Singapore", company_values=banks)
    factories.firm(opened, "Chongqing", company_values=banks)
    factories.firm(opened, "Chongqing", company_values={"sectors": {"is_in": ["2910"], "seeks": ["6411"]}})
    factories.firm(opened, "Chongqing", company_values=banks, state="submitted")

    page = client.get("/events/lianglu-cuntan")

    assert text_of(page, ".q-hbars") == "Financial and insurance activities 2 Manufacturing 1"
    assert text_of(page, ".q-key") == "Singapore (1) Chongqing (2)"
    assert "3 firms" in text_of(page, "header")


def test_a_public_page_without_firms_counts_nobody(client, opened):
    assert read(client.get("/events/lianglu-cuntan")).find(".q-hbars") == []


def test_a_chamber_that_brings_a_delegation_can_write_to_the_organizer(client, opened):
    with transaction():
        opened.contact_email = "events@office.example.org"

    page = client.get(f"/events/{opened.slug}")

    (link,) = [one for one in read(page).find("a") if one.text == "Write to the organizer"]
    assert (link.attributes["href"] or "").startswith("mailto:events%40office.example.org?subject=Singapore")
    assert "Write to events@office.example.org." in text_of(page, "main")


def test_an_event_without_a_contact_names_none(client, opened):
    assert "mailto:" not in client.get(f"/events/{opened.slug}").text
