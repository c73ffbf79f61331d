"""The blueprint of the pages about accounts, and how often each may be tried."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.addresses import bucket
from app.accounts.local_paths import local_path
from app.accounts.services import LinkDead
from app.floor.web import limits
from app.floor.web.limits import Limit
from app.floor.web.security import address

blueprint = Blueprint("accounts", __name__)

GUESSES_OF_ACCOUNT = Limit("guesses_of_account", "10 per 15 minutes")
GUESSES_FROM_ADDRESS = Limit("guesses_from_address", "60 per 15 minutes")
LETTERS_TO_ACCOUNT = Limit("letters_to_account", "5 per hour")
LETTERS_FROM_ADDRESS = Limit("letters_from_address", "300 per hour")
"""A hall of 2,000 people shares one address: only what failed, or asks for a letter, counts against it."""


def wanted_page() -> str:
    """The page to show after sign-in: ``next`` if it is one of ours, else nothing."""
    return local_path(request.values.get("next"))


def landing(page: str) -> str:
    return page or url_for("events.index")


def count_letter(email: str) -> None:
    """Count a letter that somebody without an account asks for. Raises TooMany."""
    limits.spend(LETTERS_FROM_ADDRESS, address())
    limits.spend(LETTERS_TO_ACCOUNT, bucket(email))


@blueprint.before_request
def refuse_who_guesses_links() -> None:
    """Whoever tried many dead links waits; a live one costs nothing."""
    if "token" in (request.view_args or {}):
        limits.require(GUESSES_FROM_ADDRESS, address())


@blueprint.errorhandler(LinkDead)
def dead_link(error: LinkDead) -> ResponseReturnValue:
    """One answer for a link that was used, has expired, was taken back or never was."""
    limits.spend(GUESSES_FROM_ADDRESS, address())
    return render_template("accounts/dead_link.html", endpoint=request.endpoint, error=error), 404
