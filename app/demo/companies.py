"""The companies of the model event as values: real firms, and what we let them wish.

``data/singapore.csv`` and ``data/chongqing.csv`` hold facts, with their sources; ``data/wishes.csv`` is invented, as
are the people below, whose names are put together from common ones.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

SINGAPORE, CHONGQING = "Singapore", "Chongqing"
WITHOUT_MAIL: Final = frozenset(f"SG{n:02d}" for n in (4, 6, 11, 14, 18, 19, 22, 25, 32, 33, 36))
_FAMILIES: Final = {
    SINGAPORE: (("Tan", "陈"), ("Lim", "林"), ("Lee", "李"), ("Ng", "黄"), ("Wong", "黄"), ("Goh", "吴"),
                ("Chua", "蔡"), ("Ong", "王"), ("Koh", "许"), ("Teo", "张"), ("Nair", ""), ("Rahman", "")),
    CHONGQING: (("Zhang", "张"), ("Wang", "王"), ("Li", "李"), ("Liu", "刘"), ("Chen", "陈"), ("Yang", "杨"),
                ("Zhou", "周"), ("Xiong", "熊"), ("Deng", "邓"), ("Tang", "唐"), ("Luo", "罗"), ("Jiang", "蒋")),
}  # fmt: skip
GIVEN_NAMES: Final = {
    SINGAPORE: ("Mei Ling", "Wei Jie", "Hui Min", "Kok Leong", "Siew Lan", "Boon Keng", "Li Ying"),
    CHONGQING: ("Min", "Qiang", "Yan", "Tao", "Jing", "Bo", "Xiaoyu"),
}
DIETS: Final = ("", "", "halal", "", "vegetarian", "", "no beef", "")
_OFFICES: Final = (
    ("Business Development", "业务拓展"),
    ("Director", "总监"),
    ("Head of Sourcing", "采购负责人"),
    ("Vice President", "副总裁"),
    ("General Manager", "总经理"),
    ("Export Manager", "出口经理"),
)


@dataclass(frozen=True)
class DemoPerson:
    """An invented representative: Ms Tan Mei Ling, Director."""

    salutation: str
    family_name: str
    given_name: str
    name_zh: str
    title: str
    title_zh: str
    email: str
    phone: str
    wechat: str = ""
    dietary: str = ""

    @property
    def display_name(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()


@dataclass(frozen=True)
class DemoCompany:
    """One company with its facts and its invented wishes; ``side`` is Singapore or Chongqing."""

    key: str
    side: str
    name: str
    name_zh: str
    city: str
    country: str
    website: str
    stock_code: str
    about: str
    is_in: tuple[str, ...]
    offers: tuple[str, ...]
    seeks: tuple[str, ...]
    offers_en: str
    offers_zh: str
    seeks_en: str
    seeks_zh: str
    goal: str
    languages: tuple[str, ...]
    holds: tuple[str, ...]
    needs: tuple[str, ...]
    people: tuple[DemoPerson, ...]

    @property
    def has_mail(self) -> bool:
        return bool(self.people[0].email)


@cache
def companies() -> tuple[DemoCompany, ...]:
    """All 84, Singapore first, in the order of their files."""
    wishes = {row["id"]: row for row in _rows("wishes.csv")}
    facts = [(SINGAPORE, row) for row in _rows("singapore.csv")] + [(CHONGQING, row) for row in _rows("chongqing.csv")]
    return tuple(_company(place, side, row, wishes[row["id"]]) for place, (side, row) in enumerate(facts))


def _company(place: int, side: str, fact: dict[str, str], wish: dict[str, str]) -> DemoCompany:
    return DemoCompany(
        key=fact["id"],
        side=side,
        name=fact["name_en"],
        name_zh=fact["name_zh"],
        city=fact["city"],
        country=fact["country"],
        website=fact["website"],
        stock_code=fact["stock_code"],
        about=fact["description"],
        goal=wish["goal"],
        offers_en=wish["offers_en"],
        offers_zh=wish["offers_zh"],
        seeks_en=wish["seeks_en"],
        seeks_zh=wish["seeks_zh"],
        people=tuple(_people(place, side, fact["id"])),
        **{name: tuple(wish[name].split()) for name in ("is_in", "offers", "seeks", "languages", "holds", "needs")},
    )


def _people(place: int, side: str, key: str) -> Iterator[DemoPerson]:
    """One, and for every sixth firm two; numbers that cannot be dialled, addresses that lead nowhere."""
    for nth in range(2 if place % 6 == 0 else 1):
        family, family_zh = _FAMILIES[side][(place + 5 * nth) % 12]
        title, title_zh = _OFFICES[(place + nth) % 6]
        with_mail = key not in WITHOUT_MAIL
        prefix = "+65 0000" if side == SINGAPORE else "+86 000 0000"
        yield DemoPerson(
            salutation=("Ms", "Mr")[(place + nth) % 2],
            family_name=family,
            given_name=GIVEN_NAMES[side][(place + 3 * nth) % len(GIVEN_NAMES[side])],
            name_zh=f"{family_zh}{('女士', '先生')[(place + nth) % 2]}" if family_zh else "",
            title=title,
            title_zh=title_zh,
            email=f"{('bd', 'office')[nth]}@{key.lower()}.example.org" if with_mail else "",
            phone=f"{prefix} {place:02d}{nth:02d}",
            wechat=f"demo-{key.lower()}-{nth}" if place % 3 == 0 or not with_mail else "",
            dietary=DIETS[place % len(DIETS)],
        )


def _rows(name: str) -> list[dict[str, str]]:
    text = files("app.demo").joinpath("data", name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))
