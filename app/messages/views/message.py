"""The messages of an event, a new one, its words as each reader gets them, when it goes, how its emails fare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.clock import day_end
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.core.mail import resend_failed_emails
from app.core.mail.delivery import letters_leave
from app.core.parsing import parse_whole_number
from app.core.views import job_status
from app.core.web import rate_limits
from app.core.web.errors import error_text
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import moment
from app.core.web.pages import page_links, requested_page
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event, LetterText
from app.events.queries.description import free_texts
from app.events.scopes import an_event
from app.messages import mails
from app.messages.audience import LeftOutReason, MessageAudience, MessageCandidate
from app.messages.forms import TEXT_KINDS, EmailTextForm, MessageTimeForm, NewMessageForm, SendingForm, texts_of
from app.messages.models import MESSAGE_LISTS, Message
from app.messages.queries import messages as queries
from app.messages.queries.messages import (
    MessageGroup,
    audience_of_group,
    companies_with_meetings,
    company_with_meetings,
    delegations_of_group,
    messages_of,
    parse_filters,
)
from app.messages.scopes import a_message
from app.messages.services import sending
from app.messages.views.blueprint import messages
from app.messages.wording import (
    EMAIL_MARKS,
    REASON_LABELS,
    failed_notice,
    list_label,
    list_url,
    mark_codes,
    message_state,
    page_subject,
)
from app.registrations.models import Registration
from app.registrations.queries import list_own_delegations

MESSAGES_PATH = "/events/<slug:event>/messages"
WRITER_ROLES = (Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD)


@messages.get(MESSAGES_PATH)
@allow(*WRITER_ROLES, of=an_event)
def sent_messages(event: Event) -> ResponseReturnValue:
    """All of the event for its organizers; those of their own delegations for the others."""
    set_tab()
    own = None if is_organizer() else [delegation.id for delegation in list_own_delegations(current_user.id, event)]
    page = messages_of(event, own, request.args.get("page", 1, type=int))
    return render_template(
        "messages/messages.html",
        event=event,
        page=page,
        ways=page_links(page),
        state_of=message_state,
        list_word=list_label,
        subject_of=page_subject,
        organizes=is_organizer(),
    )


@messages.get(f"{MESSAGES_PATH}/new")
@allow(*WRITER_ROLES, of=an_event)
def new_message(event: Event) -> ResponseReturnValue:
    """Whom a message to the list of the address would reach."""
    set_tab()
    group = _requested_group(event)
    return render_template(
        "messages/new.html",
        event=event,
        group=group,
        audience=audience_of_group(group),
        texts=_texts_of_event(event),
        reasons=REASON_LABELS,
        list_word=list_label,
        list_url=list_url(group),
        delegations=delegations_of_group(group),
        here=request.full_path,
    )


@messages.post(f"{MESSAGES_PATH}/new")
@allow(*WRITER_ROLES, of=an_event)
def begin_message(event: Event) -> ResponseReturnValue:
    """A draft to that list, blank or with the words of an own text of the event."""
    group = _requested_group(event)
    chosen = NewMessageForm().text.data
    like = next((email_text for email_text in _texts_of_event(event) if email_text.id == chosen), None)
    made = sending.create_draft(group, by=current_user.id, like=like)
    return redirect(url_for("messages.message", event=event, message_id=made.id), 303)


def is_organizer() -> bool:
    return Role.ORGANIZER in current_roles()


def set_tab() -> None:
    g.tab = "messages.letters" if is_organizer() else "lists.attendees"


def _texts_of_event(event: Event) -> Sequence[LetterText]:
    return free_texts(event.id)


def _requested_group(event: Event) -> MessageGroup:
    """The list that the address names. Raises NotFound for one that there is not, or that is not the user's."""
    of_list = request.args.get("list", "attendees")
    if of_list not in MESSAGE_LISTS or (of_list in ("firms", "meetings") and not is_organizer()):
        raise NotFound
    filters = parse_filters(of_list, request.args)
    return MessageGroup(event, of_list, filters, None if is_organizer() else _own_delegations(event, filters))


def _own_delegations(event: Event, filters: dict[str, list[str]]) -> tuple[int, ...]:
    """The delegations to whose people a chamber writes: those of its own that the list names, else all of its own."""
    own = [item.id for item in list_own_delegations(current_user.id, event)]
    requested = {parse_whole_number(item) for item in (*filters.get("of", ()), *filters.get("delegation", ()))} - {None}
    reached = [item for item in own if item in requested] if requested else own
    if not reached:
        raise NotFound
    return tuple(sorted(reached))


