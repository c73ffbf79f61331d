"""Invitations and reminders by email: to a few companies at once, to more of them in the background, some at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import select, update

from app.companies.models import Company
from app.core import audit
from app.core.db import db, now, retry_transient, transaction
from app.core.jobs import ProgressReport, enqueue
from app.core.models import JobRun
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations import mails
from app.registrations.mails.invitations import ReminderText
from app.registrations.models import CompanyLink, Delegation, Registration
from app.registrations.queries.company_rows import CompanyRow, list_company_rows
from app.registrations.queries.mailings import (
    INVITED,
    NOT_REMINDED_BY_HAND,
    REMINDED,
    REMINDED_BY_HAND,
    get_last_mailings,
    get_manual_reminders,
)
from app.registrations.queries.registrations import list_recipients, list_willing_recipients


@dataclass(frozen=True, slots=True)
class MailingResult:
    """``companies``: to how many emails went now, or are held by the rehearsal; ``before``: who had one already and got
    no second one, and when; ``unreachable``: no address that an email can go to."""

    companies: int = 0
    before: tuple[tuple[Company, datetime], ...] = ()
    unreachable: int = 0

    def __add__(self, other: MailingResult) -> MailingResult:
        return MailingResult(
            self.companies + other.companies, (*self.before, *other.before), self.unreachable + other.unreachable
        )


def invite_companies(
    event: Event,
    delegation: Delegation | None,
    chosen: Collection[int],
    *,
    again: Mapping[int, str] | None = None,
    by: int,
) -> MailingResult:
    """Send each chosen company its link by mail, unless it had it. Without a delegation it is the organizer who
    invites. Raises PhaseForbids once the event is closed.

    ``again``: companies that get another letter although they had one, with the mark of the last that the sender saw
    (``Last.mark``): one act sends one email, however often its page is sent.
    """
    return _send_emails(INVITED, mails.INVITATION, event, delegation, chosen, again or {}, by)


def remind_companies(
    event: Event,
    delegation: Delegation | None,
    chosen: Collection[int],
    *,
    again: Mapping[int, str] | None = None,
    words: Mapping[str, ReminderText] | None = None,
    by: int,
) -> MailingResult:
    """Tell each chosen company by mail what its profile still lacks, unless it was told before; ``again`` and
    PhaseForbids as for ``invite``.

    ``words``: what somebody wrote above it, by the language of the reader; what is usual where nobody did.
    """
    return _send_emails(REMINDED, mails.REMINDER, event, delegation, chosen, again or {}, by, words)


def _send_emails(
    kind: str,
    template: str,
    event: Event,
    delegation: Delegation | None,
    chosen: Collection[int],
    again: Mapping[int, str],
    by: int,
    words: Mapping[str, ReminderText] | None = None,
) -> MailingResult:
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    wanted = {*chosen, *again}
    with transaction() as session:
        session.execute(
            select(Registration.id).where(Registration.id.in_(wanted)).order_by(Registration.id).with_for_update()
        )
        rows = [
            row
            for row in list_company_rows(event.id, wanted)
            if delegation is None or row.registration.delegation_id == delegation.id
        ]
        last = get_last_mailings(kind, rows)
        had = {row.id for row in rows if row.id in last and last[row.id].mark != again.get(row.id)}
        results = [
            _send_to_company(kind, template, row, event, delegation, by, words) for row in rows if row.id not in had
        ]
    before = tuple((row.company, last[row.id].at) for row in rows if row.id in had)
    return MailingResult(companies=sum(results), before=before, unreachable=len(results) - sum(results))


def _send_to_company(
    kind: str,
    template: str,
    row: CompanyRow,
    event: Event,
    delegation: Delegation | None,
    by: int,
    words: Mapping[str, ReminderText] | None,
) -> bool:
    readers = (
        list_willing_recipients("reminder", [row.registration])[row.id]
        if kind == REMINDED
        else list_recipients(row.registration)
    )
    if not readers or row.link is None:
        return False
    notice = audit.log_action(
        kind, row.registration, event_id=event.id, by=by, delegation=delegation.id if delegation else None
    )
    sent = [mails.send_company_email(notice, template, row, reader, delegation, event, words) for reader in readers]
    if any(sent) and kind == INVITED and not event.rehearsal:
        mark_mailed([row.id])
    return any(sent)


def mark_reminded(event: Event, *, sent: Collection[int], not_sent: Collection[int], by: int) -> int:
    """The sender's own ticks: these companies of the event have had their reminder by hand, those have not after all;
    how many ticks are new. Raises PhaseForbids once the event is closed."""
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    with transaction() as session:
        chosen = select(Registration).where(
            Registration.event_id == event.id, Registration.id.in_({*sent, *not_sent}), Registration.kind == "firm"
        )
        companies = session.scalars(chosen.order_by(Registration.id).with_for_update()).all()
        manual_reminders = get_manual_reminders([company.id for company in companies])
        changed = [
            registration
            for registration in companies
            if (registration.id in sent) != (registration.id in manual_reminders)
        ]
        for registration in changed:
            audit.log_action(
                REMINDED_BY_HAND if registration.id in sent else NOT_REMINDED_BY_HAND,
                registration,
                event_id=event.id,
                by=by,
            )
    return len(changed)


def mark_mailed(registration_ids: Collection[int]) -> None:
    """From now on the links of these firms count as sent by mail."""
    mailed = update(CompanyLink).where(CompanyLink.registration_id.in_(registration_ids)).values(mailed_at=now())
    db.session.execute(mailed.execution_options(synchronize_session=False))


COMPANY_EMAILS_JOB: Final = "firm_letters"
BATCH_SIZE: Final = 10
"""So many firms are written to within a request, and in one transaction: others write meanwhile."""


def send_or_enqueue(
    what: str,
    event: Event,
    delegation: Delegation | None,
    first: Collection[int],
    *,
    again: Mapping[int, str],
    words: Mapping[str, ReminderText] | None = None,
    by: int,
) -> MailingResult | JobRun:
    """``what``: "invite" or "remind", as the services of these names; the work, where it is too much for a request.
    Raises PhaseForbids."""
    if len({*first, *again}) <= BATCH_SIZE:
        return _mailing_act(what, words)(event, delegation, first, again=again, by=by)
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    asked: dict[str, Any] = {
        "what": what,
        "delegation_id": delegation.id if delegation is not None else None,
        "first": sorted(first),
        "again": {str(number): mark for number, mark in again.items()},
        "words": {language: asdict(word) for language, word in words.items()} if words is not None else None,
    }
    with transaction():
        return enqueue(COMPANY_EMAILS_JOB, user_id=by, event_id=event.id, **asked)


def send_in_batches(event_id: int, asked: Mapping[str, Any], *, by: int, tell: ProgressReport) -> MailingResult:
    """What was asked for; who has had the email meanwhile gets none. It may be ended between any two parts and begun
    again. Raises PhaseForbids."""
    first, again = set(asked["first"]), {int(number): mark for number, mark in asked["again"].items()}
    texts = asked["words"]
    words = {language: ReminderText(**text) for language, text in texts.items()} if texts is not None else None
    companies, sent = sorted({*first, *again}), MailingResult()
    for start in range(0, len(companies), BATCH_SIZE):
        if tell(start / len(companies)):
            break
        part = companies[start : start + BATCH_SIZE]
        sent += retry_transient(_send_batch, event_id, asked, part, first, again, words, by)
    return sent


def _send_batch(
    event_id: int,
    asked: Mapping[str, Any],
    part: Collection[int],
    first: Collection[int],
    again: Mapping[int, str],
    words: Mapping[str, ReminderText] | None,
    by: int,
) -> MailingResult:
    event, delegation_id = db.session.get_one(Event, event_id), asked["delegation_id"]
    delegation = db.session.get_one(Delegation, delegation_id) if delegation_id is not None else None
    now = {number: mark for number, mark in again.items() if number in part}
    act = _mailing_act(asked["what"], words)
    return act(event, delegation, [number for number in part if number in first], again=now, by=by)


def _mailing_act(what: str, words: Mapping[str, ReminderText] | None) -> Callable[..., MailingResult]:
    return invite_companies if what == "invite" else partial(remind_companies, words=words)
