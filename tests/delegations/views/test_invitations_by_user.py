"""All ways in which somebody invites others share one limit; lists of firms have one of their own."""

from __future__ import annotations

import pytest

from app.accounts.models import User
from app.accounts.views.attempts import INVITATIONS_BY_USER
from app.core.db import db
from app.core.models import Outbox
from app.core.web.rate_limits import RateLimit
from app.delegations.views import invitations
from tests import factories
from tests.support.pages import fields_of, read

MOST = INVITATIONS_BY_USER.item.amount


@pytest.fixture
def settings(client, brought):
    """Sends the form of the delegation's settings."""
    address = f"{brought.address}/settings"

    def send(**values):
        page = client.get(address)
        found = next(one for one in read(page).find("form") if one.find("[name=name_en]"))
        return client.post(address, data={**fields_of(page, found), **values})

    client.as_user(brought.chamber)
    return send


@pytest.mark.full
def test_a_chamber_makes_no_more_accounts_than_it_may_invite(settings):
    answers = [
        settings(head_name="Ms Lim", head_email=f"lim{number}@example.org").status_code for number in range(MOST + 1)
    ]

    assert answers == [302] * MOST + [429]
    assert db.session.query(User).filter(User.email.like("lim%")).count() == MOST


def test_an_address_counts_whether_it_has_an_account_or_not(settings, monkeypatch):
    monkeypatch.setattr("app.accounts.views.attempts.INVITATIONS_BY_USER", few())
    factories.user(email="known@example.org")

    answers = [
        settings(head_name="Ms Lim", head_email=email).status_code
        for email in ("known@example.org", "new@example.org", "known@example.org")
    ]

    assert answers == [302, 302, 429]


def test_a_leader_who_stays_counts_once(settings, monkeypatch):
    monkeypatch.setattr("app.accounts.views.attempts.INVITATIONS_BY_USER", few())

    answers = [
        settings(head_name="Ms Lim", head_email="lim@example.org", origin=f"Singapore {number}").status_code
        for number in range(4)
    ]

    assert answers == [302] * 4


def test_the_refusal_keeps_what_was_typed(settings, monkeypatch):
    monkeypatch.setattr("app.accounts.views.attempts.INVITATIONS_BY_USER", few())
    for number in range(2):
        settings(head_name="Ms Lim", head_email=f"lim{number}@example.org")

    refused = settings(head_name="Ms Roy", head_email="roy@example.org")

    assert (refused.status_code, "roy@example.org" in refused.text) == (429, True)


def test_staff_head_and_first_user_share_the_limit(client, brought, monkeypatch):
    monkeypatch.setattr("app.accounts.views.attempts.INVITATIONS_BY_USER", few())
    client.as_user(brought.organizer)
    client.post("/events/day/people", data={"name": "Desk", "email": "desk@example.org", "role": "desk"})
    page = client.get("/events/day/delegations/new")
    found = next(one for one in read(page).find("form") if one.find("[name=name_en]"))
    new = {**fields_of(page, found), "name_en": "French delegation", "new_organisation": "French chamber"}
    new |= {
        "user_name": "Ms Roy",
        "user_email": "roy@example.org",
        "head_name": "Mr Bo",
        "head_email": "bo@example.org",
    }

    refused = client.post("/events/day/delegations/new", data=new)

    assert refused.status_code == 429
    assert [letter.recipient for letter in db.session.query(Outbox)] == ["desk@example.org"]


def test_the_message_names_who_was_invited(client, settings):
    client.get(settings(head_name="Ms Lim", head_email="lim@example.org").location)

    answer = settings(deputy_name="Mr Ho", deputy_email="ho@example.org")

    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "No letter has gone to ho@example.org" in page
    assert "No letter has gone to lim@example.org" not in page


def test_a_list_of_firms_is_invited_within_a_limit_of_its_own(client, brought, monkeypatch):
    monkeypatch.setattr(invitations, "INVITATIONS_BY_USER", RateLimit("few_firms", "3 per hour"))
    firms = [brought.firm(email=f"firm{number}@example.org") for number in range(4)]
    client.as_user(brought.chamber)

    sent = client.post(f"{brought.address}/invitations", data={"firm": [firm.id for firm in firms[:3]]})
    refused = client.post(f"{brought.address}/invitations", data={"firm": [firms[3].id]})

    assert (sent.status_code, refused.status_code) == (302, 429)
    assert db.session.query(Outbox).count() == 3


def few():
    return RateLimit("few_invitations", "2 per hour")
