"""Sentences for the codes of this feature's refusals."""

from __future__ import annotations

from app.core.web import errors
from app.core.web.translations import lazy_gettext as _l

errors.register_sentences(
    {
        "erase_nothing": _l("This is erased already. Nothing was changed."),
        "erase_elsewhere": _l(
            "The firm also takes part at events that you do not run. Nothing was erased; ask an organizer of the "
            "organisation that runs them."
        ),
        "keep_days_bad": _l("From %(least)s to %(most)s days. Nothing was changed."),
        "hold_reason_missing": _l("Write why they are kept longer. Nothing was changed."),
    }
)
