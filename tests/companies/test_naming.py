"""Which of a firm's two names a reader meets first."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.companies.naming import Names, names_for


@dataclass
class Firm:
    name: str
    name_zh: str | None = None


PORT = Firm("Chongqing Port", "重庆港")


@pytest.mark.parametrize(
    ("firm", "language", "names"),
    [
        (PORT, "zh", Names("重庆港", "Chongqing Port", "en")),
        (PORT, "en", Names("Chongqing Port", "重庆港", "zh-Hans")),
        (PORT, "fr", Names("Chongqing Port", "重庆港", "zh-Hans")),
        (Firm("YCH"), "zh", Names("YCH", "", "")),
        (Firm("重庆港", "重庆港"), "en", Names("重庆港", "", "")),
    ],
)
def test_a_name_in_the_readers_script_comes_first(firm, language, names):
    assert names_for(firm, language) == names
