"""Words that firms type, and the sector that has to stand first."""

from __future__ import annotations

import pytest

from app.companies.sectors.codes import parse_typed_code
from app.companies.sectors.picker import search_sectors

WORDS = {
    "en": {
        "aviation": "51", "aviation services": "5223", "hot pot": "5610", "yoga": "8551", "wedding planner": "96",
        "esports": "9319", "tuition centre": "8559", "carbon credits": "7499", "dropshipping": "4790",
        "PR agency": "7330", "precision engineering": "2592", "game developer": "6211", "spa": "9623", "gym": "9311",
        "flowers": "0119",
    },
    "zh": {
        "航空": "51", "航空服务": "5223", "火锅": "5610", "游戏": "5821", "牙科": "8620", "生物科技": "7210",
        "碳交易": "7499", "鲜花": "0119", "手机应用": "5829", "健身房": "9311",
    },
    "fr": {
        "robotique": "2829", "aviation": "51", "aéronautique": "3030", "essais cliniques": "7210",
        "crédits carbone": "7499", "organisation de mariages": "96", "salle de sport": "9311",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "word", "code"), [(tongue, *pair) for tongue in WORDS for pair in WORDS[tongue].items()]
)
def test_an_everyday_word_finds_its_sector_first(language: str, word: str, code: str) -> None:
    assert search_sectors(word, language)[0].code == code


@pytest.mark.parametrize(
    "typed", ["64191", "SSIC 64191", "SSIC64191", "SSIC: 64191", "ssic-64191", "(SSIC) 64191", "SSIC code: 64191"]
)
def test_a_code_of_a_national_list_is_found_with_its_list_before_it(typed: str) -> None:
    assert parse_typed_code(typed) == ("6419",)


@pytest.mark.parametrize(
    "typed", ["NACE 62.01", "NACE: 62.01", "NACE-62.01", "NAF62.01Z", "NAF 6201Z", "ISIC Rev.4: 6201"]
)
def test_the_name_of_a_list_may_stand_before_its_code_with_any_mark(typed: str) -> None:
    assert parse_typed_code(typed) == ("6219", "6211")
