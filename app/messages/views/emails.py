"""The emails of an event: how they fared, what the rehearsal holds, one to read; those that did not reach members."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug import Response

from app.accounts.permissions import Role
from app.core.db import transaction
from app.core.errors import Invalid
from app.core.mail import discard_emails, queries, release_emails, resend_email, resend_failed_emails
from app.core.mail.delivery import letters_leave, not_sent_text, stored_email_ids
from app.core.models import EMAIL_STATES, Outbox
from app.core.web.guards import allow
from app.events.forms.event import RehearsalForm
from app.events.models import Event
from app.events.scopes import an_event
from app.messages.forms import FailedEmailsForm, HeldEmailsForm
from app.messages.queries.emails import current_address, undelivered_emails
from app.messages.scopes import an_email
from app.messages.services import sending
from app.messages.views.blueprint import messages
from app.messages.wording import EMAIL_MARKS, EMAIL_STATE_LABELS, FILED_STATE, failed_notice, mark_codes
from app.registrations.models import Delegation
from app.registrations.scopes import a_delegation

_LINK_PATTERN = re.compile(r"(https?://[^\s/]+(?:/[^\s/]*)*?/)[^\s/?]{8,}(?:\?[^\s/]*)?(?=[\s/]|$)")


def mask_links(body: str) -> str:
    """The text of a letter, each long last part of a link as ``…``: it may be a key that signs somebody in."""
    return _LINK_PATTERN.sub(r"\1…", body)


EMAILS_PATH = "/events/<slug:event>/emails"


@messages.get(EMAILS_PATH)
@allow(Role.ORGANIZER, of=an_event)
def letters(event: Event) -> ResponseReturnValue:
    state = request.args.get("state")
    state = state if state in (*EMAIL_STATES, "kept") else None
    counts = queries.count_by_state(event.id)
    sent, filed = _sent_and_filed(event)
    number = request.args.get("page", 1, type=int)
    if filed and state in ("sent", "kept"):
        page = queries.list_emails_by_id(sent if state == "sent" else filed, page=number)
    else:
        page = queries.list_emails(event.id, counts, state="sent" if state == "kept" else state, page=number)
    if filed:
        counts = {**counts, "sent": len(sent), "kept": len(filed)}
    return render_template(
        "messages/emails.html",
        event=event,
        page=page,
        state=state,
        counts=counts,
        held=queries.held_emails(event.id) if counts.get("held") else None,
        failures=queries.list_failures(event.id) if counts.get("failed") else [],
        states={**_state_labels(), "kept": FILED_STATE} if filed else _state_labels(),
        marks=EMAIL_MARKS,
        codes=mark_codes(page),
        urls=[_page_url(event, state, number) for number in (page.previous, page.next)],
    )


@messages.get(f"{EMAILS_PATH}/<int:letter_id>")
@allow(Role.ORGANIZER, of=an_email)
def show(event: Event, letter: Outbox) -> ResponseReturnValue:
    g.tab = "messages.letters"
    return render_template(
        "messages/email.html",
        event=event,
        letter=letter,
        body=mask_links(letter.body),
        mark=EMAIL_MARKS[mark_codes([letter])[letter.id]],
        goes_to=current_address(letter),
    )


def _state_labels() -> dict[str, tuple[str, Any]]:
    return EMAIL_STATE_LABELS if letters_leave() else {**EMAIL_STATE_LABELS, "sent": FILED_STATE}


def _sent_and_filed(event: Event) -> tuple[list[int], list[int]]:
    """The emails that left, and those that lie as files from before a mail server was set; neither where all are one
    of the two."""
    files = stored_email_ids(current_app.config["SETTINGS"]) if letters_leave() else frozenset()
    dealt_with = queries.list_sent_ids(event.id) if files else []
    filed = [email_id for email_id in dealt_with if email_id in files]
    return [email_id for email_id in dealt_with if email_id not in files], filed


@messages.post(f"{EMAILS_PATH}/release")
@allow(Role.ORGANIZER, of=an_event)
def let_go(event: Event) -> ResponseReturnValue:
    with transaction():
        count = release_emails(event, by=current_user.id, up_to=_newest_shown())
    flash(ngettext("%(num)d letter is released", "%(num)d letters are released", count), "good")
    return _back_to_emails(event)


@messages.post(f"{EMAILS_PATH}/discard")
@allow(Role.ORGANIZER, of=an_event)
def throw_away(event: Event) -> ResponseReturnValue:
    with transaction():
        count = discard_emails(event, by=current_user.id, up_to=_newest_shown())
    flash(ngettext("%(num)d letter is discarded", "%(num)d letters are discarded", count), "wait")
    return _back_to_emails(event)


@messages.post(f"{EMAILS_PATH}/rehearsal")
@allow(Role.ORGANIZER, of=an_event)
def rehearse(event: Event) -> ResponseReturnValue:
    on = RehearsalForm().on.data
    sending.switch_rehearsal(event, on=on, by=current_user.id)
    flash(*_rehearsal_notice(on))
    return _back_to_emails(event)


def _rehearsal_notice(on: bool) -> tuple[str, str]:
    if on:
        return gettext("New letters are held"), "good"
    if letters_leave():
        return gettext("New letters go out at once"), "good"
    return gettext("New letters are written to the outbox. Nobody gets them: no mail server is set."), "wait"


@messages.post(f"{EMAILS_PATH}/<int:letter_id>/sending")
@allow(Role.ORGANIZER, of=an_email)
def again(event: Event, letter: Outbox) -> ResponseReturnValue:
    with transaction():
        address = current_address(letter)
        resend_email(letter.id, event=event, by=current_user.id, to=address)
    if letters_leave():
        flash(gettext("The letter is on its way again, to %(address)s", address=address), "good")
    else:
        flash(not_sent_text(address), "wait")
    return _back_to_emails(event)


@messages.post(f"{EMAILS_PATH}/failed/sending")
@allow(Role.ORGANIZER, of=an_event)
def failed_again(event: Event) -> ResponseReturnValue:
    """All that failed for one reason, or for any."""
    with transaction():
        count = resend_failed_emails(event, by=current_user.id, error=FailedEmailsForm().error.data)
    flash(*failed_notice(count))
    return _back_to_emails(event)


def _newest_shown() -> int:
    newest: int | None = HeldEmailsForm().up_to.data
    if newest is None:
        raise Invalid
    return newest


def _page_url(event: Event, state: str | None, number: int | None) -> str:
    return url_for("messages.letters", event=event, state=state, page=number) if number else ""


def _back_to_emails(event: Event) -> Response:
    return redirect(url_for("messages.letters", event=event), 303)


MEMBERS_PATH = "/events/<slug:event>/delegations/<int:delegation_id>/emails"
MEMBERS_ROLES = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)


@messages.get(MEMBERS_PATH)
@allow(*MEMBERS_ROLES, of=a_delegation)
def of_members(event: Event, delegation: Delegation) -> ResponseReturnValue:
    emails = undelivered_emails(delegation)
    return render_template(
        "messages/members.html",
        event=event,
        delegation=delegation,
        letters=emails,
        failed=[email for email in emails if email.state == "failed" and email.body],
        marks=EMAIL_MARKS,
    )


@messages.post(f"{MEMBERS_PATH}/sending")
@allow(*MEMBERS_ROLES, of=a_delegation)
def to_members_again(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Send again what failed: the letters that were named, else all to this delegation's members."""
    named = set(FailedEmailsForm().letter.data or ()) - {None}
    with transaction():
        failed = {email.id for email in undelivered_emails(delegation) if email.state == "failed"}
        count = resend_failed_emails(event, by=current_user.id, among=failed & named if named else failed)
    flash(*failed_notice(count))
    return redirect(url_for("messages.of_members", event=event, delegation_id=delegation.id), 303)
