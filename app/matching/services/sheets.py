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
from app.meetings.queries.wishing import Ground, ground_of
from app.registrations.mails import organizer_of
from app.registrations.models import Delegation, Registration
from app.registrations.queries.firms import approved_firms, firms_of_delegation, spoken_by
from app.registrations.queries.wishes import Numbered
from app.registrations.services.numbers import number_firms

TEMPLATE = "matching/wish_list.typ"
CODES_TOLD = 2
"""So many sectors stand for a firm that says in no words what it offers or seeks."""
MOST_LINES = 4000
"""Of all sheets in one PDF: setting them takes half a gigabyte and some four seconds."""

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose sheets: those of a delegation's firms, else of the event's approved ones, on a side (``group_id``) or on
    every side; ``firm_id``: of this one among them."""

    delegation_id: int | None = None
    group_id: int | None = None
    firm_id: int | None = None


def firms_among(event: Event, whose: Whose) -> list[Registration]:
    """In the order of the chamber's sheet."""
    if whose.delegation_id is not None:
        found = firms_of_delegation(db.session.get_one(Delegation, whose.delegation_id))
    else:
        found = [one for one in approved_firms(event.id) if whose.group_id in (None, one.group_id)]
    return [one for one in found if whose.firm_id in (None, one.id)]


def ask_for(event: Event, whose: Whose, *, key: str, by: int) -> str:
    """Have these sheets made; the public id of the job, once for each ``key``. Raises PhaseForbids once the event is
    closed, and NotFound for a firm that is not among them."""
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    if whose.firm_id is not None and not firms_among(event, whose):
        raise NotFound
    asked: dict[str, Any] = asdict(whose)
    with transaction(), idempotent_post(by, f"{key}-{whose.firm_id or 'all'}", {"event": event.id, **asked}) as post:
        if post.answer is None:
            post.answer = {"job": enqueue("wish_lists", user_id=by, event_id=event.id, **asked).public_id}
        return str(post.answer["job"])


def make(event_id: int, whose: Whose, *, by: int | None, tell: Callable[[float], None]) -> StoredFile:
    """The file, to be fetched by whoever asked: a PDF, or a ZIP of several where they are more than one can hold.
    ``tell`` hears what share is set, from 0 to 1. Raises PdfFailed."""
    number_firms(event_id, by=by)
    event, chosen = db.session.get_one(Event, event_id), whose.delegation_id
    back_to = db.session.get_one(Delegation, chosen).name if chosen is not None else organizer_of(event)
    data, name = told(event, back_to, firms_among(event, whose)), f"wish-lists-{event.slug}"
    made: dict[str, bytes] = {}
    parts = _parts(data["sheets"])
    for number, part in enumerate(parts):
        tell(number / len(parts))
        made[f"{name}-{number + 1}.pdf"] = to_pdf(TEMPLATE, {**data, "sheets": part}, language="en", made_at=now())
    several = len(made) > 1
    return store_export(
        to_zip(made) if several else made[f"{name}-1.pdf"],
        name=f"{name}.zip" if several else f"{name}.pdf",
        media_type="application/zip" if several else "application/pdf",
        user_id=by,
        event_id=event_id,
    )


def _parts(sheets: Sequence[Told]) -> list[list[Told]]:
    """One at least; each of so many whole sheets as ``MOST_LINES`` allows."""
    parts: list[list[Told]] = [[]]
    room = MOST_LINES
    for sheet in sheets:
        if parts[-1] and len(sheet["lines"]) > room:
            parts.append([])
            room = MOST_LINES
        parts[-1].append(sheet)
        room -= len(sheet["lines"])
    return parts


def told(event: Event, back_to: Localized, firms: Sequence[Registration]) -> Told:
    """What the template prints: ``words`` in each language, ``sheets``: one for each firm, in their order;
    ``back_to``: whom it is given back to.

    A sheet speaks the firm's language and Chinese beside it, or Chinese and English.
    """
    ground = ground_of(event.id, firms)
    partners = _partners([one for one in ground.numbered if one.takes_part])
    return {
        "title": "Wish lists",
        "words": {language: _words(event, back_to, language) for language in LANGUAGES},
        "sheets": [_sheet(ground, one, partners) for one in firms],
    }


def _sheet(ground: Ground, firm: Registration, partners: Mapping[int, Mapping[str, Told]]) -> Told:
    first = spoken_by(firm)
    second = "en" if first == "zh" else "zh"
    company = firm.company
    lines = [
        {
            "number": one.number,
            **partners[one.registration_id][first],
            "sector_2": partners[one.registration_id][second]["sector"],
        }
        for one in ground.numbered
        if one.takes_part and ground.may_ask(firm, one) and ground.number_of[one.registration_id] == one.number
    ]
    return {
        "languages": [first, second],
        "number": str(ground.number_of.get(firm.id, "")),
        "name": company.name if company else "",
        "name_zh": (company.name_zh or "") if company else "",
        "lines": lines,
    }


def _partners(numbered: Sequence[Numbered]) -> dict[int, dict[str, Told]]:
    """Registration → language → how a firm stands in a list."""
    rows = (
        select(Registration.id, Company)
        .join(Company, Company.id == Registration.company_id)
        .options(selectinload(Company.sectors))
        .where(Registration.id.in_({one.registration_id for one in numbered}))
    )
    return {number: {one: _line(company, one) for one in LANGUAGES} for number, company in db.session.execute(rows)}


def _line(company: Company, language: str) -> Told:
    return {
        "name": company.name,
        "name_zh": company.name_zh if company.name_zh != company.name else "",
        "sector": _sectors(company, "is_in", language, 1) or _sectors(company, "offers", language, 1),
        "offers": _said(company.offers, language) or _sectors(company, "offers", language, CODES_TOLD),
        "seeks": _said(company.seeks, language) or _sectors(company, "seeks", language, CODES_TOLD),
    }


def _said(text: Localized, language: str) -> str:
    return " ".join(text.in_language(language)[0].split())


def _sectors(company: Company, kind: str, language: str, most: int) -> str:
    codes = [one.code for one in company.sectors if one.kind == kind]
    return ("、" if language == "zh" else "; ").join(sector_label_in(code, language) for code in codes[:most])


def _words(event: Event, back_to: Localized, language: str) -> dict[str, str]:
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
