"""Invitations and reminders of a delegation, before they go."""

from __future__ import annotations

import re

import pytest

from app.db import db, now, transaction
from app.events.services import set_rehearsal
from app.floor.mail import release
from app.floor.models import Outbox
from app.registrations.services.links import give_links
from tests import factories
from tests.registrations.views.rosters import act
from tests.support.pages import read


def test_reminders_are_looked_at_first(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")

    answer = act(client, brought, "remind", firm)

    assert answer.location == f"{brought.address}/reminders?firm={firm.id}"
    assert db.session.query(Outbox).count() == 0


def test_a_reminder_goes_out_once_however_often_the_button_is_pressed(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    client.as_user(brought.chamber)

    for _ in range(2):
        answer = client.post(f"{brought.address}/reminders", data={"firm": [firm.id]})

    page = client.get(answer.location).text
    assert db.session.query(Outbox).count() == 1
    assert "got no second one: Bok Seng" in page


def test_the_page_of_reminders_remembers_whom_it_reminded_and_offers_to_send_again(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    client.as_user(brought.chamber)
    before = client.get(f"{brought.address}/reminders").text
    client.post(f"{brought.address}/reminders", data={"firm": [firm.id]})

    page = client.get(f"{brought.address}/reminders").text
    mark = re.findall(rf'name="again" value="({firm.id}@[^"]+)"', page)[0]
    for _ in range(2):
        client.post(f"{brought.address}/reminders", data={"again": [mark]})

    assert "Nothing has been sent by mail yet" in before
    assert "By mail so far: 1 firm" in page
    assert "to send again, tick" in page
    assert f'name="firm" value="{firm.id}"' not in page
    assert db.session.query(Outbox).count() == 2


def test_the_page_of_invitations_counts_what_went(client, brought):
    brought.firm("Bok Seng", email="boss@example.org")
    with transaction():
        brought.link(brought.firm("Alpha", email="a@example.org")).mailed_at = now()

    page = client.as_user(brought.chamber).get(f"{brought.address}/invitations").text

    assert "By mail so far: 1 firm" in page
    assert "Nothing has been sent" not in page


@pytest.mark.parametrize("data", [{"again": "x@y"}, {"again": "7"}, {"again": f"{'9' * 40}@z"}, {"firm": "x"}])
def test_a_page_of_letters_takes_nonsense_for_nobody(client, brought, data):
    answer = client.as_user(brought.chamber).post(f"{brought.address}/invitations", data=data)

    assert answer.status_code == 302
    assert db.session.query(Outbox).count() == 0


def test_letters_that_the_rehearsal_holds_are_never_told_as_sent(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    set_rehearsal(brought.event.id, on=True, by=None)
    client.as_user(brought.chamber)
    for page in ("invitations", "reminders"):
        client.post(f"{brought.address}/{page}", data={"firm": [firm.id]})

    pages = [client.get(brought.address).text, client.get(f"/events/day/firms/{firm.id}/registration").text]

    assert [page.count("by mail: held by the rehearsal") for page in pages] == [2, 2]
    assert "The last reminder: held by the rehearsal." in pages[0]
    with transaction():
        release(brought.event, by=None)
    assert "by mail: held by the rehearsal" not in client.get(brought.address).text


def test_the_page_of_invitations_says_which_address_is_that_of_an_account(client, brought):
    stood = factories.firm(factories.event("before"), name="YCH Group")
    factories.let_in(stood, factories.user(email="before@ych.sg"))
    firm = factories.registration_of(stood.company, brought.event, delegation_id=brought.delegation.id)
    factories.representative(firm, email="entered@ych.sg")
    give_links([firm])

    page = read(client.as_user(brought.chamber).get(f"{brought.address}/invitations")).text

    assert "before@ych.sg account entered@ych.sg" in page
    assert "“account”: somebody signs in for the firm by it" in page


def test_where_all_addresses_were_entered_nothing_is_said_of_accounts(client, brought):
    brought.firm("YCH Group", email="entered@ych.sg")

    assert "“account”" not in client.as_user(brought.chamber).get(f"{brought.address}/invitations").text
