from app.companies.sectors.vocabulary import pairs_by_pinyin, pinyin_words, plain_pinyin, split_syllables


def test_a_chinese_text_is_spelt_in_syllables():
    assert pinyin_words("冷链、仓储 A1") == "leng lian cang chu"


def test_typed_letters_are_cut_into_the_fewest_syllables():
    assert split_syllables("lengliancangchu") == ("leng", "lian", "cang", "chu")
    assert split_syllables("leng lian") == ("leng", "lian")
    assert split_syllables("shipping") == ()
    assert split_syllables("") == ()


def test_letters_find_the_pairs_of_characters_that_sound_like_them():
    assert "冷链" in pairs_by_pinyin("lenglian")
    assert "律师" in pairs_by_pinyin("lvshi")
    assert pairs_by_pinyin("lüshi") == pairs_by_pinyin("lushi") == pairs_by_pinyin("lvshi")
    assert pairs_by_pinyin("leng") == []


def test_a_v_that_stands_for_an_umlaut_is_read_as_such():
    assert plain_pinyin("lv nv van") == "lu nu van"
