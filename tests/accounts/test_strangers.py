"""An address without an account that a firm's sheet names has a way in mailed, and nobody else's address has."""

from __future__ import annotations

import pytest

from app.accounts.models import User
from app.db import db, transaction
from app.registrations.queries.links import token_of
from app.registrations.services.claims import let_in
from app.registrations.services.links import give_links
from tests import factories
from tests.accounts.conftest import path_in
from tests.support.clients import Visitor

ADDRESS = "li@port.example"


@pytest.fixture
def firm(app):
    """A firm that takes part, registration being over, and that nobody came for."""
    firm = factories.firm(factories.event(phase="running"), "Chongqing", people=0)
    factories.representative(firm, display_name="Li Wei", email=ADDRESS)
    give_links([firm])
    return firm


def requests_of(firm):
    return f"/events/{firm.event.slug}/firms/{firm.id}/requests"


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
        let_in(firm, factories.user("Other", "other@port.example"))

    answers = [client.post("/forgot", data={"email": one}) for one in (ADDRESS, "nobody@port.example")]

    assert answers[0].location == answers[1].location
    assert letters() == []


def test_a_link_asked_for_in_time_dies_when_others_come_first(client, firm, letters):
    client.post("/forgot", data={"email": ADDRESS})
    [(_recipient, _kind, text)] = letters()
    with transaction():
        let_in(firm, factories.user("Other", "other@port.example"))

    assert client.post(path_in(text)).status_code == 404
    assert db.session.query(User).filter_by(email=ADDRESS).count() == 0


def test_who_came_by_the_firms_link_is_mailed_a_link_to_the_same_account(app, client, firm, letters):
    with transaction():
        firm.event.phase = "registration"
    client.post(f"/f/{token_of(factories.link_of(firm))}", data={"act": "yes", "person": firm.representatives[0].id})
    other_device = Visitor(app, use_cookies=True)

    other_device.post("/sign-in", data={"email": ADDRESS, "way": "link"})
    [(_recipient, _kind, text)] = letters()
    other_device.post(path_in(text))

    assert other_device.get(requests_of(firm)).status_code == 200
    assert db.session.query(User).count() == 1
