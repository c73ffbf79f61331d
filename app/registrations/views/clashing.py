"""What is said after saving where a firm's sectors put it on an item of its delegation's programme."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash
from flask_babel import gettext, ngettext

from app.accounts.permissions import Role
from app.core.web.guards import current_roles
from app.core.web.locale import moment, plain
from app.events.models import Event
from app.registrations.queries.clashes import Clashing

NAMED = 3
"""So many meetings are named; the lists mark all."""


def say_clashes(event: Event, found: Sequence[Clashing]) -> None:
    """The meetings that clash from now on, and what to do: those of this event by name; those of other events are
    counted for the firm itself, as others may not know that it goes there."""
    for one in found:
        number, elsewhere = len(one.meetings), one.registration.event_id != event.id
        if elsewhere and Role.COMPANY not in current_roles():
            continue
        if elsewhere:
            said = ngettext(
                "At %(event)s %(num)d booked meeting now clashes with the programme of the delegation too.",
                "At %(event)s %(num)d booked meetings now clash with the programme of the delegation too.",
                number,
                event=plain(one.registration.event.name),
            )
        else:
            said = ngettext(
                "%(num)d booked meeting now clashes with the programme of the delegation: %(meetings)s. It stays "
                "booked: move it or cancel it in the agenda, or leave it as it is.",
                "%(num)d booked meetings now clash with the programme of the delegation: %(meetings)s. They stay "
                "booked: move them or cancel them in the agenda, or leave them as they are.",
                number,
                meetings=_named(one),
            )
        flash(said, "wait")


def _named(found: Clashing) -> str:
    told = [f"{moment(one.starts_at)} {one.firms[0]} – {one.firms[1]}" for one in found.meetings[:NAMED]]
    return str(gettext("; ")).join([*told, *(["…"] if len(found.meetings) > NAMED else [])])
