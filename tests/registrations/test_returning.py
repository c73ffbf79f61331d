"""A firm that was here last year finds its profile and its people filled; what it allowed does not pass on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.registrations.models import Consent, Registration
from app.registrations.queries.access import list_company_users
from app.registrations.services import consents
from tests import factories
from tests.support.pages import read, text_of


@pytest.fixture
def last_year(app):
    past = factories.event("last-year", phase="closed")
    firm = factories.firm(
        past,
        "Singapore",
        name="Jetty Pte Ltd",
        users=[factories.user("Boss")],
        languages=["en", "zh"],
        people=0,
        company_values={"sectors": {"is_in": ["5224"]}},
    )
    factories.representative(firm, display_name="Tan Ah Kow", title="Director", email="tan@jetty.example")
    consents.save_consents(firm, {"contacts": True, "attendee_list": True}, language="en")
    return firm


@pytest.fixture
def event(last_year):
    return factories.event(
        "this-year", run_by=last_year.event.organisation, phase="registration", registration_mode="open"
    )


def come_again(client, event, company_id, **typed):
    side = factories.group(event, "Singapore").id
    return client.post("/events/this-year/register", data={"group": side, "returning": company_id, **typed})


def test_a_firm_comes_again_with_its_profile_and_people_and_no_consent(client, event, last_year):
    boss = client.as_user(list_company_users(last_year)[0])
    page = boss.get("/events/this-year/register")

    sent_on = come_again(boss, event, last_year.company_id)

    made = db.session.scalars(select(Registration).where(Registration.event_id == event.id)).one()
    assert "Jetty Pte Ltd was here before" in text_of(page, "main")
    assert sent_on.location.endswith(f"/companies/{made.id}/welcome/work")
    assert (made.company_id, made.state, made.languages) == (last_year.company_id, "draft", ["en", "zh"])
    assert [(one.display_name, one.title) for one in made.representatives] == [("Tan Ah Kow", "Director")]
    assert db.session.query(Consent).filter_by(event_id=event.id).count() == 0
    assert "was here before" not in boss.get("/events/this-year/register").text


def test_a_firm_that_comes_again_says_for_which_side(client, event, last_year):
    boss = client.as_user(list_company_users(last_year)[0])
    first = read(boss.get("/events/this-year/register")).find("[name=group]")[0].find("option")[0].attributes["value"]

    answer = come_again(boss, event, last_year.company_id, group=first)

    assert answer.status_code == 422
    assert db.session.scalars(select(Registration).where(Registration.event_id == event.id)).all() == []


def test_nobody_registers_again_a_firm_of_others(client, event, last_year):
    for visitor in (client.as_user(factories.user()), client):
        come_again(visitor, event, last_year.company_id)

    assert db.session.query(Registration).filter_by(event_id=event.id).count() == 0
