"""The model event as its organizer would describe it, and its companies as values: real ones, with wishes."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import time
from functools import cache
from importlib.resources import files
from typing import Any, Final

from app.core.localized import Localized
from app.events.calendar import BreakSpec, DaySpec
from app.events.drafts import DraftGroup, DraftItem, DraftZone, EventDates, EventDraft
from app.events.phases import BookingMode
from app.events.rules import CompanyLimits, DirectoryVisibility

SINGAPORE, CHONGQING = "Singapore", "Chongqing"
WITHOUT_EMAIL: Final = frozenset(f"SG{n:02d}" for n in (4, 6, 11, 14, 18, 19, 22, 25, 32, 33, 36))
_FAMILY_NAMES: Final = {
    SINGAPORE: "Tan 陈,Lim 林,Lee 李,Ng 黄,Wong 黄,Goh 吴,Chua 蔡,Ong 王,Koh 许,Teo 张,Nair,Rahman",
    CHONGQING: "Zhang 张,Wang 王,Li 李,Liu 刘,Chen 陈,Yang 杨,Zhou 周,Xiong 熊,Deng 邓,Tang 唐,Luo 罗,Jiang 蒋",
}
GIVEN_NAMES: Final = {
    SINGAPORE: ("Mei Ling", "Wei Jie", "Hui Min", "Kok Leong", "Siew Lan", "Boon Keng", "Li Ying"),
    CHONGQING: ("Min", "Qiang", "Yan", "Tao", "Jing", "Bo", "Xiaoyu"),
}
DIETS: Final = ("", "", "halal", "", "vegetarian", "", "no beef", "")
_TITLES: Final = (
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


CODE_FIELDS: Final = ("is_in", "offers", "seeks", "languages", "holds", "needs")


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
    def has_email(self) -> bool:
        return bool(self.people[0].email)


@cache
def demo_companies() -> tuple[DemoCompany, ...]:
    """All 84, Singapore first, in the order of their files."""
    wishes = {row["id"]: row for row in _rows("wishes.csv")}
    facts = [(SINGAPORE, row) for row in _rows("singapore.csv")] + [(CHONGQING, row) for row in _rows("chongqing.csv")]
    companies = []
    for place, (side, fact) in enumerate(facts):
        key = fact["id"]
        values: dict[str, Any] = {
            **fact,
            **wishes[key],
            **{name: tuple(wishes[key][name].split()) for name in CODE_FIELDS},
        }
        values |= {"key": key, "side": side, "name": fact["name_en"], "about": fact["description"]}
        values["people"] = tuple(_people(place, side, key))
        companies.append(DemoCompany(**{each.name: values[each.name] for each in fields(DemoCompany)}))
    return tuple(companies)


def _people(place: int, side: str, key: str) -> Iterator[DemoPerson]:
    """One, and for every sixth firm two; numbers that cannot be dialled, addresses that lead nowhere."""
    for nth in range(2 if place % 6 == 0 else 1):
        family, _, family_zh = _FAMILY_NAMES[side].split(",")[(place + 5 * nth) % 12].partition(" ")
        title, title_zh = _TITLES[(place + nth) % 6]
        with_mail = key not in WITHOUT_EMAIL
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


DEMO_SLUG = "lianglu-cuntan"
DEMO_ZONE = "Asia/Shanghai"
DEMO_PHASES = ("booking", "planning", "running", "closed")
PAST_PHASES = ("running", "closed")
"""Phases in which something of the event lies behind."""


def event_draft(days: tuple[dt.date, ...], phase: str) -> EventDraft:
    """The event on ``days``; for the phase *planning* one whose times the solver gives, else one that firms book."""
    day = days[0]
    last_requests = day - dt.timedelta(days=3 if phase == "planning" else 1)
    if phase in PAST_PHASES:  # requests go on to the end: else all that are open would lapse at once
        last_requests = days[-1]
    return EventDraft(
        slug=DEMO_SLUG,
        name=Localized(
            "Singapore × Chongqing Matching Day", "新加坡—重庆企业对接会", "Rencontre d’affaires Singapour × Chongqing"
        ),
        about=Localized(
            "More than thirty Singaporean firms of finance, trade, technology and education meet the firms of "
            "Chongqing, one to one.",
            "三十余家新加坡金融、贸易、科技和教育企业与重庆企业一对一洽谈。",
            "Plus de trente entreprises singapouriennes de finance, commerce, technologie et éducation rencontrent "
            "celles de Chongqing, en tête à tête.",
        ),
        venue=Localized(
            "Lianglu Cuntan free trade port zone",
            "两路寸滩保税港区",
            "Zone de libre-échange portuaire de Lianglu Cuntan",
        ),
        city=Localized("Chongqing", "重庆", "Chongqing"),
        zone=DEMO_ZONE,
        days=tuple(DaySpec(day_of_event, time(9, 30), time(17)) for day_of_event in days),
        slot_minutes=25,
        pause_minutes=5,
        breaks=(
            BreakSpec(Localized("Lunch, hall 2", "午餐（2号厅）", "Déjeuner, salle 2"), time(12), time(13, 30)),
            BreakSpec(Localized("Tea, foyer", "茶歇（门厅）", "Pause thé, foyer"), time(15), time(15, 30)),
        ),
        groups=(
            DraftGroup("sg", "Singapore", "新加坡", "Singapour"),
            DraftGroup("cq", "Chongqing", "重庆", "Chongqing"),
        ),
        may_ask=frozenset({("sg", "cq"), ("cq", "sg")}),
        tables=(
            DraftZone(Localized("Ground floor", "一层", "Rez-de-chaussée"), "A1–A10", "sg"),
            DraftZone(Localized("First floor", "二层", "Premier étage"), "B11–B18", "sg"),
        ),
        walk_minutes=4,
        limits=CompanyLimits(open_requests=10, least_meetings=2, most_meetings=8, longest_run=4),
        request_expiry_days=5,
        dates=EventDates(
            registration_opens_on=day - dt.timedelta(days=59),
            registration_closes_on=day - dt.timedelta(days=3),
            requests_until=last_requests,
            timetable_on=day - dt.timedelta(days=2) if phase == "planning" else None,
        ),
        booking_mode=BookingMode.PLANNED if phase == "planning" else BookingMode.LIVE,
        registration_mode="code",
        registration_code="QIAO2027",
        directory=DirectoryVisibility.PUBLIC,
        contact_email="events@office.example.org",
        programme=(
            DraftItem(
                Localized("Welcome and badges", "欢迎与签到", "Accueil et badges"),
                time(9),
                time(9, 30),
                place=Localized("Foyer", "门厅", "Foyer"),
            ),
            DraftItem(
                Localized("Closing words", "闭幕致辞", "Mots de clôture"),
                time(17),
                time(17, 20),
                place=Localized("Hall 2", "2号厅", "Salle 2"),
            ),
        ),
    )
