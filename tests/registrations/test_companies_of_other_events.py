"""Whoever runs or brings a company at one event gets nothing of what it does at others."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.models import Outbox
from app.events.models import Event
from app.importing.services import execution
from app.importing.services.uploads import upload_list
from app.registrations.company_links import LinkStatus
from app.registrations.models import CompanyLink, JoinRequest, Registration
from app.registrations.queries.access import get_device_account, list_company_users
from app.registrations.queries.company_links import get_link_status, get_link_token
from app.registrations.services import access, company_links
from tests import factories
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

NAME, ABOUT = "Keppel Harbour Pte Ltd", "Ship repair at the other event"


@pytest.fixture
def here(app: Any) -> Event:
    return factories.event("here", run_by=factories.organisation("House"), phase="registration")


@pytest.fixture
def there(here: Event) -> Event:
    return factories.event("there", run_by=here.organisation, phase="booking")


@pytest.fixture
def only_here(app: Any, here: Event) -> Visitor:
    """Who organizes this event and no other one of the house."""
    return Visitor(app).as_user(factories.event_role(here, Role.ORGANIZER))


@pytest.fixture
def house(app: Any, here: Event) -> Visitor:
    return Visitor(app).as_user(factories.member(here.organisation, Role.ORGANIZER))


@pytest.fixture
def brought(here: Event) -> tuple[Registration, User]:
    """A company that a chamber brings here, with its link; and the chamber's user."""
    chamber = factories.organisation("Chamber")
    firm = factories.firm(here, name=NAME, delegation_id=factories.delegation(here, of=chamber).id, state="invited")
    company_links.create_links([firm])
    return firm, factories.member(chamber, Role.CHAMBER)


def link_of(firm: Registration) -> CompanyLink:
    db.session.expire_all()
    return factories.link_of(firm)


def path_of(firm: Registration) -> str:
    return f"/f/{get_link_token(link_of(firm))}"


def at(firm: Registration, rest: str = "profile") -> str:
    return f"/events/{firm.event.slug}/companies/{firm.id}/{rest}"


def reads(visitor: Visitor, firm: Registration) -> bool:
    return visitor.get(at(firm)).status_code == 200


def firm_at(event: Event) -> Registration:
    return db.session.scalars(select(Registration).where(Registration.event_id == event.id)).one()


def added(visitor: Visitor, event: Event, way: str) -> Registration:
    """The company added by this name in one of the ways there are."""
    delegation = factories.delegation(event, of=event.organisation)
    if way == "sheet":
        user_id = db.session.scalars(select(User.id).order_by(User.id.desc())).first()
        batch = upload_list(event, delegation, xlsx(("Company Name",), (NAME,)), "a.xlsx", by=user_id)
        execution.execute_import(batch.id, batch.version, by=user_id)
        return firm_at(event)
    new = f"delegations/{delegation.id}/companies/new" if way == "delegation" else "registrations/new"
    visitor.post(f"/events/{event.slug}/{new}", data={"name": NAME, "group": event.groups[0].id})
    return firm_at(event)


@pytest.mark.parametrize("way", ["alone", "delegation", "sheet"])
def test_who_organizes_one_event_adds_no_company_of_another(app, here, there, only_here, way):
    firm = factories.firm(there, name=NAME, company_values={"about_en": ABOUT})

    mine = added(only_here, here, way)

    assert mine.company_id != firm.company_id
    assert ABOUT not in only_here.get(at(mine)).text
    guest = Visitor(app)
    assert guest.post(path_of(mine), data={"act": "yes"}).status_code == 302
    assert not reads(guest, firm)


def test_who_runs_the_house_finds_its_companies_again_with_an_open_link(here, there, house):
    firm = factories.firm(there, name=NAME)

    again = added(house, here, "alone")

    assert again.company_id == firm.company_id
    assert get_link_status(link_of(again)) is LinkStatus.OPEN


@pytest.fixture(params=["by itself", "with its chamber"])
def both(request: pytest.FixtureRequest, here: Event, there: Event) -> tuple[Registration, Registration]:
    """A company that comes to both events in the same way."""
    chamber = factories.organisation("Chamber") if request.param != "by itself" else None
    first, second = (chamber and factories.delegation(one, of=chamber).id for one in (there, here))
    firm = factories.firm(there, name=NAME, delegation_id=first)
    again = factories.registration_of(firm.company, here, state="approved", delegation_id=second)
    company_links.create_links([again])
    return again, firm


def test_the_link_of_one_event_opens_nothing_of_another_to_who_organizes_it_alone(app, only_here, both):
    again, firm = both
    guest = Visitor(app)

    guest.post(path_of(again), data={"act": "yes", "person": ""})
    guest.post(f"{path_of(again)}/join", data={"name": "Mallory"})
    [asked] = db.session.scalars(select(JoinRequest)).all()

    assert only_here.post(at(again, f"joins/{asked.id}/yes")).status_code == 403
    assert not reads(guest, firm)


