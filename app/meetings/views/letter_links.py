"""What every link of a letter goes through: found or forged, its event's frame, and what it says once it is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.errors import NotFound
from app.core.web import rate_limits
from app.core.web.rate_limits import RateLimit
from app.core.web.security import client_address
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.meetings.lifecycle import ENDED, State
from app.meetings.queries.answer_links import Given
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.rounds import RoundRow
from app.meetings.wording import STATES

FAILURES = RateLimit("answer_link_failures", "30 per 15 minutes")
"""Forged ones by address, which a whole hall shares; a whole token cannot be guessed, so the right one passes."""


GIVEN: Final = {
    "accept": _l("Answered: accepted"),
    "accept_with_time": _l("Answered: accepted with a time"),
    "counter": _l("Answered: other times proposed"),
    "decline": _l("Answered: declined"),
    "accept_time": _l("Answered: the new time is accepted"),
    "keep_time": _l("Answered: the old time stays"),
    "accepted": _l("Answered: a seat is taken"),
    "declined": _l("Answered: declined"),
}
"""What stands above the page of a link that has answered."""
NO: Final = ("decline", "declined")


class Opened(Protocol):
    """What a link opened: ``waits`` for its answer now or in a later phase, ``is_open`` to it now, ``given``: the
    answer that was."""

    @property
    def given(self) -> Given | None: ...

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
        rate_limits.spend_attempts(
            FAILURES, f"user:{current_user.id}" if current_user.is_authenticated else client_address()
        )
        raise
    g.event, g.bare = opened.event, True
    return opened


def closed(
    opened: Opened,
    state: State,
    *,
    row: MeetingRow | RoundRow,
    firm_id: int,
    onward: str,
    leads_to: str,
    is_invitation: bool = False,
    is_new_time: bool = False,
    sentence: str = "",
) -> ResponseReturnValue:
    """The link has answered (200), is over for good (410), or answers are closed as the event now stands (409).
    ``state``: of the meeting now, which is ``row``, for the firm that answered; ``onward``: where it all stands for who
    signs in, in the words ``leads_to``; ``sentence``: why what was answered just now could not be done."""
    waits, given = opened.waits and not opened.is_open, opened.given
    page = render_template(
        "meetings/answer_link_closed.html",
        event=opened.event,
        waits=waits,
        answered=GIVEN[given.act] if given is not None else "",
        answered_at=given.at if given is not None else None,
        since=STATES[state] if given is not None and given.act not in NO and state in ENDED else "",
        stands=row if given is not None and given.act not in NO and state not in ENDED else None,
        firm_id=firm_id,
        is_invitation=is_invitation,
        is_new_time=is_new_time,
        sentence=sentence,
        onward=onward,
        leads_to=leads_to,
    )
    seen = given is not None and request.method == "GET"  # who answers again is told that nothing was done
    return page, 200 if seen else 409 if waits else 410
