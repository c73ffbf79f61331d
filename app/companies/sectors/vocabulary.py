"""Typed text as words that can be compared: folded, Chinese in pairs, pinyin; which words count most."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import Final

from opencc import OpenCC

from app.companies.sectors.tree import sector_phrases
from app.core.pinyin import syllables

_ABBREVIATIONS: Final = {
    "f&b": "food and beverage",
    "r&d": "research and development",
    "m&e": "mechanical and electrical installation",
    "3pl": "third party logistics",
    "4pl": "supply chain logistics",
    "tcm": "traditional chinese medicine",
    "thé": "tea",  # without its accent it is an article
    "thés": "tea",
    "ict": "information technology telecommunications",
    "nev": "new energy vehicles",
    "nevs": "new energy vehicles",
    "evs": "electric vehicles",
    "vc": "venture capital",
    "hr": "human resources",
    "oem": "contract manufacturing",
    "fmcg": "consumer goods food",
    "mice": "conventions exhibitions",
    "rh": "ressources humaines",
    "btp": "construction travaux publics",
}
_CAPITAL_ABBREVIATIONS: Final = {
    "IT": "information technology",
    "EV": "electric vehicles",
    "AI": "artificial intelligence",
}
_EMPTY_WORDS_TEXT: Final = """
    a an the of for with near in on at to and or by from as is are be that which who not its our we us you your their
    it etc incl including other others related various similar general based class all any some new more own both
    partner partners partnership seek seeks seeking look looking find finding want wants wanted need needs needed
    offer offers offering provide provides providing provider providers company companies firm firms group groups
    business businesses enterprise enterprises corporation limited ltd pte llc inc plc sdn bhd co jv joint venture
    can could would will may have has been who whom someone somebody anyone anything people know knows known help ask
    see here there also already between across within through abroad long short term plan plans planned sold bring
    bringing certified supplier suppliers reliable trusted interesting cross border
    solution solutions leading local international global worldwide regional listed high quality top best good
    singapore chongqing china chinese asia asian asean southeast south north east west greater overseas
    activity activities except nec
    le la les l d de des du un une et ou pour avec pres dans en au aux a par sur sans son sa ses leur nos notre vos
    partenaire partenaires cherche cherchons recherchons souhaite souhaitons proposons offrons societe entreprise
    entreprises groupe chine singapour asie local locale locaux internationale international autres autre activites
    activite fournisseur fournisseurs tout tous toute voir preciser transfrontalier
    liees connexes similaires nda qui que est sont
"""
_EMPTY_WORDS: Final = frozenset(_EMPTY_WORDS_TEXT.split())
_ENGLISH_WORDS: Final = """
    the of for with near in from by and or to our we us you your their it its who which that is are be at as into need
    needs looking seek seeks want
"""
_FRENCH_WORDS: Final = """
    le la les l d de des du un une et ou pour avec pres dans en au aux par sur sans son sa ses nos notre vos nous
    cherche cherchons recherchons
