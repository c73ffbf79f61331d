"""Guests of a sheet become guests, with the import's own preview, record and undo."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.events.models import Event
from app.importing.fixes import row_key
from app.importing.queries.imports import get_plan
from app.importing.services.execution import execute_import
from app.importing.services.undo import undo_import
from app.registrations.models import Consent, Delegation
from app.registrations.queries.registrations import list_guests
from tests.importing.batches import everything, firms, imported
from tests.importing.pages import act, address, only_batch, send, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

SHEET = xlsx(
    ("Company", "Contact", "Title", "E-mail", "Category"),
    ("Alpha Pte Ltd", "Ann Lee", "CEO", "a@a.example.org", "Company"),
    ("Ministry of Trade", "Boon Lee", "Director", "boon@mti.example.org", "Official"),
    ("The Straits Gazette", "Ann Koh", "Reporter", "ann@sg.example.org", "Press"),
)


def test_guests_are_written_as_guests_once_and_an_undo_takes_them_back(event: Event, delegation: Delegation) -> None:
    before = everything()
    batch = imported(event, delegation, SHEET)

    there = list_guests(event, only=[delegation.id])
    told = [(one.category, one.institution, one.state, one.representatives[0].display_name) for one in there]
    assert told == [
        ("official", "Ministry of Trade", "approved", "Boon Lee"),
        ("press", "The Straits Gazette", "approved", "Ann Koh"),
    ]
    assert [one.company.name for one in firms(delegation) if one.company] == ["Alpha Pte Ltd"]
    assert (batch.written["counts"]["new"], batch.written["counts"]["guests"]) == (1, 2)

    again = imported(event, delegation, SHEET)
    assert (again.written["counts"]["guests"], len(list_guests(event))) == (0, 2)

    undo_import(batch.id, batch.version, by=None)
    db.session.expire_all()
    assert everything() == before


def test_what_a_sheet_says_of_a_guests_consent_is_kept_with_its_source(event: Event, delegation: Delegation) -> None:
    before = everything()
    sheet = xlsx(
        ("Company", "Contact", "E-mail", "Category", "Consent to share contact details (Y/N)"),
        ("Ministry of Trade", "Boon Lee", "boon@mti.example.org", "Official", "Yes"),
        ("The Straits Gazette", "Ann Koh", "ann@sg.example.org", "Press", "No"),
        ("City Daily", "Li Bo", "li@cd.example.org", "Press", ""),
    )

    batch = imported(event, delegation, sheet)

    kept = db.session.scalars(select(Consent).order_by(Consent.id)).all()
    told = [(one.registration_id is None, one.purpose, one.given, one.source, one.evidence) for one in kept]
    header = "Consent to share contact details (Y/N)"
    assert told == [
        (False, "contacts", True, "sheet", f"Firms, 2: {header}"),
        (True, "contacts", True, "sheet", f"Firms, 2: {header}"),
        (False, "contacts", False, "sheet", f"Firms, 3: {header}"),
        (True, "contacts", False, "sheet", f"Firms, 3: {header}"),
    ]
    undo_import(batch.id, batch.version, by=None)
    db.session.expire_all()
    assert everything() == before


def test_the_preview_shows_guests_apart_and_one_may_be_imported_as_a_firm(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    page = text_of(client.get(send(client.as_user(user), delegation, SHEET).location))
    assert "2 rows of guests, not counted as firms" in page
    assert "Row 4 Ann Koh The Straits Gazette Press" in page

    act(client, delegation, only_batch(), "rows", act="as_firm", place=row_key("Firms", 4))
    db.session.expire_all()
    assert [row.company for row in get_plan(only_batch()).guests] == ["Ministry of Trade"]

    execute_import(only_batch().id, only_batch().version, by=None)
    done = text_of(client.get(address(delegation, only_batch().id)))
    assert "1 guest added" in done
    assert "Boon Lee, Ministry of Trade new guest" in done
