import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.sectors.picker import SectorMatch, search_sectors
from app.companies.sectors.tree import sector_tree


def codes(query: str, language: str = "en") -> list[str]:
    return [match.code for match in search_sectors(query, language)]


def test_a_keyword_finds_its_sectors_those_that_fit_best_first():
    assert search_sectors("冷链", "zh_Hans") == (
        SectorMatch("5210", ("冷链", "冷链物流")),
        SectorMatch("52", ("冷链",)),
        SectorMatch("4923", ("冷链运输",)),
    )


def test_the_beginning_of_each_word_is_enough():
    assert codes("cold ch") == codes("cold chain") == ["5210", "52", "4923"]


def test_a_word_in_another_language_is_shown_beside_the_label():
    assert SectorMatch("5210", ("entrepôt", "entrepôt sous douane")) in search_sectors("entrepot", "zh")


def test_what_the_label_says_is_not_repeated():
    assert SectorMatch("5210") in search_sectors("warehousing and", "en")


@pytest.mark.parametrize("query", ["lenglian", "leng lian", "lengl"])
def test_pinyin_finds_what_it_spells(query):
    assert codes(query, "zh") == ["5210", "52", "4923"]


@pytest.mark.parametrize(("query", "first"), [("yinhang", "6419"), ("yin hang", "6419"), ("引航", "5222")])
def test_of_words_that_sound_alike_the_usual_one_stands_first(query, first):
    assert codes(query, "zh")[0] == first
    assert "5222" in codes(query, "zh")


def test_a_reader_of_chinese_finds_by_pinyin_what_also_begins_a_latin_word():
    assert "1103" in codes("pijiu", "zh")
    assert "2720" in codes("dian", "zh")


def test_a_code_finds_itself_and_what_lies_under_it():
    assert codes("5210") == ["5210"]
    assert codes("H") == ["H", "49", "50", "51", "52", "53"]
    assert codes("522") == ["522", "5221", "5222", "5223", "5224", "5229"]
    assert codes("h522") == codes("522")
    assert codes("9999") == []


def test_a_slip_falls_back_on_what_was_probably_meant():
    assert "5210" in codes("cold warehosue")


@pytest.mark.parametrize("query", ["", " ", "...", "xyzzy"])
def test_what_means_nothing_finds_nothing(query):
    assert codes(query) == []


def test_common_words_find_no_more_than_a_page_holds():
    assert len(search_sectors("manufacture", "en")) == 40
    assert len(search_sectors("manufacture", "en", most=7)) == 7


@pytest.mark.full
@given(st.text(max_size=20), st.sampled_from(["en", "zh_Hans", "fr"]))
@settings(max_examples=100, deadline=None)
def test_whatever_is_typed_finds_known_sectors_once(query, language):
    found = codes(query, language)

    assert len(set(found)) == len(found)
    assert set(found) <= set(sector_tree().codes) | set(sector_tree().sections)


@pytest.mark.parametrize(
    ("query", "language"),
    [("entrepôt frigorifique", "fr"), ("lengku", "zh"), ("冷库", "zh"), ("warehouse", "en"), ("cold storage", "en")],
)
def test_what_fits_best_stands_first_not_what_the_tree_has_first(query, language):
    assert codes(query, language)[0] == "5210"


def test_every_sector_is_found_by_its_label_in_each_language():
    for code in ("C", "5210", "62", "8540"):
        for language in ("en", "zh", "fr"):
            assert code in codes(sector_tree()[code].label.exactly(language), language)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *(("52101", ("5210",)), ("H52101", ("5210",)), ("SSIC 52101", ("5210",)), ("64999", ("6499", "6493", "6494"))),
        *(
            ("C27.2", ("2720",)),
            ("27.20", ("2720",)),
            ("NACE Rev.2 62.01", ("6219", "6211")),
            ("6201Z", ("6219", "6211")),
        ),
        *(("6201", ("6219", "6211")), ("ISIC Rev.4 6202", ("6220",)), ("２７２０", ("2720",)), ("52.10.", ("5210",))),
        *(("52109", ("5210",)), ("52901", ()), ("99999", ()), ("NACE 99.99", ())),
    ],
)
def test_a_code_of_another_list_finds_what_it_means(typed, found):
    assert tuple(match.code for match in search_sectors(typed, "en")) == found


@pytest.mark.parametrize(
    "typed",
    [
        "dianchi",
        "diànchí",
        "dian4chi2",
        "dian chi",
        "dc",
        "电池",
        "電池",
        "ｄｉａｎｃｈｉ",
        "batery",
        "ＢＡＴＴＥＲＩＥＳ",
        "batteries",
    ],
)
def test_however_it_is_typed_batteries_are_among_five(typed):
    assert "2720" in codes(typed, "zh")[:5]


@pytest.mark.parametrize(
    ("typed", "language", "code"),
    [
        *(("lk", "zh", "5210"), ("yh", "zh", "64"), ("wl", "zh", "52"), ("dc", "en", "2720")),
        *(("comptabilite", "fr", "6920"), ("logisitcs", "en", "52")),
        *(("electricite", "fr", "35"), ("électricité", "fr", "35"), ("crèche", "fr", "8510")),
        *(
            ("餐飲", "zh", "56"),
            ("房地產開發", "zh", "6810"),
            ("logisitcs", "en", "52"),
            ("comptabilite", "fr", "6920"),
        ),
    ],
)
def test_initials_accents_and_other_characters_find_it_among_five(typed, language, code):
    assert code in codes(typed, language)[:5]


def test_a_word_that_is_called_so_stands_before_what_begins_so():
    assert codes("it", "zh")[0].startswith("62")
    assert codes("hr", "zh")[0].startswith("78")
