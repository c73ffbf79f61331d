"""Sentences for what a phone is refused, and for the log."""

from app.core.web import errors
from app.core.web.translations import lazy_gettext as _l

errors.register_sentences(
    {
        "note_too_long": _l("A note may have %(most)s characters. Nothing was kept; shorten it."),
        "not_late_now": _l("This cannot be said of this meeting now. Nobody was told; look at your agenda."),
    }
)
