"""The attendee list through the browser's door: who sees what, exports it, and reads where it went."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.services import give_event_role, take_event_role
from app.core.db import db
from app.lists.allowed_columns import CHECK_IN_COLUMNS
from app.lists.models import ExportLog, ExportRow, SavedView
from app.lists.views import attendees
from tests import factories
from tests.lists.views.pages import SECRETS, export, firms_on, url
from tests.support.pages import read
from tests.support.queries import counted

ALL = ("Agreed", "Silent", "Quiet", "Homely", "Refused", "Lone")


@pytest.mark.parametrize(
    ("who", "use", "seen"),
    [
        ("organizer", "running", {"Agreed", "Silent", "Quiet", "Homely", "Refused", "Lone", "City"}),
        ("desk", "running", {"Agreed", "Silent", "Quiet", "Homely", "Refused", "Lone", "City"}),
        ("chamber", "running", {"Agreed", "Silent"}),
        ("organizer", "abroad", {"Agreed", "Quiet"}),
        ("chamber", "abroad", {"Agreed", "Quiet"}),
        ("chamber", "home", {"Agreed", "Quiet", "Homely"}),
    ],
)
def test_each_sees_the_rows_of_the_purpose(client, here, who, use, seen):
    page = client.as_user(getattr(here, who)).get(url(here, use=use, task="contacts", column=""))

    shown = client.get(url(here, use=use, column="company"))

    assert page.status_code == 200
    assert set(firms_on(shown)) == seen


def test_who_keeps_the_desk_for_a_chamber_hands_over_what_was_agreed_to(client, here):
    give_event_role(here.chamber, here.event.id, "desk")
    client.as_user(here.chamber)

    at_the_door, handed_over = (client.get(url(here, use=use, column="all")).text for use in ("running", "home"))

    assert ("Lone Pte Ltd" in at_the_door, "boss@" in at_the_door) == (True, False)
    assert ("boss@homely.example" in handed_over, "boss@quiet.example" in handed_over) == (True, False)


def test_a_chambers_hand_over_begins_with_its_own_delegation_and_is_widened_in_one_step(client, here):
    page = client.as_user(here.chamber).get(url(here))

    narrow = client.get(link_of(page, "Somebody in the country"))
    wide = client.get(link_of(narrow, "Add the other delegations"))

    assert (firms_on(narrow), sorted(firms_on(wide))) == (["Agreed"], ["Agreed", "Homely", "Quiet"])


def link_of(page, text):
    return next(a.attributes["href"] for a in read(page).find("a") if a.text == text)


def test_the_organizer_keeps_what_the_desk_may_not_have(client, here):
    page = client.as_user(here.organizer).get(url(here, use="running", column="all")).text

    assert [secret for secret in SECRETS if secret not in page] == []


def test_the_desk_finds_nobody_by_an_e_mail_that_it_may_not_see(client, here):
    searched = url(here, use="running", q="boss@agreed.example", column="company")

    assert firms_on(client.as_user(here.organizer).get(searched)) == ["Agreed"]
    assert firms_on(client.as_user(here.desk).get(searched)) == []


def test_a_view_saved_as_organizer_shows_the_desk_no_contacts(client, here):
    both = factories.event_role(here.event, "organizer")
    client.as_user(both).post(url(here, "/views", use="home", task="contacts"), data={"view-name": "Mine"})
    view = db.session.scalars(select(SavedView)).one()
    take_event_role(both, here.event.id, "organizer", by=None)
    give_event_role(both, here.event.id, "desk")

    page = client.get(url(here, view=view.id))

    assert (page.status_code, [secret for secret in SECRETS if secret in page.text]) == (200, [])


def test_a_very_long_list_of_the_desk_holds_no_more_than_a_short_one(client, here, monkeypatch):
    monkeypatch.setattr(attendees, "LONG_FILE_ROWS", 1)

    export(client.as_user(here.desk), here, use="abroad", column="all")

    assert db.session.scalars(select(ExportLog)).one().purpose == "running"
    assert {name for row in db.session.scalars(select(ExportRow)) for name in row.fields} <= set(CHECK_IN_COLUMNS)


def test_a_chamber_sees_no_field_of_others_that_they_did_not_agree_to(client, here):
    page = client.as_user(here.chamber).get(url(here, use="home", column="all"))

    assert "boss@homely.example" in page.text
    assert "boss@quiet.example" not in page.text
    assert not [name for name in ("refused", "lone", "hidden") if f"boss@{name}.example" in page.text]
    assert "vegetarian" not in page.text


@pytest.mark.parametrize("path", ["", "/left-out", "/exports"])
def test_a_firm_and_a_stranger_are_let_in_nowhere(client, here, path):
    boss = factories.user()
    factories.firm(here.event, users=[boss])

    assert client.get(url(here, path)).location.startswith("/sign-in")
    assert client.as_user(boss).get(url(here, path)).status_code == 403
    assert client.as_user(factories.user()).get(url(here, path)).status_code == 404


def test_an_empty_event_says_what_will_be_here(client, app):
    event = factories.event()
    user = factories.event_role(event, "organizer")

    assert "Nobody is registered yet" in client.as_user(user).get(f"/events/{event.slug}/attendees").text


@pytest.mark.full
@pytest.mark.parametrize("use", ["running", "home"])
def test_the_page_costs_the_same_number_of_queries_at_1_row_and_at_30(client, here, use):
    client.as_user(here.organizer).get(url(here, use=use))
    with counted() as few:
        client.get(url(here, use=use, q="agreed"))
    for i in range(30):
        factories.firm(here.event, name=f"Agreed {i}")

    with counted() as many:
        client.get(url(here, use=use, q="agreed"))

    assert len(many) == len(few)


def test_only_who_sees_all_firms_may_ask_for_those_without_a_delegation(client, here):
    address = f"/events/{here.event.slug}/attendees"

    assert "Without a delegation" in client.as_user(here.organizer).get(address).text
    assert "Without a delegation" not in client.as_user(here.chamber).get(address).text
