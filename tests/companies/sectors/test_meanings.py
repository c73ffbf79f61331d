"""Sectors by the meaning of what firms type, with the extra and without it."""

from __future__ import annotations

import pytest

from app.companies import text_vectors
from app.companies.sectors import meanings
from app.companies.sectors.meanings import sectors_to_choose
from app.companies.sectors.proposals import nearest_sectors
from app.companies.sectors.tree import sector_tree
from tests.companies.business_phrases import LANGUAGES, PHRASES

LEAST_FIRST, LEAST_OF_FIVE = 0.75, 0.93


@pytest.fixture
def index(extra):
    """The index that `make text` builds; here it is built once if nobody did."""
    if not meanings.index_path().exists():
        meanings.build_index()


def hits(language: str) -> tuple[float, float]:
    """How often the right division comes first, and how often among the five."""
    column, first, five = 1 + LANGUAGES.index(language), 0, 0
    for phrase in PHRASES:
        divisions = [sector_tree().division(code) or code for code in sectors_to_choose(phrase[column])]
        first += divisions[:1] == [phrase[0]]
        five += phrase[0] in divisions
    return first / len(PHRASES), five / len(PHRASES)


def test_there_are_three_hundred_phrases_of_known_divisions():
    assert len(PHRASES) * len(LANGUAGES) >= 300
    assert {division for division, *_said in PHRASES} <= {
        sector.code for sector in sector_tree() if sector.level == "division"
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
    monkeypatch.setattr(text_vectors, "is_installed", lambda: False)
    first_by_words, five_by_words = hits(language)

    assert (first, five) >= (LEAST_FIRST, LEAST_OF_FIVE)
    assert first > first_by_words
    assert five >= five_by_words


@pytest.mark.full
def test_without_the_extra_the_codes_to_choose_are_those_of_the_words():
    texts = [text for _division, *said in PHRASES for text in said]

    assert [sectors_to_choose(text) for text in texts] == [nearest_sectors(text) for text in texts]


def test_without_the_index_they_are_too(index, monkeypatch, tmp_path):
    monkeypatch.setattr(meanings, "index_path", lambda: tmp_path / "none.npy")
    meanings.load_index.cache_clear()

    assert sectors_to_choose("cold storage") == nearest_sectors("cold storage")
    meanings.load_index.cache_clear()


@pytest.mark.parametrize("text", ["", "   ", "(late registration)", "?!"])
def test_what_says_nothing_means_no_sector(index, text):
    assert sectors_to_choose(text) == ()


@pytest.mark.full
def test_a_wish_in_another_language_means_the_same_sector(index):
    assert (
        sectors_to_choose("冷库")[0]
        == sectors_to_choose("entrepôt frigorifique")[0]
        == sectors_to_choose("cold storage")[0]
        == "5210"
    )
