"""A row that was taken for a firm and is told to be a new one is never taken for that firm again."""

from __future__ import annotations

from app.accounts.models import Organisation
from app.companies.models import CompanyDistinct
from app.core.audit import list_notices
from app.core.db import db
from app.events.models import Event
from app.importing.fixes import RowFix
from app.importing.plan import RowVerdict
from app.importing.queries.imports import get_plan
from app.importing.services import preview
from app.importing.services.execution import execute_import
from app.importing.services.undo import undo_import
from app.registrations.models import Delegation, ImportBatch
from app.registrations.queries.duplicate_candidates import DuplicatePair, list_distinct_ids, list_duplicate_pairs
from app.registrations.services import duplicate_search, merging
from tests import factories
from tests.importing.batches import everything, firms, uploaded
from tests.sheets.workbooks import xlsx

HEADERS = ("Company", "Contact", "E-mail")
ROW = ("Sheng Siong Supermarket", "Desk", "desk@s.example.org")


def told_new(event: Event, delegation: Delegation, *rows: tuple[str, str, str]) -> ImportBatch:
    """Every row in doubt is a new firm."""
    batch = uploaded(event, delegation, xlsx(HEADERS, *(rows or (ROW,))))
    doubts = {(row.sheet, row.row): RowFix(same_as="new") for row in get_plan(batch).of(RowVerdict.LOOK)}
    assert doubts
    preview.update_preview(batch.id, batch.version, fixes=doubts, by=None)
    return execute_import(batch.id, batch.version, by=None)


def may_be_one(event: Event) -> list[DuplicatePair]:
    """As the organizer's page shows them once the register is compared."""
    duplicate_search.search_register(event.organisation_id)
    return list_duplicate_pairs(event.organisation_id)


def test_a_row_told_new_is_kept_as_not_the_same_firm(event: Event, delegation: Delegation) -> None:
    known = factories.company(event.organisation_id, "Sheng Siong Group Ltd")

    told_new(event, delegation)

    (made,) = firms(delegation)
    assert made.company_id is not None
    assert list_distinct_ids(event.organisation_id) == [(known.id, made.company_id)]
    assert may_be_one(event) == []
    assert [one.kind for one in list_notices(known)] == ["company.distinct"]


def test_the_same_sheet_of_another_delegation_of_the_chamber_asks_no_more(event: Event, delegation: Delegation) -> None:
    factories.company(event.organisation_id, "Sheng Siong Group Ltd")
    told_new(event, delegation)
    later = factories.event("later", run_by=event.organisation)
    chamber = db.session.get_one(Organisation, delegation.organisation_id)
    other = factories.delegation(later, of=chamber, name="Other")

    row = get_plan(uploaded(later, other, xlsx(HEADERS, ROW))).rows[-1]

    assert (row.verdict, row.same_as.name if row.same_as else "") == (RowVerdict.SAME, ROW[0])


def test_of_two_said_to_be_two_a_row_is_the_one_whose_name_it_bears(event: Event, delegation: Delegation) -> None:
    one, two = (factories.company(event.organisation_id, name) for name in ("Alpha Ltd", "Alpha Limited"))
    merging.mark_distinct(event.organisation_id, one.id, two.id, by=None)
    rows = (("Alpha Limited", "A", "a@a.example.org"), ("Alpha Pte Ltd", "B", "b@b.example.org"))

    second, third = (get_plan(uploaded(event, delegation, xlsx(HEADERS, row))).rows[-1] for row in rows)

    assert (second.verdict, second.key) == (RowVerdict.SAME, f"c{two.id}")
    assert (third.verdict, third.looks) == (RowVerdict.LOOK, ("perhaps_same",))


def test_two_rows_of_one_sheet_told_to_be_two_firms_are_kept_so(event: Event, delegation: Delegation) -> None:
    told_new(event, delegation, ("Sheng Siong Group Ltd", "A", "a@a.example.org"), ROW)

    assert len(list_distinct_ids(event.organisation_id)) == 1
    assert may_be_one(event) == []


def test_an_undone_import_takes_its_word_back(event: Event, delegation: Delegation) -> None:
    factories.company(event.organisation_id, "Sheng Siong Group Ltd")
    before = everything()
    batch = told_new(event, delegation)
    assert db.session.query(CompanyDistinct).count() == 1

    undo_import(batch.id, batch.version, by=None)

    assert everything() == before
