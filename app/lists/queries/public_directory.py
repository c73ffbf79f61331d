"""The firms that anybody may read of, without a sign-in: those that agreed to it, as of this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Row, Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.companies.models import Company
from app.core.db import db, now
from app.core.paging import Page, clip_page
from app.events.models import Event
from app.events.phases import BookingMode, Phase
from app.events.retention import RetentionPeriod
from app.lists.consent import Word
from app.lists.publicity import is_open, mark_of, marked
from app.lists.queries.matching_rows import newest
from app.registrations.consent_texts import PUBLIC
from app.registrations.models import Consent, Registration
from app.registrations.queries.directory import SIZE, Entry, Wanted, entries, firms_in, in_typed_sector, meeting


@dataclass(frozen=True, slots=True)
class PublicPage:
    """``marks``: each firm's part of its address, by registration; ``countries``: where the firms that fit all but the
    country come from (ISO 3166)."""

    page: Page[Entry]
    marks: dict[int, str]
    countries: tuple[str, ...]


def directory_is_open(event: Event) -> bool:
    """Whether anybody may read the event's directory now; a hold keeps its people, not this."""
    last = max((day.day for day in event.days), default=None)
    until = event.erased_at or RetentionPeriod(last=last, zone=event.zone, keep_days=event.keep_days).until
    return is_open(event.directory, Phase(event.phase), BookingMode(event.booking_mode), until=until, now=now())


def public_firms(event: Event, wanted: Wanted, country: str, *, page: int, language: str) -> PublicPage:
    """A page of them: the best matches of a search first, else by name. A constant number of queries."""
    agreed = _agreed(event, wanted, language)
    countries = tuple(sorted({row.country.upper() for row in agreed if row.country}))
    there = [row for row in agreed if not country or (row.country or "").upper() == country]
    found = meeting(wanted, there)
    number = clip_page(page, size=SIZE, total=len(found))
    shown = found[(number - 1) * SIZE : number * SIZE]
    return PublicPage(
        Page(entries(shown), number, SIZE, len(found)), {one: mark_of(one, _secret()) for one in shown}, countries
    )


def public_firm(event: Event, mark: str) -> Registration | None:
    """The firm that has this address, with its company; None for one that does not stand in the directory now."""
    firms = firms_in(event, Wanted(), "en").order_by(None)
    number = marked(mark, db.session.scalars(firms), _secret())
    if number is None or not _agreeing(firms.where(Registration.id == number)):
        return None
    whole = joinedload(Registration.company)
    chosen = select(Registration).options(
        whole, whole.selectinload(Company.sectors), whole.selectinload(Company.certificates)
    )
    return db.session.scalar(chosen.options(selectinload(Registration.group)).where(Registration.id == number))


def _agreed(event: Event, wanted: Wanted, language: str) -> Sequence[Row[Any]]:
    return _agreeing(firms_in(event, wanted, language), Company.folded, in_typed_sector(wanted), Company.country)


def _agreeing(firms: Select[Any], *columns: Any) -> Sequence[Row[Any]]:
    """The rows of those that stand in the directory, with these columns."""
    agreed = newest(PUBLIC, Consent.registration_id, Registration.id) == Word.YES.value
    return db.session.execute(firms.add_columns(*columns).where(agreed)).all()


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
