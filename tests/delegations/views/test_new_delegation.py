"""Which chamber a new delegation belongs to: one that was chosen or named, never one that merely stood first."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.accounts.models import Organisation
from app.accounts.permissions import Role
from app.accounts.services import create_organisation
from app.core.db import db
from app.registrations.models import Delegation
from tests import factories
from tests.support.clients import Visitor
from tests.support.pages import fields_of, read


@pytest.fixture
def form(client, brought):
    """The organizer's form as it comes, filled with a name."""
    client.as_user(brought.organizer)
    page = client.get("/events/day/delegations/new")
    found = next(one for one in read(page).find("form") if one.find("[name=name_en]"))
    return {**fields_of(page, found), "name_en": "French delegation"}


def chamber_of(name: str) -> str | None:
    owner = select(Organisation.name_en).join(Delegation, Delegation.organisation_id == Organisation.id)
    return db.session.scalar(owner.where(Delegation.name_en == name))


def sent(client, form, **values):
    return client.post("/events/day/delegations/new", data={**form, **values})


def test_the_name_of_a_new_chamber_counts_where_none_was_chosen(client, form):
    assert sent(client, form, new_organisation="French chamber").status_code == 302
    assert chamber_of("French delegation") == "French chamber"


def test_without_a_choice_and_a_name_nothing_is_registered(client, form):
    refused = sent(client, form)

    assert refused.status_code == 422
    assert "Choose the chamber that looks after it." in refused.text
    assert chamber_of("French delegation") is None


def test_a_name_beside_a_chosen_chamber_is_asked_about(client, form, brought):
    refused = sent(client, form, organisation=str(brought.house.id), new_organisation="French chamber")

    assert refused.status_code == 422
    assert chamber_of("French delegation") is None


def test_a_chamber_with_one_house_need_not_choose(client, brought):
    page = client.as_user(brought.chamber).get("/events/day/delegations/new")
    found = next(one for one in read(page).find("form") if one.find("[name=name_en]"))

    made = client.post("/events/day/delegations/new", data={**fields_of(page, found), "name_en": "Ours"})

    assert made.status_code == 302
    assert chamber_of("Ours") == brought.house.name_en


def test_the_heads_letter_is_listed_and_its_link_handed_over_where_no_letters_go(client, form, brought):
    values = {"organisation": str(brought.house.id), "head_name": "Ms Roy", "head_email": "roy@example.org"}

    page = client.post("/events/day/delegations/new", data={**form, **values}, follow_redirects=True).text

    assert "No letter has gone to roy@example.org" in page
    letters = read(client.get("/events/day/emails")).text
    assert "roy@example.org" in letters
    assert f"Mr Office invites you to {brought.event.name_en}" in letters


def test_a_chamber_of_another_organisation_changes_nothing_in_the_answer(client, form, brought):
    other = factories.organisation("Park office")
    elsewhere = create_organisation("French chamber", owner_id=other.id)
    factories.member(elsewhere, Role.CHAMBER, email="member@fr.example")
    first = {"user_name": "Ms Roy", "user_email": "roy@fr.example"}

    taken = sent(client, form, new_organisation="French chamber", **first)
    free = sent(client, form, name_en="Belgian delegation", new_organisation="Belgian chamber", **first)

    assert (taken.status_code, free.status_code) == (302, 302)
    pages = [client.get(answer.location).text for answer in (taken, free)]
    assert "member@fr.example" not in pages[0] + client.get("/events/day/delegations").text
    assert db.session.scalar(select(Delegation.id).where(Delegation.organisation_id == elsewhere.id)) is None


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_who_organizes_one_event_gets_no_chamber_of_another(app, client, brought):
    there = factories.event("there", run_by=db.session.get_one(Organisation, brought.event.organisation_id))
    chamber = {"organisation": "0", "new_organisation": "French chamber"}
    made = {"name_en": "French delegation", "group": brought.delegation.group_id, **chamber}
    client.as_user(brought.organizer).post("/events/day/delegations/new", data=made)
    delegation = db.session.scalars(select(Delegation).where(Delegation.name_en == "French delegation")).one()
    only_there = Visitor(app).as_user(factories.event_role(there, Role.ORGANIZER))
    other = Visitor(app).as_user(factories.user("Other", "other@fr.example"))

    page = only_there.get("/events/there/delegations/new").text
    first = {"user_name": "Other", "user_email": "other@fr.example"}
    answer = only_there.post("/events/there/delegations/new", data={**made, **first, "group": there.groups[0].id})
    [number] = re.findall(r"/invitations/(\d+)/acceptance", other.get("/invitations").text)
    other.post(f"/invitations/{number}/acceptance")

    assert "French chamber" not in page
    assert answer.status_code == 302
    assert other.get(f"/events/day/delegations/{delegation.id}").status_code == 404
