"""What is no list of firms is not read, and is told what it is, so that its words say what to do."""

from __future__ import annotations

import pytest

from app.importing.fixes import ImportChoices
from app.importing.planner import plan_import
from tests.sheets.planned import made


@pytest.mark.parametrize(
    ("name", "why"), [("2025 (old)", "sheet_old"), ("往年名单", "sheet_old"), ("Old Mill", ""), ("2026", "")]
)
def test_an_old_list_beside_the_new_one_is_not_read_unasked(name: str, why: str) -> None:
    sheet = made(("Company", "Contact"), ("Alpha Pte Ltd", "Ann Lee"), name=name)

    assert plan_import([sheet], []).sheets[0].why_not == why
    assert plan_import([sheet], [], ImportChoices(sheets={name: True})).sheets[0].why_not == ""
