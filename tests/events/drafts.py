"""Descriptions for tests: a usual day, changed where the test says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from app.core.localized import Localized
from app.events.calendar import BreakSpec, DaySpec
from app.events.drafts import DraftGroup, DraftZone, EventDraft

DAY = dt.date(2032, 3, 18)
PAIRS = frozenset({("sg", "cq"), ("cq", "sg")})

USUAL = EventDraft(
    slug="lianglu-cuntan",
    name=Localized("Singapore × Chongqing Matching Day", "新加坡—重庆企业对接会"),
    zone="Asia/Shanghai",
    city=Localized("Chongqing", "重庆"),
    days=(DaySpec(DAY, dt.time(9, 30), dt.time(17, 0)),),
    breaks=(
        BreakSpec(Localized("Lunch, hall 2"), dt.time(12, 0), dt.time(13, 30)),
        BreakSpec(Localized("Tea, foyer"), dt.time(15, 0), dt.time(15, 30)),
    ),
    groups=(DraftGroup("sg", "Singapore", "新加坡", "Singapour"), DraftGroup("cq", "Chongqing", "重庆")),
    may_ask=PAIRS,
    tables=(
        DraftZone(Localized("Ground floor"), "A1–A10", "sg"),
        DraftZone(Localized("First floor"), "B11–B18", "sg"),
    ),
)


def usual(**changes: Any) -> EventDraft:
    """Eleven times at eighteen tables for two sides, with some fields told otherwise."""
    return replace(USUAL, **changes)
