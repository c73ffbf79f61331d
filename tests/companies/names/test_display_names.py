"""Which of a firm's two names a reader meets first."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.companies.names.spellings import DisplayNames, display_names


@dataclass
class Firm:
    name: str
    name_zh: str | None = None


PORT = Firm("Chongqing Port", "重庆港")


@pytest.mark.parametrize(
    ("firm", "language", "names"),
    [
        (PORT, "zh", DisplayNames("重庆港", "Chongqing Port", "en")),
        (PORT, "en", DisplayNames("Chongqing Port", "重庆港", "zh-Hans")),
        (PORT, "fr", DisplayNames("Chongqing Port", "重庆港", "zh-Hans")),
        (Firm("YCH"), "zh", DisplayNames("YCH", "", "")),
        (Firm("重庆港", "重庆港"), "en", DisplayNames("重庆港", "", "")),
    ],
)
def test_a_name_in_the_readers_script_comes_first(firm, language, names):
    assert display_names(firm, language) == names
