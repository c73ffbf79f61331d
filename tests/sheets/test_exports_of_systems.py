"""What customer databases, online forms, ticket shops and card scanners write out: keys, owners, statuses, numbers."""

from __future__ import annotations

from typing import Any

import pytest

from app.importing.plan import CompanyChange, ImportPlan
from app.importing.planner import plan_import
from app.sheets.fields import SheetField
from app.sheets.headers import guess_field
from tests.sheets.planned import imported, made

F = SheetField


def plan_of(*rows: tuple[Any, ...]) -> ImportPlan:
    return plan_import([made(*rows)], [], country="SG")


def the_firm(*rows: tuple[Any, ...]) -> CompanyChange:
    (found,) = plan_of(*rows).effects
    return found


def people_of(effect: CompanyChange) -> list[tuple[Any, ...]]:
    return [
        tuple(one.values.get(name) for name in ("display_name", "title", "email", "phone"))
        for one in effect.after.people
    ]


@pytest.mark.parametrize(
    "header",
    [
        *("Primary Associated Company ID", "Delegate ID", "Contact owner", "创建人", "提交者（自动）"),
        *("Emergency contact", "Emergency phone", "Spouse", "E-mail of person filling this form", "紧急联系人电话"),
        *("E-mail Type", "E-mail Display Name", "Phonetic First Name", "Invoice e-mail", "Mailing Street"),
    ],
)
def test_a_header_about_somebody_or_something_else_names_nothing_of_the_list(header: str) -> None:
    found = guess_field(header)

    assert found is None or found.field is F.UNUSED


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *(("WeChat ID", F.WECHAT), ("Email ID", F.EMAIL), ("Account Name", F.COMPANY), ("统一编号", F.UEN)),
        *(("Company name (to be filled in capitals)", F.COMPANY), ("Company name for invoice", F.COMPANY)),
        *(("Name of participant (must be completed)", F.REPRESENTATIVE), ("发票抬头（公司名称）", F.COMPANY)),
        *(("Organization Title", F.TITLE), ("Mailing Country", F.COUNTRY), ("Person attending", F.REPRESENTATIVE)),
        *(("Nama Syarikat", F.COMPANY), ("Nama Wakil", F.REPRESENTATIVE), ("Jawatan", F.TITLE), ("E-mel", F.EMAIL)),
    ],
)
def test_a_header_beside_such_ones_keeps_its_meaning(header: str, field: SheetField) -> None:
    found = guess_field(header)

    assert found is not None
    assert found.field is field


def test_numbers_of_orders_are_nobodys_phone() -> None:
    effect = the_firm(
        ("Order #", "IP", "Paid-up capital (SGD)", "Company", "Name", "Work Phone"),
        ("7712345001", "203.0.113.9", "1,000,000", "Nusantara Foods", "Siti Rahman", "+65 6777 1234"),
    )

    assert people_of(effect) == [("Siti Rahman", None, None, "+65 6777 1234")]


def test_links_to_profiles_and_pictures_are_not_the_firms_site() -> None:
    effect = the_firm(
        ("Company", "LinkedIn URL", "Photo", "Company website"),
        ("Volta Solar", "https://www.linkedin.com/in/osei", "https://p.example.org/1.png", "https://volta.example.gh"),
    )

    assert effect.after.company["website"] == "https://volta.example.gh"


@pytest.mark.parametrize(
    ("header", "comes", "gone"),
    [
        ("Approval Status", "approved", "cancelled by self"),
        ("跟进状态", "已确认", "已取消"),
        ("确认情况", "已确认", "取消（有事）"),
        ("Stage", "Confirmed", "withdrew 3 Nov"),
    ],
)
def test_a_column_of_statuses_tells_who_withdrew_whatever_its_header(header: str, comes: str, gone: str) -> None:
    found = plan_of(("Company", "Name", header), ("Quayside", "Daniel Sim", comes), ("Papermoon", "Emily Foo", gone))

    assert [row.left_out for row in found.rows] == ["header", "", "withdrawn"]


@pytest.mark.parametrize(
    "header",
    ["Hotel booking status", "Visa status", "Payment", "1-1 meeting status", "签证状态", "付款情况", "Vol : statut"],
)
def test_what_else_is_cancelled_leaves_nobody_out(header: str) -> None:
    rows = (("Quayside", "Daniel Sim", "Confirmed"), ("Papermoon", "Emily Foo", "Cancelled"))

    found = plan_of(("Company", "Name", header), *rows)

    assert [row.left_out for row in found.rows] == ["header", "", ""]


def test_a_second_firm_on_a_business_card_begins_no_second_list() -> None:
    effect = the_firm(
        ("姓名", "公司1", "部门1", "职位1", "公司2", "部门2", "职位2", "手机1", "邮箱1"),
        ("Rajesh Kumar", "Indus Mills Pte Ltd", "", "VP", "SICCI", "", "Member", "+6591230003", "r@indus.example.sg"),
    )

    assert effect.after.company["name"] == "Indus Mills Pte Ltd"
    assert people_of(effect) == [("Rajesh Kumar", "VP", "r@indus.example.sg", "+65 9123 0003")]


