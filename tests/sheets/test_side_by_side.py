"""Two lists of firms beside each other, told from one list that names each firm in two languages."""

from __future__ import annotations

from typing import Any

import pytest

from app.importing.planner import plan_import
from tests.sheets.planned import made

LEFT, RIGHT = ("Company", "Name", "Email"), ("企业", "姓名", "手机")
ALPHA, BETA = ("Alpha Pte Ltd", "Ms Tan", "a@a.example.org"), ("贝塔有限公司", "王一", "13811119991")


def companies(*rows: tuple[Any, ...]) -> list[str]:
    return [row.company for row in plan_import([made(*rows)], []).rows if not row.left_out]


@pytest.mark.parametrize("heading", [("Singapore side", None, None, None, "Chongqing side"), (None,)])
def test_an_empty_column_parts_two_lists_with_other_columns(heading: tuple[Any, ...]) -> None:
    assert companies(heading, (*LEFT, None, *RIGHT), (*ALPHA, None, *BETA)) == ["Alpha Pte Ltd", "贝塔有限公司"]
