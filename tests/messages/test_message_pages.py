"""The page of a message as its writer uses it: twice in a hurry, at odd hours, with hostile names about."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.models import JobRun, Outbox
from app.messages.models import Message
from app.messages.queries.messages import audience_of
from config import Smtp
from tests import factories
from tests.support.pages import read


@pytest.fixture
def event(app):
    made = factories.event()
    with transaction():
        made.zone = "Europe/Paris"
    firm = factories.firm(made, name="{link} {0.__class__} %(x)s", people=0)
    factories.representative(firm, display_name="{{7*7}}\r\nBcc: all@example.org", email="ann@alpha.example")
    return made


@pytest.fixture
def page(client, event):
    """Of a message of one sentence in English; its writer is signed in."""
    client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    begun = client.post(f"/events/{event.slug}/messages/new?list=attendees")
    client.post(begun.location, data={"subject_en": "To {name} of {firm}", "body_en": "{name}: {firm}"})
    return begun.location


def message():
    return db.session.scalars(select(Message)).one()


def seen(client, page):
    """What the page has its writer confirm."""
    (form,) = (one for one in read(client.get(page)).find("form") if one.attributes["action"] == f"{page}/sending")
    return {one.attributes["name"]: one.attributes["value"] for one in form.find("input")}


def said(answer):
    return [" ".join(one.text.split()) for one in read(answer).find(".q-notice")]


def test_who_presses_twice_is_told_so_and_nothing_goes_twice(app, client, event, page):
    app.config["JOBS"] = "queue"  # the work waits, as it does for a moment
    confirmed = seen(client, page)

    first, second = (client.post(f"{page}/sending", data=confirmed, follow_redirects=True) for _ in range(2))

    assert "1 letter is being written" in said(first)
    assert "It is being sent already, or was. Nobody gets it twice." in said(second)
    assert len(db.session.scalars(select(JobRun).where(JobRun.kind == "message")).all()) == 1


def test_a_page_that_shows_other_words_or_people_than_there_are_sends_nothing(client, event, page):
    confirmed = seen(client, page)
    client.post(page, data={"subject_en": "New", "body_en": "New"})
    words = client.post(f"{page}/sending", data=confirmed, follow_redirects=True)
    confirmed = seen(client, page)
    firm = factories.firm(event, people=0)
    factories.representative(firm, display_name="Bo", email="bo@beta.example")
    people = client.post(f"{page}/sending", data=confirmed, follow_redirects=True)

    assert any(one.startswith("Somebody has changed the text since you read it.") for one in said(words))
    assert any(one.startswith("The group has changed meanwhile: it would go to 2 now.") for one in said(people))
    assert (message().state, db.session.scalars(select(Outbox)).all()) == ("draft", [])


def test_what_stands_in_names_is_put_in_as_it_stands(client, event, page):
    client.post(f"{page}/sending", data=seen(client, page))

    letter = db.session.scalars(select(Outbox)).one()
    assert letter.subject == "To {{7*7}} Bcc: all@example.org of {link} {0.__class__} %(x)s"
    assert letter.body.startswith("{{7*7}} Bcc: all@example.org: {link} {0.__class__} %(x)s\n")


@pytest.mark.parametrize(
    ("day", "at", "goes"),
    [
        ("2032-03-28", "02:30", None),  # the clocks jump over it
        ("2032-10-31", "02:30", None),  # they show it twice
        ("2032-10-31", "03:30", datetime(2032, 10, 31, 2, 30, tzinfo=UTC)),
        ("2020-01-01", "09:00", None),
        ("2032-02-30", "09:00", None),
        ("", "", None),
    ],
)
def test_a_time_that_there_is_not_or_that_is_past_is_refused(client, page, day, at, goes):
    client.post(f"{page}/schedule", data={"day": day, "at": at})

    assert (message().state, message().send_at) == (("scheduled", goes) if goes else ("draft", None))


def test_a_scheduled_one_shows_its_words_and_that_it_goes_when_all_is_over(client, event, page):
    after = max(each.day for each in event.days) + timedelta(days=30)
    client.post(f"{page}/schedule", data={"day": after.isoformat(), "at": "9:00"})

    shown = client.get(page).text
    assert ("{name}: {firm}" in shown, "after the last day of the event" in shown) == (True, True)
    assert "/sending" not in shown


def test_in_a_draft_of_an_event_the_page_says_why_nothing_goes(client, event, page):
    with transaction():
        event.phase = "draft"

    shown = client.get(page).text

    assert ("This opens with the phase" in shown, "/sending" in shown) == (True, False)
    assert len(audience_of(event, message()).going) == 1


@pytest.mark.parametrize(
    ("mailed", "state", "said"),
    [
        (False, "sent", "written, not sent"),
        (True, "sent", "sent"),
        (True, "queued", "to be sent"),
        (True, "held", "on hold"),
        (True, "failed", "not sent"),
    ],
)
def test_a_message_says_how_its_emails_fared_and_not_that_they_were_written(
    app, client, event, page, mailed, state, said
):
    client.post(f"{page}/sending", data=seen(client, page))
    with transaction():
        db.session.scalars(select(Outbox)).one().state = state
    if mailed:
        shutil.rmtree(app.config["SETTINGS"].outbox, ignore_errors=True)
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp=Smtp(host="mail.example", port=25))

    listed, own = (client.get(address) for address in (f"/events/{event.slug}/messages", page))

    states = [" ".join(one.text.split()) for shown in (listed, own) for one in read(shown).find(".q-state")]
    assert states == [said, said, said]
