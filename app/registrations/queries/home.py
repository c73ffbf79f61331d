"""What a chamber sees first: six steps, where its firms stand, what happened lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core.clock import day_end
from app.core.db import db, now
from app.core.models import StoredFile
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed, is_over
from app.registrations.models import Delegation, ImportBatch
from app.registrations.queries.brought import addresses_of
from app.registrations.queries.from_above import requests_asked
from app.registrations.queries.happenings import Happening, happenings_of
from app.registrations.queries.letters import Last, last_reminder
from app.registrations.queries.progress import progress_of
from app.registrations.readiness import Readiness
from app.registrations.steps import Figures, Step, StepNow, six_steps

ACT_OF = {
    Step.IMPORT: EventAct.ADD_FIRMS,
    Step.FIX: EventAct.ADD_FIRMS,
    Step.INVITE: EventAct.REGISTER,
    Step.CHASE: EventAct.EDIT_PROFILE,
    Step.WISHES: EventAct.SAY_WISHES,
}
"""What each step needs the event to allow; a list is taken home at any time."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many firms stand where: ``reached``; ``claimed``; with a ``complete`` profile;
    ``listed``: they said yes to the attendee list, ``unasked``: nobody has asked them; whose link was ``mailed``, or
    sent ``by_hand``; whose letter was ``undelivered``, or is written and ``unsent``."""

    reached: int
    claimed: int
    complete: int
    listed: int
    unasked: int
    mailed: int
    by_hand: int
    undelivered: int
    unsent: int


class Glance(NamedTuple):
    """A firm as the home counts it: what ``Progress`` tells, in its order; to how many ``addresses`` its letters go,
    whether it ``wished`` to meet anybody."""

    id: int
    state: str
    readiness: Readiness
    consent: bool | None
    claimed: bool
    reached: bool
    linked: bool
    mailed: bool
    by_hand: bool
    held: bool
    undelivered: bool
    unsent: bool
    marked: bool
    addresses: int
    wished: bool

    @property
    def to_send(self) -> bool:
        return not (self.reached or self.held or self.unsent)


@dataclass(frozen=True)
class ChamberHome:
    """``previews``, ``imported``: sheets with rows that wait, the last one taken in; ``files``: their names by
    ``file_id``. ``days_left``: until registration closes and until the event, None where no date is set, negative once
    past."""

    firms: Sequence[Glance]
    steps: Sequence[StepNow]
    previews: Sequence[ImportBatch]
    files: Mapping[int, str]
    imported: ImportBatch | None
    lately: Sequence[Happening]
    reminded: Last | None
    closes_in: int | None
    starts_in: int | None

    @cached_property
    def counts(self) -> Counts:
        of = _columns(self.firms)
        return Counts(
            reached=sum(of["reached"]),
            claimed=sum(of["claimed"]),
            complete=len(self.firms) - len(self.lacking),
            listed=of["consent"].count(True),
            unasked=of["consent"].count(None),
            mailed=sum(of["mailed"]),
            undelivered=sum(of["undelivered"]),
            unsent=sum(of["unsent"]),
            by_hand=sum(of["by_hand"]),
        )

    @cached_property
    def by_mail(self) -> list[Glance]:
        """Firms that a letter can reach and for which none is written yet."""
        return [firm for firm in self.firms if firm.addresses and firm.to_send]

    @cached_property
    def mail_count(self) -> int:
        """To how many addresses letters are still to go."""
        return sum(firm.addresses for firm in self.by_mail)

    @cached_property
    def reminders(self) -> tuple[int, int]:
        """What a reminder to all that miss something comes to: letters, and texts for those whom none reaches."""
        addresses = [firm.addresses for firm in self.lacking]
        return sum(addresses), addresses.count(0)

    @cached_property
    def held(self) -> list[Glance]:
        """Firms whose letter the rehearsal holds and that nothing else has reached."""
        return [firm for firm in self.firms if firm.held and not firm.reached]

    @cached_property
    def by_hand(self) -> list[Glance]:
        """Firms without an address whose link the chamber has still to send itself."""
        return [firm for firm in self.firms if not firm.addresses and firm.to_send]

    @cached_property
    def without_mail(self) -> list[Glance]:
        """The firms that no letter can reach, those still to send first."""
        found = [firm for firm in self.firms if not firm.addresses]
        return sorted(found, key=lambda firm: (firm.reached, firm.claimed))

    @cached_property
    def lacking(self) -> list[Glance]:
        """The firms that miss something, the costliest first."""
        found = [firm for firm in self.firms if firm.readiness.lacks]
        return sorted(found, key=lambda firm: (firm.readiness.percent, -len(firm.readiness.lacks)))


def home_of(event: Event, delegation: Delegation, *, sees_all: bool = False) -> ChamberHome:
    """``sees_all``: as ``happenings_of`` takes it."""
    firms = _glances(delegation)
    batches = _batches(delegation)
    today = now().astimezone(ZoneInfo(event.zone)).date()
    closes, first = event.registration_closes_on, event.days[0].day if event.days else None
    previews = [batch for batch in batches if batch.state == "preview" and not batch.written.get("nothing")]
    return ChamberHome(
        firms=firms,
        steps=six_steps(_figures(event, delegation, firms, len(previews))),
        previews=previews,
        files=_file_names(previews),
        imported=next((batch for batch in batches if batch.state == "imported"), None),
        lately=happenings_of(event, delegation, {firm.id for firm in firms}, sees_all=sees_all),
        reminded=last_reminder(delegation),
        closes_in=(closes - today).days if closes else None,
        starts_in=(first - today).days if first else None,
    )


def _glances(delegation: Delegation) -> list[Glance]:
    """All firms of a delegation, in the order of the chamber's sheet, from plain rows: of a thousand a page counts all
    and shows a few."""
    addresses, asked = addresses_of(delegation), requests_asked(delegation.event_id)
    return [
        Glance._make((*far, addresses.get(far.id, 0), far.marked or far.id in asked)) for far in progress_of(delegation)
    ]


def _columns(firms: Sequence[Glance]) -> Mapping[str, tuple[Any, ...]]:
    """What is known of each, by its name: a column of a thousand is counted in a tenth of the time."""
    columns = zip(*firms, strict=True) if firms else ((),) * len(Glance._fields)
    return dict(zip(Glance._fields, columns, strict=True))


def _figures(event: Event, delegation: Delegation, firms: Sequence[Glance], previews: int) -> Figures:
    return Figures(
        firms=len(firms),
        previews=previews,
        to_send=sum(firm.to_send for firm in firms),
        held=sum(not firm.reached and not firm.to_send for firm in firms),
        complete=sum(firm.readiness.complete for firm in firms),
        wished=sum(firm.wished for firm in firms),
        may_wish=is_allowed(Phase(event.phase), EventAct.SAY_WISHES, BookingMode(event.booking_mode)),
        exported=delegation.exported_at is not None,
        over=_over(event),
    )


def _over(event: Event) -> frozenset[Step]:
    """The steps of which the event takes no more, now or later; firms' links end with the last day of registration."""
    closes = event.registration_closes_on
    late = closes is not None and now() >= day_end(closes, event.zone)
    over = {step for step, act in ACT_OF.items() if is_over(Phase(event.phase), act, BookingMode(event.booking_mode))}
    return frozenset(over | {Step.INVITE} if late else over)


def _batches(delegation: Delegation) -> Sequence[ImportBatch]:
    chosen = select(ImportBatch).where(ImportBatch.delegation_id == delegation.id).order_by(ImportBatch.id.desc())
    return db.session.scalars(chosen.limit(20)).all()


def _file_names(batches: Sequence[ImportBatch]) -> dict[int, str]:
    if not batches:
        return {}
    chosen = select(StoredFile.id, StoredFile.name).where(StoredFile.id.in_([batch.file_id for batch in batches]))
    return {row[0]: row[1] for row in db.session.execute(chosen)}
