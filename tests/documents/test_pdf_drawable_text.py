"""Papers with letters and pictures of all kinds: what no font has is said in readable letters, never by a number."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.documents.pdf import (
    INVISIBLE_SIGNS,
    UNPRONOUNCEABLE,
    PrintedTable,
    _font_glyphs,
    breakable,
    printable_data,
    table_to_pdf,
)
from tests.documents.printed import text_of

NAMES = ["محمد علي", "Иван Петров", "สมชาย ใจดี", "हिन्दी", "தமிழ்ச்செல்வி", "Nguyễn Thị", "𠮷"]


@pytest.mark.parametrize("name", NAMES[:-1])
def test_names_in_the_scripts_of_guests_are_set_as_they_are_written(name):
    assert printable_data(name) == name


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("김철수", "GimCheolSu"),
        ("ქართული ბანკი", "kartuli bank'i"),
        ("សុខ Sok", "sokh Sok"),
        ("𠮷 Ltd", "Kichi Ltd"),
        ("\ue863明", "Yan明"),  # as GBK had 䶮, for which many computers have no other sign yet
        ("𝗕𝗶𝗴 𝘿𝙖𝙮", "Big Day"),
    ],
)
def test_letters_that_no_font_has_are_printed_as_they_sound(written, printed):
    assert printable_data(written) == printed


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("🚀 Launch", "Launch"),
        ("Acme 🚀 Ltd", "Acme Ltd"),
        ("Acme🚀🎉", "Acme"),
        ("Fast🚀Cheap", "Fast Cheap"),
        ("很好👍🏽的", "很好的"),
        ("Welcome 🎉!", "Welcome!"),
        ("👩‍💻 developers, 🇸🇬 and ❤️‍🔥", "developers, and"),
        ("one\n🚀 two", "one\ntwo"),
        ("★ ✓ → stay", "★ ✓ → stay"),
    ],
)
def test_emoji_are_left_out_and_leave_no_gap(written, printed):
    assert printable_data(written) == printed


def test_a_text_of_nothing_that_can_be_printed_is_still_seen_to_be_there():
    assert [printable_data(text) for text in ("🚀", " 🎉 ", "\U0010ffff")] == [UNPRONOUNCEABLE] * 3


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
@example("🚀‍")
@example(" 👍 🏽 x")
def test_every_text_becomes_one_that_can_be_set_and_is_not_lost(text):
    printed = printable_data(text)
    assert printed
    assert text.isascii() or all(one in INVISIBLE_SIGNS or one in _font_glyphs() for one in printed)


@pytest.mark.parametrize("text", ["a\u00a0b\n\u200b桥", "क्\u200dष", "✓\ufe0e"])
def test_characters_without_a_shape_stay_as_they_are(text):
    assert printable_data(text) == text


@given(st.text(st.characters(categories=["Lo", "Mn", "Mc"]), min_size=30, max_size=60))
def test_where_a_long_word_may_break_no_sign_loses_its_letter(word):
    broken = breakable(word, 8)
    assert broken.replace("\u200b", "") == word
    assert not any(unicodedata.category(part[0]).startswith("M") for part in broken.split("\u200b")[1:] if part)


@pytest.mark.parametrize("language", ["en", "zh", "fr"])
def test_a_list_on_paper_holds_them_all(language):
    rows = [[name, "🚀 김철수"] for name in NAMES]
    table = PrintedTable(title="Names 🎉", header=["Name", "Text"], rows=rows)
    text = text_of(table_to_pdf(table, language=language, made_at=datetime(2027, 5, 12, tzinfo=UTC)))
    assert "U+" not in text
    assert UNPRONOUNCEABLE not in text
    assert text.count("GimCheolSu") == len(rows)
    assert "Иван Петров" in text
