"""What a firm does with goods where it doesn't make them: an importer of wine is in the wholesale of food and drink."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.companies.vocabulary import fold


class Role(StrEnum):
    """The division that a role stands for."""

    WHOLESALE = "46"
    RETAIL = "47"


_SAID: Final[Mapping[Role, re.Pattern[str]]] = {
    Role.WHOLESALE: re.compile(
        r"\b(importers?|imports?|importing|distributors?|distributes?|distributing"
        r"|distribution of|wholesalers?|wholesale|dealers?|dealerships?|traders?|trading( (house|company|firm)s?)?"
        r"|resellers?|stockists?"
        r"|importat(eur|rice)s?|importation|distribut(eur|rice)s?|distribution de|grossistes?|negociants?|negoce"
        r"|revendeurs?|concessionnaires?)\b"
        r"|(进口|经销|分销|批发|代理|贸易|渠道)商|贸易公司|进出口|进口|批发|分销|经销|贸易$"
    ),
    Role.RETAIL: re.compile(
        r"\b(retailers?|retailing|retail (chains?|stores?|shops?|groups?)|chain stores?|detaillants?"
        r"|chaines? de magasins)\b|零售商?"
    ),
}
_MAKES: Final = re.compile(
    r"\b(makers?|makes?|making|manufactur\w+|produc(ers?|es?|tion)|fabricants?|fabrication|producteurs?)\b|生产|制造|厂家|厂商"
)
_WHOLESALE: Final = {
    **dict.fromkeys(("01", "1080"), "4620"),
    **dict.fromkeys(("0113", "012", "013", "03", "10", "11", "12", "4721", "4722", "4723", "56"), "4630"),
    **dict.fromkeys(("13", "14", "15", "4751", "4771"), "4641"),
    **dict.fromkeys(("274", "31"), "4642"),
    **dict.fromkeys(("18", "2023", "21", "2640", "2652", "2670", "275", "3092", "32"), "4649"),
    **dict.fromkeys(("476", "4759", "4772", "58", "86"), "4649"),
    **dict.fromkeys(("262", "4740"), "4651"),
    "26": "4652",
    "2821": "4653",
    **dict.fromkeys(("2651", "266", "27", "28", "30", "33"), "4659"),
    **dict.fromkeys(("29", "4781"), "4661"),
    **dict.fromkeys(("2211", "293", "4782"), "4662"),
    **dict.fromkeys(("3091", "4783"), "4663"),
    **dict.fromkeys(("05", "06", "19", "473"), "4671"),
    **dict.fromkeys(("07", "24"), "4672"),
    **dict.fromkeys(("02", "08", "16", "2022", "23", "25", "4752"), "4673"),
    **dict.fromkeys(("17", "20", "22"), "4679"),
}
_RETAIL: Final = {
    **dict.fromkeys(("012", "03", "10"), "4721"),
    "11": "4722",
    "12": "4723",
    "26": "4740",
    "13": "4751",
    **dict.fromkeys(("2022", "23", "25"), "4752"),
    **dict.fromkeys(("27", "31"), "4759"),
    **dict.fromkeys(("18", "58"), "4761"),
    "323": "4762",
    "324": "4763",
    **dict.fromkeys(("14", "15"), "4771"),
    **dict.fromkeys(("2023", "21", "3250", "266"), "4772"),
    "29": "4781",
    "293": "4782",
    "3091": "4783",
}
_TRADES: Final[Mapping[Role, Mapping[str, str]]] = {Role.WHOLESALE: _WHOLESALE, Role.RETAIL: _RETAIL}


def role_in(text: str) -> Role | None:
    """The role that a phrase names; None where it names none, or says that the goods are made as well."""
    folded = fold(text)
    if _MAKES.search(folded):
        return None
    return next((role for role, said in _SAID.items() if said.search(folded)), None)


def without_role(text: str) -> str:
    """What is left when the words of the role are taken out: the goods."""
    folded = fold(text)
    for said in _SAID.values():
        folded = said.sub(" ", folded)
    return folded.strip()


def trade_in(code: str, role: Role) -> str:
    """Where trade in what ``code`` makes or sells belongs; "" where nobody trades in it so."""
    table = _TRADES[role]
    return next((table[code[:length]] for length in (4, 3, 2) if code[:length] in table), "")
