"""Sentences for what a phone is refused, and for the log."""

from app.floor.web import errors
from app.floor.web.lazy_texts import lazy_gettext as _l

errors.say(
    {
        "note_too_long": _l("A note may have %(most)s characters. Nothing was kept; shorten it."),
        "not_late_now": _l("This cannot be said of this meeting now. Nobody was told; look at your agenda."),
    }
)
