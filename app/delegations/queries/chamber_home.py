"""The home page of a chamber: its six steps, where its companies stand, recent activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core.clock import day_end
from app.core.db import db, now
from app.core.models import StoredFile
from app.delegations.chamber_steps import ChamberStep, StepFigures, StepStatus, list_step_statuses
from app.delegations.queries.recent_activity import ActivityEntry, list_recent_activity
from app.delegations.queries.roster import list_progress
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed, is_over
from app.registrations.models import Delegation, ImportBatch
from app.registrations.queries.delegation_members import count_email_addresses
from app.registrations.queries.hooks import count_requests
from app.registrations.queries.mailings import LastMailing, get_last_reminder
from app.registrations.readiness import Readiness

REQUIRED_ACTS = {
    ChamberStep.IMPORT: EventAct.ADD_COMPANIES,
    ChamberStep.FIX: EventAct.ADD_COMPANIES,
    ChamberStep.INVITE: EventAct.REGISTER,
    ChamberStep.CHASE: EventAct.EDIT_PROFILE,
    ChamberStep.WISHES: EventAct.SAY_WISHES,
}
"""What each step needs the event to allow; a list is taken home at any time."""


@dataclass(frozen=True, slots=True)
class HomeCounts:
    """How many companies stand where: ``reached``; ``claimed``; with a ``complete`` profile;
    ``listed``: they said yes to the attendee list, ``unasked``: nobody has asked them; whose link was ``mailed``, or
    sent ``by_hand``; whose email was ``undelivered``, or is written and ``unsent``."""

    reached: int
    claimed: int
    complete: int
    listed: int
    unasked: int
    mailed: int
    by_hand: int
    undelivered: int
    unsent: int


class HomeCompany(NamedTuple):
    """A company as the home counts it: what ``CompanyProgress`` tells, in its order; to how many ``addresses`` its
    emails go, whether it ``wished`` to meet anybody."""

    id: int
    state: str
    readiness: Readiness
    consent: bool | None
    claimed: bool
    reached: bool
    linked: bool
    mailed: bool
    by_hand: bool
    withheld: bool
    undelivered: bool
    unsent: bool
    marked: bool
    addresses: int
    wished: bool

    @property
    def to_send(self) -> bool:
        return not (self.reached or self.withheld or self.unsent)


@dataclass(frozen=True)
class ChamberHome:
    """``previews``, ``imported``: sheets with rows that wait, the last one taken in; ``files``: their names by
    ``file_id``. ``closes_in``, ``starts_in``: days until registration closes and until the event, None where no date is
    set, negative once past."""

    companies: Sequence[HomeCompany]
    steps: Sequence[StepStatus]
    previews: Sequence[ImportBatch]
    files: Mapping[int, str]
    imported: ImportBatch | None
    lately: Sequence[ActivityEntry]
    reminded: LastMailing | None
    closes_in: int | None
    starts_in: int | None

    @cached_property
    def counts(self) -> HomeCounts:
        columns = zip(*self.companies, strict=True) if self.companies else ((),) * len(HomeCompany._fields)
        of = dict(zip(HomeCompany._fields, columns, strict=True))
        return HomeCounts(
            reached=sum(of["reached"]),
            claimed=sum(of["claimed"]),
            complete=len(self.companies) - len(self.lacking),
            listed=of["consent"].count(True),
            unasked=of["consent"].count(None),
            mailed=sum(of["mailed"]),
            undelivered=sum(of["undelivered"]),
            unsent=sum(of["unsent"]),
            by_hand=sum(of["by_hand"]),
        )

    @cached_property
    def by_mail(self) -> list[HomeCompany]:
        """Firms that a letter can reach and for which none is written yet."""
        return [company for company in self.companies if company.addresses and company.to_send]

    @cached_property
    def mail_count(self) -> int:
        """To how many addresses letters are still to go."""
        return sum(company.addresses for company in self.by_mail)

    @cached_property
    def reminders(self) -> tuple[int, int]:
        """What a reminder to all that miss something comes to: letters, and texts for those whom none reaches."""
        addresses = [company.addresses for company in self.lacking]
        return sum(addresses), addresses.count(0)

    @cached_property
    def withheld(self) -> list[HomeCompany]:
        """Firms whose letter the rehearsal holds and that nothing else has reached."""
        return [company for company in self.companies if company.withheld and not company.reached]

    @cached_property
    def by_hand(self) -> list[HomeCompany]:
        """Firms without an address whose link the chamber has still to send itself."""
        return [company for company in self.companies if not company.addresses and company.to_send]

    @cached_property
    def without_mail(self) -> list[HomeCompany]:
        """The firms that no letter can reach, those still to send first."""
        companies = [company for company in self.companies if not company.addresses]
        return sorted(companies, key=lambda company: (company.reached, company.claimed))

    @cached_property
    def lacking(self) -> list[HomeCompany]:
        """The firms that miss something, the costliest first."""
        companies = [company for company in self.companies if company.readiness.lacks]
        return sorted(companies, key=lambda company: (company.readiness.percent, -len(company.readiness.lacks)))


def get_chamber_home(event: Event, delegation: Delegation, *, sees_all: bool = False) -> ChamberHome:
    """``sees_all``: as ``list_recent_activity`` takes it."""
    addresses, asked = count_email_addresses(delegation), count_requests(delegation.event_id)
    companies = [
        HomeCompany._make((*far, addresses.get(far.id, 0), far.marked or far.id in asked))
        for far in list_progress(delegation)
    ]
    batches = _list_batches(delegation)
    today = now().astimezone(ZoneInfo(event.zone)).date()
    closes, first = event.registration_closes_on, event.days[0].day if event.days else None
    previews = [batch for batch in batches if batch.state == "preview" and not batch.written.get("nothing")]
    return ChamberHome(
        companies=companies,
        steps=list_step_statuses(_create_figures(event, delegation, companies, len(previews))),
        previews=previews,
        files=_get_file_names(previews),
        imported=next((batch for batch in batches if batch.state == "imported"), None),
        lately=list_recent_activity(event, delegation, {company.id for company in companies}, sees_all=sees_all),
        reminded=get_last_reminder(delegation),
        closes_in=(closes - today).days if closes else None,
        starts_in=(first - today).days if first else None,
    )


def _create_figures(
    event: Event, delegation: Delegation, companies: Sequence[HomeCompany], previews: int
) -> StepFigures:
    return StepFigures(
        companies=len(companies),
        previews=previews,
        to_send=sum(company.to_send for company in companies),
        withheld=sum(not company.reached and not company.to_send for company in companies),
        complete=sum(company.readiness.complete for company in companies),
        wished=sum(company.wished for company in companies),
        may_wish=is_allowed(Phase(event.phase), EventAct.SAY_WISHES, BookingMode(event.booking_mode)),
        exported=delegation.exported_at is not None,
        over=_get_closed_steps(event),
    )


def _get_closed_steps(event: Event) -> frozenset[ChamberStep]:
    """The steps of which the event takes no more, now or later; firms' links end with the last day of registration."""
    closes = event.registration_closes_on
    late = closes is not None and now() >= day_end(closes, event.zone)
    over = {
        step for step, act in REQUIRED_ACTS.items() if is_over(Phase(event.phase), act, BookingMode(event.booking_mode))
    }
    return frozenset(over | {ChamberStep.INVITE} if late else over)


def _list_batches(delegation: Delegation) -> Sequence[ImportBatch]:
    chosen = select(ImportBatch).where(ImportBatch.delegation_id == delegation.id).order_by(ImportBatch.id.desc())
    return db.session.scalars(chosen.limit(20)).all()


def _get_file_names(batches: Sequence[ImportBatch]) -> dict[int, str]:
    if not batches:
        return {}
    chosen = select(StoredFile.id, StoredFile.name).where(StoredFile.id.in_([batch.file_id for batch in batches]))
    return dict(db.session.execute(chosen).all())
