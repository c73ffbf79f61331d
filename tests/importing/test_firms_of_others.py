"""A chamber brings a firm that others registered before: it sees its own sheet alone until the firm joins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.companies.models import Company, CompanyMerge
from app.core.db import db, transaction
from app.events.models import Event
from app.events.queries import my_events
from app.importing.queries.imports import get_plan
from app.importing.services.execution import execute_import
from app.registrations.models import Delegation, Registration
from app.registrations.queries.company_links import find_link, get_link_token
from app.registrations.queries.registrations import list_recipients
from app.registrations.services import access, company_links
from tests import factories
from tests.importing.batches import imported, uploaded
from tests.sheets.workbooks import xlsx

NAME, SECRETS = "Keppel Harbour Pte Ltd", ("boss@harbour.example", "Ship repair", "Jurong", "胜科海港", "www.harbour")
SHEET = (("Company Name", "Contact Person", "Email"), (NAME, "Mallory Tan", "mallory@harbour.example"))


@dataclass
class Known:
    """A firm that another chamber brought last year, with its boss; this year's event with a chamber's delegation."""

    company: Company
    boss: User
    event: Event
    delegation: Delegation
    chamber: User

    @property
    def at(self) -> str:
        return f"/events/{self.event.slug}"

    def here(self) -> Registration:
        return db.session.scalars(select(Registration).where(Registration.event_id == self.event.id)).one()


@pytest.fixture
def known(app: Any) -> Known:
    host, chamber = factories.organisation("Host"), factories.organisation("Chamber")
    past = factories.event("last-year", run_by=host, phase="registration")
    event = factories.event("this-year", run_by=host, phase="registration")
    boss = factories.user("Its boss", "boss@harbour.example")
    says = {
        "about_en": "Ship repair",
        "city": "Jurong",
        "name_zh": "胜科海港",
        "website": "https://www.harbour.example",
    }
    before = factories.delegation(past, of=factories.organisation("Other chamber"))
    firm = factories.firm(past, name=NAME, users=[boss], delegation_id=before.id, company_values=says)
    assert firm.company is not None
    return Known(
        firm.company, boss, event, factories.delegation(event, of=chamber), factories.member(chamber, Role.CHAMBER)
    )


def pages_of(client: Any, known: Known) -> str:
    """All that the chamber reads of the firm that it has brought."""
    firm, delegation = known.here(), f"{known.at}/delegations/{known.delegation.id}"
    paths = [f"{known.at}/companies/{firm.id}{page}" for page in ("/registration", "/profile", "")]
    paths += [delegation, f"{delegation}/links", f"{delegation}/invitations"]
    chamber = client.as_user(known.chamber)
    return "".join(chamber.get(path).text for path in paths)


@pytest.mark.full
def test_the_preview_of_a_sheet_shows_nothing_of_a_firm_that_others_registered(client, known):
    batch = uploaded(known.event, known.delegation, xlsx(*SHEET))

    page = client.as_user(known.chamber).get(f"{known.at}/imports/{batch.id}").text

    assert [row.same_as for row in get_plan(batch).rows if row.company] == [None]
    assert [secret for secret in SECRETS if secret in page] == []
    assert "Others registered" not in page


@pytest.mark.full
def test_an_imported_firm_shows_its_sheet_alone_and_its_people_elsewhere_hear_nothing(client, known):
    imported(known.event, known.delegation, xlsx(*SHEET))

    page = pages_of(client, known)

    assert [secret for secret in SECRETS if secret in page] == []
    assert "mallory@harbour.example" in page
    assert [reader.email for reader in list_recipients(known.here())] == ["mallory@harbour.example"]
    assert [mine.event.slug for mine in my_events(known.boss.id)] == ["last-year"]


@pytest.mark.full
@pytest.mark.parametrize("name", [NAME, "Keppel Harbour Private Limited"])
def test_a_firm_added_by_hand_is_neither_confirmed_nor_denied(client, known, name):
    address = f"{known.at}/delegations/{known.delegation.id}/companies/new"

    answer = client.as_user(known.chamber).post(address, data={"name": name})

    assert answer.status_code == 302
    assert known.here().company_id != known.company.id
    assert [secret for secret in SECRETS if secret in pages_of(client, known)] == []


@pytest.mark.full
def test_once_somebody_of_the_firm_accepts_the_two_records_are_one(client, known):
    imported(known.event, known.delegation, xlsx(*SHEET))
    link = find_link(known.here())
    assert link is not None

    answer = client.as_user(known.boss).post(f"/f/{get_link_token(link)}", data={"act": "yes", "person": ""})

    assert answer.status_code == 302
    assert known.here().company_id == known.company.id
    assert db.session.query(CompanyMerge.kept_id, CompanyMerge.merged_by).all() == [(known.company.id, known.boss.id)]
    assert "Ship repair" in pages_of(client, known)


def test_a_firm_of_another_name_stays_one_of_its_own_when_it_accepts(client, known):
    imported(known.event, known.delegation, xlsx(("Company Name",), ("Merlion Foods",)))
    link = find_link(known.here())
    assert link is not None

    client.as_user(known.boss).post(f"/f/{get_link_token(link)}", data={"act": "yes", "person": ""})

    assert known.here().company_id != known.company.id


def accepted(known: Known, firm: Registration) -> int | None:
    """The company that a firm goes by once the boss of the known one has come in by its link."""
    company_links.create_links([firm])
    claimed = access.claim_link(firm.id, 1, person_id=None, visitor=known.boss, language="en")
    return claimed.registration.company_id


def brought(known: Known, name: str = NAME, **says: Any) -> Registration:
    return factories.firm(
        known.event, name=name, state="invited", delegation_id=known.delegation.id, company_values=says
    )


@pytest.mark.parametrize("name", ["胜科海港", "Jurong Ship Works"])
def test_a_firm_that_accepts_is_known_by_its_chinese_and_its_other_names_too(known, name):
    with transaction():
        known.company.other_names = ["Jurong Ship Works"]

    assert accepted(known, brought(known, name)) == known.company.id


def test_a_firm_of_the_same_name_and_another_registry_number_stays_one_of_its_own(known):
    with transaction():
        known.company.uen = "201912345K"
    firm = brought(known, uen="200812345M")
    own = firm.company_id

    assert accepted(known, firm) == own


def test_a_firm_that_has_people_already_stays_one_of_its_own(known):
    firm = brought(known)
    factories.let_in(firm, factories.user("Device", None))
    own = firm.company_id

    assert accepted(known, firm) == own


def test_a_firm_stays_one_of_its_own_where_the_known_one_takes_part_already(known):
    firm = brought(known)
    factories.registration_of(known.company, known.event)
    own = firm.company_id

    assert accepted(known, firm) == own


def test_a_firm_stays_one_of_its_own_where_the_known_one_is_of_another_house(known):
    other = factories.event("elsewhere", phase="registration")
    firm = factories.firm(other, name=NAME, state="invited")
    own = firm.company_id

    assert accepted(known, firm) == own


def test_the_organisation_that_keeps_the_register_finds_its_firms_again(known):
    with transaction() as session:
        session.get_one(Delegation, known.delegation.id).organisation_id = known.event.organisation_id

    batch = uploaded(known.event, known.delegation, xlsx(*SHEET))
    execute_import(batch.id, batch.version, by=None)

    assert known.here().company_id == known.company.id
