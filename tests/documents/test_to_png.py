"""Pictures for a phone."""

import struct
from datetime import UTC, datetime

from app.documents.to_png import WIDTH, to_png

AT = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def drawn(count: int, title: str = "重庆港") -> tuple[int, int, bytes]:
    """Width, height and bytes of an agenda of ``count`` meetings."""
    line = {"time": "14:30", "title": title, "alt": "#panic()", "where": "A4", "sub": "𠮷", "meeting": True}
    head = {"title": "Agenda", "event": "Day", "day": "18 March", "firm": "YCH", "firm_alt": "", "foot": ""}
    made = to_png("meetings/agenda.typ", {**head, "lines": [line] * count}, language="zh", made_at=AT)
    return (*struct.unpack(">II", made[16:24]), made)


def test_it_is_as_wide_as_a_phone_and_as_high_as_it_needs_to_be():
    one, three = drawn(1), drawn(3)

    assert (one[0], three[0]) == (WIDTH, WIDTH)
    assert three[1] > one[1] + 200
    assert drawn(1)[2] == one[2]
    assert drawn(1, "重庆湾")[2] != one[2]
