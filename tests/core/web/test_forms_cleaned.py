"""What a form keeps of a text."""

from __future__ import annotations

import pytest

from app.core.web.forms import clean_text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Acme \u202egnp.exe", "Acme gnp.exe"),
        ("\u2066Tan\u2069 \u202aMei\u202c", "Tan Mei"),
        ("A\x00B\x07\r\nC", "AB\nC"),
        ("👩‍💻 博生物流 שלום", "👩‍💻 博生物流 שלום"),
    ],
)
def test_signs_that_turn_the_direction_of_writing_are_not_kept(sent: str, kept: str) -> None:
    assert clean_text(sent) == kept
