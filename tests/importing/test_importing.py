"""The chamber's own messy sheet, whole, against the truth that came with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.spreadsheets import Worksheet
from app.importing.plan import RowVerdict, plan_to_json
from app.importing.planner import plan_import
from app.registrations.existing_record import ExistingPerson, ExistingRecord, KnownCompany
from tests.sheets.planned import KNOWN, plan, row, workbook
from tests.sheets.workbooks import SHEET, is_firm, truth


@pytest.mark.parametrize("known", [(), KNOWN], ids=["nothing known", "some known"])
def test_every_row_of_the_truth_is_imported_or_left_out_as_it_should_be(known: tuple[KnownCompany, ...]) -> None:
    expected = {(t["sheet"], int(t["row"])): is_firm(t["kind"]) for t in truth()}

    imported = {(r.sheet, r.row): r.verdict is not RowVerdict.LEFT_OUT for r in plan(known).rows}

    assert {at: imported[at] for at in expected} == expected
    assert {at for at, firm in imported.items() if firm} == {at for at, firm in expected.items() if firm}


@pytest.mark.parametrize("known", [(), KNOWN], ids=["nothing known", "some known"])
def test_two_rows_share_a_key_exactly_if_they_are_one_company(known: tuple[KnownCompany, ...]) -> None:
    firms = [t for t in truth() if is_firm(t["kind"])]
    identity = {int(t["row"]): t["canonical_id"] or f"alone {t['row']}" for t in firms}
    keys = {number: row(number, plan(known)).key for number in identity}

    together = {(a, b) for a in keys for b in keys if keys[a] == keys[b]}

    assert together == {(a, b) for a in identity for b in identity if identity[a] == identity[b]}


def test_known_companies_are_met_under_other_names() -> None:
    found = plan(KNOWN)

    met = {number: row(number, found).key for number in (6, 7, 8, 22, 23, 24, 30, 41, 42, 44, 47)}

    assert met == {
        6: "c1", 7: "c1", 8: "c2", 22: "c16", 23: "c16", 24: "c17", 30: "c21", 41: "c32", 42: "c33", 44: "c2", 47: "c17"
    }  # fmt: skip


def test_a_listed_trust_is_not_its_sponsor() -> None:
    trust = row(48, plan(KNOWN))

    assert (trust.verdict, trust.same_as) == (RowVerdict.NEW, None)
    assert trust.key != row(41, plan(KNOWN)).key


def test_rows_that_need_a_person_say_why_and_what_was_probably_meant() -> None:
    looks = {r.row: (r.looks, r.suggestions) for r in plan().of(RowVerdict.LOOK)}

    assert looks == {
        13: (("email_unreadable",), {"email": "bd@serialsystem.example.org"}),
        20: (("email_to_come",), {}),
        30: (("email_unreadable",), {"email": "bd@raffleseducati.example.org"}),
        37: (("email_to_come",), {}),
        42: (("code_became_number",), {"stock_code": "1E3"}),
        46: (("perhaps_same",), {}),
    }


def test_a_missing_e_mail_alone_does_not_hold_a_row_up() -> None:
    assert [row(n).verdict for n in (10, 17, 25, 34)] == [RowVerdict.NEW] * 4


def test_left_out_rows_say_why() -> None:
    reasons = {r.row: r.left_out for r in plan().of(RowVerdict.LEFT_OUT) if r.sheet == SHEET}

    assert reasons == {
        1: "title", 2: "title", 3: "blank", 4: "header", 5: "header",
        26: "repeated_header", 27: "blank", 50: "blank", 51: "total", 52: "footnote",
    }  # fmt: skip


def test_hidden_and_withdrawn_sheets_are_not_read() -> None:
    assert {s.name: s.why_not for s in plan().sheets} == {
        SHEET: "",
        "Withdrawn": "sheet_withdrawn",
        "lists": "sheet_hidden",
    }


def test_the_header_is_found_in_two_rows_and_its_columns_known() -> None:
    sheet = plan().sheets[0]
    columns = {c.header: (c.field.value, c.certainty.value) for c in sheet.tables[0].columns}

    assert sheet.header_rows == (4, 5)
    assert columns == {
        "S/N": ("serial", "sure"),
        "Company Name (as in ACRA)": ("company", "sure"),
        "中文名 / Chinese Name": ("company_zh", "sure"),
        "Nature of Business*": ("sectors", "look"),
        "Website": ("website", "sure"),
        "SGX code": ("stock_code", "sure"),
        "Salutation": ("unused", "not_used"),
        "Contact Person": ("representative", "sure"),
        "Designation": ("title", "sure"),
        "Tel / Mobile": ("phone", "sure"),
        "E-mail Address": ("email", "sure"),
        "Site visit? (Y/N)": ("site_visit", "sure"),
        "Dietary": ("dietary", "sure"),
        "Remarks": ("remarks", "sure"),
    }


def test_values_are_cleaned() -> None:
    assert row(11).values == {
        "company": "iFAST Corporation Ltd.",
        "company_zh": "奕丰集团",
        "sectors": "Finance / fintech ; Digital investment and wealth platform in Singapore, Hong Kong, "
        "Malaysia and China.",
        "website": "https://www.ifastcorp.com",
        "stock_code": "AIY",
        "representative": "Business Development",
        "title": "Business Development",
        "phone": "+65 0000 0005",
        "more_phones": ["+65 0000 0505"],
        "email": "bd@ifastcorporati.example.org",
        "more_emails": ["info@ifastcorporati.example.org"],
        "site_visit": True,
        "dietary": "Halal",
    }
    assert row(9).values["phone"] == "+65 0000 0003"
    assert row(9).notes == ("phone_plus_lost", "phone_invalid", "country_by_phone")
    assert (row(28).values["stock_code"], row(28).verdict) == ("544", RowVerdict.NEW)
    assert row(12).values["email"] == "bd@tyesoon.example.org"


def test_only_what_the_register_does_not_say_alike_would_change() -> None:
    person = ExistingPerson(
        7, {"display_name": "business dev.", "email": "old@ocbc.example.org", "phone": "+65 00000002"}
    )
    register = replace(KNOWN[1], record=ExistingRecord(people=[person]))

    changes = row(8, plan_import(workbook(), (register,), country="SG")).changes

    assert changes == ("sectors", "title", "dietary", "site_visit", "email")


def test_the_command_line_gets_one_object_for_each_row() -> None:
    plain = {(r["sheet"], r["row"]): r for r in plan_to_json(plan(KNOWN))["rows"]}

    assert plain[SHEET, 7] == {
        "sheet": SHEET,
        "row": 7,
        "verdict": "same",
        "company": "DBS Group Holdings Ltd",
        "key": "c1",
        "same_as": "DBS Group Holdings Ltd",
        "reasons": ["phone_invalid", "second_contact"],
    }
    assert plain["Withdrawn", 2] == {
        "sheet": "Withdrawn",
        "row": 2,
        "verdict": "left_out",
        "company": "Surbana Jurong Private Limited",
        "key": "s2r2",
        "reasons": ["sheet_withdrawn"],
    }


def test_a_sheet_stored_as_json_gives_the_same_plan() -> None:
    stored = [Worksheet.from_plain(sheet.to_plain()) for sheet in workbook()]

    assert plan_to_json(plan_import(stored, KNOWN, country="SG")) == plan_to_json(plan(KNOWN))
