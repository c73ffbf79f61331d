import pytest

from app.companies.sectors.vocabulary import fold_words, significant_words, singular_form


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Ｅ-Commerce", "ecommerce"),
        ("Pré-scolaire", "prescolaire"),
        ("cold-chain", "cold-chain"),
        ("軟體開發", "软件开发"),
        ("L’œuvre", "l'oeuvre"),
    ],
)
def test_spellings_of_one_word_fold_into_one(typed, folded):
    assert fold_words(typed) == folded


def test_words_that_say_nothing_are_left_out():
    assert significant_words("We are looking for a partner with a warehouse in Chongqing") == ["warehouse"]
    assert significant_words("寻找当地的仓储合作伙伴") == ["仓储"]
    assert significant_words("Nous cherchons un entrepôt près de la gare") == ["nous", "entrepot", "gare"]


def test_chinese_is_read_in_pairs_of_characters_and_each_word_once():
    assert significant_words("冷链仓储、冷链") == ["冷链", "链仓", "仓储"]
    assert significant_words("鞋") == ["鞋"]


def test_short_forms_are_spelt_out():
    assert significant_words("IT, F&B") == ["information", "technology", "food", "beverage"]
    assert significant_words("it is") == []


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("batteries", "battery"),
        ("boxes", "box"),
        ("switches", "switch"),
        ("glass", "glass"),
        ("bureaux", "bureau"),
        ("logistics", "logistic"),
        ("bus", "bus"),
        ("gas", "gas"),
    ],
)
def test_plurals_lose_their_ending(word, root):
    assert singular_form(word) == root
