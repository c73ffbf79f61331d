"""Sending invitations and reminders by mail to the firms of a delegation that have an address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app.companies.models import Company
from app.core import audit
from app.core.db import db, now, transaction
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations import mails
from app.registrations.models import Delegation, FirmLink, Registration
from app.registrations.queries.firms import readers_of, readers_wanting
from app.registrations.queries.letters import BY_HAND, INVITED, NOT_BY_HAND, REMINDED, last_letters, told_by_hand
from app.registrations.queries.roster import FirmRow, firms_among
from app.registrations.reminder_words import Words


@dataclass(frozen=True, slots=True)
class Sent:
    """``firms``: to how many letters went now, or are held by the rehearsal; ``before``: who had one already and got
    no second one, and when; ``unreachable``: no address that a letter can go to."""

    firms: int = 0
    before: tuple[tuple[Company, datetime], ...] = ()
    unreachable: int = 0

    def __add__(self, other: Sent) -> Sent:
        return Sent(self.firms + other.firms, (*self.before, *other.before), self.unreachable + other.unreachable)


def invite(
    event: Event,
    delegation: Delegation | None,
    chosen: Collection[int],
    *,
    again: Mapping[int, str] | None = None,
    by: int,
) -> Sent:
    """Send each chosen firm its link by mail, unless it had it. Without a delegation it is the organizer who invites.
    Raises PhaseForbids once the event is closed.

    ``again``: firms that get another letter although they had one, with the mark of the last that the sender saw
    (``Last.mark``): one act sends one letter, however often its page is sent.
    """
    return _send(INVITED, mails.INVITATION, event, delegation, chosen, again or {}, by)


def remind(
    event: Event,
    delegation: Delegation | None,
    chosen: Collection[int],
    *,
    again: Mapping[int, str] | None = None,
    words: Mapping[str, Words] | None = None,
    by: int,
) -> Sent:
    """Tell each chosen firm by mail what its profile still lacks, unless it was told before; ``again`` and PhaseForbids
    as for ``invite``.

    ``words``: what somebody wrote above it, by the language of the reader; what is usual where nobody did.
    """
    return _send(REMINDED, mails.REMINDER, event, delegation, chosen, again or {}, by, words)


def _send(
    kind: str,
    template: str,
    event: Event,
    delegation: Delegation | None,
    chosen: Collection[int],
    again: Mapping[int, str],
    by: int,
    words: Mapping[str, Words] | None = None,
) -> Sent:
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    wanted = {*chosen, *again}
    with transaction() as session:
        session.execute(
            select(Registration.id).where(Registration.id.in_(wanted)).order_by(Registration.id).with_for_update()
        )
        rows = [
            row
            for row in firms_among(event.id, wanted)
            if delegation is None or row.registration.delegation_id == delegation.id
        ]
        last = last_letters(kind, rows)
        had = {row.id for row in rows if row.id in last and last[row.id].mark != again.get(row.id)}
        results = [_send_one(kind, template, row, event, delegation, by, words) for row in rows if row.id not in had]
    before = tuple((row.company, last[row.id].at) for row in rows if row.id in had)
    return Sent(firms=sum(results), before=before, unreachable=len(results) - sum(results))


def _send_one(
    kind: str,
    template: str,
    row: FirmRow,
    event: Event,
    delegation: Delegation | None,
    by: int,
    words: Mapping[str, Words] | None,
) -> bool:
    readers = (
        readers_wanting("reminder", [row.registration])[row.id] if kind == REMINDED else readers_of(row.registration)
    )
    if not readers or row.link is None:
        return False
    notice = audit.log_action(
        kind, row.registration, event_id=event.id, by=by, delegation=delegation.id if delegation else None
    )
    sent = [mails.send(notice, template, row, reader, delegation, event, words) for reader in readers]
    if any(sent) and kind == INVITED and not event.rehearsal:
        note_mailed([row.id])
    return any(sent)


def mark_reminded(event: Event, *, sent: Collection[int], not_sent: Collection[int], by: int) -> int:
    """The sender's own ticks: these firms of the event have had their reminder by hand, those have not after all; how
    many ticks are new. Raises PhaseForbids once the event is closed."""
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    with transaction() as session:
        chosen = select(Registration).where(
            Registration.event_id == event.id, Registration.id.in_({*sent, *not_sent}), Registration.kind == "firm"
        )
        firms = session.scalars(chosen.order_by(Registration.id).with_for_update()).all()
        told = told_by_hand([one.id for one in firms])
        changed = [one for one in firms if (one.id in sent) != (one.id in told)]
        for one in changed:
            audit.log_action(BY_HAND if one.id in sent else NOT_BY_HAND, one, event_id=event.id, by=by)
    return len(changed)


def note_mailed(registration_ids: Collection[int]) -> None:
    """From now on the links of these firms count as sent by mail."""
    mailed = update(FirmLink).where(FirmLink.registration_id.in_(registration_ids)).values(mailed_at=now())
    db.session.execute(mailed.execution_options(synchronize_session=False))
