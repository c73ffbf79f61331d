"""The blueprint of the pages about accounts, and what its links share."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.services import LinkDead
from app.accounts.views.attempts import GUESSES_FROM_ADDRESS
from app.core.errors import TooMany
from app.core.parsing import local_path
from app.core.web import rate_limits
from app.core.web.security import client_address

blueprint = Blueprint("accounts", __name__)


def next_page() -> str:
    """The page to show after sign-in: ``next`` if it is one of ours, else nothing."""
    return local_path(request.values.get("next"))


landing_sources: list[Callable[[int], str]] = []
"""Of a user the page at which they begin, "" for the list of events."""


def landing_url(page: str) -> str:
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
        rate_limits.spend_attempts(GUESSES_FROM_ADDRESS, client_address())
    except TooMany as refused:
        return current_app.handle_user_exception(refused)
    return render_template("accounts/dead_link.html", endpoint=request.endpoint, error=error), 404
