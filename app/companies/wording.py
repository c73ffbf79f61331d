"""Sentences for the refusals about companies, and what a firm is called in the reader's language."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.companies.naming import Bearer, Names, names_for
from app.floor.web import errors
from app.floor.web.locale import language

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


def names(firm: Bearer) -> Names:
    """The firm's names, the one in the reader's script first."""
    return names_for(firm, language())


def called(firm: Bearer) -> str:
    """The firm's name in the reader's script."""
    return names(firm).first


def called_in_full(firm: Bearer) -> str:
    """The name in the reader's script, the other one in brackets: for letters, where it is first spoken of."""
    both = names(firm)
    if not both.second:
        return both.first
    return str(gettext("%(name)s (%(other_name)s)", name=both.first, other_name=both.second))
