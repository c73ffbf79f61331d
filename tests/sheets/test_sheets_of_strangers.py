"""Sheets as trade offices, associations and firms send them: nobody comes who has withdrawn, nothing is said of the
wrong person, no guest becomes a firm, and what is no list is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.importing.fixes import ImportChoices
from app.importing.plan import ImportPlan
from app.importing.planner import plan_import
from app.sheets.fields import SheetField
from app.sheets.headers import guess_field
from app.sheets.withdrawal import is_undecided_status, is_withdrawn_remark, may_be_withdrawn_remark
from tests.sheets.planned import made

DAYS = (date(2032, 3, 18),)


def _verdicts(plan: ImportPlan) -> list[tuple[str, str]]:
    return [(row.company, row.left_out or row.verdict.value) for row in plan.rows if row.company]


@pytest.mark.parametrize(
    "text",
    [
        *("3月4日来电取消", "3.4 取消", "已电话取消", "邮件告知退出", "昨日来函撤销报名"),
        *("cannot make it", "not going", "no longer interested", "3 Mar: withdrawn by phone"),
    ],
)
def test_a_day_and_a_call_before_it_do_not_hide_who_withdraws(text: str) -> None:
    assert is_withdrawn_remark(text) or may_be_withdrawn_remark(text)


@pytest.mark.parametrize(
    "text", ["老板出差，不去了", "has COVID, not coming", "Mr Tan called - withdrawing", "3/3: pulled out"]
)
def test_a_later_clause_alone_is_asked_about(text: str) -> None:
    assert (is_withdrawn_remark(text), may_be_withdrawn_remark(text)) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        *("3月4日来电取消酒店", "来电取消晚宴", "not withdrawn! spoke to Fu", "previously cancelled, now confirmed"),
        *("paid, flight cancelled", "vegan, not attending dinner", "new contact, cancel hotel"),
    ],
)
def test_what_only_sounds_like_it_asks_nobody(text: str) -> None:
    assert (is_withdrawn_remark(text), may_be_withdrawn_remark(text), is_undecided_status(text)) == (
        False,
        False,
        False,
    )


def test_a_note_pinned_to_a_name_may_say_that_the_firm_does_not_come() -> None:
    sheet = made(("Company", "Email"), ("Tropic Cane", "r@tropic.example.org"), ("Delta Wires", "d@delta.example.org"))
    sheet.cells[2, 1] = replace(sheet.cells[2, 1], note="Withdrawn 3 March, see mail")
    sheet.cells[3, 1] = replace(sheet.cells[3, 1], note="Jasmine knows the owner")
    plan = plan_import([sheet], [])

    assert [verdict for _, verdict in _verdicts(plan)] == ["look", "new"]
    assert plan.effects[1].after.answers == {}


def test_a_list_of_last_year_beside_this_years_is_left_and_may_be_read_all_the_same() -> None:
    rows = ("Company", "Representative", "Email"), ("Golden Abacus Capital", "Foo Chee Keong", "f@abacus.example.org")
    old = rows[0], ("Golden Abacus Capital", "Old Person", "old@abacus.example.org")
    book = [made(*rows, name="Master"), made(*old, name="2025 mission")]

    asked = plan_import(book, [], days=DAYS)
    said = plan_import(book, [], ImportChoices(sheets={"2025 mission": True}), days=DAYS)
    alone = plan_import(book[1:], [], days=DAYS)

    assert [(sheet.name, sheet.why_not) for sheet in asked.sheets] == [("Master", ""), ("2025 mission", "sheet_old")]
    assert [sheet.why_not for sheet in said.sheets] == ["", ""]
    assert [sheet.why_not for sheet in alone.sheets] == [""]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Pax name (as in passport)", SheetField.REPRESENTATIVE),
        ("Passport name", SheetField.REPRESENTATIVE),
        ("2、参会代表姓名及职务：", SheetField.REPRESENTATIVE),
        ("3. Job title:", SheetField.TITLE),
        ("Response", SheetField.ATTENDING),
        ("回复情况", SheetField.ATTENDING),
        ("Share phone/email with Chinese partners", SheetField.CONSENT_CONTACTS),
        ("Market share", None),
    ],
)
def test_headers_of_strangers(header: str, field: SheetField | None) -> None:
    told = guess_field(header)

    assert (told.field if told else None) == field
