"""What the refusals and the greyed times of meetings mean, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.floor.web import errors
from app.kernel.errors import DomainError
from app.meetings.availability import Option, Reason
from app.meetings.lifecycle import State

STATES = {
    State.REQUESTED: _l("requested"),
    State.AGREED: _l("agreed"),
    State.BOOKED: _l("booked"),
    State.HELD: _l("held"),
    State.MISSED: _l("missed"),
    State.DECLINED: _l("declined"),
    State.WITHDRAWN: _l("withdrawn"),
    State.EXPIRED: _l("expired"),
    State.CANCELLED: _l("cancelled"),
}


def _as_it_stands(state: str, **_details: object) -> str:
    """Why a move is refused: where the meeting stands by now."""
    return str(
        gettext(
            "This meeting is %(state)s by now, so this is no longer possible. Nothing was changed.",
            state=STATES[State(state)],
        )
    )


def _by_the_rules(*, either_way: bool = False) -> str:
    if either_way:
        return str(gettext("By the rules of this event, firms of these two groups do not meet. Nothing was changed."))
    return str(
        gettext("By the rules of this event, firms of your group do not ask firms of theirs. Nothing was changed.")
    )


def _takes_no_more(*, arranged: bool = False) -> str:
    """The same words whatever the cause."""
    if arranged:
        return str(gettext("One of the two firms takes no further meetings at present. Nothing was changed."))
    return str(gettext("This firm takes no further meetings at present. Nothing was changed."))


errors.say(
    {
        "cannot_ask": _by_the_rules,
        "takes_no_more": _takes_no_more,
        "never_yours": _l("You marked this firm as “never”. Take that back on its page first. Nothing was changed."),
        "not_taking_part": _l(
            "One of the two firms is not approved for this event: ask once the organizer has approved both. "
            "Nothing was changed."
        ),
        "already_meeting": _l("You two already have a meeting or an open request. Nothing was sent."),
        "they_asked_first": _l("They have asked you already: answer their request instead."),
        "illegal_move": _as_it_stands,
        "slot_taken": _l("This time has just been taken. Nothing was booked."),
        "meeting_moved_on": _l(
            "This meeting was changed after the page was made. Nothing was done: look at how it stands now."
        ),
        "slot_unknown": _l("This is no time for meetings of this event. Choose one of the list."),
        "slot_past": _l("This time is over. Choose a later one."),
        "open_requests_reached": _l(
            "%(most)s of your requests wait for an answer, and that is the most. Take one back, or wait for an answer."
        ),
        "most_meetings_reached": _l("With %(most)s meetings the limit of one side is reached. Nothing was changed."),
        "requests_closed": _l(
            "The last day for requests is over. Nothing was sent; the organizer may still arrange it."
        ),
        "message_too_long": _l("The message is longer than %(most)s characters. Shorten it."),
        "priority_unknown": _l("Choose must, want or open."),
        "asks_itself": _l("A firm cannot meet itself."),
    }
)


_TO_AN_ARRANGER = {
    "already_meeting": _l("These two already have a meeting or an open request. Nothing was arranged."),
    "they_asked_first": _l("One of these two has asked the other: the request waits for its answer."),
    "cannot_ask": _l("These two firms are not to meet at this event. Nothing was arranged."),
}
"""What is said otherwise to somebody who is neither of the two."""


def explained(refused: DomainError, act: str) -> str:
    """A refusal as a sentence; whoever arranges a meeting for two others is not one of them."""
    if act == "arrange" and refused.code in _TO_AN_ARRANGER:
        return str(_TO_AN_ARRANGER[refused.code])
    return errors.explain(refused)


def option_note(option: Option, whom: str = "") -> str:
    """Below a time: why it is not free, or how many tables are left. ``whom``: the firm that is met then."""
    if option.is_free:
        if option.tables_left == 1:
            return str(gettext("Both free, last table"))
        return str(ngettext("Both free, %(num)d table left", "Both free, %(num)d tables left", option.tables_left))
    if option.reason is Reason.YOU_MEET and whom:
        return str(gettext("You meet %(firm)s", firm=whom))
    return str(_REASONS[option.reason or Reason.THEY_ARE_NOT_FREE])


_REASONS = {
    Reason.PAST: _l("Over"),
    Reason.NO_ROOM: _l("Too short before the pause"),
    Reason.YOU_HAVE_NOBODY: _l("Nobody of yours is registered"),
    Reason.YOU_ARE_AWAY: _l("You are away"),
    Reason.YOU_MEET: _l("You have a meeting"),
    Reason.YOUR_RUN: _l("Too many in a row for you"),
    Reason.YOUR_LIMIT: _l("You have your most meetings"),
    Reason.THEY_ARE_NOT_FREE: _l("They are not free"),
    Reason.SAME_PERSON: _l("One person stands for both"),
    Reason.NO_TABLE: _l("No table left then"),
}
