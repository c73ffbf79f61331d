"""Company links, found by company, token or access code; whom an address on a list admits, and how each recipient
gets to a company’s pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.clock import day_end
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.mail.delivery import letters_leave
from app.core.signing import token_number
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.registrations.company_links import (
    AccessRoute,
    LinkStatus,
    find_token_version,
    link_status,
    parse_access_code,
    sign_link_token,
)
from app.registrations.models import CompanyLink, Registration, Representation, Representative
from app.registrations.queries.access import (
    get_device_account,
    is_registered_by_others_first,
    list_company_users,
    list_email_accounts,
    was_at_events_of_others,
)
from app.registrations.queries.registrations import HIDDEN_STATES, EmailRecipient
from app.registrations.states import RegistrationState


def find_link(registration: Registration) -> CompanyLink | None:
    """The firm's link; None where none was given yet (``create_links``) or for a guest."""
    return db.session.scalar(select(CompanyLink).where(CompanyLink.registration_id == registration.id))


def get_link_token(link: CompanyLink) -> str:
    """The token of the newest version of a link; the same at any time until it is replaced."""
    return sign_link_token(_get_secret(), link.registration_id, link.version, link.mark)


def get_link_url(link: CompanyLink) -> str:
    """The address to hand to the firm, from the configured base address."""
    return f"{get_base_url()}/f/{get_link_token(link)}"


def get_recipient_link_url(registration: Registration, reader: EmailRecipient) -> str:
    """The firm's link for a reader without an account, where it lets somebody in or lets ask; else nothing."""
    link = find_link(registration) if reader.user is None else None
    useful = link is not None and get_link_status(link) in (LinkStatus.OPEN, LinkStatus.CLAIMED)
    return get_link_url(link) if link is not None and useful else ""


def get_access_code_url() -> str:
    """The address at which a short code is typed."""
    return f"{get_base_url()}/f"


def find_link_by_token(token: str) -> tuple[CompanyLink, LinkStatus]:
    """The link that a token opens, with its company and event, and where it stands: ``REVOKED`` for an older version.

    Raises NotFound for a forged token.
    """
    link = _find_link_with_company(CompanyLink.registration_id == (token_number(token) or 0))
    if link is None:
        raise NotFound
    version = find_token_version(token, _get_secret(), link.registration_id, link.version, link.mark)
    if version is None:
        raise NotFound
    return link, get_link_status(link) if version == link.version else LinkStatus.REVOKED


def find_link_by_code(typed: str) -> tuple[CompanyLink, LinkStatus]:
    """The link of a typed short code, and where it stands. Raises NotFound."""
    code = parse_access_code(typed)
    link = _find_link_with_company(CompanyLink.code == code) if code else None
    if link is None:
        raise NotFound
    return link, get_link_status(link)


def list_events_by_initials(initials: str) -> list[int]:
    """The events with a company whose code begins with these initials and was not revoked."""
    event_ids = (
        select(Registration.event_id)
        .join(CompanyLink, CompanyLink.registration_id == Registration.id)
        .where(CompanyLink.code.startswith(initials), CompanyLink.revoked_at.is_(None))
    )
    return list(db.session.scalars(event_ids.distinct().order_by(Registration.event_id)))


def get_link_status(link: CompanyLink) -> LinkStatus:
    """Where a link stands now."""
    event, state = link.registration.event, link.registration.state
    return link_status(
        claimed=link.claimed_at is not None or _is_claimed_by_others(link),
        revoked=link.revoked_at is not None,
        registering=is_registration_open(event, now()),
        takes_part=state == RegistrationState.APPROVED and event.phase != Phase.DRAFT,
        comes_back=link.claimed_by is not None,
        ended=event.phase == Phase.CLOSED,
        cancelled=state == RegistrationState.CANCELLED,
    )


def _is_claimed_by_others(link: CompanyLink) -> bool:
    """Whether the way in is not this link, though nobody came by it yet: the company has or had people who sign in,
    others registered it first, or it was at other events without those who see the link."""
    if was_at_events_of_others(link.registration) or list_email_accounts(link.registration):
        return True
    if link.claimed_by is None:
        return is_registered_by_others_first(link.registration)
    return bool(db.session.get_one(User, link.claimed_by).email)


def is_registration_open(event: Event, at: datetime) -> bool:
    """Whether firms may still register themselves: the phase allows it and the last day has not passed."""
    closes = event.registration_closes_on
    in_time = closes is None or at < day_end(closes, event.zone)
    return in_time and is_allowed(Phase(event.phase), EventAct.REGISTER, BookingMode(event.booking_mode))


