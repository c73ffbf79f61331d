"""What a font can draw, from its own table."""

from app.documents.pdf import FONTS, FontGlyphs

FOUND = FontGlyphs(sorted(FONTS.glob("*Regular.ttf")))


def test_letters_of_our_three_languages_can_be_drawn():
    assert [one for one in "aZ09+“”’—éÿœŁ中华桥叶進國龘〇（）。，" if one not in FOUND] == []
