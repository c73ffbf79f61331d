"""Invented content for the gallery of components."""

from types import SimpleNamespace
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)

from app.core.localized import Localized
from app.core.paging import Page
from app.core.web.forms import select_choices

MEETING_STATES = ("requested", "agreed", "booked", "held", "missed", "declined", "withdrawn", "expired", "cancelled")
REGISTRATION_STATES = ("invited", "draft", "submitted", "approved", "rejected", "waiting")
VERDICTS = ("new", "same", "look", "left_out")
PARTS = [
    {
        "label": "Morning",
        "slots": [{"value": "13:30", "time": "13:30", "note": "Both free, 6 tables left", "free": True}],
    },
    {
        "label": "Tea 15:00 – 15:30",
        "slots": [
            {"value": "14:30", "time": "14:30", "note": "Both free, last table", "free": True},
            {"value": "16:00", "time": "16:00", "note": "They are not free", "free": False},
        ],
    },
]
ROWS = [
    {"time": "09:30", "title": "Chongqing Port", "alt": "重庆港", "where": "A4", "kind": "past", "sub": "held"},
    {"time": "10:30", "title": "San Yang Ma", "where": "A7", "kind": "here", "sub": "next, ground floor", "url": "#"},
    {"time": "12:00", "title": "Lunch, hall 2", "kind": "break"},
    {"time": "13:30", "title": "free", "kind": "free"},
    {"time": "14:00", "title": "New Land-Sea", "where": "A4", "kind": ""},
]
REASONS = [
    {"kind": "in", "text": "You seek warehousing (5210); they offer it."},
    {"kind": "out", "text": "They seek freight (5231); you offer it."},
    {"kind": "both", "text": "Both work in transport."},
    {"kind": "but", "text": "No common language."},
]
NODES = [
    {
        "code": "H",
        "label": "Transportation and storage",
        "open": True,
        "count": 2,
        "children": [
            {
                "code": "4923",
                "label": "Freight transport by road",
                "picks": {"is_in"},
                "alt": Markup("<mark>cold-chain</mark> transport"),
            },
            {"code": "5210", "label": "Warehousing and storage", "picks": {"is_in", "offers"}},
        ],
    },
    {"code": "C", "label": "Manufacturing", "count": 0, "url": "/more?open=C"},
]


class GalleryForm(FlaskForm):  # type: ignore[misc]
    """One field of each kind."""

    name = StringField("Name")
    email = EmailField("E-mail")
    about = TextAreaField("Text")
    country = SelectField("Country", choices=select_choices([("SG", "Singapore"), ("CN", "China")]))
    opens = TimeField("Opens")
    goal = RadioField("Goal", choices=select_choices([("peers", "peers"), ("trade", "trade")]))
    consent = BooleanField("I may stand in the attendee list")


def shell_of(language: str = "en", theme: str = "light", **changed: Any) -> SimpleNamespace:
    """What the layouts read, for a company's page of the model event."""
    names = ("Home", "home"), ("Suggestions", "pair"), ("Requests", "chat"), ("Agenda", "cal"), ("Profile", "user")
    values: dict[str, Any] = {
        "event": {
            "name": "Singapore × Chongqing Matching Day",
            "url": "/",
            "date_text": "18 March 2032",
            "place": "Chongqing",
            "phase_text": "Booking",
        },
        "nav": [
            {"label": label, "url": "/", "icon": icon, "count": 2 * (icon == "chat"), "current": icon == "home"}
            for label, icon in names
        ],
        "thumb": True,
        "language": language,
        "languages": [
            {"code": code, "label": label, "url": f"?language={code}"}
            for code, label in (("en", "en"), ("zh", "中文"), ("fr", "fr"))
        ],
        "theme": theme,
        "theme_url": "?theme=dark",
        "theme_label": "Dark",
        "user_name": "YCH Group",
        "account_url": "/",
        "sign_out_url": "/",
        "sign_in_url": "/",
        "home_url": "/",
        "back_url": "",
        "banners": [{"kind": "wait", "title": "Letters are not being sent", "text": "No mail server is set."}],
        "notes": ["Demo data: real company names, invented wishes"],
        "foot_text": "Times are in Chongqing (UTC+8)",
    }
    return SimpleNamespace(**(values | changed))


def first_half() -> dict[str, Any]:
    """States, notices, fields (one with an error), times, suggestions."""
    form = GalleryForm()
    form.email.errors = ["Write it with an @, like bd@firm.example.org"]
    codes = MEETING_STATES + REGISTRATION_STATES + VERDICTS
    return {"codes": codes, "form": form, "parts": PARTS, "rows": ROWS, "reasons": REASONS}


def second_half() -> dict[str, Any]:
    """Lists, progress, sectors; a text that is held in Chinese alone."""
    return {
        "page": Page(items=list(range(10)), number=1, size=10, total=36),
        "nodes": NODES,
        "text": Localized(zh="港口"),
    }
