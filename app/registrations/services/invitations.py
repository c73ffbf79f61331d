"""Sending invitations and reminders by mail to the firms of a delegation that have an address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update

from app.db import db, now, transaction
from app.events.models import Event
from app.floor import notices
from app.floor.models import Notice
from app.registrations import mails
from app.registrations.models import Delegation, FirmLink, Registration
from app.registrations.queries.firms import readers_of
from app.registrations.queries.roster import FirmRow, firms_among

INVITED, REMINDED = "firm.invited", "firm.reminded"


@dataclass(frozen=True, slots=True)
class Sent:
    """``firms``: to how many letters went now, or are held by the rehearsal; ``before``: had one since the page was
    shown; ``unreachable``: no address that a letter can go to."""

    firms: int = 0
    before: int = 0
    unreachable: int = 0


def invite(event: Event, delegation: Delegation | None, chosen: Collection[int], *, seen: int, by: int) -> Sent:
    """Send each chosen firm its link by mail. ``seen``: the newest notice when the sender looked at the list; a firm
    that got a letter since then gets no second one, so a double click sends once. Without a delegation it is the
    organizer who invites."""
    return _send(INVITED, mails.INVITATION, event, delegation, chosen, seen=seen, by=by)


def remind(event: Event, delegation: Delegation | None, chosen: Collection[int], *, seen: int, by: int) -> Sent:
    """Tell each chosen firm by mail what its profile still lacks; ``seen`` as for ``invite``."""
    return _send(REMINDED, mails.REMINDER, event, delegation, chosen, seen=seen, by=by)


def _send(
    kind: str,
    template: str,
    event: Event,
    delegation: Delegation | None,
    chosen: Collection[int],
    *,
    seen: int,
    by: int,
) -> Sent:
    with transaction() as session:
        session.execute(
            select(Registration.id).where(Registration.id.in_(chosen)).order_by(Registration.id).with_for_update()
        )
        rows = [
            row
            for row in firms_among(event.id, chosen)
            if delegation is None or row.registration.delegation_id == delegation.id
        ]
        had = _had_one_since(seen, [row.id for row in rows])
        results = [_send_one(kind, template, row, event, delegation, by) for row in rows if row.id not in had]
    return Sent(firms=sum(results), before=len(had), unreachable=len(results) - sum(results))


def _send_one(kind: str, template: str, row: FirmRow, event: Event, delegation: Delegation | None, by: int) -> bool:
    readers = readers_of(row.registration)
    if not readers or row.link is None:
        return False
    notice = notices.write(
        kind, row.registration, event_id=event.id, by=by, delegation=delegation.id if delegation else None
    )
    sent = [mails.send(notice, template, row, reader, delegation, event) for reader in readers]
    if any(sent) and kind == INVITED and not event.rehearsal:
        note_mailed([row.id])
    return any(sent)


def note_mailed(registration_ids: Collection[int]) -> None:
    """From now on the links of these firms count as sent by mail."""
    mailed = update(FirmLink).where(FirmLink.registration_id.in_(registration_ids)).values(mailed_at=now())
    db.session.execute(mailed.execution_options(synchronize_session=False))


def _had_one_since(seen: int, registration_ids: Collection[int]) -> set[int]:
    told = select(Notice.subject_id).where(
        Notice.id > seen,
        Notice.kind.in_((INVITED, REMINDED)),
        Notice.subject == "registrations",
        Notice.subject_id.in_(registration_ids),
    )
    return set(db.session.scalars(told))
