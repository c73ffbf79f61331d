"""The blueprint of all pages about meetings, and who may act for a firm."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext, ngettext

from app.accounts.permissions import Role
from app.db import new_public_id
from app.floor.web.guards import held_roles
from app.meetings.limits import LimitNote

meetings = Blueprint("meetings", __name__)
FIRM = "/events/<slug:event>/firms/<int:registration_id>"
DELEGATION = "/events/<slug:event>/delegations/<int:delegation_id>"

FOR_A_FIRM = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
FOR_A_DELEGATION = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
ARRANGERS = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)


def acting_for() -> bool:
    """Whether the reader acts for a firm that is not theirs."""
    return Role.COMPANY not in held_roles()


@meetings.app_template_global()
def priority_word(priority: str) -> str:
    """must, want or open in the reader's language."""
    return str({"must": gettext("must"), "want": gettext("want"), "open": gettext("open")}[priority])


@meetings.app_template_global()
def limit_note(note: LimitNote) -> str:
    """A limit, said before it bites."""
    words = {
        "requests_left": ngettext("%(num)d request left", "%(num)d requests left", note.count),
        "requests_used_up": gettext("all %(limit)s requests are used", limit=note.limit),
        "meetings_left": ngettext("%(num)d meeting left", "%(num)d meetings left", note.count),
        "meetings_used_up": gettext("you have your %(limit)s meetings", limit=note.limit),
        "lacking": ngettext("%(num)d meeting short of the least", "%(num)d meetings short of the least", note.count),
    }
    return str(words[note.code])


@meetings.app_template_global()
def new_key() -> str:
    """A key for a form with one button: posted twice, it acts once."""
    return new_public_id()