MESSAGE_PATH = f"{MESSAGES_PATH}/<int:message_id>"
SEND_LIMIT = rate_limits.RateLimit("message_sent", "30 per hour")
ALREADY_SENT = (_l("It is being sent already, or was. Nobody gets it twice."), "info")
"""To whoever presses the button once more."""
TEST_LIMIT = rate_limits.RateLimit("message_tried", "30 per hour")
"""By user."""
MOST_CHOICES = 300
"""So many readers a list of choices holds; the page of all of them leads to each."""
PEOPLE_PAGE_SIZE = 50


@messages.get(MESSAGE_PATH)
@allow(*WRITER_ROLES, of=a_message)
def message(event: Event, message: Message) -> ResponseReturnValue:
    return _message_page(event, message, EmailTextForm(None, data=texts_of(message)), MessageTimeForm(None))


@messages.post(MESSAGE_PATH)
@allow(*WRITER_ROLES, of=a_message)
def save_message(event: Event, message: Message) -> ResponseReturnValue:
    form = EmailTextForm()
    if not form.is_sound(TEXT_KINDS["free"]):
        return _message_page(event, message, form, MessageTimeForm(None)), 422
    return _redirect_after(
        event, message, lambda: sending.update_draft(message.id, form.words(), by=current_user.id), gettext("Saved.")
    )


@messages.get(f"{MESSAGE_PATH}/people")
@allow(*WRITER_ROLES, of=a_message)
def message_people(event: Event, message: Message) -> ResponseReturnValue:
    """Whom it goes to as things stand, or (``?why=``) who is left out for that reason."""
    set_tab()
    audience = queries.audience_of(event, message)
    why = request.args.get("why", "")
    reason = LeftOutReason(why) if why in list(LeftOutReason) else None
    page = requested_page(
        audience.left_out.get(reason, ()) if reason is not None else audience.going, size=PEOPLE_PAGE_SIZE
    )
    return render_template(
        "messages/people.html",
        event=event,
        message=message,
        audience=audience,
        reason=reason,
        reasons=REASON_LABELS,
        page=page,
        subject=page_subject(message, event),
        ways=page_links(page),
        firms={
            number: registration
            for number, (registration, _rows) in companies_with_meetings(
                {candidate.registration_id for candidate in page}
            ).items()
        },
    )


@messages.post(f"{MESSAGE_PATH}/test")
@allow(*WRITER_ROLES, of=a_message)
def test_message(event: Event, message: Message) -> ResponseReturnValue:
    """The letter of the reader at hand, to oneself."""
    rate_limits.spend_attempts(TEST_LIMIT, str(current_user.id))
    candidate = _chosen_reader(queries.audience_of(event, message))
    if candidate is None:
        flash(gettext("Nobody is in the group. No letter was sent."), "wait")
        return _back_to_message(event, message)
    act = lambda: sending.send_test_email(event, message, candidate, to=current_user)  # noqa: E731
    sentence = gettext("A test letter is on its way to %(address)s", address=current_user.email or "")
    if not letters_leave():
        sentence = gettext("The test letter was written into a file: no mail server is set.")
    return _redirect_after(event, message, act, sentence, **{"as": candidate.key})


@messages.post(f"{MESSAGE_PATH}/sending")
@allow(*WRITER_ROLES, of=a_message)
def send_message(event: Event, message: Message) -> ResponseReturnValue:
    """Send it to as many as were confirmed; one that was sent, to those who came since."""
    rate_limits.spend_attempts(SEND_LIMIT, str(current_user.id))
    form = SendingForm()
    confirmed = sending.ConfirmedMessage(typed_text(form.words), typed_text(form.people))
    try:
        count = sending.send_message(
            event, message.id, confirmed=confirmed, newcomers=form.more.data, by=current_user.id
        )
    except sending.MessageBegun as begun:
        twice = begun.details["state"] in ("sending", "sent")
        flash(*(ALREADY_SENT if twice else (error_text(begun), "bad")))
    except (Conflict, Invalid) as refused:
        flash(error_text(refused), "bad")
    else:
        flash(ngettext("%(num)d letter is being written", "%(num)d letters are being written", count), "good")
    return _back_to_message(event, message)


@messages.post(f"{MESSAGE_PATH}/schedule")
@allow(*WRITER_ROLES, of=a_message)
def schedule_message(event: Event, message: Message) -> ResponseReturnValue:
    rate_limits.spend_attempts(SEND_LIMIT, str(current_user.id))
    form = MessageTimeForm()
    if not form.validate():
        return _message_page(event, message, EmailTextForm(None, data=texts_of(message)), form), 422

    def act() -> None:
        sending.schedule_message(event, message.id, form.moment(event), by=current_user.id)

    return _redirect_after(event, message, act, gettext("It goes at the time that you chose."))


