"""The firms of a delegation as its chamber looks after them; a constant number of queries for any number of firms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from app.companies.models import Company
from app.companies.profile import Audience
from app.db import db
from app.registrations.models import Delegation, FirmLink, Registration
from app.registrations.queries.brought import brought_by
from app.registrations.queries.from_above import gains_of, requests_asked
from app.registrations.queries.people import (
    Reach,
    firm_consents,
    held_letters,
    people_of,
    reach_of,
    seen_at,
    wishing,
)
from app.registrations.queries.profiles import audiences_of, profiles_of
from app.registrations.queries.unanswered import unanswered_of
from app.registrations.readiness import Readiness, readiness
from app.registrations.states import OUT_OF_SIGHT


@dataclass(frozen=True)
class FirmRow:
    """One firm: ``consent`` True, False, or None for never asked; ``requests``: meetings it asked for;
    ``held``: the rehearsal holds its invitation."""

    registration: Registration
    company: Company
    link: FirmLink | None
    readiness: Readiness
    reach: Reach
    consent: bool | None
    requests: int
    wished: bool
    seen_at: datetime | None
    held: bool = False

    @cached_property
    def id(self) -> int:
        return self.registration.id

    @cached_property
    def state(self) -> str:
        return self.registration.state

    @cached_property
    def claimed(self) -> bool:
        """Whether somebody of the firm is in at this event: by its link, or with an account."""
        return self.reach.is_in or (self.link is not None and self.link.claimed_at is not None)

    @cached_property
    def linked(self) -> bool:
        return self.link is not None

    @cached_property
    def reached_at(self) -> datetime | None:
        """When the link last went out, by letter or by the chamber's own hand; None: still to send."""
        sent = [at for at in (self.link.mailed_at, self.link.sent_by_me_at) if at] if self.link else []
        return max(sent, default=None)

    @cached_property
    def by_letter_alone(self) -> bool:
        """Whether nothing but a letter speaks for its being reached."""
        link = self.link
        return link is not None and not self.claimed and link.mailed_at is not None and link.sent_by_me_at is None

    @cached_property
    def reached(self) -> bool:
        return self.claimed or self.reached_at is not None


def firms_of(delegation: Delegation) -> list[FirmRow]:
    """The firms that a delegation brings, in the order of the chamber's sheet; not those cancelled or rejected."""
    return rows_of(delegation.event_id, _registrations(*brought_by(delegation.id)))


def firms_among(
    event_id: int,
    ids: Collection[int],
    audiences: Mapping[int, Audience] | None = None,
    requests: Mapping[int, int] | None = None,
) -> list[FirmRow]:
    """Those firms of an event whose registrations have these ids; not those cancelled or rejected. ``audiences``: of
    the event, and ``requests``, as ``requests_asked`` counts them, where they are known."""
    these = (
        Registration.event_id == event_id,
        Registration.id.in_(ids),
        Registration.state.not_in(OUT_OF_SIGHT),
    )
    return rows_of(event_id, _registrations(*these), audiences, requests)


def rows_of(
    event_id: int,
    firms: Sequence[Registration],
    audiences: Mapping[int, Audience] | None = None,
    requests: Mapping[int, int] | None = None,
) -> list[FirmRow]:
    """These firms of one event with all that their rows show; ``audiences`` and ``requests``: as of ``firms_among``."""
    ids = [firm.id for firm in firms]
    audiences = audiences_of(event_id) if audiences is None else audiences
    consents, reach, seen = firm_consents(ids), reach_of(ids), seen_at(event_id, ids)
    held, profiles, people = held_letters(ids), profiles_of(firms), people_of(ids)
    requests, wished = requests_asked(event_id, ids) if requests is None else requests, wishing(ids)
    unanswered, gains = unanswered_of(event_id, ids), gains_of(event_id, ids)
    nobody = Audience()

    def row(number: int, firm: Registration, company: Company) -> FirmRow:
        told = readiness(
            profiles[number],
            audiences.get(firm.group_id or 0, nobody),
            people=people.get(number, 0),
            asked=number in consents,
            unanswered=unanswered.get(number, 0),
            gains=gains.get(number),
        )
        asked = requests.get(number, 0)
        said = (consents.get(number), asked, number in wished or asked > 0, seen.get(number), number in held)
        return FirmRow(firm, company, firm.firm_link, told, reach[number], *said)

    return [
        row(number, firm, firm.company) for number, firm in zip(ids, firms, strict=True) if firm.company is not None
    ]


def row_of(registration: Registration) -> FirmRow:
    """One firm as ``firms_of`` shows it."""
    (row,) = rows_of(registration.event_id, [registration])
    return row


def _registrations(*conditions: ColumnElement[bool]) -> Sequence[Registration]:
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company), joinedload(Registration.firm_link))
        .where(Registration.kind == "firm", *conditions)
        .order_by(Registration.rank.is_(None), Registration.rank, Registration.id)
    )
    return db.session.scalars(chosen).all()
