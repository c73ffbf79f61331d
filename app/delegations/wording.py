"""Labels of the roles in a delegation, and sentences for the codes of this feature's refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext

from app.core.web import errors
from app.core.web.translations import lazy_gettext as _l
from app.registrations.delegate_roles import DelegateRole

DELEGATE_ROLE_LABELS: Mapping[DelegateRole, Any] = {
    DelegateRole.HEAD: _l("head of delegation"),
    DelegateRole.DEPUTY: _l("deputy head"),
    DelegateRole.GUEST_OF_HONOUR: _l("guest of honour"),
    DelegateRole.ADVISER: _l("adviser"),
    DelegateRole.SECRETARY: _l("secretary"),
    DelegateRole.INTERPRETER: _l("interpreter"),
}
"""What people are in a delegation."""


errors.register_sentences(
    {
        "chamber_has_users": _l(
            "%(name)s has users already; they see the delegation at once. Leave the e-mail empty. Nothing was saved."
        ),
        "chamber_is_invited": _l(
            "Can’t invite: somebody else is invited to %(name)s already, and the invitation is valid for seven days. "
            "Nothing was saved. Leave the email empty, or use the address that was invited."
        ),
        "party_two": _l("A delegation has one head and one deputy. Nothing was saved; choose one person for each."),
        "visit_full": lambda left: (
            ngettext(
                "Not signed up: only %(num)d place is left. Come with fewer people.",
                "Not signed up: only %(num)d places are left. Come with fewer people.",
                left,
            )
            if left
            else gettext("Not signed up: no place is left.")
        ),
        "visit_begun": _l("It has begun. Nothing was changed."),
        "visit_people": _l("Write how many people come, from 1 to %(most)s. Nothing was changed."),
        "visit_meeting_then": lambda count: ngettext(
            "Not signed up: you have %(num)d meeting then. Move or cancel it first.",
            "Not signed up: you have %(num)d meetings then. Move or cancel them first.",
            count,
        ),
        "visit_capacity_taken": lambda taken: ngettext(
            "%(num)d person has signed up already. Set at least as many places. Nothing was saved.",
            "%(num)d people have signed up already. Set at least as many places. Nothing was saved.",
            taken,
        ),
        "visits_too_many": _l("A programme holds at most %(most)s items. Nothing was saved."),
        "visit_ends_early": _l("It must end after it starts. Nothing was saved."),
        "visit_pickup_late": _l("The pick-up must come before the start. Nothing was saved."),
        "bus_full": _l("Not enough seats in bus %(bus)s (%(seats)s). Nothing was changed."),
        "visit_stale": _l(
            "Somebody else changed this item since you opened the page. What you typed stands below and is not saved; "
            "save again to put it over theirs."
        ),
        "buses_too_many": _l("At most %(most)s buses. Nothing was saved."),
        "bus_unknown": _l("There is no such bus any more. Nothing was saved; choose again."),
        "delegation_stale": _l(
            "Somebody else saved this delegation since you opened the page. What you typed stands below and is not "
            "saved; save again to put it over theirs."
        ),
        "delegation_name_taken": _l("A delegation of this name is at the event already. Nothing was saved."),
    }
)
