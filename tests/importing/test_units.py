"""A branch, an office, a subsidiary or a firm of another country's law is nobody's double."""

from __future__ import annotations

import pytest

from app.importing.plan import RowVerdict
from app.importing.planner import plan_import
from app.registrations.existing_record import KnownCompany
from tests.sheets.planned import made

KNOWN = (
    KnownCompany(1, "Lantern Bank Limited", "灯笼银行", country="SG", website="lantern.example.org"),
    KnownCompany(2, "Orion Metals Pte Ltd", "猎户金属", country="SG"),
    KnownCompany(3, "Harbour Medical Group Ltd", "海港医疗集团", country="SG"),
    KnownCompany(4, "Wooden Bridge Investment Limited", "木桥投资", country="SG"),
    KnownCompany(5, "Chongqing Lampwick Logistics Co., Ltd.", "灯芯(重庆)物流股份有限公司", country="CN"),
)


@pytest.mark.parametrize(
    "name",
    [
        *("灯笼银行(中国)有限公司重庆分行", "灯笼银行重庆分行", "灯笼银行（上海）代表处", "灯笼银行(中国)有限公司"),
        *("海港医疗集团重庆医院", "木桥投资管理有限公司", "木桥投资（重庆）有限公司"),
        *("Lantern Bank Limited Chongqing Branch", "Lantern Bank Representative Office", "Lantern Bank (China)"),
        *("Orion Metals Sdn Bhd", "Orion Metals GmbH", "Orion Metals SARL", "Wooden Bridge Investment (Chongqing)"),
    ],
)
def test_another_unit_of_a_house_is_never_the_same_unasked(name: str) -> None:
    sheet = made(("Company", "Website"), (name, "www.lantern.example.org" if "antern" in name else None))

    assert plan_import([sheet], KNOWN).rows[1].verdict in (RowVerdict.NEW, RowVerdict.LOOK)


def test_the_house_itself_is_the_same_however_its_law_is_said() -> None:
    names = [
        "Lantern Bank Ltd",
        "灯笼银行有限公司",
        "Orion Metals Private Limited",
        "Orion Metals",
        "灯芯（重庆）物流股份有限公司",
    ]

    rows = plan_import([made(("Company",), *((name,) for name in names))], KNOWN).rows[1:]

    assert [row.verdict for row in rows] == [RowVerdict.SAME] * len(names)


def test_one_name_under_two_legal_forms_in_two_countries_is_that_of_two_firms() -> None:
    sheet = made(
        ("Company", "Country"),
        ("Orion Metals Co., Ltd", "China"),
        ("Orion Metals AG", "Switzerland"),
        ("Orion Metals Pte. Ltd.", "China"),
    )

    verdicts = [row.verdict for row in plan_import([sheet], KNOWN).rows[1:]]

    assert verdicts == [RowVerdict.NEW, RowVerdict.NEW, RowVerdict.SAME]


def test_one_name_under_two_legal_forms_and_two_numbers_is_that_of_two_firms() -> None:
    known = [KnownCompany(1, "Orion Metals Pte Ltd", country="SG", uen="196800306E")]
    sheet = made(
        ("Company", "Country", "UEN"),
        ("Orion Metals LLP", "Singapore", "193200032W"),
        ("Orion Metals Pte Ltd", "Singapore", "193500026Z"),
    )

    verdicts = [row.verdict for row in plan_import([sheet], known).rows[1:]]

    assert verdicts == [RowVerdict.NEW, RowVerdict.LOOK]


def test_one_name_under_two_legal_forms_is_asked_for_while_the_website_or_nothing_tells() -> None:
    known = [KnownCompany(1, "Orion Metals Pte Ltd", country="SG", website="orion.example.org")]
    sheet = made(
        ("Company", "Country", "Website"),
        ("Orion Metals GmbH", "Germany", "www.orion.example.org"),
        ("Orion Metals Sdn Bhd", None, None),
    )

    assert [row.verdict for row in plan_import([sheet], known).rows[1:]] == [RowVerdict.LOOK] * 2
