"""An import is undone: all that it brought goes, and nothing that others count on."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from app.accounts.models import User
from app.companies.models import CompanyProduct, CompanyVectors
from app.core.audit import list_notices
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.events.models import Event
from app.importing.queries.undo import plan_undo
from app.importing.services.undo import ImportNothingToUndo, undo_import
from app.lists.models import ExportLog, ExportRow
from app.matching.models import ShownList, Suggestion
from app.registrations.models import Consent, Delegation
from app.registrations.queries.company_links import find_link_by_token, get_link_token
from app.registrations.services.answers import get_remarks_fingerprint, save_remarks
from tests import factories
from tests.importing.batches import everything, firms, imported, one_firm
from tests.sheets.workbooks import SHEET, xlsx

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_an_undone_import_leaves_the_database_as_it_was(event: Event, delegation: Delegation) -> None:
    known = factories.firm(event, name="DBS Group Holdings Ltd", delegation_id=delegation.id, answers={"remarks": "x"})
    before = everything()
    batch = imported(event, delegation)
    assert known.answers != {"remarks": "x"}
    assert everything() != before

    plan = undo_import(batch.id, batch.version, by=None)

    assert plan.staying == ()
    assert everything() == before
    assert (batch.state, known.answers) == ("undone", {"remarks": "x"})


def test_undo_takes_sheet_consents_back_and_lets_the_sheet_come_again(event: Event, delegation: Delegation) -> None:
    sheet = xlsx(("Company", "Contact", "E-mail", "Consent list"), ("Alpha Pte Ltd", "Desk", "a@a.example.org", "Y"))
    before = everything()
    batch = imported(event, delegation, sheet)
    assert len(db.session.scalars(select(Consent)).all()) == 1

    undo_import(batch.id, batch.version, by=None)

    assert everything() == before
    assert imported(event, delegation, sheet).written["counts"]["new"] == 1


def test_size_markets_and_products_of_a_sheet_are_kept_and_go_with_it(event: Event, delegation: Delegation) -> None:
    headers = ("Company", "Contact", "E-mail", "Founded in", "No. of employees", "Export markets", "Product list")
    row = ("Alpha Pte Ltd", "Desk", "a@a.example.org", 1998, "120", "Vietnam, Thailand", "Cold boxes; 传感器")
    before = everything()

    batch = imported(event, delegation, xlsx(headers, row))

    company = one_firm("Alpha Pte Ltd").company
    assert company is not None
    products = db.session.scalars(select(CompanyProduct).order_by(CompanyProduct.position)).all()
    assert (company.founded, company.employees, sorted(one.country for one in company.markets)) == (
        *(1998, "50-249"),
        ["TH", "VN"],
    )
    assert [(one.name_en, one.name_zh) for one in products] == [("Cold boxes", None), (None, "传感器")]
    undo_import(batch.id, batch.version, by=None)
    assert everything() == before


def test_the_link_of_an_undone_firm_opens_no_firm_that_comes_later(event: Event, delegation: Delegation) -> None:
    headers = ("Company", "Contact", "E-mail", "Consent list")
    first = xlsx(headers, ("Alpha Pte Ltd", "Desk", "a@a.example.org", "Y"))
    batch = imported(event, delegation, first)
    (alpha,) = firms(delegation)
    assert alpha.firm_link is not None
    handed_out, number, person = get_link_token(alpha.firm_link), alpha.id, alpha.representatives[0].id

    undo_import(batch.id, batch.version, by=None)
    imported(event, delegation, xlsx(headers, ("Beta Pte Ltd", "Desk", "b@b.example.org", "")))

    (beta,) = firms(delegation)
    with pytest.raises(NotFound):
        find_link_by_token(handed_out)
    assert beta.id > number
    assert beta.representatives[0].id > person
    assert db.session.scalars(select(Consent)).all() == []
    assert [notice.kind for notice in list_notices(beta)] == ["registration.imported"]


def test_undo_leaves_a_firm_that_was_edited_and_says_which(event: Event, delegation: Delegation) -> None:
    batch = imported(event, delegation)
    touched = one_firm("YCH Group Pte. Ltd.")
    with transaction():
        touched.representatives[0].phone = "+65 6000 0000"

    plan = undo_import(batch.id, batch.version, by=None)

    assert [(one.rows, one.registration_id, one.reason) for one in plan.staying] == [
        (((SHEET, 16), (SHEET, 45)), touched.id, "edited")
    ]
    assert firms(delegation) == [touched]
    assert [one.display_name for one in touched.representatives] == ["Business Dev.", "Business Development"]


def test_undo_leaves_firms_whose_link_was_sent_or_that_others_count_on(event: Event, delegation: Delegation) -> None:
    head = ("Company", "Contact", "E-mail")
    batch = imported(
        event,
        delegation,
        xlsx(head, *((f"{name} Pte Ltd", name, f"a@{name}.example.org") for name in ("Alpha", "Beta"))),
    )
    alpha, beta = firms(delegation)
    other = factories.firm(event, "Chongqing")
    with transaction() as session:
        session.execute(text("UPDATE firm_links SET opened = 1 WHERE registration_id = :id"), {"id": alpha.id})
        session.execute(
            text(
                "INSERT INTO preferences (event_id, registration_id, other_id, kind, at) "
                "VALUES (:event, :other, :beta, 'saved', '2032-01-01 00:00:00')"
            ),
            {"event": event.id, "other": other.id, "beta": beta.id},
        )

    assert [one.reason for one in plan_undo(batch).staying] == ["link_used", "in_use"]
    with pytest.raises(ImportNothingToUndo):
        undo_import(batch.id, batch.version, by=None)


def test_a_list_that_was_exported_does_not_keep_an_import_from_being_undone(
    event: Event, delegation: Delegation
) -> None:
    batch = imported(event, delegation, xlsx(("Company", "Contact"), ("Alpha Pte Ltd", "Ms One")))
    (alpha,) = firms(delegation)
    with transaction() as session:
        log = ExportLog(event_id=event.id, purpose="running", format="csv", row_count=1, left_out=0)
        session.add(log)
        session.flush()
        person = alpha.representatives[0].id
        session.add(ExportRow(export_id=log.id, registration_id=alpha.id, representative_id=person, fields=["company"]))

    undo_import(batch.id, batch.version, by=None)

    assert firms(delegation) == []
    assert db.session.query(ExportRow).all() == []
    assert db.session.query(ExportLog).one().row_count == 1


def test_a_firm_that_was_ranked_can_still_be_taken_back(event: Event, delegation: Delegation) -> None:
    batch = imported(event, delegation, xlsx(("Company", "Contact"), ("Alpha Pte Ltd", "Ms One")))
    (alpha,) = firms(delegation)
    at = {"event_id": event.id, "registration_id": alpha.id}
    with transaction() as session:
        session.add(Suggestion(**at, since=1, places=b""))
        session.add(ShownList(**at, version=1, places=b""))
        session.add(CompanyVectors(company_id=factories.company_id(alpha), mark="", vectors=b""))

    undo_import(batch.id, batch.version, by=None)

    assert firms(delegation) == []
    assert db.session.query(CompanyVectors).count() == 0


def test_a_person_shared_with_a_firm_that_stays_is_not_taken_away(event: Event, delegation: Delegation) -> None:
    head = ("Company", "City", "Contact", "E-mail")
    people = ("Ms Desk", "desk@x.example.org")
    batch = imported(event, delegation, xlsx(head, ("Alpha Pte Ltd", "", *people), ("Beta Trust", "", *people)))
    with transaction():
        company = one_firm("Beta Trust").company
        assert company is not None
        company.city = "Singapore"

    assert [one.reason for one in plan_undo(batch).staying] == ["in_use", "edited"]


HEAD = ("Company", "Contact", "E-mail", "Offers")
AMBER = ("Amber Pte Ltd", "Ms One", "one@amber.example.org")


def test_an_import_whose_firm_a_later_one_changed_says_so(event: Event, delegation: Delegation) -> None:
    first = imported(event, delegation, xlsx(HEAD, (*AMBER, "Resin")))
    second = imported(
        event, delegation, xlsx(HEAD, (*AMBER, "Resin"), ("Amber Pte Ltd", "Mr Two", "two@amber.example.org", None))
    )

    assert [one.reason for one in plan_undo(first).staying] == ["later_import"]
    undo_import(second.id, second.version, by=None)
    assert plan_undo(first).staying == ()


def test_an_undo_names_the_firms_that_were_edited_beside_what_it_takes_back(
    event: Event, delegation: Delegation, user: User
) -> None:
    imported(event, delegation, xlsx(HEAD, (*AMBER, "Resin")))
    second = imported(event, delegation, xlsx(HEAD, (*AMBER, "Resin and lacquer")))
    amber = one_firm("Amber Pte Ltd")
    assert plan_undo(second).edited_beside == ()

    save_remarks(amber, {"remarks": "by hand"}, seen=get_remarks_fingerprint(amber), by=user.id)

    assert plan_undo(second).edited_beside == (amber.id,)
    undo_import(second.id, second.version, by=None)
    assert amber.answers["remarks"] == "by hand"
