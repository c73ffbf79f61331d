"""Giving firms their links, saying that one was sent, replacing one, and counting that it was opened."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy import select, update

from app.db import db, now, transaction
from app.floor import notices
from app.kernel.errors import Busy, NotFound
from app.registrations.links import draw_code
from app.registrations.models import FirmLink, Registration

TRIES = 50


def give_links(registrations: Iterable[Registration]) -> None:
    """Give each firm that has none its link with a code of its own; guests get none."""
    with transaction() as session:
        session.flush()
        firms = {one.id: one for one in registrations if one.kind == "firm"}
        session.execute(select(Registration.id).where(Registration.id.in_(firms)).with_for_update())
        have = select(FirmLink.registration_id).where(FirmLink.registration_id.in_(firms))
        for number in sorted(firms.keys() - set(session.scalars(have))):
            company = firms[number].company
            session.add(FirmLink(registration_id=number, code=_free_code(company.name if company else "")))
            session.flush()


def mark_sent(registration_id: int, *, sent: bool, by: int | None) -> None:
    """The chamber's own tick: it has sent the link by a way that the platform does not see, such as WeChat."""
    with transaction():
        link = _locked(registration_id)
        if sent == (link.sent_by_me_at is not None):
            return
        link.sent_by_me_at = now() if sent else None
        _note("firm_link.sent" if sent else "firm_link.not_sent", link, by)


def mark_all_sent(*, sent: Iterable[int], not_sent: Iterable[int], by: int | None) -> None:
    """The ticks of a whole list of registrations at once."""
    with transaction():
        for registration_id, ticked in sorted([*((one, True) for one in sent), *((one, False) for one in not_sent)]):
            mark_sent(registration_id, sent=ticked, by=by)


def replace_link(registration_id: int, *, by: int | None) -> FirmLink:
    """A fresh link and code; the old ones lead nowhere from now on. For a firm that is in already, its way back."""
    with transaction() as session:
        link = _locked(registration_id)
        link.version += 1
        link.code = _free_code(link.registration.company.name if link.registration.company else "")
        link.claimed_at = link.revoked_at = link.sent_by_me_at = link.mailed_at = link.last_opened_at = None
        link.opened = 0
        session.flush()
        _note("firm_link.replaced", link, by, version=link.version)
    return link


def revoke_link(registration_id: int, *, by: int | None) -> None:
    """The link leads nowhere until it is replaced."""
    with transaction():
        link = _locked(registration_id)
        if link.revoked_at is None:
            link.revoked_at = now()
            _note("firm_link.revoked", link, by)


def count_opening(link: FirmLink) -> None:
    """Somebody pressed the button of a link's page: the chamber sees that it arrived."""
    with transaction() as session:
        session.execute(
            update(FirmLink)
            .where(FirmLink.id == link.id)
            .values(opened=FirmLink.opened + 1, last_opened_at=now())
            .execution_options(synchronize_session=False)
        )


def _locked(registration_id: int) -> FirmLink:
    found = select(FirmLink).where(FirmLink.registration_id == registration_id).with_for_update()
    link = db.session.scalar(found.execution_options(populate_existing=True))
    if link is None:
        raise NotFound
    return link


def _free_code(company: str) -> str:
    """A code that no link has; of 600,000 per pair of initials a second draw is hardly ever needed."""
    for _ in range(TRIES):
        code = draw_code(company, secrets.choice)
        if db.session.scalar(select(FirmLink.id).where(FirmLink.code == code)) is None:
            return code
    raise Busy


def _note(kind: str, link: FirmLink, by: int | None, **details: object) -> None:
    notices.write(kind, link, event_id=link.registration.event_id, by=by, registration=link.registration_id, **details)