@pytest.mark.parametrize(
    "header",
    [
        "Sectors of interest",
        "Which sectors are you looking to meet? (tick all that apply)",
        "感兴趣的行业",
        "Secteurs visés",
    ],
)
def test_sectors_that_a_firm_wants_to_meet_are_not_its_own(header: str) -> None:
    (found,) = imported(made(("Company", header), ("Arbor Vitae", "Furniture; construction")))

    assert found.get("sectors") is None
    assert found["seeks"] == "Furniture; construction"


@pytest.mark.parametrize(
    "header", ["Sector", "Industry (main business)", "What sector are you in?", "所属行业", "Secteur"]
)
def test_a_firms_own_sector_stays_its_own(header: str) -> None:
    (found,) = imported(made(("Company", header), ("Arbor Vitae", "Furniture")))

    assert found["sectors"] == "Furniture"


def test_pronouns_behind_a_name_are_no_second_person() -> None:
    effect = the_firm(("Company", "Full name"), ("Gold Coast Cashew", "Kwame Boateng (He/Him)"))

    assert people_of(effect) == [("Kwame Boateng", None, None, None)]


def test_who_answers_a_form_again_is_taken_at_the_later_word() -> None:
    first = ("2026-11-02", "Northstar Foods", "Alicia Goh", "Director", "a@northstar.example.sg")
    again = ("2026-11-03", "Northstar Foods", "Alicia Goh", "Managing Director", "a@northstar.example.sg")

    found = plan_of(("Timestamp", "Company", "Name", "Designation", "E-mail"), first, again)

    assert people_of(found.effects[0]) == [("Alicia Goh", "Managing Director", "a@northstar.example.sg", None)]
    assert "answered_again" in found.rows[2].reasons


def test_a_list_without_days_keeps_the_first_word() -> None:
    effect = the_firm(
        ("Company", "Name", "Designation", "E-mail"),
        ("Northstar Foods", "Alicia Goh", "Director", "a@northstar.example.sg"),
        ("Northstar Foods", "Alicia Goh", "Managing Director", "a@northstar.example.sg"),
    )

    assert people_of(effect)[0][1] == "Director"


def test_names_in_a_list_without_any_header_are_found_beside_their_firms() -> None:
    effects = plan_of(
        ("Warbler Wool Pte Ltd", "Liam Ng", "liam@warbler.example.sg"),
        ("Yaffle Yachts Ltd", "Ned Kee", "ned@yaffle.example.sg"),
    ).effects

    assert [person[0] for effect in effects for person in people_of(effect)] == ["Liam Ng", "Ned Kee"]


def test_what_is_asked_of_the_nominated_delegate_is_theirs_and_who_referred_them_is_nobody() -> None:
    effect = the_firm(
        (
            *("Company Name", "Nominated delegate name", "Nominated delegate position"),
            *("Delegate mobile no", "Delegate email", "Referred by (chamber member)"),
        ),
        ("Bassoon Bio", "Yan Zo", "COO", "+65 9123 3001", "yan@bassoon.example.sg", "Mr Xi Yu"),
    )

    assert people_of(effect) == [("Yan Zo", "COO", "yan@bassoon.example.sg", "+65 9123 3001")]


def test_the_fields_of_one_question_are_told_apart() -> None:
    effect = the_firm(
        (
            *("Company Name:", "Contact Name: - Prefix", "Contact Name: - First Name", "Contact Name: - Last Name"),
            *("Position:", "Phone Number: - Country Code", "Phone Number: - Phone Number"),
        ),
        ("Bluebell Bakery", "Ms", "Joan", "Sim", "Owner", "65", "91230060"),
    )

    assert people_of(effect) == [("Joan Sim", "Owner", None, "+65 9123 0060")]
    assert effect.after.company.get("country") != "65"


def test_keys_that_a_database_asks_to_leave_alone_are_nobody() -> None:
    effect = the_firm(
        ("(Do Not Modify) Contact", "(Do Not Modify) Row Checksum", "Full Name", "Company Name"),
        ("a1b2c3d4-0000-4000-8000-000000000001", "x9==", "Olga Seah", "Fern Freight Pte Ltd"),
    )

    assert people_of(effect) == [("Olga Seah", None, None, None)]


@pytest.mark.parametrize(
    ("header", "comes", "gone"),
    [("审批结果", "同意", "拒绝"), ("审批状态", "完成", "撤销"), ("ステータス", "支払い済み", "キャンセル")],
)
def test_who_was_refused_or_took_the_form_back_is_left_out(header: str, comes: str, gone: str) -> None:
    found = plan_of(("Company", "Name", header), ("Quayside", "Daniel Sim", comes), ("Papermoon", "Emily Foo", gone))

    assert [bool(row.left_out) for row in found.rows] == [True, False, True]
