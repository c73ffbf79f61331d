"""Certificates that run out: what counts at an event, and who is to be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import BindParameter, ColumnElement, func, or_, select

from app.companies.certificates import WARNING_PERIOD
from app.companies.models import CompanyCertificate
from app.core.db import db
from app.events.models import Event, EventDay
from app.events.phases import Phase
from app.registrations.models import Registration
from app.registrations.states import OUT_OF_SIGHT

ONE = CompanyCertificate


def still_valid(event_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Whether a certificate is not over by the event's last day (``companies.expiry.counts``), for statements."""
    last = select(func.max(EventDay.day)).where(EventDay.event_id == event_id).scalar_subquery()
    return or_(ONE.valid_until.is_(None), last.is_(None), ONE.valid_until >= last)


def to_warn_of(today: dt.date) -> Sequence[tuple[CompanyCertificate, Registration]]:
    """Certificates held that end within sixty days, or ended in the last sixty, and of whose last day their firm had no
    letter; each with the firm's registration at the newest event that is not over."""
    open_ones = (
        select(func.max(Registration.id))
        .join(Event, Event.id == Registration.event_id)
        .where(
            Registration.company_id == ONE.company_id,
            Registration.state.not_in(OUT_OF_SIGHT),
            Event.phase.not_in((Phase.DRAFT, Phase.CLOSED)),
        )
        .correlate(ONE)
        .scalar_subquery()
    )
    chosen = (
        select(ONE, Registration)
        .join(Registration, Registration.id == open_ones)
        .where(
            ONE.kind == "holds",
            ONE.valid_until.between(today - WARNING_PERIOD, today + WARNING_PERIOD),
            or_(ONE.warned_of.is_(None), ONE.warned_of != ONE.valid_until),
        )
        .order_by(ONE.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(chosen)]
