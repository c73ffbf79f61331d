"""Who has cancelled takes no part: its people keep their own page and see nothing of the others."""

from __future__ import annotations

import pytest

from app.registrations.services import standing
from app.registrations.states import Act, Actor
from tests import factories


@pytest.fixture
def cancelled(app, client):
    event = factories.event("day")
    user = factories.user()
    firm = factories.firm(event, users=[user])
    other = factories.firm(event, "Chongqing")
    standing.act_on(event, firm.id, Act.CANCEL, actor=Actor.COMPANY, by=user.id)
    client.as_user(user)
    return firm, other


@pytest.mark.parametrize("path", ["firms", "firms/{other}", "firms/{other}/logo", "ranking"])
def test_who_has_cancelled_sees_nobody_else_of_the_event(client, cancelled, path):
    _firm, other = cancelled

    assert client.get(f"/events/day/{path.format(other=other.id)}").status_code == 404


@pytest.mark.parametrize("path", ["profile", "agenda", "requests", "suggestions"])
def test_who_has_cancelled_still_finds_its_own_pages(client, cancelled, path):
    firm, other = cancelled

    page = client.get(f"/events/day/firms/{firm.id}/{path}")

    assert page.status_code == 200
    assert other.company.name not in page.text
