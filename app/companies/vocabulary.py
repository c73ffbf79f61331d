"""Typed text as words that can be compared: folded, without what says nothing, Chinese in pairs of characters."""

import re
import unicodedata
from functools import cache
from typing import Final

from opencc import OpenCC

_SHORT: Final = {
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
_CAPITALS: Final = {"IT": "information technology", "EV": "electric vehicles", "AI": "artificial intelligence"}
_SAYING_NOTHING: Final = """
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
_EMPTY: Final = frozenset(_SAYING_NOTHING.split())
_ENGLISH: Final = """
    the of for with near in from by and or to our we us you your their it its who which that is are be at as into need
    needs looking seek seeks want
"""
_FRENCH: Final = """
    le la les l d de des du un une et ou pour avec pres dans en au aux par sur sans son sa ses nos notre vos nous
    cherche cherchons recherchons
"""
_EMPTY_ZH: Final = re.compile(
    "有限责任公司|股份有限公司|有限公司|子公司|公司|集团|企业|厂家|厂商|供应商|提供商|合作伙伴|合作方|合作|伙伴|寻求|寻找|希望|"
    "需要|需求|提供|主营|经营|从事|以及|其他|相关|未列明|未另分类|活动|业务|对接|当地|本地|国际|国内|海外|重庆|新加坡|中国|东南亚|亚洲|跨境|境外|熟悉|靠近|附近|拟|"
    "我们|一家|各类|各种|等|的|和|与|及|或|在|有|为|由"
)
_WORD: Final = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_PREFIX: Final = re.compile(r"\b([a-z]{1,3})-(?=[a-z])")


@cache
def _simplified() -> OpenCC:
    return OpenCC("tw2sp")


def fold(text: str) -> str:
    """One spelling for all: half-width, lower case, no accents, simplified characters, ``e-commerce`` in one word."""
    wide = unicodedata.normalize("NFKC", text)
    if _HAN.search(wide):
        wide = _simplified().convert(wide)
    bare = "".join(each for each in unicodedata.normalize("NFD", wide.casefold()) if not unicodedata.combining(each))
    return _PREFIX.sub(r"\1", bare.replace("œ", "oe").replace("’", "'"))


def words(text: str) -> list[str]:
    """The words of a text that say something, in order, each once.

    Latin words without endings of the plural; Chinese as pairs of neighbouring characters, a single one as itself.
    """
    spelt = " ".join(_CAPITALS.get(each, _SHORT.get(each.casefold(), each)) for each in re.split(r"[\s,;/()]+", text))
    found: dict[str, None] = {}
    for run in _WORD.findall(_EMPTY_ZH.sub(" ", fold(spelt))):
        found.update(dict.fromkeys(_pairs(run) if _HAN.match(run) else _latin(run)))
    return list(found)


def tongue_of(text: str) -> str:
    """``en`` or ``fr``, where the small words of a text are of the one and not of the other; else ""."""
    said = set(_WORD.findall(fold(text)))
    english, french = len(said.intersection(_ENGLISH.split())), len(said.intersection(_FRENCH.split()))
    return "en" if english > french else "fr" if french > english else ""


def is_han(word: str) -> bool:
    return bool(_HAN.match(word))


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(max(len(run) - 1, 1))]


def _latin(run: str) -> list[str]:
    return [] if run in _EMPTY or len(run) < 2 or run.isdigit() else [stem(run)]


def stem(word: str) -> str:
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
