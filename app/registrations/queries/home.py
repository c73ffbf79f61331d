"""What a chamber sees first: six steps, where its firms stand, what happened lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.db import db, now
from app.events.models import Event
from app.events.phases import Act, BookingMode, Phase, allows, is_over
from app.floor.models import StoredFile
from app.kernel.clock import day_end
from app.registrations.models import Delegation, ImportBatch
from app.registrations.queries.happenings import Happening, happenings_of
from app.registrations.queries.letters import REMINDED, Last, last_letters
from app.registrations.queries.roster import FirmRow, firms_at_a_glance
from app.registrations.steps import Figures, Step, StepNow, six_steps

ACT_OF = {
    Step.IMPORT: Act.ADD_FIRMS,
    Step.FIX: Act.ADD_FIRMS,
    Step.INVITE: Act.REGISTER,
    Step.CHASE: Act.EDIT_PROFILE,
    Step.WISHES: Act.SAY_WISHES,
}
"""What each step needs the event to allow; a list is taken home at any time."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many firms stand where: ``reached``, some ``by_letter_alone``; ``claimed``; with a ``complete`` profile;
    ``listed``: they said yes to the attendee list, ``unasked``: nobody has asked them; whose link was ``mailed``, or
    sent ``by_hand``."""

    reached: int
    by_letter_alone: int
    claimed: int
    complete: int
    listed: int
    unasked: int
    mailed: int
    by_hand: int


@dataclass(frozen=True)
class ChamberHome:
    """``previews``, ``imported``: sheets with rows that wait, the last one taken in; ``files``: their names by
    ``file_id``. ``days_left``: until registration closes and until the event, None where no date is set, negative once
    past."""

    rows: Sequence[FirmRow]
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
        rows, links = self.rows, [row.link for row in self.rows if row.link is not None]
        return Counts(
            reached=sum(row.reached for row in rows),
            by_letter_alone=sum(row.by_letter_alone for row in rows),
            claimed=sum(row.claimed for row in rows),
            complete=sum(row.readiness.complete for row in rows),
            listed=sum(bool(row.consent) for row in rows),
            unasked=sum(row.consent is None for row in rows),
            mailed=sum(link.mailed_at is not None for link in links),
            by_hand=sum(link.sent_by_me_at is not None for link in links),
        )

    @cached_property
    def by_mail(self) -> list[FirmRow]:
        """Firms that a letter can reach and for which none is written yet."""
        return [row for row in self.rows if row.reach.mail and not row.reached and not row.held]

    @cached_property
    def mail_count(self) -> int:
        """To how many addresses letters are still to go."""
        return sum(len(row.reach.mails) for row in self.by_mail)

    @cached_property
    def reminders(self) -> tuple[int, int]:
        """What a reminder to all that miss something comes to: letters, and texts for those whom none reaches."""
        return sum(len(row.reach.mails) for row in self.lacking), sum(not row.reach.mails for row in self.lacking)

    @cached_property
    def held(self) -> list[FirmRow]:
        """Firms whose letter the rehearsal holds and that nothing else has reached."""
        return [row for row in self.rows if row.held and not row.reached]

    @cached_property
    def by_hand(self) -> list[FirmRow]:
        """Firms without an address whose link the chamber has still to send itself."""
        return [row for row in self.rows if not row.reach.mail and not row.reached and not row.held]

    @cached_property
    def without_mail(self) -> list[FirmRow]:
        """The firms that no letter can reach, those still to send first."""
        found = [row for row in self.rows if not row.reach.mail]
        return sorted(found, key=lambda row: (row.reached, row.claimed))

    @cached_property
    def lacking(self) -> list[FirmRow]:
        """The firms that miss something, the costliest first."""
        found = [row for row in self.rows if not row.readiness.complete]
        return sorted(found, key=lambda row: (row.readiness.percent, -len(row.readiness.lacks)))


def home_of(event: Event, delegation: Delegation, *, sees_all: bool = False) -> ChamberHome:
    """``sees_all``: as ``happenings_of`` takes it."""
    rows = firms_at_a_glance(delegation)
    batches = _batches(delegation)
    today = now().astimezone(ZoneInfo(event.zone)).date()
    closes, first = event.registration_closes_on, event.days[0].day if event.days else None
    previews = [batch for batch in batches if batch.state == "preview" and not batch.written.get("nothing")]
    return ChamberHome(
        rows=rows,
        steps=six_steps(_figures(event, delegation, rows, len(previews))),
        previews=previews,
        files=_file_names(previews),
        imported=next((batch for batch in batches if batch.state == "imported"), None),
        lately=happenings_of(event, delegation, rows, sees_all=sees_all),
        reminded=max(last_letters(REMINDED, rows).values(), key=lambda last: last.at, default=None),
        closes_in=(closes - today).days if closes else None,
        starts_in=(first - today).days if first else None,
    )


def _figures(event: Event, delegation: Delegation, rows: Sequence[FirmRow], previews: int) -> Figures:
    return Figures(
        firms=len(rows),
        previews=previews,
        to_send=sum(not row.reached and not row.held for row in rows),
        held=sum(row.held and not row.reached for row in rows),
        complete=sum(row.readiness.complete for row in rows),
        wished=sum(row.wished for row in rows),
        may_wish=allows(Phase(event.phase), Act.SAY_WISHES, BookingMode(event.booking_mode)),
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
    chosen = select(StoredFile.id, StoredFile.name).where(StoredFile.id.in_([batch.file_id for batch in batches]))
    return {row[0]: row[1] for row in db.session.execute(chosen)}
