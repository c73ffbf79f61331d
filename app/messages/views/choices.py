"""How often letters about meetings come: chosen with an account, or by the address in a letter without one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.credentials import masked_email
from app.core.digest_schedule import EmailFrequency
from app.core.errors import Invalid, NotFound
from app.core.mail.digests import get_frequency, update_frequency
from app.core.mail.preferences import get_email_by_token, is_refusable, is_refused, update_refusal
from app.core.models import REFUSABLE_EMAIL_KINDS, Outbox
from app.core.web.guards import public, signed_in
from app.core.web.security import csrf
from app.core.web.translations import lazy_gettext as _l
from app.messages.forms import EmailChoicesForm
from app.messages.views.blueprint import messages

SCHEDULE_TEXTS = {
    EmailFrequency.AT_ONCE: (
        _l("As they come, requests together"),
        _l("The first request at once; those of the next quarter of an hour in one letter. Answers and times at once."),
    ),
    EmailFrequency.DAY: (_l("Once a day"), _l("In the morning, in one letter.")),
}
KIND_TEXTS = {
    "message": (
        _l("Messages from the organizer"),
        _l(
            "News that the organizer or your chamber writes to many at once. What you need for access and for your own "
            "meetings comes in any case."
        ),
    ),
    "reminder": (
        _l("Reminders that your page is not complete"),
        _l("What partners do not see of your firm as long as it is missing."),
    ),
    "thanks": (_l("Letters of thanks"), _l("After the event: whom you met, and where to fetch their contacts.")),
}


@messages.route("/account/emails", methods=["GET", "POST"])
@signed_in
def own_rhythm() -> ResponseReturnValue:
    if not current_user.email:
        raise NotFound
    if request.method == "POST":
        _save_choices(current_user.email)
        return redirect(url_for("messages.own_rhythm"), 303)
    return _choices_page(current_user.email)


@messages.get("/emails/<token>")
@public
def rhythm(token: str) -> ResponseReturnValue:
    return _choices_page(get_email_by_token(token).recipient)


@messages.post("/letters/<token>")  # in the header of emails already sent; a mail program's click follows no redirect
@messages.post("/emails/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def choose(token: str) -> ResponseReturnValue:
    """What the reader chooses; a mail program's one click (RFC 8058) ends emails of this kind, or brings meetings in
    a daily summary. The secret in the address stands for the form's: nobody else can send it."""
    email = get_email_by_token(token)
    if EmailChoicesForm().one_click.data == "One-Click":
        _stop_emails(email)
        return "", 200
    _save_choices(email.recipient)
    return redirect(url_for("messages.rhythm", token=token), 303)


def _stop_emails(email: Outbox) -> None:
    if is_refusable(email.kind):
        update_refusal(email.recipient, email.kind)
    else:
        update_frequency(email.recipient, EmailFrequency.DAY)


def _save_choices(address: str) -> None:
    form = EmailChoicesForm()
    if not form.validate():
        raise Invalid
    update_frequency(address, form.rhythm.data)
    if form.kinds_asked.data:
        for kind in REFUSABLE_EMAIL_KINDS:
            update_refusal(address, kind, refused=kind not in (form.kinds.data or ()))
    flash(gettext("Saved."), "good")


def _choices_page(address: str) -> str:
    return render_template(
        "messages/rhythm.html",
        address=masked_email(address),
        chosen=get_frequency(address),
        words=SCHEDULE_TEXTS,
        kinds=KIND_TEXTS,
        refused=[kind for kind in REFUSABLE_EMAIL_KINDS if is_refused(address, kind)],
    )
