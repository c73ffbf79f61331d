"""A firm that has cancelled comes after all: who brings it, or the organizer, opens it again."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.registrations.models import Registration
from app.registrations.services import merging, registering, transitions
from app.registrations.services.delegation_members import QuotaFull
from app.registrations.states import IllegalRegistrationMove, RegistrationAct, RegistrationActor
from tests import factories
from tests.support.pages import read, text_of


@pytest.fixture
def gone(brought):
    """A firm of the delegation that has cancelled, with somebody who acts for it."""
    firm = brought.firm("Bok Seng", state="approved")
    transitions.transition(
        brought.event, firm.id, RegistrationAct.CANCEL, actor=RegistrationActor.CHAMBER, by=brought.chamber.id
    )
    return firm


def state_of(firm):
    return db.session.get_one(Registration, firm.id, populate_existing=True).state


def reopenings(page):
    return [form.attributes["action"] for form in page.find("form") if "reopening" in str(form.attributes)]


@pytest.mark.parametrize("who", ["chamber", "organizer"])
def test_its_page_offers_to_open_it_again(client, brought, gone, who):
    visitor = client.as_user(getattr(brought, who))
    page = f"/events/{brought.event.slug}/companies/{gone.id}"
    (reopening,) = reopenings(read(visitor.get(f"{page}/registration")))
    assert reopenings(read(visitor.get(f"{page}/home"))) == [reopening]

    answer = visitor.post(reopening)

    assert (answer.status_code, state_of(gone)) == (302, "draft")
    transitions.transition(
        brought.event, gone.id, RegistrationAct.SUBMIT, actor=RegistrationActor.CHAMBER, by=brought.chamber.id
    )


def test_the_firm_itself_reads_whom_to_ask(client, app):
    event, user = factories.event("day", contact_email="office@example.org"), factories.user()
    firm = factories.firm(event, users=[user])
    transitions.transition(event, firm.id, RegistrationAct.CANCEL, actor=RegistrationActor.COMPANY, by=user.id)
    home = client.as_user(user).get(f"/events/day/companies/{firm.id}/home")

    assert "To come after all, write to" in text_of(home, "#main")
    assert "office@example.org" in text_of(home, "#main")
    assert reopenings(read(home)) == []
    assert client.post(f"/events/day/companies/{firm.id}/registration/reopening").status_code == 403
    assert state_of(firm) == "cancelled"


def test_a_full_delegation_has_no_room_for_it(brought, gone):
    brought.firm("PSA")
    with transaction():
        brought.delegation.quota = 1

    with pytest.raises(QuotaFull):
        transitions.transition(
            brought.event, gone.id, RegistrationAct.REOPEN, actor=RegistrationActor.CHAMBER, by=brought.chamber.id
        )


def test_who_types_its_name_again_is_told_to_open_it(brought, gone):
    with pytest.raises(registering.CompanyHasCancelled):
        registering.add_delegation_company(
            brought.event, brought.delegation, registering.NewCompany(name="Bok Seng"), by=brought.chamber.id
        )


def test_a_firm_that_was_merged_into_another_does_not_come_back(app):
    host = factories.organisation("Office")
    event = factories.event("day", run_by=host)
    kept, other = (factories.company(host, name) for name in ("Alpha", "Alfa"))
    factories.registration_of(kept, event)
    ended = factories.registration_of(other, event)
    merging.merge_companies(host.id, kept.id, other.id, by=None)

    with pytest.raises(IllegalRegistrationMove):
        transitions.transition(event, ended.id, RegistrationAct.REOPEN, actor=RegistrationActor.ORGANIZER, by=None)
    assert state_of(ended) == "cancelled"
