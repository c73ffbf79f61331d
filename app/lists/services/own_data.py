"""Somebody's own data as a file: JSON, and a page in words for people; whoever takes it out is logged."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from flask import g, render_template
from flask_babel import gettext

from app.accounts.models import User
from app.accounts.wording import ROLE_WORDS
from app.companies import certificates
from app.companies.locale_names import get_country_name, get_language_name
from app.companies.sectors import tree
from app.core import audit
from app.core.db import db, now, transaction
from app.core.jobs.runs import JOB_KINDS
from app.core.mail.rendering import email_language
from app.core.web.locale import language, moment, plain, short_day, zone
from app.core.web.translations import lazy_gettext as _l
from app.core.web.translations import lazy_pgettext
from app.documents import to_zip
from app.events.models import Event
from app.events.overview import notice_words
from app.lists.services.formats import CELL_STATE_LABELS, SOURCE_LABELS
from app.lists.wording import COLUMN_LABELS, EXTRA_LABELS, OWN_DATA_HEADINGS, PURPOSES, column_labels
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.models import Representative

_ACT_TEXTS: Final[Mapping[str, Any]] = {
    "consent.withdrawn": _l("A consent was taken back"),
    "event.changed": _l("An event was changed"),
    "event.deleted": _l("An event was deleted"),
    "event.moved": _l("An event was moved to another phase"),
    "event.rehearsal": _l("A rehearsal of letters was begun or ended"),
    "limit.reached": _l("Too many attempts"),
    "join.asked": _l("Somebody asked to act for a firm"),
    "person.checked_in": _l("Somebody was checked in"),
    "person.check_in_undone": _l("A check-in was undone"),
    "person.data_fetched": _l("One’s own data was fetched"),
    "person.erased": _l("A person was erased"),
    "preference.known": _l("A firm was marked as known already"),
    "preference.never": _l("A firm was marked “never with”"),
    "preference.saved": _l("A firm was kept for later"),
    "preference.hidden": _l("A suggestion was put away"),
    "representative.away": _l("Somebody was said to be away at a time"),
    "user.created": _l("An account was made"),
    "user.data_fetched": _l("One’s own data was fetched"),
    "user.email_changed": _l("The address of an account was changed"),
    "user.email_change_asked": _l("Another address was asked for"),
    "user.email_confirmed": _l("An email address was confirmed"),
    "user.erased": _l("An account was erased"),
    "user.invitation_accepted": _l("An invitation was accepted"),
    "user.invited": _l("Somebody was invited"),
    "user.joined": _l("Somebody joined an organisation"),
    "user.left": _l("Somebody left an organisation"),
    "user.password_set": _l("A password was set"),
    "user.reset_asked": _l("A new password was asked for"),
    "user.settings_saved": _l("Settings were saved"),
    "user.sign_in_link_sent": _l("A sign-in link was sent"),
    "user.sign_in_failed": _l("A sign-in failed"),
    "user.signed_in": _l("Signed in"),
    "user.signed_out_everywhere": _l("Signed out everywhere"),
}
_FAMILY_TEXTS: Final[Mapping[str, Any]] = {
    "agenda": _l("An agenda was mailed"),
    "answers": _l("Answers of a registration were changed"),
    "attendees": _l("A list was taken out"),
    "board": _l("A screen in the hall was changed"),
    "bus": _l("Seats in a bus were changed"),
    "certificate": _l("A certificate runs out"),
    "company": _l("The data of a firm was changed"),
    "consent": _l("A consent was recorded"),
    "delegation": _l("A delegation was changed"),
    "draft": _l("A timetable was worked on"),
    "event": _l("An event was changed"),
    "feed": _l("The address of a calendar was made or ended"),
    "firm": _l("A firm was written to"),
    "firm_link": _l("The link of a firm was made, sent or used"),
    "gate": _l("The list for the gate was taken out"),
    "guest": _l("A guest was entered or changed"),
    "import": _l("A sheet was worked on"),
    "interpreter": _l("An interpreter was changed"),
    "join": _l("Who asked to act for a firm was answered"),
    "late": _l("A firm was said to be late"),
    "letter": _l("A letter was sent again"),
    "letter_text": _l("The text of a letter was changed"),
    "letters": _l("Letters were sent again"),
    "meeting": _l("A meeting was changed"),
    "meetings": _l("Two meetings changed places"),
    "message": _l("A message to many was worked on"),
    "offer": _l("A place at an event was accepted"),
    "outcome": _l("What came of a meeting was noted"),
    "paper": _l("Paper for the day was made"),
    "person": _l("Somebody was looked after on the day"),
    "plan": _l("A timetable was worked on"),
    "preference": _l("What one side marked was taken back"),
    "profile": _l("A profile was changed"),
    "question": _l("A question of the registration was changed"),
    "ranking": _l("The ranking was changed"),
    "registration": _l("A registration was changed"),
    "representative": _l("A person of a firm was entered or changed"),
    "round": _l("A group meeting was changed"),
    "shift": _l("All that is late was shifted"),
    "timetable": _l("A timetable was worked on"),
    "user": _l("An account was changed"),
    "view": _l("A view of a list was changed"),
    "visit": _l("The programme of a delegation was changed"),
}
"""Of acts that have no sentence of their own, by what stands before the dot."""


def act_text(kind: str) -> str:
    """What this kind of act, or of a job, is; a word that is neither stays as it is."""
    if kind in JOB_KINDS:
        return str(JOB_KINDS[kind].title)
    if kind in notice_words and kind not in _ACT_TEXTS:
        return notice_words[kind]({})
    return str(_ACT_TEXTS.get(kind) or _FAMILY_TEXTS.get(kind.partition(".")[0], kind))


PROGRAM_COLUMNS: Final = frozenset(
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
    | {"public_id", "media_type", "position", "arguments", "result", "progress", "queue", "stage"}
    | {"heartbeat_at", "started_at", "finished_at", "stop_requested_at", "error", "device", "scan", "settings"}
    | {"filters", "details", "topic", "forgets", "warned_of", "optional", "opened", "erased_at", "updated_at", "state"}
)
"""Columns that stand in the file for programs alone, beside the numbers of rows and of who did something."""

FIELD_LABELS: Final[Mapping[str, Any]] = {
    "event_id": COLUMN_LABELS["event"],
    "organisation_id": _l("Organisation"),
    "company_id": COLUMN_LABELS["company"],
    "registration_id": COLUMN_LABELS["company"],
    "delegation_id": COLUMN_LABELS["delegation"],
    "question_id": _l("Question"),
    "slot_id": _l("Time"),
    "table_id": EXTRA_LABELS["table"],
    "visit_id": _l("Visit"),
    "export_id": _l("List"),
    **{
        name: COLUMN_LABELS[name]
        for name in ("email", "phone", "wechat", "rank", "salutation", "family_name", "given_name")
    },
    **{name: COLUMN_LABELS[name] for name in ("title", "title_zh", "languages", "dietary", "checked_in_at", "country")},
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
_CODE_LABELS: Final[Mapping[str, Mapping[str, Any]]] = {
    "role": {role.value: word for role, word in ROLE_WORDS.items()},
    "source": SOURCE_LABELS,
    "state": CELL_STATE_LABELS,
    "kind": {"holds": COLUMN_LABELS["certificates_held"], "needs": COLUMN_LABELS["certificates_needed"]},
    "theme": {"light": _l("Light"), "dark": _l("Dark")},
}
_TEXT_OF_CODE: Final[Mapping[str, Callable[[str], str]]] = {
    "kind": lambda code: str(_CODE_LABELS["kind"].get(code) or act_text(code)),
    "standard": lambda code: certificates.certificate_name(code, language()),
    "isic": lambda code: f"{code} {tree.sector_label_in(code, language())}",
    "country": lambda code: get_country_name(language(), code) if len(code) == 2 else code,
    "locale": lambda code: get_language_name(code, language()),
    "language": lambda code: get_language_name(code, language()),
    "languages": lambda code: get_language_name(code, language()),
    "purpose": lambda code: _purpose_labels().get(code, code),
    "columns": lambda name: {**column_labels(), **EXTRA_LABELS}.get(name, name),
    "fields": lambda name: {**column_labels(), **EXTRA_LABELS}.get(name, name),
}


def field_text(column: str, value: Any) -> str:
    """A value as the reader calls it; several with commas between them, those with names of their own after these."""
    if isinstance(value, dict):
        parts = [f"{name}: {field_text(str(name), item)}" for name, item in value.items()]
        return str(gettext("; ")).join(parts)
    if isinstance(value, list):
        return str(gettext(", ")).join(field_text(column, item) for item in value)
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, str) and column in _TEXT_OF_CODE:
        return str(_TEXT_OF_CODE[column](value))
    return str(_CODE_LABELS.get(column, {}).get(value, value))


def _purpose_labels() -> dict[str, str]:
    consents = {purpose: plain(text.title) for purpose, text in CONSENT_TEXTS.items()}
    return {**{purpose: str(word) for purpose, word in PURPOSES.items()}, **consents}


SAYS_SUFFIX: Final = " says"
LOCALIZED_NAME: Final = re.compile(r"(.+)_(en|zh|fr)")
DAY_PATTERN: Final = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT_PATTERN: Final = re.compile(r"\d{4}-\d\d-\d\dT.+")

DataLine = tuple[str, str]


def data_sections(data: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[tuple[str, list[list[DataLine]]]]:
    """Heading by heading the rows, each as pairs of a word and what it is."""
    return [(str(OWN_DATA_HEADINGS[table]), [list(_data_lines(row)) for row in rows]) for table, rows in data.items()]


def is_read_by_people(column: str) -> bool:
    """Whether a column itself is told; a number of a row is told by what that row says, where it says anything."""
    return column not in PROGRAM_COLUMNS and not column.endswith(("_id", "_by"))


def _data_lines(row: Mapping[str, Any]) -> Iterator[DataLine]:
    """Of a letter the subject says what kind it is."""
    for name, value in row.items():
        if name.endswith(SAYS_SUFFIX):
            yield str(FIELD_LABELS[name.removesuffix(SAYS_SUFFIX)]), _row_text(value)
        elif is_read_by_people(name) and value not in ("", [], {}) and not (name == "kind" and "recipient" in row):
            yield str(FIELD_LABELS[name]), _value_text(name, value)


def _row_text(row: Mapping[str, Any]) -> str:
    """What another row is called, in a line: its name in the reader's language, then the rest."""
    values_of_row = {name: value for name, value in row.items() if name == "state" or is_read_by_people(name)}
    names = {match[1]: name for name in values_of_row if (match := LOCALIZED_NAME.fullmatch(name))}
    for stem in names:
        versions = {suffix: values_of_row.pop(f"{stem}_{suffix}", "") for suffix in ("en", "zh", "fr")}
        plain = values_of_row.pop(stem, "")
        values_of_row = {
            stem: versions[language()] or plain or next(filter(None, versions.values()), ""),
            **values_of_row,
        }
    values = [
        _row_text(value) if isinstance(value, Mapping) else _value_text(name, value)
        for name, value in values_of_row.items()
    ]
    return " · ".join(value for value in values if value)


