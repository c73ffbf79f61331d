"""Lists on paper: read back, they hold what was put in."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from app.core.texts import text_width
from app.documents.pdf import MOST_COLUMNS, PdfFailed, PrintedTable, breakable, table_to_pdf, to_pdf
from tests.documents.printed import looks_of, pages_of, text_of

AT = datetime(2032, 3, 1, 9, 0, tzinfo=UTC)
SLOT = datetime(2032, 3, 18, 14, 30, tzinfo=timezone(timedelta(hours=8)))
NASTY = "#panic() $x$ *b* @a <l> \\u{41} // c"
LONG = "someone.with.a.long.name@a-long-domain-of-the-company.example.com"


def made(header: Any, rows: Any, language: str = "en", **values: Any) -> bytes:
    table = PrintedTable(title="Attendee list", header=header, rows=rows, **values)
    return table_to_pdf(table, language=language, made_at=AT)


@pytest.fixture(scope="module")
def printed() -> bytes:
    """Seventy rows: more than a page holds."""
    row = ["叶水福集团（新加坡）有限公司", NASTY, LONG, "+65 6123 4567", SLOT, None, 3]
    header = ["Company", "Says", "E-mail", "Phone", "Registered", "Nothing", "Number"]
    return made(
        header,
        [row] * 70,
        subtitle="Day “one”",
        facts=[("Purpose", "Hand-over")],
        notes=[("Left out", "𠮷野")],
        foot="the foot",
    )


@pytest.mark.full
def test_texts_are_printed_as_they_are_and_never_run(printed):
    first, *_rest, last = pages_of(printed)

    assert first.startswith("Attendee list Day “one” Purpose Hand-over")
    assert {text for text in ("+65 6123 4567", "2032-03-18", "14:30") if text not in first} == set()
    assert NASTY.replace(" ", "") in first.replace(" ", "")
    assert "叶水福集团（新加坡）有限公司" in first.replace(" ", "")
    assert last.split("Left out ")[1].startswith("Kichi 野")


@pytest.mark.full
def test_a_long_address_is_broken_and_not_cut_and_its_break_adds_no_character(printed):
    assert LONG in pages_of(printed)[0].replace(" ", "")


def test_a_word_wider_than_its_column_goes_on_below_and_never_into_the_next_one():
    address = "officeofthechairmanandthesecretary@headquarters.example.org"
    pdf = made([f"c{number}" for number in range(12)], [[address] * 12])

    assert address not in text_of(pdf)
    assert address in "".join(text_of(pdf).split())


def test_short_words_stay_whole_beside_columns_of_long_texts():
    long = "Wholesale of electronic and telecommunications equipment and parts"
    header = [
        "Company",
        "Company, Chinese",
        "Representative",
        "Title",
        "Group",
        "State",
        "Sectors",
        "Languages",
        "List",
    ]
    row = [long, "新加坡科技工程私人有限公司", "Rahman Hui Min", "Business Development", "Singapore", "approved", long]

    pdf = made(header, [[*row, "English, Chinese", "yes (themselves)"]])

    assert {"Singapore", "approved", "Rahman", "Development"} <= set(text_of(pdf).split())


def test_each_page_has_the_head_of_the_table_and_its_number(printed):
    pages = pages_of(printed)

    assert len(pages) > 1
    assert [page.count("Registered") for page in pages] == [1] * len(pages)
    assert [f"the foot Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(
        pages
    )


def test_it_lies_across_on_a4_with_its_fonts_and_the_time_in_it(printed):
    sides, fonts, title, made_at = looks_of(printed)

    assert (sides, title, made_at) == ([842, 595], "Attendee list", AT)
    assert fonts == {"NotoSans-Regular", "NotoSans-Bold", "NotoSansSC-Regular"}


def test_with_many_columns_each_row_stands_as_words_and_values():
    header = [f"Column {number}" for number in range(MOST_COLUMNS + 1)]

    (page,) = pages_of(made(header, [["企业", *map(str, header[2:]), None]], language="zh"))

    assert "1. 企业" in page
    assert [f"Column {number} Column {number + 1}" in page for number in (1, 12)] == [True, True]
    assert page.count(f"Column {MOST_COLUMNS}") == 1  # as a value; nothing stands in the column of that name
    assert "第 1 页，共 1 页" in page


@pytest.mark.parametrize("columns", [2, MOST_COLUMNS + 1])
def test_a_row_longer_than_a_page_goes_on_on_the_next(columns):
    words = " ".join(f"word{number}" for number in range(2_500))

    pages = made([f"c{number}" for number in range(columns)], [["x", words, *[""] * (columns - 2)]])

    assert "word2499" in "".join(pages_of(pages)[1:])


def test_what_cannot_be_set_says_so():
    with pytest.raises(PdfFailed, match=r"nowhere\.typ"):
        to_pdf("nowhere.typ", {}, language="en", made_at=AT)


def test_words_wider_than_their_column_get_places_to_break():
    assert breakable("short", 8) == "short"
    assert breakable("a b@long-domain", 8) == "a b@long-\u200bdomain"
    assert breakable("x" * 9, 4).split("\u200b") == ["xxxx", "xxxx", "x"]
    assert [text_width("ab"), text_width("é"), text_width("桥（")] == [2, 1, 4]
