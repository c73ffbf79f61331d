"""An address without an account that a firm's sheet names has a way in mailed, and nobody else's address has."""

from __future__ import annotations

import re

import pytest

from app.accounts.models import User
from app.core.db import db, transaction
from app.registrations.queries.company_links import get_link_token
from app.registrations.services.access import grant_access
from app.registrations.services.company_links import create_links
from tests import factories
from tests.accounts.conftest import path_in
from tests.support.clients import Visitor

ADDRESS = "li@port.example"


@pytest.fixture
def firm(app):
    """A firm that takes part, registration being over, and that nobody came for."""
    firm = factories.firm(factories.event(phase="running"), "Chongqing", people=0)
    factories.representative(firm, display_name="Li Wei", email=ADDRESS)
    create_links([firm])
    return firm


def requests_of(firm):
    return f"/events/{firm.event.slug}/companies/{firm.id}/requests"


def test_the_mailed_link_lets_in_once_and_leads_to_the_page(app, client, firm, letters):
    client.post(f"/sign-in?next={requests_of(firm)}", data={"email": "Li@Port.example", "way": "link"})
    [(recipient, _kind, text)] = letters()
    shown = client.get(path_in(text))
    entered = client.post(path_in(text))

    assert (recipient, shown.status_code, entered.location) == (ADDRESS, 200, requests_of(firm))
    assert client.get(entered.location).status_code == 200
    assert Visitor(app, use_cookies=True).post(path_in(text)).status_code == 404
    assert firm.representatives[0].user_id == db.session.query(User).filter_by(email=ADDRESS).one().id


def test_a_firm_that_others_act_for_is_closed_to_it_and_the_page_tells_nothing(client, firm, letters):
    with transaction():
        grant_access(firm, factories.user("Other", "other@port.example"))

    answers = [client.post("/forgot", data={"email": one}) for one in (ADDRESS, "nobody@port.example")]

    assert answers[0].location == answers[1].location
    assert letters() == []


def test_a_link_asked_for_in_time_dies_when_others_come_first(client, firm, letters):
    client.post("/forgot", data={"email": ADDRESS})
    [(_recipient, _kind, text)] = letters()
    with transaction():
        grant_access(firm, factories.user("Other", "other@port.example"))

    assert client.post(path_in(text)).status_code == 404
    assert db.session.query(User).filter_by(email=ADDRESS).count() == 0


def test_who_came_by_the_firms_link_is_mailed_a_link_to_the_same_account(app, client, firm, letters):
    with transaction():
        firm.event.phase = "registration"
    client.post(
        f"/f/{get_link_token(factories.link_of(firm))}", data={"act": "yes", "person": firm.representatives[0].id}
    )
    other_device = Visitor(app, use_cookies=True)

    other_device.post("/sign-in", data={"email": ADDRESS, "way": "link"})
    [(_recipient, _kind, text)] = letters()
    other_device.post(path_in(text))

    assert other_device.get(requests_of(firm)).status_code == 200
    assert db.session.query(User).count() == 1


@pytest.fixture
def elsewhere(app):
    """An event of another organisation at which strangers register."""
    return factories.event("elsewhere", phase="registration", registration_mode="open")


def register(visitor, event):
    """Anybody registers a company and names the address."""
    form = {"name": "Anything", "person": "Li", "email": ADDRESS, "languages": ["en"], "attendee_list": "y"}
    visitor.post(f"/events/{event.slug}/register", data={**form, "group": event.groups[0].id})


def asked_for(visitor, letters, page=""):
    """The text of the one email that comes when the address asks for a link, and the paths in it."""
    letters()
    visitor.post(f"/sign-in?next={page}", data={"email": ADDRESS, "way": "link"})
    [(_recipient, _kind, text)] = letters()
    return text, [
        "/" + line.split("/", 3)[3] for line in text.splitlines() if line.startswith("http") and "/inv" in line
    ]


@pytest.mark.databases("sqlite", "postgresql")
def test_what_a_stranger_registers_with_an_address_does_not_hide_its_own_company(app, firm, elsewhere, letters):
    register(Visitor(app), elsewhere)
    owner = Visitor(app)

    _text, [path] = asked_for(owner, letters, requests_of(firm))

    assert owner.post(path).location == requests_of(firm)
    assert owner.get(requests_of(firm)).status_code == 200


def test_what_a_stranger_registered_has_its_link_mailed_where_nothing_else_names_the_address(app, elsewhere, letters):
    register(Visitor(app), elsewhere)

    text, [_path] = asked_for(Visitor(app), letters)

    assert "Anything" in text


@pytest.mark.databases("sqlite", "postgresql")
def test_each_company_that_names_an_address_has_its_link_in_the_email(app, firm, elsewhere, letters):
    other = factories.firm(elsewhere, name="Anything", people=0)
    factories.representative(other, email=ADDRESS)
    factories.representative(factories.registration_of(other.company, firm.event), email=ADDRESS)
    owner = Visitor(app)

    text, paths = asked_for(owner, letters, requests_of(firm))
    entered = [owner.post(path).location for path in paths]
    page = owner.get("/invitations").text
    [number] = re.findall(r"/invitations/(\d+)/acceptance", page)
    owner.post(f"/invitations/{number}/acceptance")

    assert [name in text for name in ("Anything", firm.company.name)] == [True, True]
    assert f"<h2>{firm.company.name}</h2>" in page
    assert entered == [f"/events/elsewhere/companies/{other.id}/home", "/invitations"]
    assert owner.get(requests_of(firm)).status_code == 200
