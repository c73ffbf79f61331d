from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.sectors.tree import UnknownSector, sector_label_in, sector_tree

CODES = st.sampled_from(sector_tree().codes)


def test_the_tree_holds_the_whole_classification():
    levels = Counter(sector.level for sector in sector_tree())

    assert levels == {"section": 22, "division": 87, "group": 258, "class": 463}
    assert len(sector_tree()) == 830


def test_every_node_has_a_label_in_each_language():
    assert [sector.code for sector in sector_tree() if sector.label.languages() != ("en", "zh", "fr")] == []


def test_a_label_is_given_by_language_or_locale():
    assert sector_label_in("5210", "en") == "Warehousing and storage"
    assert sector_label_in("H", "zh_Hans") == "运输和仓储"
    assert sector_label_in("H", "fr") == "Transport et entreposage"


def test_a_code_knows_what_lies_above_and_below():
    assert sector_tree().path("5210") == ("H", "52", "521", "5210")
    assert sector_tree().ancestors("5210") == ("521", "52", "H")
    assert sector_tree().ancestors("H") == ()
    assert sector_tree().children("521") == ("5210",)
    assert sector_tree().children("5210") == ()
    assert tuple(sector_tree().subtree("52"))[:3] == ("52", "521", "5210")


def test_a_code_knows_its_division():
    assert [sector_tree().division(code) for code in ("5210", "52", "H")] == ["52", "52", None]


def test_codes_are_closed_under_their_ancestors():
    assert sector_tree().closure({"5210", "50"}) == {"5210", "521", "52", "H", "50"}


def test_codes_are_sorted_as_the_tree_is():
    assert sector_tree().sorted(["5210", "C", "H", "01", "5210"]) == ("01", "C", "H", "5210")
    assert sector_tree().sorted(reversed(sector_tree().codes)) == sector_tree().codes


def test_an_unknown_code_is_refused_by_name():
    with pytest.raises(UnknownSector) as refusal:
        sector_tree().ancestors("9999")

    assert (refusal.value.code, refusal.value.details) == ("sector_unknown", {"sector": "9999"})
    assert "9999" not in sector_tree()


@given(CODES)
@settings(deadline=None)
def test_children_and_parents_agree(code):
    assert all(sector_tree()[child].parent == code for child in sector_tree().children(code))
    assert sector_tree()[code].depth == len(sector_tree().ancestors(code))
    assert len(list(sector_tree().subtree(code))) == 1 + sum(
        len(list(sector_tree().subtree(child))) for child in sector_tree().children(code)
    )
