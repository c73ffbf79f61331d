"""What a new event begins with: usual for one day of meetings between two sides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import force_locale, gettext

from app.events.phases import BookingMode
from app.events.rules import ContactVisibility

USUAL_ZONE = "Asia/Shanghai"


def usual_values(*, zone: str | None) -> dict[str, Any]:
    """Fields of EventForm; labels that other people will read are in the organizer's language."""
    return {
        "zone": zone or USUAL_ZONE,
        "days": [{"opens": dt.time(9, 30), "closes": dt.time(17, 0)}],
        "slot_minutes": 25,
        "pause_minutes": 5,
        "breaks": [
            {"label": gettext("Lunch"), "starts": dt.time(12, 0), "ends": dt.time(13, 30)},
            {"label": gettext("Tea"), "starts": dt.time(15, 0), "ends": dt.time(15, 30)},
        ],
        "tables": [{"name": gettext("Main hall"), "labels": "A1–A12", "stays": "n0"}],
        "walk_minutes": 0,
        "interpreters": 0,
        "longest_run": 4,
        "groups": [{"key": "n0", **_named(_visitors)}, {"key": "n1", **_named(_hosts)}],
        "may_ask": ["n0:n1", "n1:n0"],
        "open_requests": 10,
        "least_meetings": 2,
        "most_meetings": 8,
        "request_expiry_days": 5,
        "booking_mode": BookingMode.PLANNED.value,
        "registration_mode": "invited",
        "approval": "by_hand",
        "contact_visibility": ContactVisibility.ACCEPTED.value,
    }


def _named(word: Callable[[], str]) -> dict[str, str]:
    """The same word in each language."""
    said = {}
    for field, locale in (("name", "en"), ("name_zh", "zh_Hans"), ("name_fr", "fr")):
        with force_locale(locale):
            said[field] = word()
    return said


def _visitors() -> str:
    return str(gettext("Visitors"))


def _hosts() -> str:
    return str(gettext("Hosts"))
