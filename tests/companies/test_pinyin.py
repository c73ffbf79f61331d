from app.companies.pinyin import pairs_for, plain, spelt, syllables


def test_a_chinese_text_is_spelt_in_syllables():
    assert spelt("冷链、仓储 A1") == "leng lian cang chu"


def test_typed_letters_are_cut_into_the_fewest_syllables():
    assert syllables("lengliancangchu") == ("leng", "lian", "cang", "chu")
    assert syllables("leng lian") == ("leng", "lian")
    assert syllables("shipping") == ()
    assert syllables("") == ()


def test_letters_find_the_pairs_of_characters_that_sound_like_them():
    assert "冷链" in pairs_for("lenglian")
    assert "律师" in pairs_for("lvshi")
    assert pairs_for("lüshi") == pairs_for("lushi") == pairs_for("lvshi")
    assert pairs_for("leng") == []


def test_a_v_that_stands_for_an_umlaut_is_read_as_such():
    assert plain("lv nv van") == "lu nu van"
