from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.companies.typed_text import find_website, get_website_host, is_empty_answer, is_pending_answer, tidy_text
from app.core.spreadsheets import SheetCell
from app.sheets.cells import ParsedDay, get_cell_text, is_ditto, parse_cell_day, parse_yes_no

TYPED = st.one_of(st.text(max_size=30), st.text(alphabet="0123456789/.-年月日 /:：htpsw@，TBCna无待定", max_size=20))
VALUES = st.one_of(TYPED, st.floats(), st.integers(), st.booleans(), st.none(), st.dates(), st.datetimes(), st.times())


@given(TYPED)
def test_tidy_is_total_and_idempotent(text: str) -> None:
    assert tidy_text(tidy_text(text)) == tidy_text(text)
    assert tidy_text(text) == tidy_text(text).strip()


@given(VALUES)
def test_no_cell_is_too_odd_to_read(value: str | float | None) -> None:
    cell = SheetCell(value)

    assert isinstance(get_cell_text(cell), str)
    assert parse_yes_no(cell) in (True, False, None)
    assert isinstance(parse_cell_day(cell), ParsedDay)
    assert find_website(get_cell_text(cell)) == "" or get_website_host(find_website(get_cell_text(cell)))


def test_tidy_keeps_what_people_read() -> None:
    assert tidy_text("  Singapore\u00a0 Airlines\nLtd ") == "Singapore Airlines Ltd"
    assert tidy_text("＋６５\u3000ＡＢ（星展）\u200b") == "＋65 AB（星展）"


@pytest.mark.parametrize("text", ["", " ", "-", "—", "/", "NA", "n.a.", "N/A", "NIL", "none", "无", "暂无", "néant"])
def test_ways_to_say_nothing(text: str) -> None:
    assert is_empty_answer(text)
    assert get_cell_text(SheetCell(text)) == ""


@pytest.mark.parametrize("text", ["TBC", "tba", "To be confirmed", "待定", "（待定）", "待补充", "à confirmer", "?"])
def test_ways_to_say_later(text: str) -> None:
    assert is_pending_answer(text)
    assert not is_empty_answer(text) or text == "?"


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
    assert parse_yes_no(SheetCell(value)) is answer


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (date(2025, 3, 6), ParsedDay(date(2025, 3, 6))),
        (datetime(2025, 3, 6, 9), ParsedDay(date(2025, 3, 6))),  # noqa: DTZ001
        (45720, ParsedDay(date(2025, 3, 4), "date_was_number")),
        ("2025.03.02", ParsedDay(date(2025, 3, 2))),
        ("2025/3/5", ParsedDay(date(2025, 3, 5))),
        ("２０２５年３月６日", ParsedDay(date(2025, 3, 6))),
        ("14/03/2025", ParsedDay(date(2025, 3, 14))),
        ("03/14/2025", ParsedDay(date(2025, 3, 14))),
        ("04/03/2025", ParsedDay(date(2025, 3, 4), "date_ambiguous")),
        ("3月3日", ParsedDay(None, "date_without_year")),
        ("2025-02-30", ParsedDay(None, "date_unreadable")),
        ("soon", ParsedDay(None, "date_unreadable")),
        (12, ParsedDay(None, "date_unreadable")),
        ("TBC", ParsedDay()),
        (None, ParsedDay()),
    ],
)
def test_days(value: str | int | date | None, found: ParsedDay) -> None:
    assert parse_cell_day(SheetCell(value)) == found


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
    assert (find_website(text), get_website_host(find_website(text))) == (address, at)
