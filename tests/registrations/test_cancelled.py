"""Who has cancelled takes no part: its people keep their own page and see nothing of the others."""

from __future__ import annotations

import pytest

from app.matching import services as matching
from app.registrations.services import transitions
from app.registrations.states import RegistrationAct, RegistrationActor
from tests import factories


@pytest.fixture
def cancelled(app, client):
    event = factories.event("day")
    user = factories.user()
    firm = factories.firm(event, users=[user])
    other = factories.firm(event, "Chongqing")
    transitions.transition(event, firm.id, RegistrationAct.CANCEL, actor=RegistrationActor.COMPANY, by=user.id)
    client.as_user(user)
    return firm, other


@pytest.mark.parametrize("path", ["companies", "companies/{other}", "companies/{other}/logo", "ranking"])
def test_who_has_cancelled_sees_nobody_else_of_the_event(client, cancelled, path):
    _firm, other = cancelled

    assert client.get(f"/events/day/{path.format(other=other.id)}").status_code == 404


@pytest.mark.parametrize("path", ["profile", "agenda", "requests", "suggestions"])
def test_who_has_cancelled_still_finds_its_own_pages(client, cancelled, path):
    firm, other = cancelled

    page = client.get(f"/events/day/companies/{firm.id}/{path}")

    assert page.status_code == 200
    assert other.company.name not in page.text


@pytest.fixture
def suggested(app, client):
    """A firm that had suggestions before it cancelled, though its profile is not complete."""
    event = factories.event("day", min_meetings=2)
    user = factories.user()
    firm = factories.firm(event, users=[user], company_values={"sectors": {"offers": ["6419"], "seeks": ["5210"]}})
    port = {"offers": ["5210"], "seeks": ["6419"]}
    other = factories.firm(event, "Chongqing", name="Chongqing Port", company_values={"sectors": port})
    matching.rank_event(event.id)
    client.as_user(user)
    assert "Chongqing Port" in client.get(f"/events/day/companies/{firm.id}/suggestions").text
    transitions.transition(event, firm.id, RegistrationAct.CANCEL, actor=RegistrationActor.COMPANY, by=user.id)
    return firm, other


def test_what_was_suggested_before_is_closed(client, suggested):
    firm, other = suggested

    page = client.get(f"/events/day/companies/{firm.id}/suggestions")

    assert "The firm has cancelled" in page.text
    assert "Chongqing Port" not in page.text
    assert client.get(f"/events/day/companies/{firm.id}/ask/{other.id}").status_code == 404
    assert client.post(f"/events/day/companies/{firm.id}/ask/{other.id}", data={}).status_code == 404


def test_its_home_says_cancelled_and_asks_for_nothing(client, suggested):
    firm, _other = suggested

    home = client.get(f"/events/day/companies/{firm.id}/home").text
    requests = client.get(f"/events/day/companies/{firm.id}/requests").text

    assert "The firm has cancelled" in home
    assert "Nothing waits for you." in home
    for urged in ("Complete", "complete", "Chongqing Port", "find 2 more"):
        assert urged not in home + requests
