"""What every link of a letter goes through: found or forged, its event's frame, and what it says once it is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.events.models import Event
from app.floor.web import limits
from app.floor.web.limits import Limit
from app.floor.web.security import address
from app.kernel.errors import NotFound

FAILURES = Limit("answer_link_failures", "30 per 15 minutes")
"""Forged ones by address, which a whole hall shares; a whole token cannot be guessed, so the right one passes."""


class Opened(Protocol):
    """What a link opened: ``waits`` for its answer now or in a later phase, ``is_open`` to it now."""

    @property
    def event(self) -> Event: ...

    @property
    def waits(self) -> bool: ...

    @property
    def is_open(self) -> bool: ...


Link = TypeVar("Link", bound=Opened)


def opened_by(token: str, find: Callable[[str], Link]) -> Link:
    """What the link opens; the frame of the page is its event's. What fails is counted. Raises NotFound."""
    try:
        opened = find(token)
    except NotFound:
        limits.spend(FAILURES, f"user:{current_user.id}" if current_user.is_authenticated else address())
        raise
    g.event, g.bare = opened.event, True
    return opened


def closed(opened: Opened, *, onward: str, leads_to: str, is_invitation: bool = False) -> ResponseReturnValue:
    """The link is over for good (410), or answers are closed as the event now stands (409). ``onward``: where it all
    stands for who signs in, in the words ``leads_to``."""
    waits = opened.waits and not opened.is_open
    page = render_template(
        "meetings/answer_link_closed.html",
        event=opened.event,
        waits=waits,
        is_invitation=is_invitation,
        onward=onward,
        leads_to=leads_to,
    )
    return page, 409 if waits else 410
