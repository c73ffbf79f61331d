from __future__ import annotations

from datetime import date

import pytest

from app.day.paper.sheets import SheetKey, parse_sheet_key


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("p12:2032-03-18", SheetKey("p", "12", date(2032, 3, 18))),
        ("p12", SheetKey("p", "12")),
        ("m7-3", SheetKey("m", "7-3")),
        ("v4:0", SheetKey("v", "4")),
        ("s20320318T0930", SheetKey("s", "09:30", date(2032, 3, 18))),
    ],
)
def test_a_key_says_what_its_sheet_is_about(key, said):
    assert parse_sheet_key(key) == said