def _find_link_with_company(condition: object) -> CompanyLink | None:
    links = (
        select(CompanyLink)
        .options(
            joinedload(CompanyLink.registration).joinedload(Registration.event),
            joinedload(CompanyLink.registration).joinedload(Registration.company),
        )
        .where(condition)  # type: ignore[arg-type]
    )
    return db.session.scalar(links)


def _get_secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def get_base_url() -> str:
    """The configured address of the site, without a slash at its end."""
    return str(current_app.config["SETTINGS"].base_url).rstrip("/")


def list_registrations_naming(address: str) -> Sequence[tuple[Registration, Representative]]:
    """The firms of events under way for which somebody of this address stands, the newest first."""
    registrations = (
        select(Registration, Representative)
        .join(Representation, Representation.registration_id == Registration.id)
        .join(Representative, Representative.id == Representation.representative_id)
        .join(Event, Event.id == Registration.event_id)
        .where(func.lower(Representative.email) == address, Registration.kind == "firm")
        .where(Registration.state.not_in(HIDDEN_STATES), Event.phase.not_in((Phase.DRAFT, Phase.CLOSED)))
        .order_by(Registration.id.desc(), Representative.id)
    )
    return [(registration, person) for registration, person in db.session.execute(registrations)]


def find_representative_by_email(registration: Registration, address: str) -> Representative | None:
    """Who stands for the firm at this address."""
    return next(
        (
            representative
            for representative in registration.representatives
            if (representative.email or "").lower() == address
        ),
        None,
    )


def find_device_account(registration: Registration, person: Representative) -> User | None:
    """The account of this very person, where the firm's link made it and no e-mail opens it."""
    link = find_link(registration)
    user = get_device_account(link) if link is not None else None
    return user if user is not None and user.id == person.user_id else None


def find_return_address(user: User) -> str:
    """The address on a sheet to which the sign-in mails this account its way back, where the account has none itself;
    "" where nobody can be mailed."""
    if user.email or not letters_leave():
        return ""
    chosen = select(Representative.email).where(Representative.user_id == user.id, Representative.email.is_not(None))
    for address in dict.fromkeys(str(email).lower() for email in db.session.scalars(chosen)):
        if any(
            find_device_account(registration, person) == user
            for registration, person in list_registrations_naming(address)
        ):
            return address
    return ""


def admits_listed_address(registration: Registration) -> bool:
    """Whether the address on the sheet is enough: nobody acts for the company yet, others have not registered it first,
    and it takes part, or its link is open."""
    link = find_link(registration)
    if (
        list_company_users(registration)
        or is_registered_by_others_first(registration)
        or was_at_events_of_others(registration)
    ):
        return False
    if link is not None and (link.revoked_at is not None or link.claimed_at is not None):
        return False
    takes_part = registration.state == RegistrationState.APPROVED and registration.event.phase != Phase.CLOSED
    return takes_part or (link is not None and get_link_status(link) is LinkStatus.OPEN)


class AccessRoutes:
    """Of one firm; it is looked for once, and only where a reader has no account."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration

    def way_of(self, reader: EmailRecipient) -> AccessRoute:
        """What this reader can do to see a page of the firm."""
        if reader.user is not None:
            return AccessRoute.ACCOUNT
        if self._standing is LinkStatus.OPEN:
            return AccessRoute.LINK
        if self._is_in_by_link(reader):
            return AccessRoute.MAIL
        if self._standing is LinkStatus.CLAIMED:
            return AccessRoute.ASK
        return AccessRoute.MAIL if self._lets_in else AccessRoute.NONE

    def to(self, page: str, reader: EmailRecipient) -> dict[str, str]:
        """What a letter says to ``reader`` of a page, a path of ours: the address, and the way to it."""
        way = self.way_of(reader)
        if way in (AccessRoute.LINK, AccessRoute.ASK) and self._link is not None:
            return {"way": way, "url": f"{get_link_url(self._link)}?{urlencode({'next': page}, safe='/')}"}
        return {"way": way, "url": f"{get_base_url()}{page}"}

    def _is_in_by_link(self, reader: EmailRecipient) -> bool:
        """Whether it is this very person who came by the firm's link, on a device; their address opens that account."""
        person = find_representative_by_email(self._registration, reader.email)
        return person is not None and find_device_account(self._registration, person) is not None

    @cached_property
    def _link(self) -> CompanyLink | None:
        return find_link(self._registration)

    @cached_property
    def _standing(self) -> LinkStatus | None:
        return get_link_status(self._link) if self._link is not None else None

    @cached_property
    def _lets_in(self) -> bool:
        return admits_listed_address(self._registration)
