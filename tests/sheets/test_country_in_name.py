"""The country of a firm that a sheet gives none, as far as its own name tells it."""

from __future__ import annotations

import pytest

from app.sheets.company_country import find_country_in_name


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Epsilon (M) Sdn Bhd", "MY"),
        ("Epsilon Berhad", "MY"),
        ("Zeta (HK) Ltd", "HK"),
        ("Zeta (Hong Kong) Limited", "HK"),
        ("ABC Engineering (Vietnam) Co Ltd", "VN"),
        ("Kim (S) Pte. Ltd.", "SG"),
        ("重庆山水科技有限公司", "CN"),
        ("中国银行（香港）有限公司", "HK"),
        ("新加坡电信有限公司", "SG"),
        ("Alpha Ltd", ""),
        ("Beta (International) Ltd", ""),
        ("Alpha (Chongqing Rep Office)", ""),
        ("亚太资源有限公司", ""),
    ],
)
def test_a_name_tells_a_country_or_none(name: str, country: str) -> None:
    assert find_country_in_name([name]) == country
