"""What a new event begins with: usual for one day of meetings between two sides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import force_locale, gettext

from app.events.phases import BookingMode
from app.events.rules import ContactVisibility, Directory

USUAL_ZONE = "Asia/Shanghai"


def usual_values(*, zone: str | None) -> dict[str, Any]:
    """Fields of EventForm; labels that other people will read are in the organizer's language."""
    return {
        "zone": zone or USUAL_ZONE,
        "days": [{"opens": dt.time(9, 30), "closes": dt.time(17, 0)}],
        "slot_minutes": 25,
        "pause_minutes": 5,
        "breaks": [
            {**_named(_lunch, "label_en", "label_zh", "label_fr"), "starts": dt.time(12, 0), "ends": dt.time(13, 30)},
            {**_named(_tea, "label_en", "label_zh", "label_fr"), "starts": dt.time(15, 0), "ends": dt.time(15, 30)},
        ],
        "tables": [{**_named(_hall, "name_en", "name_zh", "name_fr"), "labels": "A1–A12", "stays": "n0"}],
        "walk_minutes": 0,
        "longest_meeting": 1,
        "longest_run": 4,
        "groups": [{"key": "n0", **_named(_visitors)}, {"key": "n1", **_named(_hosts)}],
        "may_ask": ["n0:n1", "n1:n0"],
        "open_requests": 10,
        "least_meetings": 2,
        "most_meetings": 8,
        "request_expiry_days": 5,
        "booking_mode": BookingMode.LIVE.value,
        "registration_mode": "invited",
        "approval": "by_hand",
        "contact_visibility": ContactVisibility.ACCEPTED.value,
        "directory": Directory.NONE.value,
    }


def _named(word: Callable[[], str], *fields: str) -> dict[str, str]:
    """The same word in each language, by the fields of English, Chinese and French."""
    said = {}
    for field, locale in zip(fields or ("name", "name_zh", "name_fr"), ("en", "zh_Hans", "fr"), strict=True):
        with force_locale(locale):
            said[field] = word()
    return said


def _visitors() -> str:
    return str(gettext("Visitors"))


def _hosts() -> str:
    return str(gettext("Hosts"))


def _hall() -> str:
    return str(gettext("Main hall"))


def _lunch() -> str:
    return str(gettext("Lunch"))


def _tea() -> str:
    return str(gettext("Tea"))
