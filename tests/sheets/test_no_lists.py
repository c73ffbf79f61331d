"""What is no list of firms is not read, and is told what it is, so that its words say what to do."""

from __future__ import annotations

import pytest

from app.importing.fixes import ImportChoices
from app.importing.planner import plan_import
from app.importing.wording import NOT_READ_TEXTS
from tests.sheets.planned import made

PIVOT = (("Row Labels", "Count of Company"), ("Amber Ridge Insurance", 2), ("Finance", 3), ("Grand Total", 5))
PIVOT_ZH = (("行标签", "计数项:企业"), ("金融", 2), ("物流", 3), ("总计", 5))
SUMS = (("Sector", "2025", "2026"), ("Finance", 3, 4), ("Logistics", 5, 6), ("Grand Total", 8, 10))
CHAINED = (("#接龙 代表团报名",), ("1. 新加坡兰花贸易 李小姐 91234567",), ("2. 新加坡竹业控股 陈先生",))
CHAT = (("[12/03/2026, 10:21:33] Tan: Heron Hotels, Ms Goh",), ("[12/03/2026, 10:22:33] Lim: Ibis Ink, Mr Lee",))
CELLS = (("Heron Hotels - Ms Goh - goh@heron.example.org",), ("Ibis Ink, Mr Lee, 91234567",))
WORDS = (("READ ME",), ("Fill in every column.",), ("Do not merge cells.",))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        *((rows, "sheet_pivot") for rows in (PIVOT, PIVOT_ZH, SUMS)),
        *((rows, "sheet_chat") for rows in (CHAINED, CHAT, CELLS)),
        (WORDS, "sheet_without_companies"),
    ],
)
def test_a_pivot_table_and_a_chat_are_told_from_other_sheets(rows: tuple[tuple[str | int, ...], ...], why: str) -> None:
    plan = plan_import([made(*rows)], [])

    assert [(sheet.why_not, sheet.why_not in NOT_READ_TEXTS) for sheet in plan.sheets] == [(why, True)]
    assert plan.effects == ()


def test_a_list_of_names_alone_with_a_total_stays_a_list() -> None:
    rows = (("Company", "Pax"), ("Alpha Pte Ltd", 2), ("Beta Pte Ltd", 1), ("Grand Total", 3))

    assert len(plan_import([made(*rows)], []).effects) == 2


@pytest.mark.parametrize(
    ("name", "why"), [("2025 (old)", "sheet_old"), ("往年名单", "sheet_old"), ("Old Mill", ""), ("2026", "")]
)
def test_an_old_list_beside_the_new_one_is_not_read_unasked(name: str, why: str) -> None:
    sheet = made(("Company", "Contact"), ("Alpha Pte Ltd", "Ann Lee"), name=name)

    assert plan_import([sheet], []).sheets[0].why_not == why
    assert plan_import([sheet], [], ImportChoices(sheets={name: True})).sheets[0].why_not == ""
