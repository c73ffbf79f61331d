"""Chinese in syllables, as the library itself would say it."""

import subprocess
import sys

import pytest
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from app.companies.sectors.tree import sector_phrases
from app.core.pinyin import syllable_initials, syllables
from config import ROOT

OF_TWO_SOUNDS = ["重庆", "重量", "银行", "行走", "长安", "成长", "朝阳", "绿色", "女装", "和"]
MIXED = ["", "DBS", "重庆 Chongqing 长安A", "中国—新加坡（重庆）", "3M中国", "日本のカメラ", "𠮷野家", "café 咖啡"]


def test_a_character_sounds_as_its_phrase_has_it():
    said = {text: " ".join(syllables(text)) for text in ("重庆银行", "重量", "行走", "绿色", "朝阳")}

    assert said == {
        "重庆银行": "chong qing yin hang",
        "重量": "zhong liang",
        "行走": "xing zou",
        "绿色": "lv se",
        "朝阳": "zhao yang",
    }


def test_what_is_not_chinese_stays_together():
    assert syllables("DBS 星展bank") == ["DBS ", "xing", "zhan", "bank"]
    assert syllable_initials("DBS 星展bank") == "DBS xzbank"


@pytest.mark.parametrize("text", [*OF_TWO_SOUNDS, *MIXED])
def test_texts_sound_as_in_the_library(text):
    assert "|".join(syllables(text)) == "|".join(lazy_pinyin(text))
    assert syllable_initials(text) == "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))


@pytest.mark.full
def test_every_character_and_every_phrase_sounds_as_in_the_library():
    texts = [*map(chr, PINYIN_DICT), *PHRASES_DICT]

    assert [text for text in texts if syllables(text) != lazy_pinyin(text)] == []


def test_all_that_sectors_are_said_with_sounds_as_in_the_library():
    texts = [phrase.text for phrase in sector_phrases() if phrase.language == "zh"]

    assert [text for text in texts if syllables(text) != lazy_pinyin(text)] == []
    assert len(texts) > 1_000


def test_the_library_itself_is_never_loaded():
    code = "import sys; from app.core.pinyin import syllables; syllables('重庆'); print('pypinyin' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
