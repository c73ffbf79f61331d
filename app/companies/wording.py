"""Sentences for the refusals about companies."""

from flask_babel import lazy_gettext as _l

from app.floor.web import errors

errors.say(
    {
        "company_name_missing": _l("A firm needs a name. Nothing was saved."),
        "sector_unknown": _l("There is no sector %(sector)s. Nothing was saved."),
        "certificate_unknown": _l("There is no certificate %(certificate)s in the list. Nothing was saved."),
    }
)
