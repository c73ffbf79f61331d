"""The chamber's real sheet is imported, and imported again: each company once, whole, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.companies.models import Company
from app.core.db import db, transaction
from app.events.models import Event
from app.importing.plan import RowVerdict
from app.importing.queries.imports import get_plan
from app.importing.services import preview, row_writer
from app.importing.services.execution import QuotaExceeded, execute_import
from app.registrations.models import CompanyLink, Consent, Delegation, ImportBatch, Representative
from tests import factories
from tests.importing.batches import everything, firms, imported, one_firm, uploaded
from tests.sheets.workbooks import FIXES, firms_of_truth, xlsx

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_every_company_of_the_truth_is_registered_once_in_the_order_of_the_sheet(
    event: Event, delegation: Delegation
) -> None:
    batch = imported(event, delegation)

    there = firms(delegation)
    companies = list(dict.fromkeys(firms_of_truth().values()))
    assert len(there) == len(companies) == batch.written["counts"]["new"]
    assert [one.rank for one in there] == list(range(1, len(companies) + 1))
    assert {(one.state, one.source, one.group_id, one.batch_id) for one in there} == {
        ("invited", "import", delegation.group_id, batch.id)
    }
    assert {one.company.organisation_id for one in there if one.company} == {event.organisation_id}


def test_a_firm_has_all_that_the_sheet_says_of_it(event: Event, delegation: Delegation) -> None:
    imported(event, delegation)

    found = one_firm("iFAST Corporation Ltd.")
    company, person = found.company, found.representatives[0]
    assert company is not None
    assert (company.name_zh, company.stock_code, company.website) == ("奕丰集团", "AIY", "https://www.ifastcorp.com")
    assert (company.sector_words or "").startswith("Finance / fintech")
    assert company.sectors == []
    assert found.answers == {
        "site_visit": True,
        "more_emails": ["info@ifastcorporati.example.org"],
        "more_phones": ["+65 0000 0505"],
    }
    assert (person.display_name, person.email, person.phone, person.dietary) == (
        "Business Development",
        "bd@ifastcorporati.example.org",
        "+65 0000 0005",
        "Halal",
    )


def test_second_contacts_and_duplicates_bring_their_people_to_the_one_firm(
    event: Event, delegation: Delegation
) -> None:
    imported(event, delegation)

    assert [one.display_name for one in one_firm("DBS Group Holdings Ltd").representatives] == [
        "Business Development",
        "Trade Finance Desk",
    ]
    ych = one_firm("YCH Group Pte. Ltd.")
    assert [one.phone for one in ych.representatives] == ["+65 0000 0010", "+65 0000 0036"]
    ocbc = one_firm("Oversea-Chinese Banking Corp. Ltd")
    assert ocbc.company is not None
    assert ocbc.company.other_names == ["Oversea Chinese Banking Corporation Limited", "OCBC Bank"]
    assert "ocbcbank" in ocbc.company.folded
    assert ocbc.answers["more_phones"] == ["+65 0000 0035"]


def test_withdrawn_firms_are_not_there(event: Event, delegation: Delegation) -> None:
    imported(event, delegation)

    assert db.session.scalars(select(Company.name).where(Company.name.contains("Surbana"))).all() == []


def test_every_firm_gets_its_link(event: Event, delegation: Delegation) -> None:
    imported(event, delegation)

    assert len(db.session.scalars(select(CompanyLink)).all()) == len(firms(delegation))


def test_the_same_sheet_again_is_the_same_in_every_row_and_changes_nothing(
    event: Event, delegation: Delegation
) -> None:
    imported(event, delegation)
    before = everything()

    batch = uploaded(event, delegation)
    plan = get_plan(batch)

    assert {row.verdict for row in plan.rows} == {RowVerdict.SAME, RowVerdict.LEFT_OUT}
    assert {row.row: row.changes for row in plan.rows if row.changes} == {}
    execute_import(batch.id, batch.version, by=None)
    assert everything() == before
    assert (batch.written["counts"]["new"], batch.written["counts"]["changed"]) == (0, 0)


def test_a_changed_sheet_changes_only_what_it_says_otherwise(event: Event, delegation: Delegation) -> None:
    head = ("Company", "Contact", "E-mail", "Phone", "Dietary")
    imported(event, delegation, xlsx(head, ("Alpha Pte Ltd", "Desk", "a@a.example.org", "+65 6000 0001", "Halal")))

    batch = imported(
        event, delegation, xlsx(head, ("ALPHA PTE. LTD.", "desk", "a@a.example.org", "+65 6000 0002", None))
    )

    person = one_firm("Alpha Pte Ltd").representatives[0]
    assert (person.phone, person.dietary, person.display_name) == ("+65 6000 0002", "Halal", "Desk")
    assert (batch.written["counts"]["new"], batch.written["counts"]["changed"]) == (0, 1)


def test_what_a_firm_said_itself_stands_above_the_sheet(event: Event, delegation: Delegation) -> None:
    head = ("Company", "Website", "City", "Contact", "E-mail")
    imported(event, delegation, xlsx(head, ("Alpha Pte Ltd", "alpha.example.org", None, "Desk", "a@a.example.org")))
    with transaction():
        found = one_firm("Alpha Pte Ltd")
        found.confirmed_at = found.created_at

    imported(event, delegation, xlsx(head, ("Alpha", "other.example.org", "Singapore", "Desk", "a@a.example.org")))

    company = one_firm("Alpha Pte Ltd").company
    assert company is not None
    assert (company.website, company.city) == ("https://alpha.example.org", "Singapore")


def test_a_firm_of_another_delegation_is_left_out_with_its_contacts(event: Event, delegation: Delegation) -> None:
    other = factories.delegation(event, name="Other delegation")
    factories.firm(event, name="Alpha Pte Ltd", delegation_id=other.id)
    sheet = xlsx(
        ("Company", "Contact", "E-mail"),
        ("Alpha Pte Ltd", "Desk", "a@a.example.org"),
        (None, "Other desk", "b@a.example.org"),
        ("Beta Pte Ltd", "Desk", "b@b.example.org"),
    )

    batch = imported(event, delegation, sheet)

    assert [one.company.name for one in firms(delegation) if one.company] == ["Beta Pte Ltd"]
    batch = uploaded(event, delegation, sheet)
    assert {row.row: row.left_out for row in get_plan(batch).rows if row.left_out != "header"} == {
        2: "in_another_delegation", 3: "in_another_delegation", 4: ""
    }  # fmt: skip


def test_consents_of_the_sheet_are_kept_with_their_words_and_place(event: Event, delegation: Delegation) -> None:
    head = ("Company", "Contact", "E-mail", "同意列入名单 / Consent to attendee list")
    imported(
        event,
        delegation,
        xlsx(
            head,
            ("Alpha Pte Ltd", "Desk", "a@a.example.org", "Y"),
            ("Beta Pte Ltd", "Desk", "b@b.example.org", "N"),
            ("Gamma Pte Ltd", "Desk", "c@c.example.org", None),
        ),
    )

    said = db.session.scalars(select(Consent).order_by(Consent.id)).all()
    assert [(one.purpose, one.given, one.source, one.evidence) for one in said] == [
        ("attendee_list", True, "sheet", "Firms, 2: 同意列入名单 / Consent to attendee list"),
        ("attendee_list", False, "sheet", "Firms, 3: 同意列入名单 / Consent to attendee list"),
        ("attendee_list", False, "sheet", "Firms, 3: 同意列入名单 / Consent to attendee list"),
    ]


def test_a_consent_is_kept_in_the_language_in_which_it_was_asked(event: Event, delegation: Delegation) -> None:
    head = ("Company", "E-mail", "Accepte le partage des contacts", "Consent to attendee list")
    imported(event, delegation, xlsx(head, ("Alpha Pte Ltd", "a@a.example.org", "Oui", "Yes")))

    said = {one.purpose: one.language for one in db.session.scalars(select(Consent))}
    assert said == {"contacts": "fr", "attendee_list": "en"}


def test_a_second_contacts_refusal_is_written_down_for_them_alone(event: Event, delegation: Delegation) -> None:
    head = ("Company", "Contact", "E-mail", "Consent to attendee list", "Consent to share contact details")
    first = ("Belmont SA", "Jean Roc", "jean@b.example.org", "Y", "Y")
    imported(event, delegation, xlsx(head, first, ("Belmont S.A.", "Léa Roc", "lea@b.example.org", "No", "No")))

    said = db.session.scalars(select(Consent).order_by(Consent.purpose, Consent.id)).all()
    assert [(one.purpose, one.given, one.evidence and one.evidence[:8]) for one in said] == [
        ("attendee_list", True, "Firms, 2"),
        ("attendee_list", False, "Firms, 3"),
        ("contacts", True, "Firms, 2"),
        ("contacts", True, "Firms, 2"),
        ("contacts", False, "Firms, 3"),
    ]
    assert [one.representative_id is None for one in said] == [True, False, True, False, False]


def test_what_has_no_column_of_its_own_is_kept_as_an_answer(event: Event, delegation: Delegation) -> None:
    head = ("Company", "E-mail", "Languages", "Arrival date", "Group", "Category", "Interpreter needed", "Country")
    row = ("Alpha Pte Ltd", "a@a.example.org", "English / 中文, fluent", "17 March, MU546", "chongqing", "VIP", "Y")
    imported(event, delegation, xlsx(head, (*row, "新加坡")))

    found = one_firm("Alpha Pte Ltd")
    assert (found.languages, found.needs_interpreter, found.representatives[0].languages) == (
        ["en", "zh"], True, ["en", "zh"]
    )  # fmt: skip
    assert found.answers == {
        "languages": "fluent", "arrival": "17 March, MU546", "group": "chongqing", "category": "VIP"
    }  # fmt: skip
    assert found.group is not None
    assert (found.group.name, found.company.country if found.company else None) == ("Chongqing", "SG")


def test_one_person_may_stand_for_two_firms(event: Event, delegation: Delegation) -> None:
    head = ("Company", "Contact", "E-mail")
    imported(
        event,
        delegation,
        xlsx(head, ("Alpha Pte Ltd", "Ms Desk", "desk@x.example.org"), ("Beta Trust", "Ms Desk", "desk@x.example.org")),
    )

    assert len(db.session.scalars(select(Representative)).all()) == 1
    assert [len(one.representatives) for one in firms(delegation)] == [1, 1]


def test_a_failure_half_way_leaves_nothing(
    event: Event, delegation: Delegation, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = uploaded(event, delegation)
    preview.update_preview(batch.id, batch.version, fixes=FIXES, by=None)
    version, before, written = batch.version, everything(), []
    firm = row_writer.CompanyWriter.company

    def breaking(self: row_writer.CompanyWriter, effect: Any) -> Any:
        written.append(effect.key)
        if len(written) == 20:
            raise RuntimeError("the power fails")
        return firm(self, effect)

    monkeypatch.setattr(row_writer.CompanyWriter, "company", breaking)
    with pytest.raises(RuntimeError):
        execute_import(batch.id, version, by=None)

    assert everything() == before
    assert (db.session.get_one(ImportBatch, batch.id).state, batch.version) == ("preview", version)


def test_an_import_that_is_done_is_not_done_again(event: Event, delegation: Delegation) -> None:
    batch = imported(event, delegation)
    before = everything()

    again = execute_import(batch.id, 3, by=None)

    assert (again.state, everything()) == ("imported", before)


def test_a_quota_is_kept(event: Event, delegation: Delegation) -> None:
    with transaction():
        delegation.quota = 1
    sheet = xlsx(("Company", "E-mail"), ("Alpha Pte Ltd", "a@a.example.org"), ("Beta Pte Ltd", "b@b.example.org"))

    with pytest.raises(QuotaExceeded) as refused:
        imported(event, delegation, sheet)

    assert refused.value.details == {"quota": 1, "firms": 2}
    assert firms(delegation) == []


def test_a_known_firm_of_an_earlier_event_is_registered_and_not_made_twice(
    event: Event, delegation: Delegation
) -> None:
    with transaction() as session:
        host = session.get_one(type(event), event.id).organisation_id
    known = factories.company(host, "DBS Group Holdings Ltd", stock_code="D05")

    imported(event, delegation)

    assert one_firm("DBS Group Holdings Ltd").company_id == known.id
    assert known.name_zh == "星展集团控股"
