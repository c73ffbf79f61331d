from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.sectors import UnknownSector, label, tree

CODES = st.sampled_from(tree().codes)


def test_the_tree_holds_the_whole_classification():
    levels = Counter(sector.level for sector in tree())

    assert levels == {"section": 22, "division": 87, "group": 258, "class": 463}
    assert len(tree()) == 830


def test_every_node_has_a_label_in_each_language():
    assert [sector.code for sector in tree() if sector.label.languages() != ("en", "zh", "fr")] == []


def test_a_label_is_given_by_language_or_locale():
    assert label("5210", "en") == "Warehousing and storage"
    assert label("H", "zh_Hans") == "运输和仓储"
    assert label("H", "fr") == "Transport et entreposage"


def test_a_code_knows_what_lies_above_and_below():
    assert tree().path("5210") == ("H", "52", "521", "5210")
    assert tree().ancestors("5210") == ("521", "52", "H")
    assert tree().ancestors("H") == ()
    assert tree().children("521") == ("5210",)
    assert tree().children("5210") == ()
    assert tuple(tree().under("52"))[:3] == ("52", "521", "5210")


def test_a_code_knows_its_division():
    assert [tree().division(code) for code in ("5210", "52", "H")] == ["52", "52", None]


def test_codes_are_closed_under_their_ancestors():
    assert tree().closure({"5210", "50"}) == {"5210", "521", "52", "H", "50"}


def test_codes_are_sorted_as_the_tree_is():
    assert tree().sorted(["5210", "C", "H", "01", "5210"]) == ("01", "C", "H", "5210")
    assert tree().sorted(reversed(tree().codes)) == tree().codes


def test_an_unknown_code_is_refused_by_name():
    with pytest.raises(UnknownSector) as refusal:
        tree().ancestors("9999")

    assert (refusal.value.code, refusal.value.details) == ("sector_unknown", {"sector": "9999"})
    assert "9999" not in tree()


@given(CODES)
@settings(deadline=None)
def test_children_and_parents_agree(code):
    assert all(tree()[child].parent == code for child in tree().children(code))
    assert tree()[code].depth == len(tree().ancestors(code))
    assert len(list(tree().under(code))) == 1 + sum(len(list(tree().under(child))) for child in tree().children(code))
