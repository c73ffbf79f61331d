"""What of an event anybody may read."""

from __future__ import annotations

import datetime as dt

import pytest

from app.events.phases import BookingMode, Phase
from app.lists.publicity import address_mark, find_marked, is_directory_open, without_contacts

DAY = dt.datetime(2027, 3, 18, tzinfo=dt.UTC)
GONE = dt.datetime(2028, 3, 18, tzinfo=dt.UTC)


def opened(directory: str, phase: Phase, now: dt.datetime = DAY) -> bool:
    return is_directory_open(directory, phase, BookingMode.LIVE, until=GONE, now=now)


def test_a_directory_is_open_from_registration_until_its_people_go():
    assert [opened("public", phase) for phase in Phase] == [phase is not Phase.DRAFT for phase in Phase]
    assert [opened("none", phase) for phase in Phase] == [False] * len(Phase)
    assert opened("indexed", Phase.CLOSED, GONE - dt.timedelta(seconds=1))
    assert not opened("public", Phase.CLOSED, GONE)


def test_an_address_tells_no_number_and_leads_back_to_its_firm():
    marks = [address_mark(number, "secret") for number in range(50)]

    assert len(set(marks)) == 50
    assert find_marked(marks[7], range(50), "secret") == 7
    assert find_marked(address_mark(7, "another"), range(50), "secret") is None


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Cold storage. Call +65 6123 4567", "Cold storage. Call …"),
        ("冷链仓储，电话 138-0013-8000，邮箱 li@firm.example.cn", "冷链仓储，电话 …，邮箱 …"),
        ("ISO 9001, 24/7, 120,000 m2 since 1998–2004", "ISO 9001, 24/7, 120,000 m2 since 1998–2004"),
        ("Entrepôt de 12 000 m² depuis 2005", "Entrepôt de 12 000 m² depuis 2005"),
    ],
)
def test_what_looks_like_an_address_or_a_number_to_call_is_left_out(said, shown):
    assert without_contacts(said) == shown
