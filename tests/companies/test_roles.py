from __future__ import annotations

import pytest

from app.companies.roles import Role, role_in, trade_in, without_role
from app.companies.sectors import tree


@pytest.mark.parametrize(
    ("text", "role", "goods"),
    [
        ("Importer of Bordeaux wines", Role.WHOLESALE, "of bordeaux wines"),
        ("进口商", Role.WHOLESALE, ""),
        ("négociant en bois", Role.WHOLESALE, "en bois"),
        ("retailers of snacks", Role.RETAIL, "of snacks"),
        ("snacks", None, "snacks"),
    ],
)
def test_a_role_is_read_and_leaves_the_goods(text: str, role: Role | None, goods: str) -> None:
    assert role_in(text) is role
    assert without_role(text) == goods


@pytest.mark.parametrize(
    "text", ["manufactures and distributes toys", "生产与批发", "trade finance", "electricity distribution", "货运代理"]
)
def test_who_makes_the_goods_or_trades_in_none_has_no_role(text: str) -> None:
    assert role_in(text) is None


def test_the_trade_is_that_of_the_longest_code_that_is_known() -> None:
    assert [trade_in(code, Role.WHOLESALE) for code in ("2910", "2930", "0111", "0122", "10", "6910")] == [
        *("4661", "4662", "4620", "4630", "4630", ""),
    ]
    assert trade_in("1073", Role.RETAIL) == "4721"


@pytest.mark.parametrize("role", Role)
def test_trades_lie_in_the_division_of_the_role(role: Role) -> None:
    trades = {trade for code in tree().codes if (trade := trade_in(code, role))}

    assert {tree().path(trade)[1] for trade in trades} == {role.value}
