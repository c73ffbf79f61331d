"""Pictures for a phone."""

import io
import struct
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageOps

from app.documents.pdf import PNG_WIDTH, to_png

AT = datetime(2032, 3, 1, 9, 0, tzinfo=UTC)


def drawn(count: int, title: str = "重庆港") -> tuple[int, int, bytes]:
    """Width, height and bytes of an agenda of ``count`` meetings."""
    line = {"time": "14:30", "title": title, "alt": "#panic()", "where": "A4", "sub": "𠮷", "meeting": True}
    head = {"title": "Agenda", "event": "Day", "day": "18 March", "firm": "YCH", "firm_alt": "", "foot": ""}
    made = to_png("meetings/agenda.typ", {**head, "lines": [line] * count}, language="zh", made_at=AT)
    return (*struct.unpack(">II", made[16:24]), made)


@pytest.mark.full
def test_it_is_as_wide_as_a_phone_and_as_high_as_it_needs_to_be():
    one, three = drawn(1), drawn(3)

    assert (one[0], three[0]) == (PNG_WIDTH, PNG_WIDTH)
    assert three[1] > one[1] + 200
    assert drawn(1)[2] == one[2]
    assert drawn(1, "重庆湾")[2] != one[2]


def width_of_name(language: str, name: str) -> int:
    """How far a firm's name reaches, in pixels."""
    head = {"title": "Agenda", "event": "Day", "day": "18", "firm": name, "firm_alt": "", "foot": ""}
    made = to_png("meetings/agenda.typ", {**head, "lines": []}, language=language, made_at=AT)
    line = Image.open(io.BytesIO(made)).convert("L").crop((0, 175, PNG_WIDTH, 230))  # above the rule
    ink = ImageOps.invert(line).getbbox()
    assert ink is not None
    return ink[2]


@pytest.mark.full
def test_an_apostrophe_between_latin_letters_is_as_narrow_in_a_chinese_picture_as_in_a_french_one():
    assert width_of_name("zh", "Éloïse d’Arc") == width_of_name("fr", "Éloïse d’Arc")
    assert width_of_name("zh", "他说“好”的") > width_of_name("fr", "他说“好”的")
