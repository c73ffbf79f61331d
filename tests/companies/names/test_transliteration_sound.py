"""The brand of a Latin name heard in a Chinese one."""

from __future__ import annotations

import pytest

from app.companies.names.parsing import chinese_name, latin_name
from app.companies.names.transliteration import is_same_brand


@pytest.mark.parametrize(
    ("latin", "chinese", "heard"),
    [
        ("Beijing LeiKe Defense Technology Co., Ltd.", "北京雷科防务科技股份有限公司", True),
        ("Bei Jing Leike Defense", "北京雷科防务科技股份有限公司", True),
        ("Jiangsu LeiKe Defense", "北京雷科防务科技股份有限公司", False),
        ("LeiKe Defense", "北京雷科防务科技股份有限公司", False),
        ("Beijing Technology Co., Ltd.", "北京科技有限公司", False),
        ("Beijing", "北京雷科防务", False),
    ],
)
def test_a_brand_is_heard_behind_the_same_place(latin: str, chinese: str, heard: bool) -> None:
    assert is_same_brand(latin_name(latin), chinese_name(chinese)) is heard
