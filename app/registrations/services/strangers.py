"""A way in for an address on a firm's sheet that no account has: asked for at the sign-in, mailed, good for one use."""

from __future__ import annotations

import json

from app.accounts.models import User
from app.accounts.permissions import Role
from app.accounts.services import LinkDead, sign_in_link
from app.accounts.services.tokens import issue
from app.accounts.tokens import LIFETIME, Purpose
from app.db import db
from app.floor import notices
from app.floor.web.locale import language
from app.floor.web.routes import full_url
from app.registrations import mails
from app.registrations.models import Registration, Representative
from app.registrations.queries.links import link_of
from app.registrations.queries.strangers import device_of, lets_in, person_of, sheets_naming
from app.registrations.services.claims import let_in

SUBJECT = "registration"
"""What such an invitation is to; its number follows."""


def mail_way_in(address: str, page: str) -> None:
    """Mail ``address`` a link to the newest firm that names it and still lets it in, which then shows ``page``.

    Where the person of this address is in by the firm's link already, on another device, it is the link to that
    account. An address that no such firm names gets nothing.
    """
    for registration, person in sheets_naming(address):
        user = device_of(registration, person)
        if user is not None:
            url = sign_in_link(user, page)
        elif lets_in(registration):
            url = _invitation(registration, person, address, page)
        else:
            continue
        notice = notices.write("firm.way_in_mailed", registration, event_id=registration.event_id, by=None)
        mails.way_in(notice, registration, address, url)
        return


def come_in(user: User, registration_id: int) -> None:
    """Let in who accepted what ``mail_way_in`` sent. Raises LinkDead where the firm is open to it no longer."""
    registration = db.session.get(Registration, registration_id)
    person = person_of(registration, user.email or "") if registration is not None else None
    if registration is None or person is None or not lets_in(registration):
        raise LinkDead
    let_in(registration, user, person)
    notices.write(
        "firm_link.claimed", link_of(registration) or registration, event_id=registration.event_id, by=user.id
    )


def _invitation(registration: Registration, person: Representative, address: str, page: str) -> str:
    home = f"/events/{registration.event.slug}/firms/{registration.id}/home"
    told = {
        "name": person.display_name,
        "role": Role.COMPANY,
        "next": page or home,
        "language": language(),
    }
    lifetime = LIFETIME[Purpose.SIGN_IN]
    secret = issue(
        Purpose.INVITE, f"{SUBJECT}:{registration.id}", email=address, payload=json.dumps(told), lifetime=lifetime
    )
    return full_url("accounts.invitation", token=secret)
