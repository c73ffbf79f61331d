"""The blueprint of the pages about accounts, and what its links share."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.services import LinkDead
from app.accounts.views.attempts import GUESSES_FROM_ADDRESS
from app.floor.web import limits
from app.floor.web.security import address
from app.kernel.errors import TooMany
from app.kernel.local_paths import local_path

blueprint = Blueprint("accounts", __name__)


def wanted_page() -> str:
    """The page to show after sign-in: ``next`` if it is one of ours, else nothing."""
    return local_path(request.values.get("next"))


landing_sources: list[Callable[[int], str]] = []
"""Of a user the page at which they begin, "" for the list of events."""


def landing(page: str) -> str:
    """Where somebody goes who has followed a link or signed in: to the page they wanted, else where they begin."""
    sources = landing_sources if current_user.is_authenticated else ()
    begins = next(filter(None, (source(current_user.id) for source in sources)), "")
    return page or begins or url_for("events.index")


@blueprint.errorhandler(LinkDead)
def dead_link(error: LinkDead) -> ResponseReturnValue:
    """One answer for a link that was used, has expired, was taken back or never was.

    Whoever tried many waits; a live one, which cannot be guessed, passes whatever others behind the address tried.
    """
    try:
        limits.spend(GUESSES_FROM_ADDRESS, address())
    except TooMany as refused:
        return current_app.handle_user_exception(refused)
    return render_template("accounts/dead_link.html", endpoint=request.endpoint, error=error), 404
