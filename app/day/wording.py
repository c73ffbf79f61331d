"""Sentences for what the day refuses."""

from flask_babel import ngettext

from app.core.web import errors
from app.core.web.translations import lazy_gettext as _l
from app.day.models import Shift

errors.register_sentences(
    {
        "not_let_in": _l("This person comes for no firm that is approved. Nobody was checked in; ask the organizer."),
        "line_full": _l("So many wait here that no number was given. Go to a desk and say your name."),
        "scans_unreadable": _l("What the device sent could not be read. Nothing was checked in; the device keeps it."),
        "met_already": _l("Somebody else has gone to meet this guest already. Nothing was changed."),
        "board_language": _l("Choose a language of the list. Nothing was saved."),
        "interpreter_not_free": _l("This interpreter is not free for it any more. Nothing was changed; choose again."),
        "shift_first": _l("This time has begun by now, or lies on another day. Nothing was changed; look again."),
        "shift_minutes": _l("Choose between %(least)s and %(most)s minutes. Nothing was changed."),
        "shift_until": _l("This break is not ahead today, or too short. Nothing was changed; choose another."),
        "shift_break": _l("This break takes up %(most)s minutes at most and keeps %(least)s. Nothing was changed."),
        "shift_past_midnight": _l("The day would run into the next one. Nothing was changed; choose less."),
        "shift_stale": _l("The day is no longer as you looked at it. Nothing was changed; look again."),
        "shift_over": _l("The next time has begun, so this cannot be undone any more. Only another shift helps."),
        "words_too_long": _l("A sentence may have %(most)s characters. Nothing was changed."),
        "boards_full": _l("An event may have %(most)s boards. None was made; end one that is not needed."),
    }
)


def done_words(made: Shift) -> str:
    """What a shift has done, in one sentence."""
    count = made.plan.get("meetings", 0)
    late = made.plan.get("late", made.minutes)
    if late > made.minutes:
        return str(
            ngettext(
                "The rest of the day is %(more)s minutes later, %(minutes)s minutes late by now: %(num)d meeting has "
                "moved along.",
                "The rest of the day is %(more)s minutes later, %(minutes)s minutes late by now: %(num)d meetings have "
                "moved along.",
                count,
                more=made.minutes,
                minutes=late,
            )
        )
    return str(
        ngettext(
            "The rest of the day is %(minutes)s minutes late by now: %(num)d meeting has moved along.",
            "The rest of the day is %(minutes)s minutes late by now: %(num)d meetings have moved along.",
            count,
            minutes=made.minutes,
        )
    )
