"""Running late, in one tap from the agenda."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.db import now
from app.core.web.guards import allow
from app.day.phone.forms import LateForm
from app.day.phone.queries.late_words import Late, late_words_at, waiting_for
from app.day.phone.services import saying_late
from app.day.phone.views.blueprint import phone
from app.day.phone.views.coming import SAYS
from app.events.models import Event
from app.meetings.views.blueprint import FIRM
from app.registrations.models import Registration
from app.registrations.queries.party import Firm
from app.registrations.scopes import own_firm


@phone.post(f"{FIRM}/meetings/<int:meeting_id>/late")
@allow(*SAYS, of=own_firm)
def say_late(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    word = saying_late.say_late(event.id, meeting_id, registration.id, LateForm().said, by=current_user.id)
    flash(_told(word.minutes, waiting_for(word)), "info")
    return _to_agenda(event, registration)


@phone.post(f"{FIRM}/meetings/<int:meeting_id>/late/removal")
@allow(*SAYS, of=own_firm)
def in_time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    saying_late.take_back(event.id, meeting_id, registration.id, by=current_user.id)
    flash(gettext("Taken back: you come in time."), "good")
    return _to_agenda(event, registration)


def _told(minutes: int, waiting: Sequence[Firm]) -> str:
    if len(waiting) == 1:
        one = ngettext(
            "%(firm)s and the desk see that you come %(num)d minute later.",
            "%(firm)s and the desk see that you come %(num)d minutes later.",
            minutes,
            firm=company_label(waiting[0]),
        )
        return str(one)
    others = ngettext(
        "The others of the group and the desk see that you come %(num)d minute later.",
        "The others of the group and the desk see that you come %(num)d minutes later.",
        minutes,
    )
    return str(others)


@phone.app_template_global()
def who_comes_late(event: Event) -> list[Late]:
    """The firms of an event that have said so, for its desks and its organizer."""
    return late_words_at(event.id, now())


def _to_agenda(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id), 303)
