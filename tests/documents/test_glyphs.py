"""What a font can draw, from its own table."""

from app.documents.glyphs import Glyphs
from app.documents.to_pdf import FONTS

FOUND = Glyphs(sorted(FONTS.glob("*Regular.ttf")))


def test_letters_of_our_three_languages_can_be_drawn():
    assert [one for one in "aZ09+“”’—éÿœŁ中华桥叶進國龘〇（）。，" if one not in FOUND] == []


def test_what_no_font_has_is_spelt_out_by_its_number():
    assert FOUND.spelt("𠮷野 Ltd") == "<U+20BB7>野 Ltd"
    assert FOUND.spelt("\U0010ffff") == "<U+10FFFF>"


def test_characters_without_a_shape_stay_as_they_are():
    assert FOUND.spelt("a\u00a0b\n\u200b桥") == "a\u00a0b\n\u200b桥"
