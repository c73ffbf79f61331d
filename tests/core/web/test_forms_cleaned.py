"""What a form keeps of a text, and of a list of ticks."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from app.core.parsing import parse_id
from app.core.web.forms import FormPart, ListField, clean_text


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


class _TicksForm(FormPart):
    row = ListField(coerce=parse_id)


def test_ticks_that_name_no_id_are_passed_over() -> None:
    sent = MultiDict([("row", "3"), ("row", "third"), ("row", ""), ("row", "5")])

    assert _TicksForm(sent).row.data == [3, 5]
    assert _TicksForm(None).row.data == []
