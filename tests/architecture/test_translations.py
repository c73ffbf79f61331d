"""Every sentence is there in Chinese and French, with the same placeholders."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po

from tests.architecture.catalogues import LANGUAGES, catalogue, faults, texts, translations, unheard
from tests.architecture.chinese import ill_spaced
from tests.architecture.house import ROOT

sources = pytest.mark.xdist_group("sources")
"""One process reads what they say, once for all who ask."""


@sources
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language):
    assert list(faults(language)) == []


def test_chinese_sentences_have_spaces_round_figures_and_none_round_names():
    messages = [one for one in catalogue("zh_Hans") if one.id]

    ill = {texts(one)[0]: list(ill_spaced(texts(one)[0], text)) for one in messages for text in translations(one)}

    assert {english: pieces for english, pieces in ill.items() if pieces} == {}


@sources
def test_every_sentence_in_code_is_found_by_who_gathers_them():
    assert list(unheard()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_compiled_and_knows_its_plurals(language):
    """Without its header a catalogue is skipped, or every plural of Chinese counts as half translated."""
    with (ROOT / "app/translations" / language / "LC_MESSAGES/messages.po").open("rb") as file:
        read = read_po(file)

    assert not read.fuzzy
    assert (str(read.locale), read.num_plurals) == {"fr": ("fr", 2), "zh_Hans": ("zh_Hans", 1)}[language]
