"""Firm links: found by firm, by token, by typed code; and the address that leads to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.clock import day_end
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.signing import token_number
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.registrations.links import Standing, fold_code, sign, standing, version_of
from app.registrations.models import FirmLink, Registration
from app.registrations.queries.firms import Reader
from app.registrations.queries.joins import accounts_of
from app.registrations.queries.keeping import kept_by_others, kept_elsewhere
from app.registrations.states import RegistrationState


def link_of(registration: Registration) -> FirmLink | None:
    """The firm's link; None where none was given yet (``services.links.give_links``) or for a guest."""
    return db.session.scalar(select(FirmLink).where(FirmLink.registration_id == registration.id))


def token_of(link: FirmLink) -> str:
    """The token of the newest version of a link; the same at any time until it is replaced."""
    return sign(_secret(), link.registration_id, link.version, link.mark)


def link_url(link: FirmLink) -> str:
    """The address to hand to the firm, from the configured base address."""
    return f"{base_url()}/f/{token_of(link)}"


def own_link(registration: Registration, reader: Reader) -> str:
    """The firm's link for a reader without an account, where it lets somebody in or lets ask; else nothing."""
    link = link_of(registration) if reader.user is None else None
    useful = link is not None and standing_of(link) in (Standing.OPEN, Standing.CLAIMED)
    return link_url(link) if link is not None and useful else ""


def code_url() -> str:
    """The address at which a short code is typed."""
    return f"{base_url()}/f"


def find_by_token(token: str) -> tuple[FirmLink, Standing]:
    """The link that a token opens, with its firm and event, and where it stands: ``REVOKED`` for an older version.

    Raises NotFound for a forged token.
    """
    link = _with_firm(FirmLink.registration_id == (token_number(token) or 0))
    if link is None:
        raise NotFound
    version = version_of(token, _secret(), link.registration_id, link.version, link.mark)
    if version is None:
        raise NotFound
    return link, standing_of(link) if version == link.version else Standing.REVOKED


def find_by_code(typed: str) -> tuple[FirmLink, Standing]:
    """The link of a typed short code, and where it stands. Raises NotFound."""
    code = fold_code(typed)
    link = _with_firm(FirmLink.code == code) if code else None
    if link is None:
        raise NotFound
    return link, standing_of(link)


def events_of_initials(initials: str) -> list[int]:
    """The events with a company whose code begins with these initials and was not revoked."""
    found = (
        select(Registration.event_id)
        .join(FirmLink, FirmLink.registration_id == Registration.id)
        .where(FirmLink.code.startswith(initials), FirmLink.revoked_at.is_(None))
    )
    return list(db.session.scalars(found.distinct().order_by(Registration.event_id)))


def standing_of(link: FirmLink) -> Standing:
    """Where a link stands now."""
    event, state = link.registration.event, link.registration.state
    return standing(
        claimed=link.claimed_at is not None or _others_let_in(link),
        revoked=link.revoked_at is not None,
        registering=may_register(event, now()),
        takes_part=state == RegistrationState.APPROVED and event.phase != Phase.DRAFT,
        comes_back=link.claimed_by is not None,
        ended=event.phase == Phase.CLOSED,
        cancelled=state == RegistrationState.CANCELLED,
    )


def _others_let_in(link: FirmLink) -> bool:
    """Whether the way in is not this link, though nobody came by it yet: the firm has or had people who sign in, others
    registered it first, or it was at other events without those who see the link."""
    if kept_by_others(link.registration) or accounts_of(link.registration):
        return True
    if link.claimed_by is None:
        return kept_elsewhere(link.registration)
    return bool(db.session.get_one(User, link.claimed_by).email)


def may_register(event: Event, at: datetime) -> bool:
    """Whether firms may still register themselves: the phase allows it and the last day has not passed."""
    closes = event.registration_closes_on
    in_time = closes is None or at < day_end(closes, event.zone)
    return in_time and is_allowed(Phase(event.phase), EventAct.REGISTER, BookingMode(event.booking_mode))


def without_link(registration_ids: Iterable[int]) -> list[int]:
    """Which of these registrations are firms that have no link yet."""
    found = (
        select(Registration.id)
        .outerjoin(FirmLink, FirmLink.registration_id == Registration.id)
        .where(Registration.id.in_(list(registration_ids)), Registration.kind == "firm", FirmLink.id.is_(None))
    )
    return list(db.session.scalars(found))


def _with_firm(condition: object) -> FirmLink | None:
    found = (
        select(FirmLink)
        .options(
            joinedload(FirmLink.registration).joinedload(Registration.event),
            joinedload(FirmLink.registration).joinedload(Registration.company),
        )
        .where(condition)  # type: ignore[arg-type]
    )
    return db.session.scalar(found)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def base_url() -> str:
    """The configured address of the site, without a slash at its end."""
    return str(current_app.config["SETTINGS"].base_url).rstrip("/")
