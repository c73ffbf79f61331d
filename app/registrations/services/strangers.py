"""A way in for an address on a firm's sheet that no account has: asked for at the sign-in, mailed, good for one use."""

from __future__ import annotations

import json

from app.accounts.credentials import TOKEN_LIFETIMES, TokenPurpose
from app.accounts.models import User
from app.accounts.permissions import Role
from app.accounts.services import LinkDead, sign_in_link
from app.accounts.services.access import issue_token
from app.companies.wording import company_label
from app.core import audit
from app.core.db import db
from app.core.web.locale import language
from app.core.web.routing import full_url
from app.registrations import mails
from app.registrations.models import Registration, Representative
from app.registrations.queries.links import link_of
from app.registrations.queries.strangers import device_of, lets_in, person_of, sheets_naming
from app.registrations.services.claims import let_in
from app.registrations.states import RegistrationState

SUBJECT = "registration"
"""What such an invitation is to; its number follows."""


def mail_way_in(address: str, page: str) -> None:
    """Mail ``address`` a link to each company that names it and still lets it in; a single one then shows ``page``.

    What a stranger registered and nobody approved counts only where there is nothing else. Where the person of this
    address is in by the company's link already, on another device, it is the link to that account. An address that no
    such company names gets nothing.
    """
    ways = _ways_in(address)
    if not ways:
        return
    links = []
    for registration, person in ways:
        user = device_of(registration, person)
        shows = page if len(ways) == 1 else _home(registration)
        url = sign_in_link(user, shows) if user is not None else _invitation(registration, person, address, shows)
        notice = audit.log_action("firm.way_in_mailed", registration, event_id=registration.event_id, by=None)
        links.append((registration, url))
    mails.way_in(notice, links, address)


def _ways_in(address: str) -> list[tuple[Registration, Representative]]:
    """The newest registration of each company, newest first."""
    open_ = [
        (registration, person)
        for registration, person in sheets_naming(address)
        if device_of(registration, person) is not None or lets_in(registration)
    ]
    vouched = [way for way in open_ if way[0].source != "registered" or way[0].state == RegistrationState.APPROVED]
    newest: dict[int | None, tuple[Registration, Representative]] = {}
    for way in vouched or open_:
        newest.setdefault(way[0].company_id, way)
    return list(newest.values())


def come_in(user: User, registration_id: int) -> None:
    """Let in who accepted what ``mail_way_in`` sent. Raises LinkDead where the firm is open to it no longer."""
    registration = db.session.get(Registration, registration_id)
    person = person_of(registration, user.email or "") if registration is not None else None
    if registration is None or person is None or not lets_in(registration):
        raise LinkDead
    let_in(registration, user, person)
    audit.log_action(
        "firm_link.claimed", link_of(registration) or registration, event_id=registration.event_id, by=user.id
    )


def _invitation(registration: Registration, person: Representative, address: str, page: str) -> str:
    payload = {
        "name": person.display_name,
        "role": Role.COMPANY,
        "next": page or _home(registration),
        "language": language(),
        "to": company_label(registration.company) if registration.company is not None else "",
    }
    lifetime = TOKEN_LIFETIMES[TokenPurpose.SIGN_IN]
    secret = issue_token(
        TokenPurpose.INVITE,
        f"{SUBJECT}:{registration.id}",
        email=address,
        payload=json.dumps(payload),
        lifetime=lifetime,
    )
    return full_url("accounts.invitation", token=secret)


def _home(registration: Registration) -> str:
    return f"/events/{registration.event.slug}/firms/{registration.id}/home"
