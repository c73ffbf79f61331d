"""What makes of a name that of another firm of the house: a branch, an office, a place in brackets, a legal form of
another country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from app.companies.names import ChineseName, LatinName, chinese_name, compact, fold, has_chinese, latin_name
from app.companies.unit_phrases import part_unit
from app.companies.words import LEGAL_ENDINGS, LEGAL_FORMS, words_of
from app.kernel.remembered import remembered

_LATIN_UNITS: Final = re.compile(
    r"\b(branch|(?:rep(?:resentative)?|liaison|sales|regional|country) office|office|bureau(?: de representation)?"
    r"|succursale|filiale|agence|subsidiary|division|factory|plant|usine|hospital|hopital|clinic|clinique|campus)\b"
    r"(?! (?:group|holdings?|management))"
)
_CHINESE_UNITS: Final = re.compile(
    "(支行|分行|分公司|子公司|分店|分院|分校|分厂|分部|代表处|办事处|联络处|办公室|营业部|事业部|分支机构|医院|诊所|门诊部)(?!集团|控股|管理|投资)"
)
_ADDED: Final = re.compile("^(?:投资|管理|资产|资本|供应链|咨询|服务){1,3}$")
"""Houses call so the firms that hold or run what they have: 凯德投资, 凯德投资管理."""
_FORMS: Final = {
    **dict.fromkeys(("sdn", "bhd", "berhad"), "MY"),
    **dict.fromkeys(("gmbh", "ggmbh", "mbh", "aktiengesellschaft"), "DE"),
    **dict.fromkeys(("sarl", "sas", "sasu", "eurl"), "FR"),
    **dict.fromkeys(("bv", "nv"), "NL"),
    **dict.fromkeys(("srl", "spa"), "IT"),
    **dict.fromkeys(("pty",), "AU"),
    **dict.fromkeys(("oyj", "oy"), "FI"),
    **dict.fromkeys(("kk",), "JP"),
    **dict.fromkeys(("tbk",), "ID"),
    **dict.fromkeys(("pte",), "SG"),
}
_ENDS_ONLY: Final = words_of("bv nv srl spa oy kk tbk")
_ANYWHERE: Final = words_of("ltd limited inc incorporated corp corporation plc llc llp co company")
"""Legal forms of many countries; a firm of Singapore is often said to be a mere Ltd."""


@dataclass(frozen=True, slots=True)
class Unit:
    """``marks``: words for a branch or an office in the name; ``law``: the country whose legal form it has, or "";
    ``forms``: its legal forms, as they are said most shortly."""

    marks: frozenset[str] = frozenset()
    law: str = ""
    forms: frozenset[str] = frozenset()


_SHORTLY: Final = {
    "limited": "ltd", "private": "pte", "berhad": "bhd", "incorporated": "inc", "corporation": "corp", "company": "co"
}  # fmt: skip


@remembered
def unit_of(name: str) -> Unit:
    """Of a name in one script."""
    if has_chinese(name):
        told = compact(name)
        law = "SG" if "私人有限公司" in told else ""
        return Unit(_marks(name) or frozenset(_CHINESE_UNITS.findall(told)), law)
    words = fold(name).split()
    said = [word for at, word in enumerate(words) if word not in _ENDS_ONLY or at == len(words) - 1]
    law = next((_FORMS[word] for word in said[1:] if word in _FORMS), "")
    forms = frozenset(
        _SHORTLY.get(word, word) for word in said[1:] if word in _FORMS or word in _ANYWHERE | {"private"}
    )
    return Unit(_marks(name) or frozenset(_LATIN_UNITS.findall(" ".join(words))), law, forms)


def _marks(name: str) -> frozenset[str]:
    """The branch's or office's own words: two branches of a house are two units."""
    said = fold(part_unit(name)[1])
    return frozenset({re.sub(r"\brep(?=\b)", "representative", said)} if said else ())


def is_another_unit(one: str, other: str, countries: tuple[str, str] = ("", ""), *, listed: bool = False) -> bool:
    """Whether two names that are alike, in one script, are probably of two firms of one house. ``countries``: where
    each is said to be (ISO, two letters), "" where nobody said; ``listed``: their Chinese names are of one stock
    corporation. Symmetric."""
    a, b = unit_of(one), unit_of(other)
    if a.marks != b.marks:
        return True
    if listed or is_listed(one) or is_listed(other):
        return False
    if _laws_differ(a, b) or _holds_other(one, other, a, b):
        return True
    if "" not in countries and countries[0] != countries[1] and a.forms and b.forms and a.forms != b.forms:
        return True
    if has_chinese(one):
        x, y = chinese_name(one), chinese_name(other)
        return _placed_apart(x, y) or _runs(x, y) or _runs(y, x)
    return _placed_apart(latin_name(one), latin_name(other))


def differ_in_form(one: str, other: str) -> bool:
    """Whether two Latin names both bear a legal form, and not the same one. Symmetric."""
    a, b = _forms(one), _forms(other)
    return bool(a and b) and a != b


def _forms(name: str) -> frozenset[str]:
    words = fold(name).split()[1:]
    others = {*filter(LEGAL_FORMS.__contains__, words), *filter(LEGAL_ENDINGS.__contains__, words[-1:])}
    return unit_of(name).forms | {_SHORTLY.get(word, word) for word in others}


def _holds_other(one: str, other: str, a: Unit, b: Unit) -> bool:
    """Zeta Trading Holdings Pte Ltd, Zeta Trading Pte Ltd: one holds shares, the other, with a legal form of its own,
    trades. Who says a name shortly leaves both out; a Co., Ltd. of China is called Group or not."""
    read = chinese_name if has_chinese(one) else latin_name
    x, y = read(one), read(other)
    bare = x if x.soft < y.soft else y if y.soft < x.soft else None
    if bare is None or not bare.legal:
        return False
    apart = x.soft ^ y.soft
    of_china = _CO_LTD in (a.forms, b.forms)
    return bool(apart & _HOLDING) or (bool(apart & _GROUP) and not of_china)


_HOLDING: Final = frozenset({"holding", "控股"})
_GROUP: Final = frozenset({"group", "集团"})
_CO_LTD: Final = frozenset({"co", "ltd"})


def is_listed(name: str) -> bool:
    """Whether it is a stock corporation of the mainland: a firm under one name, seldom a part of a house."""
    return name.rstrip().endswith("股份有限公司")


def _laws_differ(a: Unit, b: Unit) -> bool:
    if a.law and b.law:
        return a.law != b.law
    own, plain = (a, b) if a.law else (b, a)
    return own.law not in ("", "SG") and bool(plain.forms)


def _placed_apart(a: LatinName | ChineseName, b: LatinName | ChineseName) -> bool:
    """A place stands in brackets in the one, and nowhere in the other, which is not just cut short."""
    return _has_place_more(a, b) or _has_place_more(b, a)


def is_placed_apart(a: LatinName | ChineseName, b: LatinName | ChineseName) -> bool:
    """The same where the other may be cut short: 华侨永亨银行(中国)."""
    return any(place not in b.core for place in a.places - b.places) or any(
        place not in a.core for place in b.places - a.places
    )


def _has_place_more(a: LatinName | ChineseName, b: LatinName | ChineseName) -> bool:
    is_cut = not b.legal and not b.soft and len(b.core) < len(a.core)
    return not is_cut and any(place not in b.core for place in a.places - b.places)


def _runs(house: ChineseName, firm: ChineseName) -> bool:
    return firm.core.startswith(house.core) and _ADDED.match(firm.core[len(house.core) :]) is not None
