"""One message: its words, as each of its readers gets them, when it goes, and how its letters fare."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.core.clock import day_end
from app.core.db import transaction
from app.core.errors import Conflict, Invalid
from app.core.mail import resend_failed_emails
from app.core.mail.delivery import letters_leave
from app.core.views import job_status
from app.core.web import rate_limits
from app.core.web.errors import error_text
from app.core.web.guards import allow
from app.core.web.locale import moment
from app.core.web.pages import page_links, requested_page
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.messages import mails
from app.messages.audience import Audience, Candidate, Reason
from app.messages.forms import TimeForm, WordsForm, filled
from app.messages.models import Message
from app.messages.queries import messages as queries
from app.messages.queries.groups import named
from app.messages.queries.settings import setting_of, settings_of
from app.messages.scopes import a_message
from app.messages.services import sending, writing
from app.messages.standard import KINDS
from app.messages.views.blueprint import messages
from app.messages.views.messages import MESSAGES, WRITERS, take_tab
from app.messages.wording import (
    MARKS,
    REASONS,
    codes_of,
    list_url,
    list_word,
    said_of_failed,
    state_of,
    subject_of,
)
from app.registrations.models import Registration

ONE = f"{MESSAGES}/<int:message_id>"
SENDS = rate_limits.RateLimit("message_sent", "30 per hour")
ONCE = (_l("It is being sent already, or was. Nobody gets it twice."), "info")
"""To whoever presses the button once more."""
TESTS = rate_limits.RateLimit("message_tried", "30 per hour")
"""By user."""
CHOOSABLE = 300
"""So many readers a list of choices holds; the page of all of them leads to each."""
SIZE = 50


@messages.get(ONE)
@allow(*WRITERS, of=a_message)
def message(event: Event, message: Message) -> ResponseReturnValue:
    return _page(event, message, WordsForm(None, data=filled(message)), TimeForm(None))


@messages.post(ONE)
@allow(*WRITERS, of=a_message)
def save_message(event: Event, message: Message) -> ResponseReturnValue:
    form = WordsForm()
    if not form.is_sound(KINDS["free"]):
        return _page(event, message, form, TimeForm(None)), 422
    return _after(event, message, lambda: writing.save(message.id, form.words(), by=current_user.id), gettext("Saved."))


@messages.get(f"{ONE}/people")
@allow(*WRITERS, of=a_message)
def message_people(event: Event, message: Message) -> ResponseReturnValue:
    """Whom it goes to as things stand, or (``?why=``) who is left out for that reason."""
    take_tab()
    audience = queries.audience_of(event, message)
    why = request.args.get("why", "")
    reason = Reason(why) if why in list(Reason) else None
    page = requested_page(audience.left_out.get(reason, ()) if reason is not None else audience.going, size=SIZE)
    return render_template(
        "messages/people.html",
        event=event,
        message=message,
        audience=audience,
        reason=reason,
        reasons=REASONS,
        page=page,
        subject=subject_of(message, event),
        ways=page_links(page),
        firms={number: firm for number, (firm, _rows) in settings_of({one.registration_id for one in page}).items()},
    )


@messages.post(f"{ONE}/test")
@allow(*WRITERS, of=a_message)
def test_message(event: Event, message: Message) -> ResponseReturnValue:
    """The letter of the reader at hand, to oneself."""
    rate_limits.spend_attempts(TESTS, str(current_user.id))
    one = _chosen(queries.audience_of(event, message))
    if one is None:
        flash(gettext("Nobody is in the group. No letter was sent."), "wait")
        return _back(event, message)
    act = lambda: writing.send_test(event, message, one, to=current_user)  # noqa: E731
    told = gettext("A test letter is on its way to %(address)s", address=current_user.email or "")
    if not letters_leave():
        told = gettext("The test letter was written into a file: no mail server is set.")
    return _after(event, message, act, told, **{"as": one.key})


@messages.post(f"{ONE}/sending")
@allow(*WRITERS, of=a_message)
def send_message(event: Event, message: Message) -> ResponseReturnValue:
    """Send it to as many as were confirmed; one that was sent, to those who came since."""
    rate_limits.spend_attempts(SENDS, str(current_user.id))
    begin = sending.send_to_new if "more" in request.form else sending.send
    confirmed = sending.Confirmed(*(request.form.get(name, "") for name in ("words", "people")))
    try:
        count = begin(event, message.id, confirmed=confirmed, by=current_user.id)
    except writing.MessageBegun as begun:
        twice = begun.details["state"] in ("sending", "sent")
        flash(*(ONCE if twice else (error_text(begun), "bad")))
    except (Conflict, Invalid) as refused:
        flash(error_text(refused), "bad")
    else:
        flash(ngettext("%(num)d letter is being written", "%(num)d letters are being written", count), "good")
    return _back(event, message)


@messages.post(f"{ONE}/schedule")
@allow(*WRITERS, of=a_message)
def schedule_message(event: Event, message: Message) -> ResponseReturnValue:
    rate_limits.spend_attempts(SENDS, str(current_user.id))
    form = TimeForm()
    if not form.validate():
        return _page(event, message, WordsForm(None, data=filled(message)), form), 422

    def act() -> None:
        writing.schedule(event, message.id, form.moment(event), by=current_user.id)

    return _after(event, message, act, gettext("It goes at the time that you chose."))


@messages.post(f"{ONE}/call-off")
@allow(*WRITERS, of=a_message)
def call_off_message(event: Event, message: Message) -> ResponseReturnValue:
    told = gettext("It was called off. It is a draft again; nobody got it.")
    return _after(event, message, lambda: writing.call_off(message.id, by=current_user.id), told)


@messages.post(f"{ONE}/copy")
@allow(*WRITERS, of=a_message)
def copy_message(event: Event, message: Message) -> ResponseReturnValue:
    """A draft with the same words to the same list."""
    made = writing.begin(queries.group_of(event, message), by=current_user.id, like=message)
    return redirect(url_for("messages.message", event=event, message_id=made.id), 303)


@messages.post(f"{ONE}/removal")
@allow(*WRITERS, of=a_message)
def remove_message(event: Event, message: Message) -> ResponseReturnValue:
    try:
        writing.remove(message.id, by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "bad")
        return _back(event, message)
    flash(gettext("The draft is thrown away. Nobody got it."), "good")
    return redirect(url_for("messages.sent_messages", event=event), 303)


@messages.post(f"{ONE}/failed")
@allow(*WRITERS, of=a_message)
def message_again(event: Event, message: Message) -> ResponseReturnValue:
    """Its letters that failed go again."""
    with transaction():
        count = resend_failed_emails(event, by=current_user.id, among=queries.failed_of(message))
    flash(*said_of_failed(count))
    return _back(event, message)


def _after(event: Event, message: Message, act: Any, told: str, **values: Any) -> ResponseReturnValue:
    """Back to the message once the act is done; what refuses it is said there."""
    try:
        act()
    except (Conflict, Invalid) as refused:
        flash(error_text(refused), "bad")
    else:
        flash(told, "good")
    return _back(event, message, **values)


def _back(event: Event, message: Message, **values: Any) -> ResponseReturnValue:
    return redirect(url_for("messages.message", event=event, message_id=message.id, **values), 303)


def _page(event: Event, message: Message, form: WordsForm, when: TimeForm) -> str:
    take_tab()
    audience, group = queries.audience_of(event, message), queries.group_of(event, message)
    state = request.args.get("state", "")
    letters = queries.letters_of(message, state if state in MARKS else "", request.args.get("page", 1, type=int))
    run = queries.run_of(message)
    shown = _chosen(audience) if message.written_in else None
    return render_template(
        "messages/message.html",
        event=event,
        message=message,
        subject=subject_of(message, event),
        audience=audience,
        form=form,
        when=when,
        reasons=REASONS,
        state_of=state_of,
        marks=MARKS,
        fared=codes_of(letters),
        list_word=list_word,
        list_url=list_url(group),
        delegations=named(group),
        known=KINDS["free"].known,
        letters=letters,
        ways=page_links(letters),
        counts=queries.counts_of(message),
        run=run if run is not None and run.user_id == current_user.id else None,
        seen=job_status(run) if run is not None else None,
        choices=_choices(audience),
        copy=_copy(event, message, shown),
        send_at=moment(message.send_at) if message.send_at is not None else "",
        is_late=_is_late(event, message),
    )


def _is_late(event: Event, message: Message) -> bool:
    """Whether it is to go when the event is over."""
    return (
        message.send_at is not None
        and bool(event.days)
        and (message.send_at >= day_end(event.days[-1].day, event.zone))
    )


def _chosen(audience: Audience) -> Candidate | None:
    """The reader that the request names (``as``), else the first."""
    wanted = request.values.get("as", "")
    people = audience.everybody
    return next((one for one in people if one.key == wanted), people[0] if people else None)


def _choices(audience: Audience) -> list[tuple[str, str]]:
    people = audience.everybody[:CHOOSABLE]
    shown = _chosen(audience)
    if shown is not None and shown not in people:
        people = [shown, *people]
    firms = settings_of({one.registration_id for one in people})
    return [(one.key, _called(one, firms[one.registration_id][0])) for one in people]


def _called(one: Candidate, firm: Registration) -> str:
    house = mails.name_of(firm)
    return f"{one.named}, {house}" if one.named and one.named != house else house


def _copy(event: Event, message: Message, one: Candidate | None) -> dict[str, Any] | None:
    """The message as this reader gets it: by mail, or to paste."""
    if one is None:
        return None
    firm, rows = setting_of(one.registration_id)
    return {
        "one": one,
        "called": _called(one, firm),
        "letter": mails.copy_for(message, one, firm, rows, event),
        "paste": mails.text_to_paste(message, one, firm, rows, event),
    }