@messages.post(f"{MESSAGE_PATH}/call-off")
@allow(*WRITER_ROLES, of=a_message)
def call_off_message(event: Event, message: Message) -> ResponseReturnValue:
    sentence = gettext("It was called off. It is a draft again; nobody got it.")
    return _redirect_after(event, message, lambda: sending.cancel_schedule(message.id, by=current_user.id), sentence)


@messages.post(f"{MESSAGE_PATH}/copy")
@allow(*WRITER_ROLES, of=a_message)
def copy_message(event: Event, message: Message) -> ResponseReturnValue:
    """A draft with the same words to the same list."""
    made = sending.create_draft(queries.group_of(event, message), by=current_user.id, like=message)
    return redirect(url_for("messages.message", event=event, message_id=made.id), 303)


@messages.post(f"{MESSAGE_PATH}/removal")
@allow(*WRITER_ROLES, of=a_message)
def remove_message(event: Event, message: Message) -> ResponseReturnValue:
    try:
        sending.delete_draft(message.id, by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "bad")
        return _back_to_message(event, message)
    flash(gettext("The draft is thrown away. Nobody got it."), "good")
    return redirect(url_for("messages.sent_messages", event=event), 303)


@messages.post(f"{MESSAGE_PATH}/failed")
@allow(*WRITER_ROLES, of=a_message)
def message_again(event: Event, message: Message) -> ResponseReturnValue:
    """Its letters that failed go again."""
    with transaction():
        count = resend_failed_emails(event, by=current_user.id, among=queries.failed_email_ids(message))
    flash(*failed_notice(count))
    return _back_to_message(event, message)


def _redirect_after(event: Event, message: Message, act: Any, sentence: str, **values: Any) -> ResponseReturnValue:
    """Back to the message once the act is done; what refuses it is said there."""
    try:
        act()
    except (Conflict, Invalid) as refused:
        flash(error_text(refused), "bad")
    else:
        flash(sentence, "good")
    return _back_to_message(event, message, **values)


def _back_to_message(event: Event, message: Message, **values: Any) -> ResponseReturnValue:
    return redirect(url_for("messages.message", event=event, message_id=message.id, **values), 303)


def _message_page(event: Event, message: Message, form: EmailTextForm, when: MessageTimeForm) -> str:
    set_tab()
    audience, group = queries.audience_of(event, message), queries.group_of(event, message)
    state = request.args.get("state", "")
    emails = queries.emails_of_message(
        message, state if state in EMAIL_MARKS else "", request.args.get("page", 1, type=int)
    )
    run = queries.job_run_of(message)
    shown = _chosen_reader(audience) if message.written_in else None
    return render_template(
        "messages/message.html",
        event=event,
        message=message,
        subject=page_subject(message, event),
        audience=audience,
        form=form,
        when=when,
        reasons=REASON_LABELS,
        state_of=message_state,
        marks=EMAIL_MARKS,
        fared=mark_codes(emails),
        list_word=list_label,
        list_url=list_url(group),
        delegations=delegations_of_group(group),
        known=TEXT_KINDS["free"].known,
        letters=emails,
        ways=page_links(emails),
        counts=queries.count_emails(message),
        run=run if run is not None and run.user_id == current_user.id else None,
        seen=job_status(run) if run is not None else None,
        choices=_reader_choices(audience),
        copy=_reader_copy(event, message, shown),
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


def _chosen_reader(audience: MessageAudience) -> MessageCandidate | None:
    """The reader that the request names (``as``), else the first."""
    key = request.values.get("as", "")
    people = audience.everybody
    return next((candidate for candidate in people if candidate.key == key), people[0] if people else None)


def _reader_choices(audience: MessageAudience) -> list[tuple[str, str]]:
    people = audience.everybody[:MOST_CHOICES]
    shown = _chosen_reader(audience)
    if shown is not None and shown not in people:
        people = [shown, *people]
    registrations = companies_with_meetings({candidate.registration_id for candidate in people})
    return [
        (candidate.key, _reader_name(candidate, registrations[candidate.registration_id][0])) for candidate in people
    ]


def _reader_name(candidate: MessageCandidate, registration: Registration) -> str:
    company_name = mails.registration_name(registration)
    return f"{candidate.named}, {company_name}" if candidate.named and candidate.named != company_name else company_name


def _reader_copy(event: Event, message: Message, candidate: MessageCandidate | None) -> dict[str, Any] | None:
    """The message as this reader gets it: by mail, or to paste."""
    if candidate is None:
        return None
    registration, rows = company_with_meetings(candidate.registration_id)
    return {
        "one": candidate,
        "called": _reader_name(candidate, registration),
        "letter": mails.render_copy(message, candidate, registration, rows, event),
        "paste": mails.render_wechat(message, candidate, registration, rows, event),
    }
