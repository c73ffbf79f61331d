"""Wish lists as one file to print: for each firm a sheet with all whom it may ask, by their numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.companies.models import Company
from app.companies.sectors.tree import sector_label_in
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import NotFound
from app.core.files import store_export
from app.core.idempotency import idempotent_post
from app.core.jobs import enqueue
from app.core.localized import LANGUAGES, Localized
from app.core.models import StoredFile
from app.core.web.locale import LOCALES, plain, short_day
from app.documents import to_zip
from app.documents.pdf import to_pdf
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.events.wording import dates_of
from app.meetings.queries.policy import WishFacts, load_wish_facts
from app.registrations.mails import get_organizer_name
from app.registrations.models import Delegation, Registration, WishNumber
from app.registrations.queries.registrations import (
    get_email_language,
    list_approved_companies,
    list_delegation_companies,
)
from app.registrations.queries.wish_lists import (
    COMPANIES_NUMBERED,
    NumberedCompany,
    get_last_number,
    list_without_number,
)

SHEET_TEMPLATE = "matching/wish_list.typ"
NAMED_CODES = 2
"""So many sectors stand for a firm that says in no words what it offers or seeks."""
MAX_LINES = 4000
"""Of all sheets in one PDF: setting them takes half a gigabyte and some four seconds."""

SheetJson = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SheetScope:
    """Whose sheets: those of a delegation's companies, else of the event's approved ones, on a side (``group_id``) or
    on every side; ``registration_id``: of this one among them."""

    delegation_id: int | None = None
    group_id: int | None = None
    registration_id: int | None = None


def list_sheet_companies(event: Event, whose: SheetScope) -> list[Registration]:
    """In the order of the chamber's sheet."""
    if whose.delegation_id is not None:
        companies = list_delegation_companies(db.session.get_one(Delegation, whose.delegation_id))
    else:
        companies = [
            registration
            for registration in list_approved_companies(event.id)
            if whose.group_id in (None, registration.group_id)
        ]
    return [registration for registration in companies if whose.registration_id in (None, registration.id)]


def request_sheets(event: Event, whose: SheetScope, *, key: str, by: int) -> str:
    """Have these sheets made; the public id of the job, once for each ``key``. Raises PhaseForbids once the event is
    closed, and NotFound for a company that is not among them."""
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    if whose.registration_id is not None and not list_sheet_companies(event, whose):
        raise NotFound
    asked: dict[str, Any] = asdict(whose)
    with (
        transaction(),
        idempotent_post(by, f"{key}-{whose.registration_id or 'all'}", {"event": event.id, **asked}) as post,
    ):
        if post.answer is None:
            post.answer = {"job": enqueue("wish_lists", user_id=by, event_id=event.id, **asked).public_id}
        return str(post.answer["job"])


def create_sheets(event_id: int, whose: SheetScope, *, by: int | None, tell: Callable[[float], None]) -> StoredFile:
    """The file, to be fetched by whoever asked: a PDF, or a ZIP of several where they are more than one can hold.
    ``tell`` hears what share is set, from 0 to 1. Raises PdfFailed."""
    number_companies(event_id, by=by)
    event, chosen = db.session.get_one(Event, event_id), whose.delegation_id
    back_to = db.session.get_one(Delegation, chosen).name if chosen is not None else get_organizer_name(event)
    data, name = sheet_data(event, back_to, list_sheet_companies(event, whose)), f"wish-lists-{event.slug}"
    made: dict[str, bytes] = {}
    parts = _sheet_batches(data["sheets"])
    for number, part in enumerate(parts):
        tell(number / len(parts))
        made[f"{name}-{number + 1}.pdf"] = to_pdf(
            SHEET_TEMPLATE, {**data, "sheets": part}, language="en", made_at=now()
        )
    several = len(made) > 1
    return store_export(
        to_zip(made) if several else made[f"{name}-1.pdf"],
        name=f"{name}.zip" if several else f"{name}.pdf",
        media_type="application/zip" if several else "application/pdf",
        user_id=by,
        event_id=event_id,
    )


def _sheet_batches(sheets: Sequence[SheetJson]) -> list[list[SheetJson]]:
    """One at least; each of so many whole sheets as ``MOST_PICTURE_LINES`` allows."""
    parts: list[list[SheetJson]] = [[]]
    room = MAX_LINES
    for sheet in sheets:
        if parts[-1] and len(sheet["lines"]) > room:
            parts.append([])
            room = MAX_LINES
        parts[-1].append(sheet)
        room -= len(sheet["lines"])
    return parts


