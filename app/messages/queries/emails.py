"""Standard emails as an organizer begins to change them, and those that did not reach a chamber's members."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy import func, or_, select

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db
from app.core.localized import LANGUAGES, Localized
from app.core.mail.rendering import email_language, render_texts
from app.core.models import Outbox
from app.core.web.locale import plain
from app.events.models import Event
from app.events.wording import dates_of
from app.registrations import mails
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries.company_links import get_access_code_url, get_base_url

SAMPLE_COMPANY = {"en": "Lion City Trading Pte Ltd", "zh": "狮城贸易有限公司", "fr": "Lion City Trading Pte Ltd"}
SAMPLE_PARTNER = {"en": "Chongqing Port Group", "zh": "重庆港务集团", "fr": "Chongqing Port Group"}
SAMPLE_PERSON = {"en": "Tan Mei Ling", "zh": "陈美玲", "fr": "Tan Mei Ling"}


def standard_texts(kind: str, event: Event) -> dict[str, str]:
    """``subject_en`` … ``body_fr`` of a standard letter, its placeholders where a letter has somebody's own."""
    texts: dict[str, str] = {}
    for language in LANGUAGES:
        with email_language(language, event):
            subject, body = _STANDARD_TEXTS[kind](language, event)
        texts |= {f"subject_{language}": subject.strip(), f"body_{language}": body.strip()}
    return texts


def _invitation_text(language: str, event: Event) -> tuple[str, str]:
    context: dict[str, Any] = {
        "firm": "{firm}",
        "firm_zh": "",
        "sender": Localized("{sender}", "{sender}", "{sender}"),
        "known": False,
        "url": "{link}",
        "code": "{code}",
        "code_url": get_access_code_url(),
        "sign_in_as": "",
        "accounts": False,
    }
    return render_texts(mails.INVITATION, language, context, event=event)


def _reminder_text(language: str, event: Event) -> tuple[str, str]:
    words = mails.get_standard_reminder_text(language, event)
    return words.subject, words.text


def _thanks_text(_language: str, event: Event) -> tuple[str, str]:
    fetch = gettext("Their contacts, as far as they agreed to hand them on:")
    return (
        gettext("Thank you, and whom you met: %(event)s", event=plain(event.name)),
        f"{gettext('Thank you for coming.')}\n\n{{partners}}\n\n{fetch}\n\n{{link}}",
    )


_STANDARD_TEXTS = {"invitation": _invitation_text, "reminder": _reminder_text, "thanks": _thanks_text}


def sample_values(event: Event, language: str) -> dict[str, str]:
    """What the placeholders stand for in a letter to an invented firm."""
    with email_language(language, event):
        return {
            "name": SAMPLE_PERSON[language],
            "firm": SAMPLE_COMPANY[language],
            "event": plain(event.name),
            "event_dates": dates_of(event),
            "venue": plain(event.venue) or plain(event.city),
            "sender": plain(mails.get_organizer_name(event)),
            "link": f"{get_base_url()}/f/…",
            "code": "ABCD-EFGH",
            "partners": f"- {SAMPLE_PARTNER[language]}",
            "meetings": f"- 10:00 · {SAMPLE_PARTNER[language]}",
        }


MOST_UNDELIVERED = 500


def current_address(email: Outbox) -> str:
    """Where a letter would go now: whom it was written to may have given another address for this event since."""
    statement = select(func.lower(Representative.email)).where(
        Representative.event_id == email.event_id,
        Representative.user_id == email.user_id,
        Representative.email.is_not(None),
    )
    return (db.session.scalar(statement) if email.user_id is not None else None) or email.recipient


def undelivered_emails(delegation: Delegation) -> list[Outbox]:
    """The newest letters of the event to anybody who reads for a member, as far as they failed, are held or wait."""
    registration_ids = select(Registration.id).where(Registration.delegation_id == delegation.id)
    companies = select(Registration.company_id).where(Registration.delegation_id == delegation.id)
    people = (
        select(func.lower(Representative.email))
        .join(Representation, Representation.representative_id == Representative.id)
        .where(Representation.registration_id.in_(registration_ids), Representative.email.is_not(None))
    )
    users = (
        select(User.email)
        .join(CompanyUser, CompanyUser.user_id == User.id)
        .where(CompanyUser.company_id.in_(companies), User.email.is_not(None))
    )
    theirs = (
        select(Outbox)
        .where(Outbox.event_id == delegation.event_id, Outbox.state.in_(("failed", "held", "queued", "sending")))
        .where(or_(Outbox.recipient.in_(people), Outbox.recipient.in_(users)))
    )
    return list(db.session.scalars(theirs.order_by(Outbox.state, Outbox.id.desc()).limit(MOST_UNDELIVERED)))
