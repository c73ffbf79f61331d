import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.sectors.keywords import SectorProposal, propose_sectors
from app.companies.sectors.tree import sector_phrases, sector_tree
from tests.companies.phrases import PHRASES


def codes(text: str, count: int = 5) -> list[str]:
    return [each.code for each in propose_sectors(text, count)]


def test_what_firms_type_finds_its_sector_among_five():
    assert [phrase for phrase, expected in PHRASES.items() if not set(codes(phrase)) & set(expected)] == []


def test_nine_of_ten_phrases_find_their_sector_first():
    first = [phrase for phrase, expected in PHRASES.items() if codes(phrase, 1)[0] in expected]

    assert len(first) >= 0.9 * len(PHRASES)


def test_several_things_in_one_phrase_each_find_their_sector():
    found = codes("Freight forwarding, warehousing, insurance")

    assert {"5231", "5210"} < set(found)
    assert any(code.startswith("65") for code in found)


def test_the_same_words_in_other_characters_mean_the_same():
    assert codes("冷鏈倉儲") == codes("冷链仓储")
    assert codes("ＬＯＧＩＳＴＩＣＳ") == codes("logistics")
    assert codes("entrepot frigorifique") == codes("Entrepôt frigorifique")
    assert codes("lengliancangchu") == codes("leng lian cang chu")


def test_a_broad_word_proposes_its_division_and_what_lies_in_it():
    assert codes("healthcare")[0] == "86"
    assert all(code.startswith("86") for code in codes("healthcare"))


@pytest.mark.parametrize(
    ("product", "sections"),
    [
        ("fruit", "A"), ("fruits", "A"), ("rice", "A"), ("coffee", "C"), ("tea", "C"), ("seafood", "A"),
        ("furniture", "C"), ("carpets", "C"), ("cotton", "A"), ("sanitary ware", "C"), ("water purifiers", "C"),
        ("水果", "C"), ("粮油", "C"), ("蜂蜜", "A"), ("花卉", "A"), ("保健品", "C"), ("arachides", "A"), ("miel", "A"),
    ],
)  # fmt: skip
def test_the_word_of_a_product_alone_names_first_who_makes_or_grows_it(product, sections):
    assert sector_tree().path(codes(product, 1)[0])[0] in sections


def test_a_product_beside_a_word_of_trade_names_the_trade_first():
    assert [codes(text, 1)[0] for text in ("fruit export", "exportation de fruits")] == ["4630", "4630"]


@pytest.mark.parametrize(
    "text", ["", "   ", "...", "香港", "xyzzy", "partners in Singapore", "寻找当地合作伙伴", "4711 2032"]
)
def test_words_that_name_no_sector_propose_nothing(text):
    assert propose_sectors(text) == ()


@pytest.mark.full
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([each.text for each in sector_phrases()]), max_size=8).map(", ".join)
)
@settings(max_examples=150, deadline=None)
def test_proposals_are_known_different_and_scored_within_bounds(text):
    proposals = propose_sectors(text)

    assert len({each.code for each in proposals}) == len(proposals) <= 5
    assert all(each.code in sector_tree() and sector_tree()[each.code].level != "section" for each in proposals)
    assert all(0 < each.score <= 1 for each in proposals)


def test_a_word_that_says_it_all_scores_fully():
    assert propose_sectors("skincare", 1) == (SectorProposal("2023", 1.0),)