def _value_text(name: str, value: Any) -> str:
    if isinstance(value, str) and MOMENT_PATTERN.fullmatch(value):
        return moment(dt.datetime.fromisoformat(value))
    if isinstance(value, str) and DAY_PATTERN.fullmatch(value):
        return short_day(dt.date.fromisoformat(value))
    return field_text(name, value)


def log_data_fetched(event: Event, person: Representative, *, by: int | None) -> None:
    """``by``: None from the command line."""
    with transaction():
        audit.log_action("person.data_fetched", person, event_id=event.id, by=by)


def log_account_fetched(user: User) -> None:
    """The same of an account with all it stands for, by the operator."""
    with transaction():
        audit.log_action("user.data_fetched", user, by=None)


def _newest_event(data: dict[str, list[dict[str, Any]]]) -> Event | None:
    """The newest event that is told of, on whose clocks times stand; None for who has chosen a zone."""
    numbers = {row["event_id"] for rows in data.values() for row in rows if row.get("event_id")}
    if not numbers or any(row.get("zone") for row in data.get("users", ())):
        return None
    return db.session.get(Event, max(numbers))


def pack_data(data: dict[str, list[dict[str, Any]]]) -> bytes:
    """The two files in one: JSON for another program, a page for people."""
    with email_language(language(), g.get("event") or _newest_event(data)):
        context = {"sections": data_sections(data), "at": now(), "zone": zone().key, "in_language": language()}
        page = render_template("lists/_own_data.html", **context)
    return to_zip(
        {
            "qiao-own-data.json": json.dumps(data, ensure_ascii=False, indent=1).encode(),
            "qiao-own-data.html": page.encode(),
        }
    )
