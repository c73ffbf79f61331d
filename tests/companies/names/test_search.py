import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.companies.names.search import is_found_by, is_signs_only, query_words, search_companies, search_key

FIRMS = {
    "DBS": ("DBS Group Holdings Ltd", "星展集团控股有限公司"),
    "OCBC": ("Oversea-Chinese Banking Corporation Limited", "华侨银行"),
    "SIA": ("Singapore Airlines Limited", "新加坡航空公司"),
    "STE": ("Singapore Technologies Engineering Ltd", "新加坡科技工程有限公司"),
    "Singtel": ("Singapore Telecommunications Limited", "新加坡电信有限公司"),
    "YCH": ("YCH Group Pte Ltd", "叶水福集团"),
    "Keppel": ("Keppel Ltd.", "吉宝有限公司"),
    "Raffles": ("Raffles Medical Group Ltd", "莱佛士医疗集团"),
    "Changan": ("Chongqing Changan Automobile Company Limited", "重庆长安汽车股份有限公司", "长安汽车"),
    "CRCB": ("Chongqing Rural Commercial Bank Co., Ltd.", "重庆农村商业银行股份有限公司", "渝农商行"),
    "Verrerie": ("Société Générale de Verrerie SA",),
}
STORED = [(key, search_key(*names)) for key, names in FIRMS.items()]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dbs", "DBS"),
        ("Ｄｂｓ", "DBS"),
        ("oversea chinese", "OCBC"),
        ("ocbc", "OCBC"),
        ("Y.C.H.", "YCH"),
        ("葉水福", "YCH"),
        ("yeshuifu", "YCH"),
        ("ye shui fu", "YCH"),
        ("shuifu", "YCH"),
        ("ysf", "YCH"),
        ("新航", "SIA"),
        ("singtel", "Singtel"),
        ("ST Engineering", "STE"),
        ("keppel corp", "Keppel"),
        ("kepel", "Keppel"),
        ("raffels medical", "Raffles"),
        ("莱佛士醫療", "Raffles"),
        ("chang'an", "Changan"),
        ("长安", "Changan"),
        ("重庆农商行", "CRCB"),
        ("bank commercial", "CRCB"),
        ("societe generale", "Verrerie"),
        ("星展 DBS", "DBS"),
        ("dbs bank", "DBS"),
        ("星展银行", "DBS"),
        ("dbs company", "DBS"),
    ],
)
def test_a_firm_is_found_by_any_spelling_or_script(query: str, first: str) -> None:
    assert search_companies(query, STORED)[:1] == [first]


def test_the_closest_name_comes_first() -> None:
    assert search_companies("singapore", STORED) == ["SIA", "STE", "Singtel"]
    assert search_companies("chongqing", STORED) == ["Changan", "CRCB"]


def test_an_abbreviation_comes_before_words_that_begin_alike() -> None:
    stored = [("Lim", search_key("Lim Siang Huat Holdings Pte Ltd")), ("Siam", search_key("Siam Port Ltd")), *STORED]

    assert search_companies("SIA", stored) == ["SIA", "Siam", "Lim"]


def test_few_letters_inside_of_a_word_find_nothing() -> None:
    stored = [("Chips", search_key("CETC Chips Technology Co., Ltd.", "中电科芯片技术股份有限公司")), *STORED]

    assert search_companies("pia international", stored) == []
    assert search_companies("ych", [*stored, ("Link", search_key("Happych Link Ltd"))]) == ["YCH"]


def test_pinyin_starts_at_a_syllable_only() -> None:
    assert search_companies("huifu", STORED) == []


def test_what_nobody_is_called_finds_nobody() -> None:
    assert search_companies("zzzzz qqqqq", STORED) == []


@pytest.mark.parametrize("query", ["%", " ，。", "@", "_", "🙂"])
def test_signs_alone_ask_for_nothing_and_find_nobody(query: str) -> None:
    assert (is_signs_only(query), search_companies(query, STORED)) == (True, [])


@pytest.mark.parametrize("query", ["", "  ", "\u3000", "\u200b"])
def test_an_empty_query_keeps_all(query: str) -> None:
    assert search_companies(query, STORED) == list(FIRMS)


BANK = search_key("Oversea-Chinese Banking Corporation Limited", "华侨银行")
CAFE = search_key("Café Île Pte Ltd", None)


@pytest.mark.parametrize(
    "typed",
    [
        "oversea",
        "OVERSEA CHINESE",
        "ｏｖｅｒｓｅａ",
        "banking ltd",
        "华侨",
        "華僑銀行",
        "huaqiao",
        "hua qiao yin hang",
        "hqyh",
        "",
    ],
)
def test_a_bank_is_found_by_any_spelling(typed: str) -> None:
    assert is_found_by(typed, BANK)


@pytest.mark.parametrize("typed", ["cafe", "CAFÉ ile", "cafeile"])
def test_accents_and_blanks_do_not_matter(typed: str) -> None:
    assert is_found_by(typed, CAFE)


@pytest.mark.parametrize("typed", ["maybank", "华夏", "oversea trust"])
def test_another_name_finds_nothing(typed: str) -> None:
    assert not is_found_by(typed, BANK)


def test_a_legal_form_alone_is_looked_for_as_typed() -> None:
    assert is_found_by("ltd", CAFE)
    assert not is_found_by("ltd", BANK)


def test_a_database_looks_for_the_telling_words_alone() -> None:
    assert query_words("The Banking Corporation of X Ltd") == ["banking", "x"]
    assert query_words("DBS 星展集团") == ["dbs", "星展"]
    assert query_words(" ") == []


@given(st.text(max_size=40))
def test_a_name_finds_itself(name: str) -> None:
    assert is_found_by(name, search_key(name)) is not is_signs_only(name)


def test_the_initials_of_a_chinese_name_find_it_with_those_of_its_form() -> None:
    assert is_found_by("xzjt", search_key("DBS Group Holdings Ltd", "星展集团控股有限公司"))
    assert is_found_by("ysfyxgs", search_key(None, "叶水福有限公司"))
    assert not is_found_by("xzjt", search_key(None, "星河集团"))
