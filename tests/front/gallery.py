"""A small app that renders the gallery of components: no database, no sign-in, the strict policy of the product."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request
from flask_babel import Babel
from flask_wtf import CSRFProtect

from tests.front.content import first_half, second_half, shell_of

ROOT = Path(__file__).parents[2]
LOCALES = {"en": "en", "zh": "zh_Hans", "fr": "fr"}
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
    """Serves /, /more, /error/<status> and /job/<step>, in `?language=` and `?theme=`."""
    app = Flask("gallery", root_path=str(ROOT))
    app.config.update(SECRET_KEY="gallery", TESTING=True, BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "app/translations"))
    Babel(app, locale_selector=lambda: LOCALES[language()])
    CSRFProtect(app)
    app.after_request(guarded)
    app.add_url_rule("/", "first", lambda: render_template("components/_gallery.html", shell=shell(), **first_half()))
    app.add_url_rule(
        "/more", "second", lambda: render_template("components/_gallery_more.html", shell=shell(), **second_half())
    )
    app.add_url_rule("/error/<int:status>", "refused", refused)
    app.add_url_rule("/job/<int:step>", "job", job)
    app.add_url_rule("/still", "still", lambda: ("", 204))
    return app


def guarded(response: Response) -> Response:
    """With the product's policy."""
    response.headers["Content-Security-Policy"] = POLICY
    return response


def refused(status: int) -> str:
    """The page of a refusal, to an anonymous reader outside an event."""
    return render_template("errors/error.html", status=status, shell=shell(event=None, nav=[], user_name=None))


def job(step: int) -> str:
    """Work of three steps: each answer asks for the next; htmx gets the part alone."""
    fragment = bool(request.headers.get("HX-Request"))
    progress = {"step": step + 1, "progress": step / 3, "running": step < 3, "fragment": fragment}
    return render_template("components/_gallery_job.html", shell=shell(), **progress)
