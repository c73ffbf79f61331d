"""Sentences for the refusals of the day."""

from flask_babel import lazy_gettext as _l

from app.floor.web import errors

errors.say(
    {
        "not_let_in": _l("This person comes for no firm that is approved. Nobody was checked in; ask the organizer."),
        "line_full": _l("So many wait here that no number was given. Go to a desk and say your name."),
        "met_already": _l("Somebody else has gone to meet this guest already. Nothing was changed."),
    }
)
