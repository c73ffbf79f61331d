from __future__ import annotations

import pytest

from app.companies.sectors.proposals import TradeRole, parse_trade_role, trade_code, without_role
from app.companies.sectors.tree import sector_tree


@pytest.mark.parametrize(
    ("text", "role", "goods"),
    [
        ("Importer of Bordeaux wines", TradeRole.WHOLESALE, "of bordeaux wines"),
        ("进口商", TradeRole.WHOLESALE, ""),
        ("négociant en bois", TradeRole.WHOLESALE, "en bois"),
        ("retailers of snacks", TradeRole.RETAIL, "of snacks"),
        ("snacks", None, "snacks"),
    ],
)
def test_a_role_is_read_and_leaves_the_goods(text: str, role: TradeRole | None, goods: str) -> None:
    assert parse_trade_role(text) is role
    assert without_role(text) == goods


@pytest.mark.parametrize(
    "text", ["manufactures and distributes toys", "生产与批发", "trade finance", "electricity distribution", "货运代理"]
)
def test_who_makes_the_goods_or_trades_in_none_has_no_role(text: str) -> None:
    assert parse_trade_role(text) is None


def test_the_trade_is_that_of_the_longest_code_that_is_known() -> None:
    assert [trade_code(code, TradeRole.WHOLESALE) for code in ("2910", "2930", "0111", "0122", "10", "6910")] == [
        *("4661", "4662", "4620", "4630", "4630", ""),
    ]
    assert trade_code("1073", TradeRole.RETAIL) == "4721"


@pytest.mark.parametrize("role", TradeRole)
def test_trades_lie_in_the_division_of_the_role(role: TradeRole) -> None:
    trades = {trade for code in sector_tree().codes if (trade := trade_code(code, role))}

    assert {sector_tree().path(trade)[1] for trade in trades} == {role.value}
