"""Texts in passages that can be quoted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.localized import Localized
from app.core.texts import text_width
from app.matching.profiles import (
    MAX_PASSAGES,
    PASSAGE_WIDTH,
    ProfileTexts,
    quoted_reasons,
    shortened_passage,
    text_passages,
)
from app.matching.reasons import MatchReason, ReasonKind, ReasonQuote

LONG = (
    "We have built bridges since 1978. Cold storage for meat, fish and fruit near the port, with customs service, "
    "around the clock; lorries of our own in the whole province."
)


@given(st.text(alphabet="ab 冷库,，.。;\n", max_size=400))
def test_a_text_has_passages_and_each_is_quoted_in_its_room(text):
    found = text_passages(text)

    assert 1 <= len(found) <= MAX_PASSAGES
    assert all(text_width(shortened_passage(passage)) <= PASSAGE_WIDTH for passage in found)


def test_a_text_that_fits_is_one_passage_and_a_long_one_falls_into_sentences_and_clauses():
    assert text_passages("Trucks. Ships.") == ("Trucks. Ships.",)
    assert [shortened_passage(passage) for passage in text_passages(LONG)] == [
        "We have built bridges since 1978",
        "Cold storage for meat, fish and fruit near the port, with customs service",
        "around the clock",
        "lorries of our own in the whole province",
    ]
    assert text_passages("保税冷库，" * 12)[0] == "保税冷库，" * 8


def test_what_is_wider_is_cut_between_words():
    assert shortened_passage("refrigerated warehouses along the river", 30) == "refrigerated warehouses along…"
    assert shortened_passage("港口附近的保税冷库", 10) == "港口附近…"


def test_a_line_quotes_the_passage_that_it_names_or_the_first_where_that_has_gone():
    mine, theirs = ProfileTexts(seeks=Localized(zh="冷库")), ProfileTexts(offers=Localized(LONG))

    def quote(place):
        (line,) = quoted_reasons([MatchReason(ReasonKind.THEIR_TEXT, "en", 9.0, place)], mine, theirs, "en")
        return line.quote

    words = "Cold storage for meat, fish and fruit near the port, with customs service"
    assert quote(str(MAX_PASSAGES)) == ReasonQuote(words, "en", "冷库", "zh")
    assert (
        quote("") == quote(str(5 * MAX_PASSAGES)) == ReasonQuote("We have built bridges since 1978", "en", "冷库", "zh")
    )
    assert quoted_reasons([MatchReason(ReasonKind.YOUR_TEXT, "fr", 9.0)], theirs, mine, "en")[0].quote is None


def test_a_reader_is_quoted_its_own_language_where_that_says_the_same_passage():
    wish = ProfileTexts(seeks=Localized("Cold storage", "冷库"))
    short, long = (
        ProfileTexts(offers=Localized("Cold stores", "冷藏仓库")),
        ProfileTexts(offers=Localized(LONG, "冷藏仓库")),
    )

    def quotes(theirs, reader):
        return quoted_reasons([MatchReason(ReasonKind.THEIR_TEXT, "en", 9.0, str(MAX_PASSAGES))], wish, theirs, reader)[
            0
        ].quote

    assert quotes(short, "zh") == ReasonQuote("冷藏仓库", "zh", "冷库", "zh")
    assert quotes(short, "en") == quotes(short, "fr") == ReasonQuote("Cold stores", "en", "Cold storage", "en")
    assert quotes(long, "zh")[1:] == ("en", "冷库", "zh")
