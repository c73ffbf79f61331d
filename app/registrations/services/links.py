"""Giving firms their links, saying that one was sent, replacing one, and counting that it was opened."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from app.core import audit
from app.core.audit import TableSubject
from app.core.db import db, now, transaction
from app.core.errors import Busy, NotFound
from app.core.web.security import client_network
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
        without = [firms[number] for number in sorted(firms.keys() - set(session.scalars(have)))]
        codes = _free_codes([_name(one) for one in without])
        session.add_all(FirmLink(registration_id=one.id, code=code) for one, code in zip(without, codes, strict=True))
        session.flush()


def note_wrong_code(initials: str) -> None:
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
        [link.code] = _free_codes([_name(link.registration)])
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


def _name(registration: Registration) -> str:
    return registration.company.name if registration.company else ""


def _free_codes(names: Sequence[str]) -> list[str]:
    """A code for each that no link has; of 17 million per pair of initials a second draw is hardly ever needed."""
    found: dict[int, str] = {}
    for _ in range(TRIES):
        if len(found) == len(names):
            break
        drawn = {draw_code(name, secrets.choice): place for place, name in enumerate(names) if place not in found}
        taken = set(db.session.scalars(select(FirmLink.code).where(FirmLink.code.in_(drawn))))
        taken.update(found.values())
        found |= {place: code for code, place in drawn.items() if code not in taken}
    else:
        raise Busy
    return [found[place] for place in range(len(names))]


def _note(kind: str, link: FirmLink, by: int | None, **details: object) -> None:
    audit.log_action(
        kind, link, event_id=link.registration.event_id, by=by, registration=link.registration_id, **details
    )
