from __future__ import annotations

from datetime import date

import pytest

from app.day.paper.keys import Key, read


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("p12:2032-03-18", Key("p", "12", date(2032, 3, 18))),
        ("p12", Key("p", "12")),
        ("m7-3", Key("m", "7-3")),
        ("v4:0", Key("v", "4")),
        ("s20320318T0930", Key("s", "09:30", date(2032, 3, 18))),
    ],
)
def test_a_key_says_what_its_sheet_is_about(key, said):
    assert read(key) == said
