"""What a company says about others: on a page, or on a wish list that is keyed in; and the wants that become
requests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Select, select

from app.core import audit
from app.core.db import current_transaction, db, transaction
from app.core.errors import DomainError, NotFound
from app.core.jobs import enqueue_once
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.matching.queries.ranking_input import BARRING_KINDS
from app.matching.queries.suggestions import list_wants
from app.matching.services.ranking import request_ranking
from app.matching.wish_lists import (
    TEMPORARY_REFUSALS,
    AnswerOutcome,
    CompanyNumbers,
    SuggestionAnswer,
    WishLine,
    WishMark,
    WishProblem,
    checked_line,
    parse_wish_line,
    wish_line_text,
)
from app.meetings import services as meetings
from app.meetings.queries.policy import WishFacts, load_wish_facts
from app.meetings.services.policy import require_phase
from app.meetings.services.transitions import lock_companies
from app.registrations.models import HIDING_REASONS, Preference, Registration
from app.registrations.queries.wish_lists import PAPER_SOURCES, WISHES_ENTERED


def set_preference(
    registration: Registration, other_id: int, kind: str, *, by: int | None, because: str | None = None
) -> None:
    """Keep what a company says about another (never, known, hidden, saved, wanted); private, and taken back by
    ``unsay``. ``because``: why it is hidden, of UNINTERESTING. What keeps a pair apart has the lists computed anew,
    so that others take the places.

    Raises NotFound for a company of another event, PhaseForbids where the event's phase takes no wishes.
    """
    if other_id == registration.id:
        raise NotFound
    with transaction() as session:
        event, _ = lock_companies(registration.event_id, registration.id, other_id)
        require_phase(event, EventAct.SAY_WISHES)
        before = session.scalar(_preference_query(registration.id, other_id, kind))
        _delete_preference(registration.id, other_id, kind)
        keyed_in = before is not None and before.source != "self"
        session.add(
            Preference(
                event_id=registration.event_id,
                registration_id=registration.id,
                other_id=other_id,
                kind=kind,
                priority=before.priority if before is not None else None,
                because=because if kind == "hidden" and because in HIDING_REASONS else None,
                source="both" if keyed_in else "self",
            )
        )
        session.flush()
        audit.log_action(f"preference.{kind}", registration, event_id=registration.event_id, by=by)
        _rerank_if_barred(registration, kind)


def delete_preference(registration: Registration, other_id: int, kind: str, *, by: int | None) -> None:
    """Take back what was said about another; nothing happens where nothing was said.

    In every phase: what a company keeps to itself it may delete after the event too.
    """
    with transaction():
        if _delete_preference(registration.id, other_id, kind):
            audit.log_action(f"preference.{kind}_undone", registration, event_id=registration.event_id, by=by)
            _rerank_if_barred(registration, kind)


def answer_suggestions(
    registration: Registration, answers: Mapping[int, SuggestionAnswer], *, by: int | None
) -> AnswerOutcome:
    """Do what a company says to several suggestions: a want is a request, a no hides; each in a transaction of its own.

    Where requests cannot be sent yet, a want is kept as *wanted*. What is refused of one company stands in the outcome.
    Raises PhaseForbids where the event's phase takes no wishes.
    """
    require_phase(registration.event, EventAct.SAY_WISHES)
    outcome = AnswerOutcome()
    for other_id, answer in answers.items():
        if answer is SuggestionAnswer.NO:
            set_preference(registration, other_id, "hidden", by=by)
            outcome.hidden.append(other_id)
            continue
        try:
            meetings.request_meeting(registration.event_id, registration.id, other_id, by=by)
        except DomainError as refused:
            if refused.code in TEMPORARY_REFUSALS:
                set_preference(registration, other_id, "wanted", by=by)
                outcome.saved.append(other_id)
            else:
                outcome.refused[other_id] = refused
        else:
            outcome.asked.append(other_id)
    return outcome


def request_wants(event: Event, *, by: int | None) -> None:
    """Have the wants that were kept sent, inside a running transaction; nothing where there are none."""
    current_transaction()
    if is_allowed(Phase(event.phase), EventAct.ASK, BookingMode(event.booking_mode)) and list_wants(event.id):
        enqueue_once("send_wants", user_id=by, event_id=event.id)


def send_wants(event_id: int) -> int:
    """Make the kept wants of approved companies requests, each in a transaction of its own; how many were sent.

    What is refused (a limit, a company that asked first) is passed over and stays kept.
    """
    sent = 0
    for registration_id, other_id, priority in list_wants(event_id):
        try:
            meetings.request_meeting(event_id, registration_id, other_id, by=None, priority=priority or "want")
        except DomainError:
            continue
        with transaction():
            _delete_preference(registration_id, other_id, "wanted")
        sent += 1
    return sent


def _rerank_if_barred(registration: Registration, kind: str) -> None:
    """By nobody, as whoever follows the jobs is not to learn who said something."""
    if kind in BARRING_KINDS:
        request_ranking(registration.event_id)


def _delete_preference(registration_id: int, other_id: int, kind: str) -> bool:
    """Whether it had been said."""
    preference = db.session.scalar(_preference_query(registration_id, other_id, kind))
    if preference is not None:
        db.session.delete(preference)
        db.session.flush()
    return preference is not None


def _preference_query(registration_id: int, other_id: int, kind: str) -> Select[Preference]:
    conditions = (
        Preference.registration_id == registration_id,
        Preference.other_id == other_id,
        Preference.kind == kind,
    )
    return select(Preference).where(*conditions)


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line of the form; ``seen``: what the page said is kept for the firm."""

    text: str
    seen: str

    @property
    def is_touched(self) -> bool:
        return self.text.strip() != self.seen


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What comes of a line. ``text``: for its field; ``stands``: what is kept now; ``saved``: it was just changed."""

    line: WishLine
    text: str
    stands: str
    saved: bool = False


def check_lines(ground: WishFacts, typed: Mapping[int, TypedLine]) -> dict[int, LineAnswer]:
    """What would come of each line; nothing is written."""
    return {number: _line_answer(ground, number, line) for number, line in typed.items() if number in ground.companies}


def save_lines(
    event_id: int, companies: Collection[Registration], typed: Mapping[int, TypedLine], *, by: int
) -> dict[int, LineAnswer]:
    """Keep the lines that are good, all in one transaction, as wishes with their priority and as *never with*; the
    others are answered and change nothing. Whoever did not touch a line does not change it.

    Where requests are open the wishes go out at once. Raises PhaseForbids where the phase takes no wishes.
    """
    touched = {
        registration.id for registration in companies if registration.id in typed and typed[registration.id].is_touched
    }
    with transaction():
        event, locked = lock_companies(event_id, *sorted(touched))
        require_phase(event, EventAct.SAY_WISHES)
        ground = load_wish_facts(event_id, locked.values())
        answers = {number: _line_answer(ground, number, typed[number]) for number in sorted(touched)}
        good = [number for number, answer in answers.items() if answer.line.is_good]
        changed = {
            number: _store_marks(ground, ground.companies[number], answers[number].line.marks, by) for number in good
        }
        if any(changed.values()):
            request_wants(event, by=by)
        after = load_wish_facts(event_id, locked.values())
    for number in good:
        stored = stored_line(after, number)
        answers[number] = replace(answers[number], text=stored, stands=stored, saved=changed[number])
    return answers


def stored_line(ground: WishFacts, number: int) -> str:
    """The line that is kept for a firm."""
    stored = ground.preferences[number].items()
    return wish_line_text(
        {ground.number_of[other]: WishMark(mark) for other, mark in stored if other in ground.number_of}
    )


def requested_line(ground: WishFacts, number: int) -> str:
    """The line of those whom the firm has asked already."""
    asked = {other: priority for other, priority in ground.met[number].items() if priority}
    marks = {
        ground.number_of[other_id]: WishMark.MUST if asked[other_id] == "must" else WishMark.WANT
        for other_id in asked
        if other_id in ground.number_of
    }
    return wish_line_text(marks)


def company_numbers(ground: WishFacts, company: Registration) -> CompanyNumbers:
    """What all numbers of the event mean to one firm."""
    met = ground.met[company.id]
    return CompanyNumbers(
        own={entry.number for entry in ground.numbered if entry.registration_id == company.id},
        known=ground.by_number,
        taking_part={entry.number for entry in ground.numbered if entry.takes_part},
        askable={entry.number for entry in ground.numbered if ground.may_ask(company, entry)},
        met={entry.number for entry in ground.numbered if entry.registration_id in met},
    )


def _line_answer(ground: WishFacts, number: int, typed: TypedLine) -> LineAnswer:
    line = checked_line(parse_wish_line(typed.text), company_numbers(ground, ground.companies[number]))
    stored = stored_line(ground, number)
    if typed.is_touched and stored != typed.seen and wish_line_text(line.marks) != stored:
        line = replace(line, problems=(*line.problems, WishProblem("changed", stored)))
    return LineAnswer(line, typed.text, stored)


def _store_marks(ground: WishFacts, company: Registration, marks: Mapping[int, WishMark], by: int) -> bool:
    """Whether anything had to be changed. Whom the firm has asked already it need not wish for."""
    marks_by_id = {ground.by_number[number].registration_id: mark for number, mark in marks.items()}
    met = ground.met[company.id]
    wishes = {other: mark for other, mark in marks_by_id.items() if mark != WishMark.NEVER and other not in met}
    nevers = dict.fromkeys((other for other, mark in marks_by_id.items() if mark == WishMark.NEVER), None)
    priorities: dict[int, str | None] = {other: mark.value for other, mark in wishes.items()}
    changed = [_store_kind(company, "wanted", priorities), _store_kind(company, "never", dict(nevers))]
    if any(changed):
        audit.log_action(WISHES_ENTERED, company, event_id=company.event_id, by=by, wishes=len(wishes))
    return any(changed)


def _store_kind(company: Registration, kind: str, priorities: Mapping[int, str | None]) -> bool:
    """Have just these others stand as keyed in; what the firm itself said of one stays said."""
    query = select(Preference).where(Preference.registration_id == company.id, Preference.kind == kind)
    rows = {row.other_id: row for row in db.session.scalars(query.order_by(Preference.id).with_for_update())}
    changed = False
    for other, row in rows.items():
        if other not in priorities and row.source in PAPER_SOURCES:
            changed = True
            if row.source == "both":
                row.source, row.priority = "self", None
            else:
                db.session.delete(row)
    for other, priority in priorities.items():
        changed |= _store_preference(company, kind, other, priority, rows.get(other))
    db.session.flush()
    return changed


def _store_preference(
    company: Registration, kind: str, other: int, priority: str | None, row: Preference | None
) -> bool:
    if row is None:
        values = {"event_id": company.event_id, "registration_id": company.id, "other_id": other}
        db.session.add(Preference(**values, kind=kind, priority=priority, source="paper"))
        return True
    if row.source in PAPER_SOURCES and row.priority == priority:
        return False
    row.source, row.priority = "both" if row.source != "paper" else "paper", priority
    return True
