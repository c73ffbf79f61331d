"""What a firm is asked to confirm: seldom wrong, never a sector beside its own division, nothing for vague words."""

from __future__ import annotations

import pytest

from app.companies.sectors.proposals import further_sectors, nearest_sectors, sectors_to_confirm
from app.companies.sectors.tree import sector_tree
from app.companies.sectors.vocabulary import pinyin_words, plain_pinyin
from tests.companies import lines
from tests.companies.phrases import CHINESE, ENGLISH, FRENCH

SPELT = {plain_pinyin(pinyin_words(text)): codes for text, codes in CHINESE.items()}


def division(code: str) -> str:
    return sector_tree().path(code)[1]


@pytest.mark.parametrize(
    ("phrases", "recall", "precision"),
    [
        *((ENGLISH, 0.95, 0.90), (CHINESE, 0.98, 0.95), (FRENCH, 0.95, 0.90), (SPELT, 0.90, 0.90)),
        *((lines.ENGLISH, 0.92, 0.88), (lines.CHINESE, 0.94, 0.98), (lines.FRENCH, 0.95, 0.98)),
        (lines.LATER, 0.80, 0.75),
    ],
    ids=["en", "zh", "fr", "pinyin", "lines-en", "lines-zh", "lines-fr", "lines-later"],
)
def test_most_find_their_division_and_little_else(phrases: dict[str, str], recall: float, precision: float) -> None:
    asked = [({division(code) for code in codes.split()}, sectors_to_confirm(text)) for text, codes in phrases.items()]

    found = [any(division(code) in right for code in codes) for right, codes in asked]
    good = [division(code) in right for right, codes in asked for code in codes]

    assert sum(found) / len(found) >= recall
    assert sum(good) / len(good) >= precision


@pytest.mark.parametrize("phrases", [ENGLISH, CHINESE, FRENCH, lines.ENGLISH, lines.CHINESE, lines.FRENCH])
def test_no_code_stands_beside_one_that_it_lies_in(phrases: dict[str, set[str]]) -> None:
    codes = {text: sectors_to_confirm(text) for text in phrases}

    assert [
        (text, a, b)
        for text, all_ in codes.items()
        for a in all_
        for b in all_
        if a != b and a in sector_tree().path(b)
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        *("", "partner", "to be advised", "local partners for growth", "trusted partner with strong network"),
        *("(late registration)", "合作伙伴", "综合", "待定", "partenaires locaux", "divers", "hezuo huoban"),
        *lines.VAGUE,
    ],
)
def test_vague_words_propose_nothing(text: str) -> None:
    assert sectors_to_confirm(text) == ()


def test_a_yard_near_a_port_is_no_civil_engineering() -> None:
    assert {division(code) for code in sectors_to_confirm("A partner with a yard near the Chongqing port")} == {"52"}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("寻找进口红酒的经销商", ("4630",)),
        ("importateur de café", ("4630",)),
        ("importateur de produits laitiers", ("4630",)),
        ("A distributor who knows hospitals", ("4649",)),
        ("dealers in tractors and trucks", ("4653", "4661")),
        ("Hospitals, importers", ("8610", "46")),
    ],
)
def test_a_role_and_its_goods_make_a_trade(text: str, codes: tuple[str, ...]) -> None:
    assert sectors_to_confirm(text) == codes


@pytest.mark.parametrize("text", ["comté", "Comté affiné 18 mois", "affineur de fromages", "fromages affinés"])
def test_a_cheese_of_france_is_a_dairy_product(text: str) -> None:
    assert sectors_to_confirm(text) == ("1050",)


def test_what_is_ripened_or_refined_may_be_anything() -> None:
    assert sectors_to_confirm("affiné") == ()


def test_each_thing_in_a_list_finds_its_own_sector() -> None:
    assert sectors_to_confirm("Freight forwarding, warehousing; dental clinics and beer") == (
        "5229",
        "5210",
        "8620",
        "1103",
    )


@pytest.mark.parametrize(
    ("text", "codes"), [("tour groups from Chengdu", ("7912",)), ("pain relief known in the world", ())]
)
def test_a_text_is_read_in_its_own_language(text: str, codes: tuple[str, ...]) -> None:
    assert sectors_to_confirm(text) == codes


def test_a_sector_does_not_stand_on_one_general_word() -> None:
    assert [sectors_to_confirm(text) for text in ("assets", "infrastructure, consumer", "网站平台服务", "website")] == [
        ()
    ] * 4


def test_who_picks_is_offered_five_the_surest_first() -> None:
    offered = nearest_sectors("Crane rental and heavy equipment")

    assert len(offered) == 5
    assert offered[0] == "7730"
    assert "2816" in offered
    assert nearest_sectors("(late registration)") == nearest_sectors("xyzzy") == ()


@pytest.mark.parametrize("text", ["", " ", "-", "。", "a", "the", "we", "我们", "N/A", "et de la"])
def test_where_no_word_says_anything_nothing_is_offered(text: str) -> None:
    assert (sectors_to_confirm(text), nearest_sectors(text), further_sectors(text, ())) == ((), (), ())


def test_tea_is_known_in_french_though_its_letters_are_an_article() -> None:
    assert "1076" in nearest_sectors("thé")
    assert nearest_sectors("Thés et infusions")


@pytest.mark.parametrize("text", [*lines.LATER, "EV charging station operators", "(late registration)", "xyzzy"])
def test_what_is_offered_besides_fills_up_to_five_and_repeats_nothing(text: str) -> None:
    sure = sectors_to_confirm(text)
    more = further_sectors(text, sure)

    assert len({*sure, *more}) == len(sure) + len(more) <= 5


@pytest.mark.full
@pytest.mark.parametrize("phrases", [ENGLISH, CHINESE, FRENCH, lines.ENGLISH, lines.CHINESE, lines.FRENCH])
def test_what_is_offered_begins_with_what_is_sure(phrases: dict[str, str]) -> None:
    for text in phrases:
        sure = sectors_to_confirm(text)
        assert nearest_sectors(text)[: len(sure)] == sure


@pytest.mark.parametrize(
    ("text", "codes"), [("Finance", ("64",)), ("finance", ("64",)), ("food distribution", ()), ("treasury markets", ())]
)
def test_a_broad_word_means_its_division_and_a_general_one_beside_another_nothing(
    text: str, codes: tuple[str, ...]
) -> None:
    assert sectors_to_confirm(text) == codes
