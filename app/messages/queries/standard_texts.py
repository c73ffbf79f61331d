"""The standard letters as an organizer begins to change them, and an invented firm to read them with."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.core.localized import LANGUAGES, Localized
from app.core.mail.rendering import email_language, render_texts
from app.core.web.locale import plain
from app.events.models import Event
from app.events.wording import dates_of
from app.registrations import mails
from app.registrations.queries.links import base_url, code_url

FIRM = {"en": "Lion City Trading Pte Ltd", "zh": "狮城贸易有限公司", "fr": "Lion City Trading Pte Ltd"}
OTHER = {"en": "Chongqing Port Group", "zh": "重庆港务集团", "fr": "Chongqing Port Group"}
PERSON = {"en": "Tan Mei Ling", "zh": "陈美玲", "fr": "Tan Mei Ling"}


def standard_texts(kind: str, event: Event) -> dict[str, str]:
    """``subject_en`` … ``body_fr`` of a standard letter, its placeholders where a letter has somebody's own."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with email_language(language, event):
            subject, body = _WORDS[kind](language, event)
        found |= {f"subject_{language}": subject.strip(), f"body_{language}": body.strip()}
    return found


def _invitation(language: str, event: Event) -> tuple[str, str]:
    context: dict[str, Any] = {
        "firm": "{firm}", "firm_zh": "", "sender": Localized("{sender}", "{sender}", "{sender}"), "known": False,
        "url": "{link}", "code": "{code}", "code_url": code_url(), "sign_in_as": "", "accounts": False,
    }  # fmt: skip
    return render_texts(mails.INVITATION, language, context, event=event)


def _reminder(language: str, event: Event) -> tuple[str, str]:
    words = mails.standard_words(language, event)
    return words.subject, words.text


def _thanks(_language: str, event: Event) -> tuple[str, str]:
    fetch = gettext("Their contacts, as far as they agreed to hand them on:")
    return (
        gettext("Thank you, and whom you met: %(event)s", event=plain(event.name)),
        f"{gettext('Thank you for coming.')}\n\n{{partners}}\n\n{fetch}\n\n{{link}}",
    )


_WORDS = {"invitation": _invitation, "reminder": _reminder, "thanks": _thanks}


def example(event: Event, language: str) -> dict[str, str]:
    """What the placeholders stand for in a letter to an invented firm."""
    with email_language(language, event):
        return {
            "name": PERSON[language],
            "firm": FIRM[language],
            "event": plain(event.name),
            "event_dates": dates_of(event),
            "venue": plain(event.venue) or plain(event.city),
            "sender": plain(mails.organizer_of(event)),
            "link": f"{base_url()}/f/…",
            "code": "ABCD-EFGH",
            "partners": f"- {OTHER[language]}",
            "meetings": f"- 10:00 · {OTHER[language]}",
        }
