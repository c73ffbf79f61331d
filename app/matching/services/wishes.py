"""Keying in what came back on paper: each line is judged, and the good ones are kept at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from app.core import audit
from app.core.db import db, transaction
from app.events.phases import EventAct
from app.matching.services.preferences import ask_for_wants
from app.matching.wish_lines import Line, Mark, Numbers, Problem, judged, read_line, written
from app.meetings.queries.wishing import Ground, ground_of
from app.meetings.services.requirements import require_phase
from app.meetings.services.steps import lock
from app.registrations.models import Preference, Registration
from app.registrations.queries.wishes import FROM_PAPER, KEYED_IN


@dataclass(frozen=True, slots=True)
class Typed:
    """One line of the form; ``seen``: what the page said is kept for the firm."""

    text: str
    seen: str

    @property
    def is_touched(self) -> bool:
        return self.text.strip() != self.seen


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a line. ``text``: for its field; ``stands``: what is kept now; ``saved``: it was just changed."""

    line: Line
    text: str
    stands: str
    saved: bool = False


def look_at(ground: Ground, typed: Mapping[int, Typed]) -> dict[int, Answer]:
    """What would come of each line; nothing is written."""
    return {number: _answer(ground, number, one) for number, one in typed.items() if number in ground.firms}


def key_in(event_id: int, firms: Collection[Registration], typed: Mapping[int, Typed], *, by: int) -> dict[int, Answer]:
    """Keep the lines that are good, all in one transaction, as wishes with their priority and as *never with*; the
    others are answered and change nothing. Whoever did not touch a line does not change it.

    Where requests are open the wishes go out at once. Raises PhaseForbids where the phase takes no wishes.
    """
    touched = {one.id for one in firms if one.id in typed and typed[one.id].is_touched}
    with transaction():
        event, locked = lock(event_id, *sorted(touched))
        require_phase(event, EventAct.SAY_WISHES)
        ground = ground_of(event_id, locked.values())
        answers = {number: _answer(ground, number, typed[number]) for number in sorted(touched)}
        good = [number for number, answer in answers.items() if answer.line.is_good]
        kept = {number: _keep(ground, ground.firms[number], answers[number].line.marks, by) for number in good}
        if any(kept.values()):
            ask_for_wants(event, by=by)
        after = ground_of(event_id, locked.values())
    for number in good:
        stands = standing(after, number)
        answers[number] = replace(answers[number], text=stands, stands=stands, saved=kept[number])
    return answers


def standing(ground: Ground, number: int) -> str:
    """The line that is kept for a firm."""
    kept = ground.kept[number].items()
    return written({ground.number_of[other]: Mark(mark) for other, mark in kept if other in ground.number_of})


def requested(ground: Ground, number: int) -> str:
    """The line of those whom the firm has asked already."""
    asked = {other: priority for other, priority in ground.met[number].items() if priority}
    marks = {
        ground.number_of[one]: Mark.MUST if asked[one] == "must" else Mark.WANT
        for one in asked
        if one in ground.number_of
    }
    return written(marks)


def numbers_for(ground: Ground, firm: Registration) -> Numbers:
    """What all numbers of the event mean to one firm."""
    met = ground.met[firm.id]
    return Numbers(
        own={one.number for one in ground.numbered if one.registration_id == firm.id},
        known=ground.by_number,
        taking_part={one.number for one in ground.numbered if one.takes_part},
        askable={one.number for one in ground.numbered if ground.may_ask(firm, one)},
        met={one.number for one in ground.numbered if one.registration_id in met},
    )


def _answer(ground: Ground, number: int, typed: Typed) -> Answer:
    line = judged(read_line(typed.text), numbers_for(ground, ground.firms[number]))
    stands = standing(ground, number)
    if typed.is_touched and stands != typed.seen and written(line.marks) != stands:
        line = replace(line, said=(*line.said, Problem("changed", stands)))
    return Answer(line, typed.text, stands)


def _keep(ground: Ground, firm: Registration, marks: Mapping[int, Mark], by: int) -> bool:
    """Whether anything had to be changed. Whom the firm has asked already it need not wish for."""
    wanted = {ground.by_number[number].registration_id: mark for number, mark in marks.items()}
    met = ground.met[firm.id]
    wishes = {other: mark for other, mark in wanted.items() if mark != Mark.NEVER and other not in met}
    nevers = dict.fromkeys((other for other, mark in wanted.items() if mark == Mark.NEVER), None)
    priorities: dict[int, str | None] = {other: mark.value for other, mark in wishes.items()}
    changed = [_keep_kind(firm, "wanted", priorities), _keep_kind(firm, "never", dict(nevers))]
    if any(changed):
        audit.log_action(KEYED_IN, firm, event_id=firm.event_id, by=by, wishes=len(wishes))
    return any(changed)


def _keep_kind(firm: Registration, kind: str, priorities: Mapping[int, str | None]) -> bool:
    """Have just these others stand as keyed in; what the firm itself said of one stays said."""
    said = select(Preference).where(Preference.registration_id == firm.id, Preference.kind == kind)
    rows = {row.other_id: row for row in db.session.scalars(said.order_by(Preference.id).with_for_update())}
    changed = False
    for other, row in rows.items():
        if other not in priorities and row.source in FROM_PAPER:
            changed = True
            if row.source == "both":
                row.source, row.priority = "self", None
            else:
                db.session.delete(row)
    for other, priority in priorities.items():
        changed |= _keep_one(firm, kind, other, priority, rows.get(other))
    db.session.flush()
    return changed


def _keep_one(firm: Registration, kind: str, other: int, priority: str | None, row: Preference | None) -> bool:
    if row is None:
        values = {"event_id": firm.event_id, "registration_id": firm.id, "other_id": other}
        db.session.add(Preference(**values, kind=kind, priority=priority, source="paper"))
        return True
    if row.source in FROM_PAPER and row.priority == priority:
        return False
    row.source, row.priority = "both" if row.source != "paper" else "paper", priority
    return True
