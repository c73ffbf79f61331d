"""Sentences for the refusals about accounts."""

from contextlib import nullcontext

from flask_babel import force_locale

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.web import errors
from app.core.web.locale import LOCALES
from app.core.web.translations import lazy_gettext as _l

errors.register_sentences(
    {
        "link_dead": _l("This link was used already, has expired or was replaced by a newer one."),
        "email_taken": _l(
            "Another account has this address. Nothing was changed; sign in with that one, or write another address."
        ),
        "password_wrong": _l("This is not your present password. Nothing was changed."),
        "password_short": _l("Use %(least)s characters or more."),
        "password_long": _l("Use %(most)s characters or fewer."),
        "password_personal": _l("Choose one without your name, email, company or event: others try those first."),
        "password_common": _l("This password stands in lists of known ones. Choose one that nobody else uses."),
        "locked_out": _l("Too many wrong passwords. Sign in by an emailed link, or try again in %(minutes)s min."),
        "role_unknown": _l("There is no such role here."),
        "last_administrator": _l(
            "An organisation keeps at least one administrator. Nothing was changed; name another one first."
        ),
        "email_unconfirmed": _l(
            "%(email)s is not confirmed yet. Its owner must first sign in with a link that we email there."
        ),
        "invitation_gone": _l("This invitation was accepted or withdrawn meanwhile. Nothing was changed."),
    }
)

ROLE_WORDS = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.ORGANIZER: _l("Organizer"),
    Role.CHAMBER: _l("Chamber"),
    Role.DESK: _l("Desk"),
    Role.COMPANY: _l("Company"),
    Role.DELEGATION_HEAD: _l("Head of delegation"),
}


def role_word(role: str, language: str = "") -> str:
    """A role in the reader's language, or in en, zh or fr."""
    with force_locale(LOCALES[language]) if language else nullcontext():
        return str(ROLE_WORDS[Role(role)])


def user_label(user: User) -> str:
    """What to call somebody: by name, else by what stands before the @ of the address; "" for neither."""
    return user.name or (user.email or "").partition("@")[0]
