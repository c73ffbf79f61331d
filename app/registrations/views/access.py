"""Who fills a firm's page: let in who asks, take access away."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.credentials import masked_email
from app.core.web.guards import allow
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.queries.strangers import address_back
from app.registrations.scopes import acts_as_chamber, own_firm, own_profile
from app.registrations.services import claims
from app.registrations.views.blueprint import FIRM, FOR_A_FIRM, registrations


@registrations.post(f"{FIRM}/joins/<int:join_id>/<any(yes, no):answer>")
@allow(*FOR_A_FIRM, of=own_firm)
def answer_join(event: Event, registration: Registration, join_id: int, answer: str) -> ResponseReturnValue:
    for_chamber = acts_as_chamber(registration)
    claims.answer_join(registration, join_id, yes=answer == "yes", by=current_user.id, for_chamber=for_chamber)
    flash(
        gettext("Let in.") if answer == "yes" else gettext("Declined. They see it when they open the link again."),
        "good",
    )
    return _back(event, registration)


@registrations.post(f"{FIRM}/colleagues/<int:colleague_id>/removal")
@allow(*FOR_A_FIRM, of=own_profile)
def let_out(event: Event, registration: Registration, colleague_id: int) -> ResponseReturnValue:
    """Somebody no longer acts for the firm; not oneself, so that a firm is not left by a slip."""
    claims.let_out(registration, colleague_id, by=current_user.id, for_chamber=acts_as_chamber(registration))
    flash(gettext("Access is taken away."), "good")
    return _back(event, registration)


@registrations.app_template_global()
def mailed_back() -> str:
    """The address, masked, to which the sign-in mails the reader's account without e-mail its way back; "" for none."""
    return masked_email(address) if (address := address_back(current_user)) else ""


def _back(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registrations.profile", event=event, registration_id=registration.id, _anchor="access"))
