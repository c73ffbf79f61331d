"""A sheet names a firm that others registered, once it has joined: its record stays, its registration has the rest."""

from __future__ import annotations

from typing import Any

import pytest

from app.accounts.models import Organisation, User
from app.companies.models import Company
from app.core.db import db
from app.events.models import Event
from app.importing.plan import RowVerdict
from app.importing.queries.imports import get_plan
from app.importing.services.execution import execute_import
from app.importing.services.undo import undo_import
from app.registrations.models import Delegation, Registration
from tests import factories
from tests.importing.batches import everything, imported, uploaded
from tests.sheets.workbooks import xlsx

NAME = "Keppel Harbour Pte Ltd"
SAYS = (
    ("Company Name", "Other name", "Website", "City", "About", "Country", "Contact Person", "Remarks"),
    (NAME, "KHL Marine", "www.harbour.example.org", "Jurong", "Ship repair", "SG", "Mallory Tan", "late"),
)
COLUMNS = ("name", "name_zh", "other_names", "website", "city", "about_en", "country", "folded", "version")


@pytest.fixture
def others(app: Any) -> Organisation:
    return factories.organisation("Other chamber")


def known(event: Event, *, by: Organisation | None, people: bool = True) -> Company:
    """The firm as it was at the host's event of last year, brought by this organisation or there alone."""
    past = factories.event("last-year", run_by=db.session.get_one(Organisation, event.organisation_id))
    delegation = factories.delegation(past, of=by).id if by else None
    users = [factories.user("Its boss")] if people else []
    firm = factories.firm(past, name=NAME, users=users, delegation_id=delegation)
    return db.session.get_one(Company, firm.company_id)


def joined(company: Company, event: Event, delegation: Delegation) -> Company:
    """The same company, which takes part here with the delegation already."""
    factories.registration_of(company, event, delegation_id=delegation.id)
    return company


def record(company: Company) -> list[Any]:
    db.session.refresh(company)
    return [getattr(company, column) for column in COLUMNS]


def here(event: Event) -> Registration:
    return db.session.query(Registration).filter_by(event_id=event.id).one()


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("people", [True, False])
def test_the_record_of_a_firm_that_others_registered_stays_as_it_is(
    event: Event, delegation: Delegation, others: Organisation, alone: bool, people: bool
) -> None:
    company = joined(known(event, by=None if alone else others, people=people), event, delegation)
    before = record(company)

    imported(event, delegation, xlsx(*SAYS))

    assert record(company) == before
    assert here(event).company_id == company.id
    assert [one.display_name for one in here(event).representatives] == ["Mallory Tan"]
    assert here(event).answers == {
        "other_names": ["KHL Marine"],
        "website": "https://www.harbour.example.org",
        "city": "Jurong",
        "about": "Ship repair",
        "country": "SG",
        "remarks": "late",
    }


def test_a_second_sheet_finds_the_firm_and_writes_nothing_into_its_record(
    event: Event, delegation: Delegation, others: Organisation
) -> None:
    company = joined(known(event, by=others), event, delegation)
    before = record(company)
    imported(event, delegation, xlsx(*SAYS))

    again = uploaded(event, delegation, xlsx(("Company Name", "Website"), ("KHL Marine", "www.khl.example.org")))
    [row] = [row for row in get_plan(again).rows if row.company]
    execute_import(again.id, again.version, by=None)

    assert (row.verdict, row.same_as and row.same_as.company_id) == (RowVerdict.SAME, company.id)
    assert record(company) == before


def test_a_chamber_fills_the_gaps_of_a_firm_that_it_registered_itself(
    event: Event, delegation: Delegation, chamber: Organisation
) -> None:
    company = known(event, by=chamber)

    imported(event, delegation, xlsx(*SAYS))

    db.session.refresh(company)
    assert (company.city, company.about_en, company.other_names) == ("Jurong", "Ship repair", ["KHL Marine"])
    assert here(event).answers == {"remarks": "late"}


def test_an_undone_import_leaves_nothing_of_it(event: Event, delegation: Delegation, others: Organisation) -> None:
    joined(known(event, by=others), event, delegation)
    before = everything()

    batch = imported(event, delegation, xlsx(*SAYS))
    undo_import(batch.id, batch.version, by=None)

    assert everything() == before


def test_the_preview_and_the_firms_page_say_where_it_goes(
    client: Any, event: Event, delegation: Delegation, others: Organisation, user: User
) -> None:
    joined(known(event, by=others), event, delegation)
    batch = uploaded(event, delegation, xlsx(*SAYS))
    signed_in = client.as_user(user)

    page = signed_in.get(f"/events/{event.slug}/imports/{batch.id}").text
    execute_import(batch.id, batch.version, by=None)
    firm = signed_in.get(f"/events/{event.slug}/companies/{here(event).id}/registration").text

    assert "Others registered this firm first: its profile stays as it is" in page
    assert "another spelling of its name" in page
    assert "Website in the sheet" in firm
    assert "KHL Marine" in firm
