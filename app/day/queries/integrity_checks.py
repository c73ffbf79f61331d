"""Integrity checks of the day: check-ins, arrivals, boards, shifts, runs of paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select

from app.core.db import db, now
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.day.models import Arrival, CheckIn, HallBoard, Shift
from app.day.paper.models import PaperRun
from app.events.models import Slot
from app.registrations.models import Representative


@integrity_check(
    "day.check_ins", "Who is checked in is so everywhere, since one moment that has come, and never twice."
)
def check_check_ins() -> Iterator[IntegrityFault]:
    live = (
        select(
            CheckIn.representative_id,
            func.count().label("count"),
            func.count(CheckIn.day.distinct()).label("days"),
            func.min(CheckIn.at).label("at"),
        )
        .where(CheckIn.undone_at.is_(None))
        .group_by(CheckIn.representative_id)
        .subquery()
    )
    rows = (
        select(Representative.id, live.c.count)
        .outerjoin(live, live.c.representative_id == Representative.id)
        .where(
            or_(
                live.c.count > live.c.days,
                Representative.checked_in_at.is_(None) != live.c.at.is_(None),
                and_(live.c.at.is_not(None), Representative.checked_in_at != live.c.at),
            )
        )
    )
    for number, count in db.session.execute(rows.order_by(Representative.id)):
        says = f"Representative {number} has {count or 0} check-ins that stand, and is not noted as here since then."
        yield IntegrityFault("check_in_differs", "representatives", (number,), says)
    odd = or_(CheckIn.at > now(), CheckIn.received_at < CheckIn.at, CheckIn.undone_at < CheckIn.at)
    for number in db.session.scalars(select(CheckIn.id).where(odd).order_by(CheckIn.id)):
        yield IntegrityFault("check_in_out_of_time", "check_ins", (number,), f"Check-in {number} is of a time to come.")


@integrity_check("day.arrivals", "Who waits at the door has not been settled, and numbers are given in their order.")
def check_arrivals() -> Iterator[IntegrityFault]:
    for number in db.session.scalars(select(Arrival.id).where(Arrival.settled_at < Arrival.at).order_by(Arrival.id)):
        says = f"Arrival {number} was settled before it came."
        yield IntegrityFault("arrival_out_of_time", "arrivals", (number,), says)


@integrity_check("day.boards", "Each address of a screen that is given out can be told from all others.")
def check_boards() -> Iterator[IntegrityFault]:
    same = select(HallBoard.mark).group_by(HallBoard.mark).having(func.count() > 1)
    for number in db.session.scalars(select(HallBoard.id).where(or_(HallBoard.mark == "", HallBoard.mark.in_(same)))):
        yield IntegrityFault("board_guessable", "boards", (number,), f"Board {number} has no mark, or that of another.")


@integrity_check("day.shifts", "A shift moved times of its own event, and was undone in time or not at all.")
def check_shifts() -> Iterator[IntegrityFault]:
    homes: dict[int, int] = dict(db.session.execute(select(Slot.id, Slot.event_id)).all())
    for shift in db.session.scalars(select(Shift).order_by(Shift.id)):
        slots = [row[0] for row in shift.plan.get("times", ())]
        if any(homes.get(slot, shift.event_id) != shift.event_id for slot in slots):
            yield IntegrityFault(
                "shifts_another_event", "shifts", (shift.id,), f"Shift {shift.id} moved times of another event."
            )
        if shift.undone_at is not None and not shift.at <= shift.undone_at < shift.undo_until:
            says = f"Shift {shift.id} was undone when the next time had begun, or before it was made."
            yield IntegrityFault("undone_out_of_time", "shifts", (shift.id,), says)


@integrity_check(
    "day.papers", "Runs of paper count from 1 for each kind, and each that is finished knows what it printed."
)
def check_papers() -> Iterator[IntegrityFault]:
    numbers: dict[tuple[int, str], list[int]] = defaultdict(list)
    columns = (PaperRun.id, PaperRun.event_id, PaperRun.kind, PaperRun.number, PaperRun.made_at, PaperRun.finished_at)
    for run, event, kind, number, made, finished in db.session.execute(select(*columns).order_by(PaperRun.number)):
        numbers[event, kind].append(number)
        if finished is not None and finished < made:
            yield IntegrityFault(
                "paper_out_of_time", "paper_runs", (run,), f"Run {run} of {kind} was finished before begun."
            )
    for (event, kind), given in numbers.items():
        if given != list(range(1, len(given) + 1)):
            says = f"The runs of {kind} at event {event} bear the numbers {given}."
            yield IntegrityFault("paper_numbers_amiss", "paper_runs", (event,), says)
