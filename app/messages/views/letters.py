"""The letters of an event: how they fared, what the rehearsal holds, one to read over."""

from __future__ import annotations

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
from app.core.web.forms import clean_text
from app.core.web.guards import allow
from app.events.models import Event
from app.events.scopes import an_event
from app.messages.masks import without_keys
from app.messages.queries.undelivered import address_now
from app.messages.scopes import a_letter
from app.messages.services import rehearsing
from app.messages.views.blueprint import messages
from app.messages.wording import KEPT, MARKS, STATES, codes_of, said_of_failed

LETTERS = "/events/<slug:event>/letters"


@messages.get(LETTERS)
@allow(Role.ORGANIZER, of=an_event)
def letters(event: Event) -> ResponseReturnValue:
    state = request.args.get("state")
    state = state if state in (*EMAIL_STATES, "kept") else None
    counts = queries.count_by_state(event.id)
    sent, kept = _sent_and_kept(event)
    number = request.args.get("page", 1, type=int)
    if kept and state in ("sent", "kept"):
        page = queries.list_emails_by_id(sent if state == "sent" else kept, page=number)
    else:
        page = queries.list_emails(event.id, counts, state="sent" if state == "kept" else state, page=number)
    if kept:
        counts = {**counts, "sent": len(sent), "kept": len(kept)}
    return render_template(
        "messages/letters.html",
        event=event,
        page=page,
        state=state,
        counts=counts,
        held=queries.held_emails(event.id) if counts.get("held") else None,
        failures=queries.list_failures(event.id) if counts.get("failed") else [],
        states={**_words(), "kept": KEPT} if kept else _words(),
        marks=MARKS,
        codes=codes_of(page),
        urls=[_page_url(event, state, number) for number in (page.previous, page.next)],
    )


@messages.get(f"{LETTERS}/<int:letter_id>")
@allow(Role.ORGANIZER, of=a_letter)
def show(event: Event, letter: Outbox) -> ResponseReturnValue:
    g.tab = "messages.letters"
    return render_template(
        "messages/letter.html",
        event=event,
        letter=letter,
        body=without_keys(letter.body),
        mark=MARKS[codes_of([letter])[letter.id]],
        goes_to=address_now(letter),
    )


def _words() -> dict[str, tuple[str, Any]]:
    return STATES if letters_leave() else {**STATES, "sent": KEPT}


def _sent_and_kept(event: Event) -> tuple[list[int], list[int]]:
    """The letters that left, and those that lie as files from before a mail server was set; neither where all are one
    of the two."""
    files = stored_email_ids(current_app.config["SETTINGS"]) if letters_leave() else frozenset()
    dealt_with = queries.list_sent_ids(event.id) if files else []
    kept = [one for one in dealt_with if one in files]
    return [one for one in dealt_with if one not in files], kept


@messages.post(f"{LETTERS}/release")
@allow(Role.ORGANIZER, of=an_event)
def let_go(event: Event) -> ResponseReturnValue:
    with transaction():
        count = release_emails(event, by=current_user.id, up_to=_newest_seen())
    flash(ngettext("%(num)d letter is released", "%(num)d letters are released", count), "good")
    return _back(event)


@messages.post(f"{LETTERS}/discard")
@allow(Role.ORGANIZER, of=an_event)
def throw_away(event: Event) -> ResponseReturnValue:
    with transaction():
        count = discard_emails(event, by=current_user.id, up_to=_newest_seen())
    flash(ngettext("%(num)d letter is discarded", "%(num)d letters are discarded", count), "wait")
    return _back(event)


@messages.post(f"{LETTERS}/rehearsal")
@allow(Role.ORGANIZER, of=an_event)
def rehearse(event: Event) -> ResponseReturnValue:
    on = request.form.get("on") == "yes"
    rehearsing.rehearse(event, on=on, by=current_user.id)
    flash(*_said_of_new_ones(on))
    return _back(event)


def _said_of_new_ones(on: bool) -> tuple[str, str]:
    if on:
        return gettext("New letters are held"), "good"
    if letters_leave():
        return gettext("New letters go out at once"), "good"
    return gettext("New letters are written to the outbox. Nobody gets them: no mail server is set."), "wait"


@messages.post(f"{LETTERS}/<int:letter_id>/sending")
@allow(Role.ORGANIZER, of=a_letter)
def again(event: Event, letter: Outbox) -> ResponseReturnValue:
    with transaction():
        address = address_now(letter)
        resend_email(letter.id, event=event, by=current_user.id, to=address)
    if letters_leave():
        flash(gettext("The letter is on its way again, to %(address)s", address=address), "good")
    else:
        flash(not_sent_text(address), "wait")
    return _back(event)


@messages.post(f"{LETTERS}/failed/sending")
@allow(Role.ORGANIZER, of=an_event)
def failed_again(event: Event) -> ResponseReturnValue:
    """All that failed for one reason, or for any."""
    with transaction():
        count = resend_failed_emails(event, by=current_user.id, error=clean_text(request.form.get("error")))
    flash(*said_of_failed(count))
    return _back(event)


def _newest_seen() -> int:
    """The newest letter that the page had counted: what came since stays on hold."""
    newest = request.form.get("up_to", type=int)
    if newest is None:
        raise Invalid
    return newest


def _page_url(event: Event, state: str | None, number: int | None) -> str:
    return url_for("messages.letters", event=event, state=state, page=number) if number else ""


def _back(event: Event) -> Response:
    return redirect(url_for("messages.letters", event=event), 303)
