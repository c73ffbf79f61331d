"""Make a draft, or the lines of a repair, the schedule that everybody has, and notify everybody once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import cache, partial

from sqlalchemy import select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Invalid
from app.core.jobs import ProgressReport, enqueue
from app.core.models import Notice
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Mover, Phase
from app.events.services import move_event
from app.meetings.mails import agendas
from app.meetings.models import Claim, Unavailability
from app.meetings.services.policy import require_phase
from app.meetings.services.scheduled_bookings import ScheduledSeating, apply_seatings
from app.meetings.services.transitions import lock_companies, retry_on_conflict
from app.registrations.models import Registration, Representation
from app.registrations.queries.registrations import list_recipients
from app.scheduling.draft_view import PublicationPreview, count_declined, publication_preview
from app.scheduling.drafts import OPEN_STATES, DraftState, PlanSettings, unpacked_problem
from app.scheduling.models import ScheduleDraft
from app.scheduling.problem import PlacedMeeting, SchedulingProblem
from app.scheduling.queries.drafts import get_draft
from app.scheduling.queries.event_problem import get_event_problem
from app.scheduling.services.drafts import DraftClosed, PlanOutdated, list_placed_meetings, require_draft_version

NOTIFY_JOB = "tell_timetable"
NOTIFIED_KIND = "timetable.told"


def get_publication_preview(
    event: Event, draft: ScheduleDraft, *, lines: Collection[str] | None = None
) -> PublicationPreview:
    """What publishing it would do now, and what stands in the way. Reads only."""
    settings = PlanSettings.from_json(draft.settings)
    fresh = get_event_problem(event, settings).problem
    return publication_preview(unpacked_problem(draft.problem), fresh, list_placed_meetings(draft.id), lines=lines)


@retry_on_conflict
def publish_draft(
    event_id: int,
    number: int,
    *,
    by: int,
    without: Collection[str] = (),
    lines: Collection[str] | None = None,
    seen: int | None = None,
) -> int:
    """Book, move and free all that the draft says, in one transaction; how many meetings changed.

    ``without``: what the planner has seen cannot be published; ``lines``: of a repair, only these. Anything else that
    stands in the way refuses the whole: Changed, whose ``rows`` name it. Raises DraftClosed, DraftMovedOn where another
    planner has changed the draft since its version ``seen``, PhaseForbids.
    """
    with transaction():
        draft = get_draft(event_id, number, locked=True)
        companies = _lock_companies(event_id, draft)
        event = db.session.get_one(Event, event_id)
        require_phase(event, EventAct.PLAN)
        if draft.state not in OPEN_STATES or not list_placed_meetings(
            draft.id
        ):  # one that holds nothing would free everything
            raise DraftClosed(state=draft.state)
        require_draft_version(draft, seen, by=by)
        preview = get_publication_preview(event, draft, lines=lines)
        unseen = [row for row in preview.rows if row.request not in without]
        if unseen:
            raise PlanOutdated(rows=[row.request for row in unseen], num=len(unseen))
        first = event.phase == Phase.PLANNING
        if first:
            move_event(event_id, source=Phase.PLANNING, target=Phase.PUBLISHED, mover=Mover.ORGANIZER, by=by)
        problem = unpacked_problem(draft.problem)
        seatings = list(_changed_seatings(problem, preview.changed))
        freed = [int(meeting_id) for meeting_id in preview.freed]
        once = first or is_notified_once(event, problem, preview)
        apply_seatings(event, seatings, freed, companies, by=by, telling=not once, together=True)
        _apply_suppositions(event, PlanSettings.from_json(draft.settings))
        draft.state, draft.published_at = DraftState.PUBLISHED.value, now()
        left = {
            "left_out": len(preview.rows),
            "declined": count_declined(problem, list_placed_meetings(draft.id), lines),
        }
        draft.figures = {**draft.figures, **left}
        changed = len(seatings) + len(freed)
        audit.log_action("plan.published", draft, event_id=event_id, by=by, number=number, meetings=changed)
        if once:
            _notify_companies(event_id, draft, preview.target if first else preview.changed, problem, companies, by=by)
        return changed


def is_notified_once(event: Event, problem: SchedulingProblem, preview: PublicationPreview) -> bool:
    """At a live event, that only gives times where there were none: an email to each company with its agenda, not one
    for each meeting."""
    had = {placed.request for placed in problem.standing}
    moved = any(placed.request in had for placed in preview.changed)
    return event.booking_mode == BookingMode.LIVE and not preview.freed and not moved


def _lock_companies(event_id: int, draft: ScheduleDraft) -> dict[int, Registration]:
    """Every firm of the draft, in the order of their ids, then the event."""
    named = {int(company.id) for company in unpacked_problem(draft.problem).firms}
    there = select(Registration.id).where(Registration.event_id == event_id, Registration.id.in_(named))
    return lock_companies(event_id, *db.session.scalars(there))[1]


def _changed_seatings(problem: SchedulingProblem, changed: Iterable[PlacedMeeting]) -> Iterator[ScheduledSeating]:
    places = {slot.id: place for place, slot in enumerate(problem.slots)}
    lengths = {request.id: request.length for request in problem.requests}
    for placed in changed:
        first = places[placed.slot]
        person, other = placed.people or ("0", "0")
        yield ScheduledSeating(
            meeting_id=int(placed.request),
            slot_ids=tuple(int(slot.id) for slot in problem.slots[first : first + lengths[placed.request]]),
            people=(int(person), int(other)),
            table_id=None if placed.table is None else int(placed.table),
            interpreter_id=None if placed.interpreter is None else int(placed.interpreter),
        )


def _apply_suppositions(event: Event, settings: PlanSettings) -> None:
    """What a repair supposed has happened: nobody else is to be booked with who does not come, or at what is lost.

    Where a meeting stays with them all the same, since its line was not accepted, they are still to be had.
    """
    supposed = settings.supposed
    if not supposed:
        return
    order = [slot.id for slot in sorted(event.slots, key=lambda slot: slot.starts_at) if slot.kind == "meeting"]
    absences = {("representative_id", resource_id): order for resource_id in supposed.people}
    absences |= {("table_id", resource_id): order for resource_id in supposed.tables}
    for company, slot in supposed.late.items():
        people = db.session.scalars(
            select(Representation.representative_id).where(Representation.registration_id == company)
        )
        absences |= {
            ("representative_id", resource_id): order[: order.index(slot)] for resource_id in people if slot in order
        }
    for (column, resource_id), slots in absences.items():
        of_both = (select(of.slot_id).where(getattr(of, column) == resource_id) for of in (Unavailability, Claim))
        known = {slot for rows in of_both for slot in db.session.scalars(rows)}
        for slot in slots:
            if slot not in known:
                db.session.add(Unavailability(event_id=event.id, slot_id=slot, **{column: resource_id}))
    db.session.flush()


def _notify_companies(
    event_id: int,
    draft: ScheduleDraft,
    target: Iterable[PlacedMeeting],
    problem: SchedulingProblem,
    companies: dict[int, Registration],
    *,
    by: int,
) -> None:
    """A notice for each firm that meets somebody; the letters are written from them, each once."""
    sides = {request.id: (int(request.asker), int(request.asked)) for request in problem.requests}
    company_ids = sorted({company for placed in target for company in sides.get(placed.request, ())} & set(companies))
    for firm in company_ids:
        audit.log_action_later(NOTIFIED_KIND, companies[firm], event_id=event_id, by=by, draft=draft.number)
    enqueue(NOTIFY_JOB, user_id=by, event_id=event_id, number=draft.number)


def notify_all(event_id: int, number: int, tell: ProgressReport) -> int:
    """A letter to each reader of each firm; how many firms. Those that were written before are not written again."""
    rows = select(Notice.id, Notice.details).where(Notice.event_id == event_id, Notice.kind == NOTIFIED_KIND)
    ids = [row[0] for row in db.session.execute(rows.order_by(Notice.id)) if row[1].get("draft") == number]
    db.session.rollback()
    for place, notice_id in enumerate(ids):
        tell(place / len(ids))
        _notify_company(notice_id)
    return len(ids)


def _notify_company(notice_id: int) -> None:
    with transaction():
        notice = db.session.get_one(Notice, notice_id)
        company = db.session.get(Registration, notice.subject_id)
        if company is None:
            return
        event, agenda_in = company.event, cache(partial(agendas.load_agenda, registration=company))
        published = event.booking_mode == BookingMode.PLANNED
        for reader in list_recipients(company):
            with suppress(Invalid):
                agendas.write_agenda_email(
                    notice, company, agenda_in(reader.language), event, address=reader.email, published=published
                )
