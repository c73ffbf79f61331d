"""What a sheet said of a firm besides, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from app.companies.wording import company_label
from app.core.web.locale import language, plain, short_day
from app.core.web.translations import lazy_gettext as _l
from app.registrations.models import Answer, Registration
from app.registrations.queries.answers import is_there, questions_of, replies_of, value_of
from app.registrations.questions import Asked, QuestionKind
from app.registrations.services.answers import EDITABLE

LABELS: Mapping[str, Any] = {
    "more_phones": _l("Further phones"),
    "more_emails": _l("Further e-mails"),
    "more_titles": _l("Further job titles"),
    "category": _l("Category in the sheet"),
    "group": _l("Side in the sheet"),
    "registered_at": _l("Registered, says the sheet"),
    "certificates_held": _l("Certificates held, as written"),
    "certificates_needed": _l("Certificates needed, as written"),
    "languages": _l("Languages, as written"),
    "other_names": _l("Other names in the sheet"),
    "stock_code": _l("Stock code in the sheet"),
    "uen": _l("UEN in the sheet"),
    "uscc": _l("Unified social credit code in the sheet"),
    "website": _l("Website in the sheet"),
    "country": _l("Country in the sheet"),
    "city": _l("City in the sheet"),
    "sectors": _l("Sectors in the sheet"),
    "about": _l("About the firm in the sheet"),
    "offers": _l("Offers in the sheet"),
    "products": _l("Products in the sheet"),
    "founded": _l("Founded, says the sheet"),
    "employees": _l("Employees in the sheet"),
    "exports": _l("Export markets, as written"),
    "seeks": _l("Seeks in the sheet"),
}


ADDRESSES = ("more_phones", "more_emails")
"""The desks and shared mailboxes of a firm, and second numbers of its people."""


def told_besides(registration: Registration) -> list[tuple[str, str]]:
    """Labels and texts of all that is kept and not edited here; what has no label stands under its own name."""
    kept = {name: value for name, value in registration.answers.items() if name not in EDITABLE}
    return [(str(LABELS.get(name, name.replace("_", " "))), _text(value)) for name, value in kept.items()]


def told_answers(registration: Registration) -> list[tuple[str, str, int | None]]:
    """Label, text and, for a file, the answer's id, of all that was answered to the organizer's questions. A sealed
    answer is told as kept, a person's with the person's name."""
    asked = [one.asked for one in questions_of(registration.event_id)]
    if not asked:
        return []
    held = replies_of(registration)
    people: list[tuple[int | None, str]] = [(one.id, company_label(one)) for one in registration.representatives]
    found = []
    for person, name in [(None, ""), *people]:
        answers = held.of(person)
        for one in asked:
            answer = answers.get(one.id)
            if answer is not None and is_there(answer):
                label = plain(one.label) + (f" ({name})" if name else "")
                found.append((label, answer_text(one, answer), answer.id if answer.file_id else None))
    return found


def answer_text(question: Asked, answer: Answer) -> str:
    """An answer in words, in the reader's language."""
    value = value_of(answer)
    if answer.sealed is not None:
        return str(gettext("kept sealed"))
    if answer.file_id is not None:
        return str(gettext("File of %(day)s", day=short_day(answer.answered_at)))
    if question.options and not isinstance(value, bool):
        keys = (value,) if isinstance(value, str) else value or ()
        return _text([plain(question.option(key)) for key in keys])
    if question.kind == QuestionKind.DATE and isinstance(value, str):
        return short_day(date.fromisoformat(value))
    return _text(value)


def further_addresses(registration: Registration) -> list[tuple[str, list[str]]]:
    """Labels, each with how the firm is reached besides its people; for those who answer for it alone."""
    said = registration.answers
    return [(str(LABELS[name]), list(said[name])) for name in ADDRESSES if said.get(name)]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, list | tuple):
        return ("、" if language() == "zh" else ", ").join(map(str, value))
    return str(value)
