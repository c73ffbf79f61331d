import pytest

from app.core.localized import Localized, language_of


def test_a_text_shows_in_the_readers_language():
    name = Localized(en="Matching Day", zh="对接会", fr="Rencontre")

    assert name.in_language("zh_Hans") == ("对接会", "zh")
    assert name.in_language("fr") == ("Rencontre", "fr")


def test_a_missing_text_falls_back_and_says_its_language():
    assert Localized(zh="对接会", fr="Rencontre").in_language("en") == ("对接会", "zh")
    assert Localized(en="Matching Day", zh="对接会").in_language("fr") == ("Matching Day", "en")
    assert Localized(fr="Rencontre").in_language("zh") == ("Rencontre", "fr")


def test_blanks_count_as_missing():
    blank = Localized(en="  ", zh="")

    assert blank.in_language("fr") == ("", "fr")
    assert not blank
    assert blank.languages() == ()


@pytest.mark.parametrize(
    ("locale", "language"), [("zh_Hans", "zh"), ("zh-CN", "zh"), ("fr-CA", "fr"), ("EN", "en"), ("de", "en")]
)
def test_a_locale_has_a_content_language(locale, language):
    assert language_of(locale) == language