"""
_EMPTY_WORDS_ZH: Final = re.compile(
    "有限责任公司|股份有限公司|有限公司|子公司|公司|集团|企业|厂家|厂商|供应商|提供商|合作伙伴|合作方|合作|伙伴|寻求|寻找|希望|"
    "需要|需求|提供|主营|经营|从事|以及|其他|相关|未列明|未另分类|活动|业务|对接|当地|本地|国际|国内|海外|重庆|新加坡|中国|东南亚|亚洲|跨境|境外|熟悉|靠近|附近|拟|"
    "我们|一家|各类|各种|等|的|和|与|及|或|在|有|为|由"
)
_WORD_PATTERN: Final = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_HAN_PATTERN: Final = re.compile(r"[\u3400-\u9fff]")
_HYPHEN_PREFIX: Final = re.compile(r"\b([a-z]{1,3})-(?=[a-z])")


@cache
def _simplified() -> OpenCC:
    return OpenCC("tw2sp")


def fold_words(text: str) -> str:
    """One spelling for all: half-width, lower case, no accents, simplified characters, ``e-commerce`` in one word."""
    wide = unicodedata.normalize("NFKC", text)
    if _HAN_PATTERN.search(wide):
        wide = _simplified().convert(wide)
    bare = "".join(each for each in unicodedata.normalize("NFD", wide.casefold()) if not unicodedata.combining(each))
    return _HYPHEN_PREFIX.sub(r"\1", bare.replace("œ", "oe").replace("’", "'"))


def significant_words(text: str) -> list[str]:
    """The words of a text that say something, in order, each once.

    Latin words without endings of the plural; Chinese as pairs of neighbouring characters, a single one as itself.
    """
    spelt = " ".join(
        _CAPITAL_ABBREVIATIONS.get(each, _ABBREVIATIONS.get(each.casefold(), each))
        for each in re.split(r"[\s,;/()]+", text)
    )
    unique_words: dict[str, None] = {}
    for run in _WORD_PATTERN.findall(_EMPTY_WORDS_ZH.sub(" ", fold_words(spelt))):
        unique_words.update(
            dict.fromkeys(
                [run[place : place + 2] for place in range(max(len(run) - 1, 1))]
                if _HAN_PATTERN.match(run)
                else _latin_words(run)
            )
        )
    return list(unique_words)


def english_or_french(text: str) -> str:
    """``en`` or ``fr``, where the small words of a text are of the one and not of the other; else ""."""
    small_words = set(_WORD_PATTERN.findall(fold_words(text)))
    english, french = (
        len(small_words.intersection(_ENGLISH_WORDS.split())),
        len(small_words.intersection(_FRENCH_WORDS.split())),
    )
    return "en" if english > french else "fr" if french > english else ""


def is_han(word: str) -> bool:
    return bool(_HAN_PATTERN.match(word))


def _latin_words(run: str) -> list[str]:
    return [] if run in _EMPTY_WORDS or len(run) < 2 or run.isdigit() else [singular_form(run)]


def singular_form(word: str) -> str:
    """A Latin word without its plural: ``batteries`` → ``battery``, ``boxes`` → ``box``, ``bureaux`` → ``bureau``."""
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    if word.endswith(("eaux", "eux")):
        return word[:-1]
    return word.removesuffix("s")


LATER_WORD_LOSS: Final = (
    0.1  # how much less each word says than the one before it; pairs of Chinese characters push nothing back
)
GENERAL_WORD_SHARE: Final = 0.3  # what is left of a general word beside telling ones
TELLING_FROM: Final = 3  # so many telling words need no general ones
MAKER_FACTOR: Final = 1.4  # how much likelier a maker is where a text says that something is made
_GENERAL_WORDS: Final = frozenset(
    significant_words(
        """
        application base brand company consist design develop development distribute distribution domestic engage
        equipment found headquarter industrial industry integrate invest investment involve management manufacture
        manufacturer manufacturing market marketing operate operation primarily principally process processing produce
        product production people research republic sale segment sell selling series service subsidiary supply support
        system technology trade trading use various
        conception developpement distribution fabricant fabrication gamme gestion investissement marche produit
        recherche secteur technologie vente
        研发 开发 生产 销售 服务 产品 技术 解决 方案
        """
    )
)
_MAKING_PATTERN: Final = re.compile(r"\b(?:manufactur|produc|makes\b|maker|fabri)|制造|生产|加工")


def word_emphasis(text_words: Sequence[str]) -> list[float]:
    """How much each of these words counts, in (0, 1], in their order."""
    telling = sum(word not in _GENERAL_WORDS for word in text_words)
    spans = accumulate((0.0 if is_han(word) else 1.0 for word in text_words[:-1]), initial=0.0)
    return [
        (GENERAL_WORD_SHARE if word in _GENERAL_WORDS and telling >= TELLING_FROM else 1.0)
        / (1 + LATER_WORD_LOSS * before)
        for word, before in zip(text_words, spans, strict=False)
    ]


def is_about_making(text: str) -> bool:
    """Whether a text says that something is made."""
    return _MAKING_PATTERN.search(fold_words(text)) is not None


_HAN_RUN: Final = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_SYLLABLE: Final = 6


def pinyin_words(text: str) -> str:
    """A Chinese text in syllables between spaces: ``冷链`` → ``leng lian``; other characters part words."""
    return " ".join(" ".join(syllables(run)) for run in _HAN_RUN.findall(fold_words(text)))


def split_syllables(text: str) -> tuple[str, ...]:
    """A text cut into the fewest known syllables; empty unless all of it can be cut."""
    cut: tuple[str, ...] = ()
    for word in re.findall(r"[a-z0-9]+", plain_pinyin(fold_words(text))):
        parts = _split_word(word)
        if not parts:
            return ()
        cut += parts
    return cut


def pairs_by_pinyin(text: str) -> list[str]:
    """The pairs of characters, out of those that sectors are said with, that sound like the text."""
    cut = split_syllables(text)
    return [pair for sound in pairwise(cut) for pair in _pairs_by_sound().get(sound, ())]


def _split_word(word: str) -> tuple[str, ...]:
    """Fewest syllables first, the longer ones in front."""
    best: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST_SYLLABLE), end):
            before = best[start]
            if before is None or word[start:end] not in _known_syllables():
                continue
            candidate, shortest = (*before, word[start:end]), best[end]
            if shortest is None or len(candidate) < len(shortest):
                best[end] = candidate
    return best[-1] or ()


def plain_pinyin(sounds: str) -> str:
    """``lü`` is typed as ``lv`` or ``lu``."""
    return re.sub(r"(?<=[ln])v", "u", sounds)


@cache
def _known_syllables() -> frozenset[str]:
    return frozenset(syllable for sound in _pairs_by_sound() for syllable in sound)


@cache
def _pairs_by_sound() -> Mapping[tuple[str, str], tuple[str, ...]]:
    pairs_of_sound: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for phrase in sector_phrases():
        for run in _HAN_RUN.findall(fold_words(phrase.text)) if phrase.language == "zh" else ():
            sounds = [plain_pinyin(sound) for sound in syllables(run)]
            for place in range(len(run) - 1):
                pairs_of_sound[sounds[place], sounds[place + 1]][run[place : place + 2]] = None
    return {sound: tuple(pairs) for sound, pairs in pairs_of_sound.items()}
