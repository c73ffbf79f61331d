"""What the columns of one's own data are called on the page for people, and what their codes mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import gettext

from app.accounts.wording import ROLE_WORDS
from app.companies import certificates
from app.companies.sectors import tree
from app.core.web.locale import language, plain
from app.core.web.translations import lazy_gettext as _l
from app.core.web.translations import lazy_pgettext
from app.lists.services.cell_words import SOURCES, STATES
from app.lists.services.own_acts import act_said
from app.lists.wording import BESIDES, COLUMNS, PURPOSES, column_labels
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.places import country_in, language_name

FOR_PROGRAMS: Final = frozenset(
    {
        "id",
        "attempts",
        "touched_at",
        "message_id",
        "version",
        "badge_version",
        "calendar_version",
        "text_hash",
        "sha256",
    }
    | {"marks", "list_key", "public_id", "media_type", "position", "arguments", "result", "progress", "queue", "stage"}
    | {"heartbeat_at", "started_at", "finished_at", "stop_requested_at", "error", "device", "scan", "settings"}
    | {"filters", "details", "topic", "forgets", "warned_of", "optional", "opened", "erased_at", "updated_at", "state"}
)
"""Columns that stand in the file for programs alone, beside the numbers of rows and of who did something."""

FIELDS: Final[Mapping[str, Any]] = {
    "event_id": COLUMNS["event"],
    "organisation_id": _l("Organisation"),
    "company_id": COLUMNS["company"],
    "registration_id": COLUMNS["company"],
    "delegation_id": COLUMNS["delegation"],
    "question_id": _l("Question"),
    "slot_id": _l("Time"),
    "table_id": BESIDES["table"],
    "visit_id": _l("Visit"),
    "export_id": _l("List"),
    **{name: COLUMNS[name] for name in ("email", "phone", "wechat", "rank", "salutation", "family_name", "given_name")},
    **{name: COLUMNS[name] for name in ("title", "title_zh", "languages", "dietary", "checked_in_at", "country")},
    "name": _l("Name"),
    "display_name": _l("Name, as on the badge"),
    "name_en": _l("Name in English"),
    "name_zh": _l("Name in Chinese"),
    "name_fr": _l("Name in French"),
    "line_en": _l("One line in English"),
    "line_zh": _l("One line in Chinese"),
    "line_fr": _l("One line in French"),
    "line": _l("What you did, in one line"),
    "customer": _l("Customer"),
    "year": _l("Year"),
    "isic": _l("Sector (ISIC)"),
    "hs": _l("HS code"),
    "standard": _l("Certificate"),
    "number": lazy_pgettext("own data", "Number"),
    "issuer": _l("Issued by"),
    "valid_until": _l("Valid until"),
    "kind": _l("Kind"),
    "locale": _l("Language"),
    "language": _l("Language"),
    "theme": _l("Colours"),
    "zone": _l("Time zone"),
    "disabled_at": _l("Shut on"),
    "email_unconfirmed_since": _l("Email not confirmed since"),
    "created_at": _l("Since"),
    "changed_at": _l("Changed on"),
    "removed_at": _l("Removed on"),
    "at": _l("When"),
    "day": _l("Day"),
    "role": _l("Task"),
    "absent": _l("Away on"),
    "vip": _l("Guest of honour"),
    "greeter": _l("Met by"),
    "answer": lazy_pgettext("own data", "Answer"),
    "value": lazy_pgettext("own data", "Answer"),
    "answered_at": _l("Answered on"),
    "arrives_at": _l("Arrives"),
    "departs_at": _l("Leaves"),
    "bus": _l("Bus"),
    "boarded_at": _l("On the bus"),
    "claimed_at": _l("First used"),
    "last_opened_at": _l("Last opened"),
    "mailed_at": _l("Sent by mail"),
    "sent_by_me_at": _l("Sent by hand"),
    "revoked_at": _l("Withdrawn on"),
    "columns": _l("Columns"),
    "fields": _l("Columns"),
    "head_name": _l("Head of delegation"),
    "deputy_name": _l("Deputy"),
    "organising_body": _l("Organising body"),
    "origin": _l("Origin"),
    "quota": _l("Most firms"),
    "people_quota": _l("Most people"),
    "exported_at": _l("Exported on"),
    "desk": _l("Desk"),
    "way": _l("How"),
    "greeted_at": _l("Greeted"),
    "received_at": lazy_pgettext("own data", "Noted"),
    "undone_at": _l("Undone on"),
    "due_at": _l("Goes on"),
    "sent_at": _l("Sent on"),
    "subject": _l("Subject"),
    "recipient": _l("To"),
    "evidence": _l("Evidence"),
    "given": lazy_pgettext("own data", "Agreed"),
    "purpose": _l("Purpose"),
    "source": lazy_pgettext("who said it", "Said by"),
    "text_version": _l("Version of the text"),
    "withdrawn_at": _l("Taken back on"),
    "expires_at": _l("Kept until"),
    "format": _l("Format"),
    "imported_at": _l("Imported on"),
    "left_out": _l("Left out"),
    "row_count": _l("Rows"),
    "reason": _l("What for"),
    "recipient_abroad": _l("Recipient abroad"),
    "shared": _l("Seen by"),
    "words": _l("Note"),
}
_CODES: Final[Mapping[str, Mapping[str, Any]]] = {
    "role": {role.value: word for role, word in ROLE_WORDS.items()},
    "source": SOURCES,
    "state": STATES,
    "kind": {"holds": COLUMNS["certificates_held"], "needs": COLUMNS["certificates_needed"]},
    "theme": {"light": _l("Light"), "dark": _l("Dark")},
}
_NAMED: Final[Mapping[str, Callable[[str], str]]] = {
    "kind": lambda code: str(_CODES["kind"].get(code) or act_said(code)),
    "standard": lambda code: certificates.certificate_name(code, language()),
    "isic": lambda code: f"{code} {tree.sector_label_in(code, language())}",
    "country": lambda code: country_in(language(), code) if len(code) == 2 else code,
    "locale": lambda code: language_name(code, language()),
    "language": lambda code: language_name(code, language()),
    "languages": lambda code: language_name(code, language()),
    "purpose": lambda code: _purposes().get(code, code),
    "columns": lambda name: {**column_labels(), **BESIDES}.get(name, name),
    "fields": lambda name: {**column_labels(), **BESIDES}.get(name, name),
}


def word_for(column: str, value: Any) -> str:
    """A value as the reader calls it; several with commas between them, those with names of their own after these."""
    if isinstance(value, dict):
        told = [f"{name}: {word_for(str(name), one)}" for name, one in value.items()]
        return str(gettext("; ")).join(told)
    if isinstance(value, list):
        return str(gettext(", ")).join(word_for(column, one) for one in value)
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, str) and column in _NAMED:
        return str(_NAMED[column](value))
    return str(_CODES.get(column, {}).get(value, value))


def _purposes() -> dict[str, str]:
    consents = {purpose: plain(text.title) for purpose, text in CONSENT_TEXTS.items()}
    return {**{purpose: str(word) for purpose, word in PURPOSES.items()}, **consents}
