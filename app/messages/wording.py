"""How a letter fared, and what messages say, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app, url_for
from flask_babel import LazyString, gettext, ngettext

from app.core.localized import LANGUAGES, Localized
from app.core.mail.delivery import email_file, letters_leave, sent_word
from app.core.mail.queries import EmailRow
from app.core.mail.rendering import email_language
from app.core.models import Outbox
from app.core.texts import fill_placeholders
from app.core.web import errors
from app.core.web.locale import plain
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.events.overview import notice_words
from app.events.wording import dates_of
from app.messages.audience import LeftOutReason
from app.messages.models import Message
from app.messages.queries.messages import MessageGroup
from config import Settings

EMAIL_STATE_LABELS: dict[str, tuple[str, Any]] = {
    "held": ("wait", _l("on hold")),
    "queued": ("wait", _l("to be sent")),
    "sending": ("wait", _l("being sent")),
    "sent": ("good", LazyString(sent_word, kept=False)),
    "failed": ("bad", _l("not sent")),
    "dropped": ("none", _l("discarded")),
}
"""State of a letter → kind of ``components/state.html``, word."""
FILED_STATE = ("wait", LazyString(sent_word, kept=True))
"""Of a letter that went into a file, because no mail server was set: nobody has got it."""
EMAIL_MARKS = {**EMAIL_STATE_LABELS, "kept": FILED_STATE}


def mark_codes(emails: Iterable[EmailRow | Outbox]) -> dict[int, str]:
    """Each letter's key in ``EMAIL_MARKS``: none is sent while no mail server is set, nor ever one that lies as a
    file."""
    settings: Settings = current_app.config["SETTINGS"]
    leave, has_outbox_folder = letters_leave(), settings.outbox.is_dir()

    def is_filed(email: EmailRow | Outbox) -> bool:
        return not leave or (has_outbox_folder and email_file(settings, email.created_at, email.id).exists())

    return {email.id: "kept" if email.state == "sent" and is_filed(email) else email.state for email in emails}


def failed_notice(count: int) -> tuple[str, str]:
    """What has become of letters that had failed and go again, and the kind of notice that says it."""
    if not count:
        return gettext("Nothing was sent: no letter had failed, or later ones have told how it stands now."), "info"
    if not letters_leave():
        return gettext("The letters are written to the outbox. Nobody gets them: no mail server is set."), "wait"
    return ngettext("%(num)d letter is on its way again", "%(num)d letters are on their way again", count), "good"


errors.register_sentences(
    {
        "message_begun": _l(
            "This message is being sent, or was, or somebody changed when it goes. Nothing was changed."
        ),
        "letter_text_name_taken": _l("Another text has this name. Nothing was saved; choose another."),
        "message_empty": _l("Write a subject and a text in one language at least. Nothing was sent."),
        "message_to_nobody": _l("Nobody is in the group whom a letter reaches. Nothing was sent."),
        "message_time_past": _l("This time is past. Nothing was changed; choose a later one."),
        "message_time_late": _l(
            "By then the people of this event are erased. Nothing was changed; choose an earlier time."
        ),
        "message_group_changed": _l(
            "The group has changed meanwhile: it would go to %(count)s now. Nothing was sent; look again and confirm."
        ),
        "message_words_changed": _l(
            "Somebody has changed the text since you read it. Nothing was sent; read it again and confirm."
        ),
    }
)

MESSAGE_STATE_LABELS: dict[str, tuple[str, Any]] = {
    "draft": ("none", _l("draft")),
    "scheduled": ("wait", _l("to go later")),
    "sending": ("wait", _l("being written")),
    "sent": ("good", _l("written")),
    "stopped": ("bad", _l("not sent")),
}
_STATE_ORDER = ("held", "queued", "sending", "kept", "sent", "failed", "dropped")
"""Of a message's letters, the first of these states that any has says how it fares."""


def message_state(message: Message, counts: Mapping[str, int]) -> tuple[str, Any]:
    """The state of a message, and once its letters are written theirs: written is not sent."""
    if message.state == "sent":
        for code in _STATE_ORDER:
            if counts.get(code):
                return EMAIL_MARKS[code]
    return MESSAGE_STATE_LABELS[message.state]


REASON_LABELS: dict[LeftOutReason, Any] = {
    LeftOutReason.CANCELLED: _l("no longer taking part"),
    LeftOutReason.NO_CONSENT: _l("who have not agreed that the list is handed on"),
    LeftOutReason.NO_ADDRESS: _l("without e-mail"),
    LeftOutReason.UNUSABLE: _l("with an address that takes no letters"),
    LeftOutReason.REFUSED: _l("who want no messages"),
    LeftOutReason.HAD_IT: _l("who have had it already"),
    LeftOutReason.SAME_ADDRESS: _l("who read it at the address of another one"),
}
TEXT_TITLES = {"invitation": _l("Invitation"), "reminder": _l("Reminder"), "thanks": _l("Thanks")}
"""Kinds of standard letters that an event can word itself."""
_LIST_LABELS = {
    "attendees": _l("Attendee list"),
    "firms": _l("Registrations"),
    "roster": _l("Delegation"),
    "meetings": _l("Meetings"),
}
_LIST_ENDPOINTS = {
    "attendees": "lists.attendees",
    "firms": "registrations.index",
    "roster": "delegations.roster",
    "meetings": "meetings.index",
}


def page_subject(message: Message, event: Event) -> Localized:
    """What a page calls a message: its subject, the event put in; what differs by reader stays in braces."""

    def subject_in(language: str) -> str:
        with email_language(language, event):
            return fill_placeholders(
                message.subject.exactly(language), {"event": plain(event.name), "event_dates": dates_of(event)}
            )

    return Localized(*(subject_in(code) for code in LANGUAGES))


def list_label(of_list: str) -> str:
    return str(_LIST_LABELS[of_list])


def list_url(group: MessageGroup) -> str:
    """The list itself, narrowed as it was."""
    values: dict[str, Any] = {
        name: list(entries) for name, entries in group.asked.items() if name not in ("firm", "of")
    }
    if group.of_list == "roster":
        values["delegation_id"] = int(group.asked.get("of", ["0"])[0])
    return url_for(_LIST_ENDPOINTS[group.of_list], event=group.event, **values)


notice_words |= {
    "message.sent": lambda _details: str(gettext("A message was sent to a group")),
    "message.scheduled": lambda _details: str(gettext("A message is to go to a group later")),
    "message.called_off": lambda _details: str(gettext("A message to a group was called off")),
    "message.stopped": lambda _details: str(gettext("A message was not sent when it was due")),
}