def test_who_runs_the_house_lets_in_and_takes_access_away(app, house, both):
    again, firm = both
    boss, asking = factories.user("Boss"), factories.user("Koh")
    factories.let_in(again, boss)
    Visitor(app).as_user(asking).post(f"{path_of(again)}/join")
    [asked] = db.session.scalars(select(JoinRequest)).all()

    house.post(at(again, f"joins/{asked.id}/yes"))
    house.post(at(again, f"colleagues/{boss.id}/removal"))

    assert [one.id for one in list_company_users(firm)] == [asking.id]


def test_who_organizes_one_event_writes_no_record_and_takes_no_access_of_a_company_of_another(only_here, both):
    again, firm = both
    boss = factories.user("Boss")
    factories.let_in(again, boss)

    page = only_here.get(at(again)).text

    assert "/removal" not in page
    assert only_here.post(at(again, f"colleagues/{boss.id}/removal")).status_code == 403
    assert only_here.post(at(again), data={"name": "Other"}).status_code == 403
    assert [one.id for one in list_company_users(firm)] == [boss.id]


@pytest.mark.parametrize("way", ["fresh link", "address on the sheet", "first link"])
def test_a_chamber_becomes_no_company_at_an_event_to_which_it_did_not_bring_it(app, there, brought, way):
    firm, member = brought
    mia, guest = Visitor(app).as_user(member), Visitor(app)
    person = firm.representatives[0]
    if way != "first link":
        assert Visitor(app).post(path_of(firm), data={"act": "yes", "person": person.id}).status_code == 302
    elsewhere = factories.registration_of(firm.company, there, state="approved")
    if way == "first link":
        factories.let_in(elsewhere, factories.user("Device", None))
    if way == "address on the sheet":
        page = mia.get(at(firm, f"people/{person.id}")).text
        opened = html.unescape(re.findall(r'name="opened"[^>]*value="([^"]*)"', page)[0])
        new = {"opened": opened, "display_name": person.display_name, "email": "mia@chamber.example"}
        assert mia.post(at(firm, f"people/{person.id}"), data=new | {"languages": ["en"]}).status_code == 302
        guest.post("/sign-in", data={"email": "mia@chamber.example", "way": "link"})
        assert "mia@chamber.example" not in db.session.scalars(select(Outbox.recipient)).all()
        return
    if way == "fresh link":
        mia.post(at(firm, "link/replacement"))

    guest.post(path_of(firm), data={"act": "yes", "person": ""})

    assert get_link_status(link_of(firm)) is LinkStatus.CLAIMED
    assert not reads(guest, elsewhere)


def test_a_fresh_link_opens_no_account_that_leads_a_delegation(brought):
    firm, _member = brought
    head = access.claim_link(firm.id, 1, person_id=None, visitor=None, language="en").user
    assert get_device_account(link_of(firm)) is not None

    with transaction():
        assert firm.delegation is not None
        firm.delegation.head_user_id = head.id

    assert get_device_account(link_of(firm)) is None


@pytest.mark.parametrize(("also_elsewhere", "status"), [(True, 403), (False, 409)])
def test_a_chamber_takes_no_access_from_a_company_with_accounts(app, there, brought, also_elsewhere, status):
    firm, member = brought
    boss = factories.user("Boss")
    factories.let_in(firm, boss)
    if also_elsewhere:
        factories.registration_of(firm.company, there, state="approved")
    mia = Visitor(app).as_user(member)

    assert "/removal" not in mia.get(at(firm)).text
    assert mia.post(at(firm, f"colleagues/{boss.id}/removal")).status_code == status
    assert [one.id for one in list_company_users(firm)] == [boss.id]


def test_a_chamber_takes_access_from_a_device_of_its_own_company(app, brought):
    firm, member = brought
    device = access.claim_link(firm.id, 1, person_id=None, visitor=None, language="en").user
    mia = Visitor(app).as_user(member)

    assert "/removal" in mia.get(at(firm)).text
    assert mia.post(at(firm, f"colleagues/{device.id}/removal")).status_code == 302
    company_links.replace_link(firm.id, by=None)
    assert get_link_status(link_of(firm)) is LinkStatus.OPEN


def test_who_loses_access_and_who_remains_are_told_and_no_fresh_link_opens_the_company(app, house, brought):
    firm, _member = brought
    access.claim_link(firm.id, 1, person_id=None, visitor=None, language="en")
    boss, colleague = factories.user("Boss", "boss@port.example"), factories.user("Koh", "koh@port.example")
    for one in (boss, colleague):
        factories.let_in(firm, one)

    for one in (colleague, boss):
        assert house.post(at(firm, f"colleagues/{one.id}/removal")).status_code == 302
    company_links.replace_link(firm.id, by=None)

    written = db.session.execute(select(Outbox.recipient, Outbox.subject).order_by(Outbox.id)).all()
    told = {(recipient, subject) for recipient, subject in written}
    assert told == {
        ("boss@port.example", f"Koh no longer acts for {NAME}"),
        ("koh@port.example", f"Koh no longer acts for {NAME}"),
        ("boss@port.example", f"Boss no longer acts for {NAME}"),
    }
    assert get_link_status(link_of(firm)) is LinkStatus.CLAIMED
