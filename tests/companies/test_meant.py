"""Sectors by the meaning of what firms type, with the extra and without it."""

from __future__ import annotations

import pytest

from app.companies import meant, sentences
from app.companies.meant import to_choose
from app.companies.proposals import nearest
from app.companies.sectors import tree
from tests.companies.business_phrases import LANGUAGES, PHRASES

LEAST_FIRST, LEAST_OF_FIVE = 0.75, 0.93


@pytest.fixture
def index(extra):
    """The index that `make text` builds; here it is built once if nobody did."""
    if not meant.index_path().exists():
        meant.build_index()


def hits(language: str) -> tuple[float, float]:
    """How often the right division comes first, and how often among the five."""
    column, first, five = 1 + LANGUAGES.index(language), 0, 0
    for phrase in PHRASES:
        divisions = [tree().division(code) or code for code in to_choose(phrase[column])]
        first += divisions[:1] == [phrase[0]]
        five += phrase[0] in divisions
    return first / len(PHRASES), five / len(PHRASES)


def test_there_are_three_hundred_phrases_of_known_divisions():
    assert len(PHRASES) * len(LANGUAGES) >= 300
    assert {division for division, *_said in PHRASES} <= {
        sector.code for sector in tree() if sector.level == "division"
    }
    assert len({text for _division, *said in PHRASES for text in said}) == len(PHRASES) * len(LANGUAGES)


@pytest.mark.full
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_alone_find_the_division(language):
    first, five = hits(language)

    assert first >= LEAST_FIRST
    assert five >= LEAST_OF_FIVE


@pytest.mark.full
@pytest.mark.parametrize("language", LANGUAGES)
def test_meaning_finds_more_than_words_alone(index, language, monkeypatch):
    first, five = hits(language)
    monkeypatch.setattr(sentences, "installed", lambda: False)
    first_by_words, five_by_words = hits(language)

    assert (first, five) >= (LEAST_FIRST, LEAST_OF_FIVE)
    assert first > first_by_words
    assert five >= five_by_words


@pytest.mark.full
def test_without_the_extra_the_codes_to_choose_are_those_of_the_words():
    texts = [text for _division, *said in PHRASES for text in said]

    assert [to_choose(text) for text in texts] == [nearest(text) for text in texts]


def test_without_the_index_they_are_too(index, monkeypatch, tmp_path):
    monkeypatch.setattr(meant, "index_path", lambda: tmp_path / "none.npy")
    meant.load_index.cache_clear()

    assert to_choose("cold storage") == nearest("cold storage")
    meant.load_index.cache_clear()


@pytest.mark.parametrize("text", ["", "   ", "(late registration)", "?!"])
def test_what_says_nothing_means_no_sector(index, text):
    assert to_choose(text) == ()


@pytest.mark.full
def test_a_wish_in_another_language_means_the_same_sector(index):
    assert to_choose("冷库")[0] == to_choose("entrepôt frigorifique")[0] == to_choose("cold storage")[0] == "5210"
