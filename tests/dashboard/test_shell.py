from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from app.accounts.permissions import Role
from app.core.db import transaction
from app.events.models import EventDay
from tests import factories
from tests.support.pages import read


@pytest.mark.parametrize(
    ("email", "shown"), [("li@example.org", "li@example.org"), (None, "Account")], ids=["by e-mail", "without any"]
)
def test_who_has_no_name_has_an_account_menu_too(client, email, shown):
    user = factories.user(email=email)
    with transaction():
        user.name = ""

    page = client.as_user(user).get("/account").text

    menu = page.partition('<details class="q-menu q-who">')[2].partition("</details>")[0]
    assert shown in menu
    assert "Sign out" in menu


@pytest.fixture
def organizing(client):
    event = factories.event("fair", phase="booking")
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


@pytest.mark.parametrize(
    ("zone", "day", "offset"),
    [
        ("Europe/Paris", dt.date(2032, 1, 12), "UTC+1"),
        ("Europe/Paris", dt.date(2032, 7, 12), "UTC+2"),
        ("America/New_York", dt.date(2032, 7, 12), "UTC−4"),
        ("Asia/Shanghai", dt.date(2032, 7, 12), "UTC+8"),
    ],
)
def test_every_page_says_how_the_clocks_stand_on_the_day_of_the_event(client, zone, day, offset):
    event = factories.event("fair")
    with transaction() as session:
        session.merge(event).zone = zone
        session.execute(update(EventDay).where(EventDay.event_id == event.id).values(day=day))
    reader = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    pages = [reader.get(f"/events/fair{path}").text for path in ("", "/meetings", "/interpreters", "/emails")]

    assert [f"({offset})" in page for page in pages] == [True] * 4


def in_french(page) -> str | None:
    return next(node.attributes["href"] for node in read(page).find("[hreflang=fr]"))


def refused(visitor, referrer: str):
    """A step that the event's phase does not have."""
    page = visitor.post(
        "/events/fair/phase", data={"source": "draft", "target": "registration"}, headers={"Referer": referrer}
    )
    assert page.status_code == 409
    return page


@pytest.mark.parametrize(
    ("referrer", "leads_to"),
    [
        ("http://localhost/events/fair/overview", "/events/fair/overview?lang=fr"),
        ("http://localhost/events/fair/meetings?state=booked&lang=en", "/events/fair/meetings?state=booked&lang=fr"),
        ("http://elsewhere.example/events/fair/overview", "/events/fair?lang=fr"),
        ("http://localhost//elsewhere.example/", "/events/fair?lang=fr"),
        ("http://localhost/events/fair/phase", "/events/fair?lang=fr"),
        ("http://localhost/nothing-here", "/events/fair?lang=fr"),
        ("http://[broken", "/events/fair?lang=fr"),
        ("", "/events/fair?lang=fr"),
    ],
)
def test_another_language_on_a_refusal_leads_to_the_page_that_the_form_stood_on(organizing, referrer, leads_to):
    assert in_french(refused(organizing, referrer)) == leads_to


def test_another_language_on_a_form_with_errors_leads_to_the_form(organizing):
    page = organizing.post("/events/fair/settings", data={"act": "save"})

    assert page.status_code == 422
    assert in_french(page) == "/events/fair/settings?lang=fr"


def test_a_refusal_leads_back_to_its_page_and_to_the_event(organizing):
    page = refused(organizing, "http://localhost/events/fair/meetings")

    ways = [(node.text, node.attributes["href"]) for node in read(page).find("main")[0].find("a")]
    assert ways[-2:] == [("Back to the page", "/events/fair/meetings"), ("To the event", "/events/fair/overview")]
