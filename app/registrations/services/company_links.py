"""Giving companies their links, marking one as sent, replacing or revoking one, and counting that it was opened."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.core import audit
from app.core.audit import TableSubject
from app.core.db import db, now, transaction
from app.core.errors import Busy, NotFound
from app.core.web.security import client_network
from app.registrations.company_links import generate_access_code
from app.registrations.models import CompanyLink, Registration

MAX_CODE_DRAWS = 50


def create_links(registrations: Iterable[Registration]) -> None:
    """Give each firm that has none its link with a code of its own; guests get none."""
    with transaction() as session:
        session.flush()
        companies = {registration.id: registration for registration in registrations if registration.kind == "firm"}
        session.execute(select(Registration.id).where(Registration.id.in_(companies)).with_for_update())
        have = select(CompanyLink.registration_id).where(CompanyLink.registration_id.in_(companies))
        without = [companies[number] for number in sorted(companies.keys() - set(session.scalars(have)))]
        codes = _generate_free_codes([_company_name(registration) for registration in without])
        session.add_all(
            CompanyLink(registration_id=registration.id, code=code)
            for registration, code in zip(without, codes, strict=True)
        )
        session.flush()


def log_wrong_code(initials: str) -> None:
    """Tell the audit log of an access code that no company has; ``initials``: the letters that it begins with."""
    with transaction():
        audit.log_action(
            "firm_link.wrong_code",
            TableSubject("firm_links"),
            by=None,
            initials=initials.lower(),
            network=client_network(),
        )


def mark_sent(registration_id: int, *, sent: bool, by: int | None) -> None:
    """The chamber's own tick: it has sent the link by a way that the platform does not see, such as WeChat."""
    with transaction():
        link = _lock_link(registration_id)
        if sent == (link.sent_by_me_at is not None):
            return
        link.sent_by_me_at = now() if sent else None
        _log_link_action("firm_link.sent" if sent else "firm_link.not_sent", link, by)


def mark_all_sent(*, sent: Iterable[int], not_sent: Iterable[int], by: int | None) -> None:
    """The ticks of a whole list of registrations at once."""
    with transaction():
        for registration_id, ticked in sorted(
            [*((number, True) for number in sent), *((number, False) for number in not_sent)]
        ):
            mark_sent(registration_id, sent=ticked, by=by)


def replace_link(registration_id: int, *, by: int | None) -> CompanyLink:
    """A fresh link and code; the old ones lead nowhere from now on. For a firm that is in already, its way back."""
    with transaction() as session:
        link = _lock_link(registration_id)
        link.version += 1
        [link.code] = _generate_free_codes([_company_name(link.registration)])
        link.claimed_at = link.revoked_at = link.sent_by_me_at = link.mailed_at = link.last_opened_at = None
        link.opened = 0
        session.flush()
        _log_link_action("firm_link.replaced", link, by, version=link.version)
    return link


def revoke_link(registration_id: int, *, by: int | None) -> None:
    """The link leads nowhere until it is replaced."""
    with transaction():
        link = _lock_link(registration_id)
        if link.revoked_at is None:
            link.revoked_at = now()
            _log_link_action("firm_link.revoked", link, by)


def _lock_link(registration_id: int) -> CompanyLink:
    links = select(CompanyLink).where(CompanyLink.registration_id == registration_id).with_for_update()
    link = db.session.scalar(links.execution_options(populate_existing=True))
    if link is None:
        raise NotFound
    return link


def _company_name(registration: Registration) -> str:
    return registration.company.name if registration.company else ""


def _generate_free_codes(names: Sequence[str]) -> list[str]:
    """A code for each that no link has; of 17 million per pair of initials a second draw is hardly ever needed."""
    codes_by_place: dict[int, str] = {}
    for _ in range(MAX_CODE_DRAWS):
        if len(codes_by_place) == len(names):
            break
        drawn = {
            generate_access_code(name, secrets.choice): place
            for place, name in enumerate(names)
            if place not in codes_by_place
        }
        taken = set(db.session.scalars(select(CompanyLink.code).where(CompanyLink.code.in_(drawn))))
        taken.update(codes_by_place.values())
        codes_by_place |= {place: code for code, place in drawn.items() if code not in taken}
    else:
        raise Busy
    return [codes_by_place[place] for place in range(len(names))]


def _log_link_action(kind: str, link: CompanyLink, by: int | None, **details: object) -> None:
    audit.log_action(
        kind, link, event_id=link.registration.event_id, by=by, registration=link.registration_id, **details
    )
