from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.spreadsheets import SheetCell
from app.registrations.cells import Day, day, host, is_ditto, is_none, is_to_come, tidy, website, words, yes_or_no

TYPED = st.one_of(st.text(max_size=30), st.text(alphabet="0123456789/.-年月日 /:：htpsw@，TBCna无待定", max_size=20))
VALUES = st.one_of(TYPED, st.floats(), st.integers(), st.booleans(), st.none(), st.dates(), st.datetimes(), st.times())


@given(TYPED)
def test_tidy_is_total_and_idempotent(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert tidy(text) == tidy(text).strip()


@given(VALUES)
def test_no_cell_is_too_odd_to_read(value: str | float | None) -> None:
    cell = SheetCell(value)

    assert isinstance(words(cell), str)
    assert yes_or_no(cell) in (True, False, None)
    assert isinstance(day(cell), Day)
    assert website(words(cell)) == "" or host(website(words(cell)))


def test_tidy_keeps_what_people_read() -> None:
    assert tidy("  Singapore\u00a0 Airlines\nLtd ") == "Singapore Airlines Ltd"
    assert tidy("＋６５\u3000ＡＢ（星展）\u200b") == "＋65 AB（星展）"


@pytest.mark.parametrize("text", ["", " ", "-", "—", "/", "NA", "n.a.", "N/A", "NIL", "none", "无", "暂无", "néant"])
def test_ways_to_say_nothing(text: str) -> None:
    assert is_none(text)
    assert words(SheetCell(text)) == ""


@pytest.mark.parametrize("text", ["TBC", "tba", "To be confirmed", "待定", "（待定）", "待补充", "à confirmer", "?"])
def test_ways_to_say_later(text: str) -> None:
    assert is_to_come(text)
    assert not is_none(text) or text == "?"


@pytest.mark.parametrize("text", ["同上", "ditto", '"', "〃", "same as above", "-do-"])
def test_ways_to_say_as_above(text: str) -> None:
    assert is_ditto(text)


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        *[(yes, True) for yes in ("Y", "y ", "Yes", "√", "✓", "1", 1, True, "是", "参加", "oui")],
        *[(no, False) for no in ("N", "no", "×", "0", 0, False, "否", "不参加", "non")],
        *[(neither, None) for neither in ("", "待定", "maybe", "x", None)],
    ],
)
def test_yes_and_no(value: str | int | bool | None, answer: bool | None) -> None:
    assert yes_or_no(SheetCell(value)) is answer


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (date(2025, 3, 6), Day(date(2025, 3, 6))),
        (datetime(2025, 3, 6, 9), Day(date(2025, 3, 6))),  # noqa: DTZ001
        (45720, Day(date(2025, 3, 4), "date_was_number")),
        ("2025.03.02", Day(date(2025, 3, 2))),
        ("2025/3/5", Day(date(2025, 3, 5))),
        ("２０２５年３月６日", Day(date(2025, 3, 6))),
        ("14/03/2025", Day(date(2025, 3, 14))),
        ("03/14/2025", Day(date(2025, 3, 14))),
        ("04/03/2025", Day(date(2025, 3, 4), "date_ambiguous")),
        ("3月3日", Day(None, "date_without_year")),
        ("2025-02-30", Day(None, "date_unreadable")),
        ("soon", Day(None, "date_unreadable")),
        (12, Day(None, "date_unreadable")),
        ("TBC", Day()),
        (None, Day()),
    ],
)
def test_days(value: str | int | date | None, found: Day) -> None:
    assert day(SheetCell(value)) == found


@pytest.mark.parametrize(
    ("text", "address", "at"),
    [
        ("HTTP://WWW.UOBGROUP.COM", "http://www.uobgroup.com", "uobgroup.com"),
        ("www.dbs.com/", "https://www.dbs.com", "dbs.com"),
        ("见官网 http://www.ocbc.com", "http://www.ocbc.com", "ocbc.com"),
        ("https://cn.firm.example.org/Über", "https://cn.firm.example.org/über", "firm.example.org"),
        ("bd@dbs.example.org", "", ""),
        ("NA", "", ""),
    ],
)
def test_websites(text: str, address: str, at: str) -> None:
    assert (website(text), host(website(text))) == (address, at)
