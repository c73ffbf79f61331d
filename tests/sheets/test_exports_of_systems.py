"""What customer databases, online forms, ticket shops and card scanners write out: keys, owners, statuses, numbers."""

from __future__ import annotations

from typing import Any

import pytest

from app.importing.plan import ImportPlan
from app.importing.planner import plan_import
from app.sheets.fields import SheetField
from app.sheets.headers import guess_field
from tests.sheets.planned import imported, made

F = SheetField


def plan_of(*rows: tuple[Any, ...]) -> ImportPlan:
    return plan_import([made(*rows)], [], country="SG")


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


@pytest.mark.parametrize(
    ("header", "comes", "gone"),
    [("审批结果", "同意", "拒绝"), ("审批状态", "完成", "撤销"), ("ステータス", "支払い済み", "キャンセル")],
)
def test_who_was_refused_or_took_the_form_back_is_left_out(header: str, comes: str, gone: str) -> None:
    found = plan_of(("Company", "Name", header), ("Quayside", "Daniel Sim", comes), ("Papermoon", "Emily Foo", gone))

    assert [bool(row.left_out) for row in found.rows] == [True, False, True]
