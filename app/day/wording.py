"""Sentences for what the day refuses."""

from flask_babel import lazy_gettext as _l

from app.floor.web import errors

errors.say(
    {
        "not_let_in": _l("This person comes for no firm that is approved. Nobody was checked in; ask the organizer."),
        "line_full": _l("So many wait here that no number was given. Go to a desk and say your name."),
        "scans_unreadable": _l("What the device sent could not be read. Nothing was checked in; the device keeps it."),
        "met_already": _l("Somebody else has gone to meet this guest already. Nothing was changed."),
        "board_language": _l("Choose a language of the list. Nothing was saved."),
        "boards_full": _l("An event may have %(most)s boards. None was made; end one that is not needed."),
    }
)
