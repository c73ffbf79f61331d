"""An address is corrected on the firm's page: what did not arrive goes to the new one, and so does all that follows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.models import Outbox
from app.meetings import services
from app.registrations.models import Representative
from app.registrations.services.people import update_person
from tests import factories
from tests.support.soundness import faults_of_rows

WRONG, RIGHT = "tan@bokseng.exmaple.org", "tan@bokseng.example.org"


@pytest.fixture
def firm(app):
    """Its one person has an account, with the address that is wrong."""
    made = factories.firm(factories.event(), name="Bok Seng", users=[factories.user(email=WRONG)], people=0)
    factories.representative(made, email=WRONG)
    return made


def host(firm):
    return factories.firm(firm.event, "Chongqing")


def fail_all():
    with transaction() as session:
        for letter in session.scalars(select(Outbox)):
            letter.state, letter.error = "failed", "550 no such user"


def correct(firm):
    person = db.session.scalars(select(Representative).where(Representative.email == WRONG)).one()
    update_person(firm, person.id, {"email": RIGHT}, by=None)


def addresses() -> list[str]:
    return [letter.recipient for letter in db.session.scalars(select(Outbox).order_by(Outbox.id))]


def test_a_letter_that_failed_goes_again_to_the_corrected_address_which_the_page_names(client, firm):
    services.request_meeting(firm.event_id, host(firm).id, firm.id, by=None)
    fail_all()
    organizer = factories.member(firm.event.organisation, Role.ORGANIZER)
    here = f"/events/{firm.event.slug}/emails"

    correct(firm)
    letter = db.session.scalars(select(Outbox)).one()
    list_, page = (client.as_user(organizer).get(at).text for at in (here, f"{here}/{letter.id}"))
    client.post(f"{here}/{letter.id}/sending")

    assert [(RIGHT in text, WRONG in text) for text in (list_, page)] == [(True, False)] * 2
    db.session.expire_all()
    assert [(one.recipient, one.state) for one in db.session.scalars(select(Outbox))] == [(RIGHT, "sent")]


@pytest.mark.full
def test_later_letters_go_to_the_corrected_address_once_and_the_account_keeps_its_own(firm):
    correct(firm)
    services.request_meeting(firm.event_id, host(firm).id, firm.id, by=None)

    assert addresses() == [RIGHT]
    assert [user.email for user in db.session.scalars(select(User).where(User.email == WRONG))]
    assert [fault.says for fault in faults_of_rows()] == []


def test_letters_to_an_address_that_somebody_else_reads_too_stay_with_it(firm):
    factories.representative(firm, email=WRONG)
    services.request_meeting(firm.event_id, host(firm).id, firm.id, by=None)
    fail_all()

    first = db.session.scalars(select(Representative).where(Representative.email == WRONG)).all()[0]
    update_person(firm, first.id, {"email": RIGHT}, by=None)

    assert addresses() == [WRONG]


def test_a_letter_that_was_sent_and_never_arrived_goes_again_to_the_corrected_address_of_an_account(client, firm):
    services.request_meeting(firm.event_id, host(firm).id, firm.id, by=None)
    organizer = factories.member(firm.event.organisation, Role.ORGANIZER)
    correct(firm)
    letter = db.session.scalars(select(Outbox)).one()
    with transaction():
        letter.state, letter.recipient = "sent", WRONG
    here = f"/events/{firm.event.slug}/emails/{letter.id}"

    page = client.as_user(organizer).get(here).text
    client.post(f"{here}/sending")

    assert f"Send again to {RIGHT}" in page
    assert addresses() == [RIGHT]
