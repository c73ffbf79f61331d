"""What is passed over at a glance would have been found different by a closer look."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.companies.names.comparison import (
    CompanyLikeness,
    compare_chinese,
    compare_latin,
    may_be_alike_chinese,
    may_be_alike_latin,
    name_glance,
)
from app.companies.names.parsing import chinese_name, latin_name

WORDS = """
    Sheng Siong Singapore Technologies Technology Telecom Elec Electric Electronics Bank OCBC Shanghai Gansu Dayu Water
    Saving Sav Group Holdings Ltd Pte Trading Internationl International (Singapore) (China) SIA SingTel Airlines ST
    Engineering Engg Furui Furiu Special Zhangjiagang Fund
    """
SIGNS = "星展银行新加坡航空华粤广东高速公路重庆长安汽车国际港务集团股份有限公司A科技"
LATIN = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=5).map(" ".join)
CHINESE = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=8).map("".join)


@pytest.mark.full
@given(LATIN, LATIN)
@settings(max_examples=200, deadline=None)
@example("SingTel", "Singapore Telecommunications")
@example("Furui Special Equip", "Zhangjiagang Furui Special Equipment Co Ltd")
@example("Q&M Dental Group (Singapore)", "Q&M Dental Group Singapore")
@example("Internationl Sheng Siong", "International Sheng Siong")
def test_latin_names_that_are_alike_are_looked_at(one: str, other: str) -> None:
    a, b = latin_name(one), latin_name(other)

    alike = compare_latin(a, b) is not CompanyLikeness.DIFFERENT

    assert may_be_alike_latin(name_glance(a), name_glance(b)) or not alike
    assert may_be_alike_latin(name_glance(a), name_glance(b)) == may_be_alike_latin(name_glance(b), name_glance(a))


@pytest.mark.full
@given(CHINESE, CHINESE)
@settings(max_examples=200, deadline=None)
@example("新航", "新加坡航空")
@example("粤高速", "广东高速公路")
@example("PSA国际港务", "新加坡国际港务")
def test_chinese_names_that_are_alike_are_looked_at(one: str, other: str) -> None:
    a, b = chinese_name(one), chinese_name(other)

    alike = compare_chinese(a, b) is not CompanyLikeness.DIFFERENT

    assert may_be_alike_chinese(a, b) or not alike


def test_most_names_are_passed_over() -> None:
    names = [
        name_glance(latin_name(name)) for name in ("Sheng Siong Group Ltd", "Seres Group", "Shanghai Belling Co Ltd")
    ]

    assert [may_be_alike_latin(a, b) for a, b in pairwise(names)] == [False, False]
