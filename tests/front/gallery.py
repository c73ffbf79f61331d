"""A small app that renders the gallery of components: no database, no sign-in, the strict policy of the product."""

from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TextAreaField, TimeField

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CODES = (
    "requested agreed booked held missed declined withdrawn expired cancelled "
    "invited draft submitted approved rejected waiting new same look left_out"
).split()
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


class GalleryForm(FlaskForm):  # type: ignore[misc]
    """One field of each kind."""

    name = StringField("Name")
    email = EmailField("E-mail")
    about = TextAreaField("Text")
    country = SelectField("Country", choices=[("SG", "Singapore"), ("CN", "China")])
    opens = TimeField("Opens")
    goal = RadioField("Goal", choices=[("peers", "peers"), ("trade", "trade")])
    consent = BooleanField("I may stand in the attendee list")


def shell_of(language: str = "en", theme: str = "light", **changed: Any) -> SimpleNamespace:
    """What the layouts read, for a company's page of the model event."""
    values: dict[str, Any] = {
        "event": {
            "name": "Singapore × Chongqing Matching Day",
            "url": "/",
            "date_text": "18 March 2027",
            "place": "Chongqing",
            "phase_text": "Booking",
        },
        "nav": [
            {"label": "Home", "url": "/", "icon": "home", "count": 0, "current": True},
            {"label": "Suggestions", "url": "/", "icon": "pair", "count": 0, "current": False},
            {"label": "Requests", "url": "/", "icon": "chat", "count": 2, "current": False},
            {"label": "Agenda", "url": "/", "icon": "cal", "count": 0, "current": False},
            {"label": "Profile", "url": "/", "icon": "user", "count": 0, "current": False},
        ],
        "thumb": True,
        "language": language,
        "languages": [
            {"code": code, "label": label, "url": f"/?language={code}"}
            for code, label in (("en", "en"), ("zh-Hans", "中文"), ("fr", "fr"))
        ],
        "theme": theme,
        "theme_url": "/?theme=dark",
        "theme_label": "Dark",
        "user_name": "YCH Group",
        "account_url": "/",
        "sign_out_url": "/",
        "sign_in_url": None,
        "home_url": "/",
        "banners": [{"kind": "wait", "title": "Letters are not being sent", "text": "No mail server is set."}],
        "notes": ["Demo data: real company names, invented wishes"],
        "foot_text": "Times are in Chongqing (UTC+8)",
    }
    return SimpleNamespace(**(values | changed))


def gallery_context() -> dict[str, Any]:
    """Invented content for each component; the form has come back with an error."""
    form = GalleryForm()
    form.email.errors = ["Write it with an @, like bd@firm.example.org"]
    return {"codes": CODES, "form": form, "parts": PARTS, "rows": ROWS, "reasons": REASONS}


def gallery_app(root: str) -> Flask:
    """Serves / in `?language=` and `?theme=`."""
    app = Flask("gallery", root_path=root)
    app.config.update(SECRET_KEY="gallery", TESTING=True, BABEL_TRANSLATION_DIRECTORIES=f"{root}/app/translations")
    locales = {"en": "en", "zh-Hans": "zh_Hans", "fr": "fr"}

    from flask import request

    def language() -> str:
        return request.args.get("language", "en")

    Babel(app, locale_selector=lambda: locales[language()])
    CSRFProtect(app)

    @app.after_request
    def guard(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @app.get("/")
    def gallery() -> str:
        shell = shell_of(language(), request.args.get("theme", "light"))
        return render_template("components/_gallery.html", shell=shell, **gallery_context())

    return app
