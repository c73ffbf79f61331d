"""Sentences for the refusals about companies."""

from flask_babel import lazy_gettext as _l

from app.floor.web import errors

errors.say(
    {
        "company_name_missing": _l("A firm needs a name. Nothing was saved."),
        "sector_unknown": _l("There is no sector %(sector)s. Nothing was saved."),
        "certificate_unknown": _l("There is no certificate %(certificate)s in the list. Nothing was saved."),
        "logo_too_large": _l("A logo may have %(megabytes)s MB. Nothing was kept; choose a smaller file."),
        "logo_no_picture": _l("This is no picture that can be read. Nothing was kept; use PNG, JPEG, WebP or GIF."),
        "logo_too_many_pixels": _l(
            "This picture has more than %(megapixels)s million pixels. Nothing was kept; use a smaller one."
        ),
    }
)