def sheet_data(event: Event, back_to: Localized, companies: Sequence[Registration]) -> SheetJson:
    """What the template prints: ``words`` in each language, ``sheets``: one for each company, in their order;
    ``back_to``: whom it is given back to.

    A sheet speaks the company's language and Chinese beside it, or Chinese and English.
    """
    ground = load_wish_facts(event.id, companies)
    partners = _partner_lines([entry for entry in ground.numbered if entry.takes_part])
    return {
        "title": "Wish lists",
        "words": {language: _sheet_words(event, back_to, language) for language in LANGUAGES},
        "sheets": [_company_sheet(ground, entry, partners) for entry in companies],
    }


def _company_sheet(ground: WishFacts, firm: Registration, partners: Mapping[int, Mapping[str, SheetJson]]) -> SheetJson:
    first = get_email_language(firm)
    second = "en" if first == "zh" else "zh"
    company = firm.company
    lines = [
        {
            "number": entry.number,
            **partners[entry.registration_id][first],
            "sector_2": partners[entry.registration_id][second]["sector"],
        }
        for entry in ground.numbered
        if entry.takes_part and ground.may_ask(firm, entry) and ground.number_of[entry.registration_id] == entry.number
    ]
    return {
        "languages": [first, second],
        "number": str(ground.number_of.get(firm.id, "")),
        "name": company.name if company else "",
        "name_zh": (company.name_zh or "") if company else "",
        "lines": lines,
    }


def _partner_lines(numbered: Sequence[NumberedCompany]) -> dict[int, dict[str, SheetJson]]:
    """Registration → language → how a firm stands in a list."""
    rows = (
        select(Registration.id, Company)
        .join(Company, Company.id == Registration.company_id)
        .options(selectinload(Company.sectors))
        .where(Registration.id.in_({item.registration_id for item in numbered}))
    )
    return {
        number: {item: _partner_line(company, item) for item in LANGUAGES}
        for number, company in db.session.execute(rows)
    }


def _partner_line(company: Company, language: str) -> SheetJson:
    return {
        "name": company.name,
        "name_zh": company.name_zh if company.name_zh != company.name else "",
        "sector": _sector_labels(company, "is_in", language, 1) or _sector_labels(company, "offers", language, 1),
        "offers": _text_on_a_line(company.offers, language) or _sector_labels(company, "offers", language, NAMED_CODES),
        "seeks": _text_on_a_line(company.seeks, language) or _sector_labels(company, "seeks", language, NAMED_CODES),
    }


def _text_on_a_line(text: Localized, language: str) -> str:
    return " ".join(text.in_language(language)[0].split())


def _sector_labels(company: Company, kind: str, language: str, most: int) -> str:
    codes = [sector.code for sector in company.sectors if sector.kind == kind]
    return ("、" if language == "zh" else "; ").join(sector_label_in(code, language) for code in codes[:most])


def _sheet_words(event: Event, back_to: Localized, language: str) -> dict[str, str]:
    with force_locale(LOCALES[language]):
        until = event.requests_until or event.registration_closes_on
        to = plain(back_to)
        back = gettext("Give this sheet back to %(whom)s by %(day)s.", whom=to, day=short_day(until)) if until else ""
        return {
            "title": gettext("Wish list"),
            "event": " · ".join(filter(None, (plain(event.name), dates_of(event)))),
            "how": gettext(
                "Mark in the columns whom you must meet, whom you want to meet, and whom you never want to meet. Leave "
                "the others empty. “Never” is told to nobody."
            ),
            "back": back or gettext("Give this sheet back to %(whom)s.", whom=to),
            "number": gettext("No."),
            "company": gettext("Company"),
            "offers": gettext("Offers"),
            "seeks": gettext("Seeks"),
            "must": gettext("must"),
            "want": gettext("want"),
            "never": gettext("never"),
            "nobody": gettext("There is nobody to choose from yet."),
            "own": gettext("Your number"),
        }


def number_companies(event_id: int, *, by: int | None) -> int:
    """Give each firm that takes part and has none the next number of the event; how many were given."""
    with transaction() as session:
        event = session.scalars(select(Event).where(Event.id == event_id).with_for_update(key_share=True)).one()
        last, companies = get_last_number(event_id), list_without_number(event_id)
        for number, registration_id in enumerate(companies, last + 1):
            db.session.add(WishNumber(event_id=event_id, registration_id=registration_id, number=number))
        if companies:
            audit.log_action(COMPANIES_NUMBERED, event, event_id=event_id, by=by, up_to=last + len(companies))
    return len(companies)
