"""What a firm and its people allow: given in boxes, taken back by a button; by themselves alone."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.web.guards import allow
from app.core.web.locale import language
from app.events.models import Event
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.forms.welcome import ConsentForm
from app.registrations.models import Consent, Registration, Representative
from app.registrations.queries.consents import is_given, leaves_person_out, said_by
from app.registrations.queries.drafts import person_of
from app.registrations.scopes import own_firm
from app.registrations.services import consents
from app.registrations.views.blueprint import FIRM, registrations

PURPOSES = ", ".join(CONSENT_TEXTS)


@registrations.post(f"{FIRM}/consents")
@allow(Role.COMPANY, of=own_firm)
def give_consent(event: Event, registration: Registration) -> ResponseReturnValue:
    """Keep what the boxes say, for those purposes that are not allowed yet."""
    keep_answers(registration, ConsentForm())
    flash(gettext("Your choice is kept."), "good")
    return _back(event, registration)


@registrations.post(f"{FIRM}/consents/<any({PURPOSES}):purpose>/withdrawal")
@allow(Role.COMPANY, of=own_firm)
def withdraw_consent(event: Event, registration: Registration, purpose: str) -> ResponseReturnValue:
    """From now on it is not allowed any more; what was handed over before stands in the log."""
    person = person_of(registration, current_user.id)
    consents.withdraw(registration, purpose, people=[person.id] if person else [], by=current_user.id)
    flash(gettext("Taken back. New lists leave it out; what was handed over before cannot be called back."), "info")
    return _back(event, registration)


def keep_answers(registration: Registration, form: ConsentForm, asked: Iterable[str] = tuple(CONSENT_TEXTS)) -> None:
    """Write the answers of the person at the browser to what was ``asked`` into the ledger, in the words shown.

    What is allowed, but not by this person yet, is said anew where the box is ticked, and stays as it is where it is
    not; so does a no that was said before.
    """
    person = person_of(registration, current_user.id)
    said = said_by(registration, person)
    answers = {
        purpose: yes
        for purpose, yes in ((one, bool(form[one].data)) for one in asked)
        if said[purpose] is None or (yes and not _is_whole(said[purpose], person))
    }
    if answers:
        consents.record(
            registration,
            answers,
            language=language(),
            by=current_user.id,
            people=[person.id] if person is not None else [],
        )


def _is_whole(said: Consent | None, person: Representative | None) -> bool:
    """Whether it is given for all that it can be given for."""
    return is_given(said) and not leaves_person_out(said, person)


def _back(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registrations.profile", event=event, registration_id=registration.id, _anchor="consent"))
