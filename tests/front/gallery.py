"""A small app that renders the gallery of components: no database, no sign-in, the strict policy of the product."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader

from app.companies.names.search import is_signs_only
from app.core.web.locale import in_a_row
from app.core.web.pages import connect_templates
from tests.front.content import first_half, second_half, shell_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LOCALES = {"en": "en", "zh": "zh_Hans", "fr": "fr"}
PLACES = ("Home", "Firms", "Requests", "Timetable", "Attendees", "Letters", "The day", "Outcomes", "Settings")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def language() -> str:
    """The code in the address, "en" without one."""
    return request.args.get("language", "en")


def shell(**changed: Any) -> Any:
    """The shell in the address's language and theme."""
    return shell_of(LOCALES[language()].replace("_", "-"), request.args.get("theme", "light"), **changed)


def gallery_app() -> Flask:
    """Serves /, /more, /error/<status>, /places/<number> and /job/<step>, in `?language=` and `?theme=`."""
    app = Flask("gallery", root_path=str(ROOT))
    app.config.update(SECRET_KEY="gallery", TESTING=True, BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "app/translations"))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), FileSystemLoader(HERE / "templates")])
    Babel(app, locale_selector=lambda: LOCALES[language()])
    CSRFProtect(app)
    connect_templates(app)
    app.after_request(guarded)
    app.add_template_filter(in_a_row)
    app.add_url_rule("/", "first", lambda: render_template("gallery.html", shell=shell(), **first_half()))
    app.add_template_global(is_signs_only, "asks_nothing")
    app.add_url_rule("/more", "second", lambda: render_template("more.html", shell=shell(), **second_half()))
    app.add_url_rule("/error/<int:status>", "refused", refused)
    app.add_url_rule("/places/<int:number>", "places", places)
    app.add_url_rule("/job/<int:step>", "job", job)
    app.add_url_rule("/refusal/<int:status>", "refusal", refusal, methods=["GET", "POST"])
    app.add_url_rule("/still", "still", lambda: ("", 204))
    return app


def guarded(response: Response) -> Response:
    """With the product's policy."""
    response.headers["Content-Security-Policy"] = POLICY
    return response


def refused(status: int) -> str:
    """The page of a refusal, to an anonymous reader outside an event."""
    return render_template(
        "errors/error.html", status=status, most_megabytes=10, shell=shell(event=None, nav=[], user_name=None)
    )


def places(number: int) -> str:
    """A page of somebody who has more places than a phone is wide, at one of them."""
    nav = [
        {"label": label, "url": "/", "icon": "home", "count": 0, "current": place == number}
        for place, label in enumerate(PLACES)
    ]
    return render_template("errors/error.html", status=404, most_megabytes=10, shell=shell(nav=nav, thumb=False))


def refusal(status: int) -> tuple[str, int]:
    """A form, and what its POST gets: the notice alone for htmx, else the page of the refusal."""
    if request.method == "GET":
        return render_template("refusal.html", shell=shell(), status=status), 200
    template = "errors/_notice.html" if request.headers.get("HX-Request") else "errors/error.html"
    told = {"status": status, "text": "14:30 has just been taken", "changed": True}
    return render_template(template, **told, shell=shell()), status


def job(step: int) -> str:
    """Work of three steps: each answer asks for the next; htmx gets the part alone."""
    fragment = bool(request.headers.get("HX-Request"))
    progress = {"step": step + 1, "progress": step / 3, "running": step < 3, "fragment": fragment}
    return render_template("job.html", shell=shell(), **progress)
