"""The model event as its organizer would describe it."""

from __future__ import annotations

import datetime as dt
from datetime import time

from app.core.localized import Localized
from app.events.calendar import BreakSpec, DaySpec
from app.events.drafts import DraftGroup, DraftItem, DraftZone, EventDates, EventDraft
from app.events.phases import BookingMode
from app.events.rules import CompanyLimits, DirectoryVisibility

SLUG = "lianglu-cuntan"
ZONE = "Asia/Shanghai"
PHASES = ("booking", "planning", "running", "closed")
OVER = ("running", "closed")
"""Phases in which something of the event lies behind."""


def description(days: tuple[dt.date, ...], phase: str) -> EventDraft:
    """The event on ``days``; for the phase *planning* one whose times the solver gives, else one that firms book."""
    day = days[0]
    return EventDraft(
        slug=SLUG,
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
        zone=ZONE,
        days=tuple(DaySpec(one, time(9, 30), time(17)) for one in days),
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
            requests_until=_last_requests(days, phase),
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


def _last_requests(days: tuple[dt.date, ...], phase: str) -> dt.date:
    """While the event is on, requests go on to its end: else all that are open would lapse at once."""
    if phase in OVER:
        return days[-1]
    return days[0] - dt.timedelta(days=3 if phase == "planning" else 1)
