"""Whatever columns of the given sheet are filled in, and by how many firms, each value comes back where it belongs."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.spreadsheets import SheetCell, Worksheet
from app.importing.plan import ImportPlan
from app.importing.planner import plan_import
from app.sheets.fields import SheetField
from app.sheets.template import TEMPLATE_COLUMNS, template_header

F = SheetField
PAIRS: Final = {"en": (0, 1), "zh": (1, 0), "fr": (2, 1)}
SAID: Final[dict[SheetField, list[Any]]] = {
    F.COMPANY_ZH: ["阿尔法贸易有限公司", "贝塔港务集团", "伽马银行"],
    F.UEN: ["201912345R", "199900001G", "53012345B"],
    F.USCC: ["91500000MA5U00000W", "91500000MA5U000010", "91500000MA5U000023"],
    F.STOCK_CODE: ["1E3", "D05", "000062"],
    F.WEBSITE: ["www.linkedin.com/company/alpha", "beta.example.org", "https://gamma.example.org/contact/name"],
    F.COUNTRY: ["Singapore", "中国", "Sri Lanka"],
    F.CITY: ["Singapore", "重庆", "Colombo"],
    F.SECTORS: ["Trade", "产品; 行业", "Industry"],
    F.OFFERS: ["Products", "锂电池、储能设备", "Lithium batteries for ships"],
    F.SEEKS: ["Partners", "代理", "Company: distributors"],
    F.CERTIFICATES_HELD: ["ISO 9001", "CE; IATF 16949", "Halal"],
    F.SALUTATION: ["Ms", "先生", "M."],
    F.FAMILY_NAME: ["Tan", "王", "de La Tour"],
    F.GIVEN_NAME: ["Mei Ling", "小明", "Jean-Pierre"],
    F.VIP: ["Yes 是", "否", "贵宾"],
    F.CONSENT_CROSS_BORDER: ["No 否", "是", "Oui"],
    F.REPRESENTATIVE: ["Tan Mei Ling", "王小明", "Jean-Pierre de La Tour"],
    F.REPRESENTATIVE_ZH: ["陈美玲", "王小明", "杜兰德"],
    F.TITLE: ["Director", "总经理", "Trade representative"],
    F.EMAIL: ["mei@alpha.example.org", "wang@beta.example.org", "jp@gamma.example.org"],
    F.PHONE: ["+65 0000 0001", "+86 138 0000 0001", "+33 1 00 00 00 01"],
    F.WECHAT: ["alpha_mei", "wx-beta", "gamma88"],
    F.LANGUAGES: ["English, 中文", "中文", "English"],
    F.NEEDS_INTERPRETER: ["Yes 是", "否", "Non"],
    F.DIETARY: ["Vegetarian", "清真", "Halal; no nuts"],
    F.ARRIVAL: ["2032-03-17", "2032-03-18", "2032-03-18"],
    F.DEPARTURE: ["2032-03-20", "2032-03-21", "2032-03-20"],
    F.CONSENT_LIST: ["Yes 是", "否", "Oui"],
    F.CONSENT_CONTACTS: ["No 否", "是", "Non"],
    F.REMARKS: ["Name on badge: Mei", "中文", "Arrives late"],
}
READ: Final[dict[SheetField, list[Any]]] = {
    F.WEBSITE: [
        *("https://www.linkedin.com/company/alpha", "https://beta.example.org"),
        "https://gamma.example.org/contact/name",
    ],
    F.NEEDS_INTERPRETER: [True, False, False],
    F.VIP: [True, None, True],
    F.CONSENT_CROSS_BORDER: [False, True, True],
    F.CONSENT_LIST: [True, False, True],
    F.CONSENT_CONTACTS: [False, True, False],
}
PARTS: Final = {F.FAMILY_NAME, F.GIVEN_NAME}
NAMES: Final = ["Alpha Trading Pte Ltd", "Beta Port Group", "Gamma"]
OTHERS: Final = [column.field for column in TEMPLATE_COLUMNS if column.field is not F.COMPANY]


def planned(language: str, fields: set[SheetField], firms: int) -> ImportPlan:
    head = {
        (1, at): SheetCell(template_header(column, PAIRS[language])) for at, column in enumerate(TEMPLATE_COLUMNS, 1)
    }
    rows = {
        (2 + row, at): SheetCell(NAMES[row] if column.field is F.COMPANY else SAID[column.field][row])
        for row in range(firms)
        for at, column in enumerate(TEMPLATE_COLUMNS, 1)
        if column.field is F.COMPANY or column.field in fields
    }
    return plan_import([Worksheet("Firms 企业", head | rows)], [], country="SG")


def check(language: str, fields: set[SheetField], firms: int) -> None:
    rows = [row for row in planned(language, fields, firms).rows if row.left_out != "header"]

    assert [(row.row, row.company, row.left_out) for row in rows] == [
        (2 + at, name, "") for at, name in enumerate(NAMES[:firms])
    ]
    for wanted in fields:
        assert [row.values.get(wanted) for row in rows] == READ.get(wanted, SAID[wanted])[:firms]
    assert not any(row.looks for row in rows)
    assert {str(name) for row in rows for name in row.values if name in OTHERS} <= {
        *map(str, fields),
        *((F.WEBSITE,) if fields & {F.REMARKS, F.OFFERS} else ()),
        *((F.REPRESENTATIVE_ZH, F.TITLE_ZH) if fields & {F.REPRESENTATIVE, F.TITLE, *PARTS} else ()),
        *((F.REPRESENTATIVE,) if fields & PARTS else ()),
    }


@pytest.mark.full
@pytest.mark.parametrize("language", PAIRS)
def test_one_column_beside_the_name_comes_back(language: str) -> None:
    for wanted in OTHERS:
        for firms in (1, 2, 3):
            check(language, {wanted}, firms)


@pytest.mark.full
@settings(max_examples=300)
@given(st.sampled_from(list(PAIRS)), st.sets(st.sampled_from(OTHERS)), st.integers(1, 3))
def test_any_columns_come_back(language: str, fields: set[SheetField], firms: int) -> None:
    check(language, fields, firms)
