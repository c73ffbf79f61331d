"""What a firm says about others, and the wants it keeps until they become requests."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Select, select

from app.core import audit
from app.core.db import current_transaction, db, transaction
from app.core.errors import DomainError, NotFound
from app.core.jobs import enqueue
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.matching.queries.basis import BARRING
from app.matching.queries.kept import wants_kept
from app.matching.queries.rankings import running_job
from app.matching.services.ranking import ask_for_ranking
from app.matching.wishes import KEPT_WHEN, Answer, Outcome
from app.meetings import services as meetings
from app.meetings.services.requirements import require_phase
from app.meetings.services.steps import lock
from app.registrations.models import UNINTERESTING, Preference, Registration


def say(registration: Registration, other_id: int, kind: str, *, by: int | None, because: str | None = None) -> None:
    """Keep what a firm says about another (never, known, hidden, saved, wanted); private, and taken back by ``unsay``.
    ``because``: why it is hidden, of UNINTERESTING. What keeps a pair apart has the lists computed anew, so that others
    take the places.

    Raises NotFound for a firm of another event, PhaseForbids where the event's phase takes no wishes.
    """
    if other_id == registration.id:
        raise NotFound
    with transaction() as session:
        event, _ = lock(registration.event_id, registration.id, other_id)
        require_phase(event, EventAct.SAY_WISHES)
        before = session.scalar(_said(registration.id, other_id, kind))
        _unsay(registration.id, other_id, kind)
        keyed_in = before is not None and before.source != "self"
        session.add(
            Preference(
                event_id=registration.event_id,
                registration_id=registration.id,
                other_id=other_id,
                kind=kind,
                priority=before.priority if before is not None else None,
                because=because if kind == "hidden" and because in UNINTERESTING else None,
                source="both" if keyed_in else "self",
            )
        )
        session.flush()
        audit.log_action(f"preference.{kind}", registration, event_id=registration.event_id, by=by)
        _rank_again(registration, kind)


def unsay(registration: Registration, other_id: int, kind: str, *, by: int | None) -> None:
    """Take back what was said about another; nothing happens where nothing was said.

    In every phase: what a firm keeps to itself it may delete after the event too.
    """
    with transaction():
        if _unsay(registration.id, other_id, kind):
            audit.log_action(f"preference.{kind}_undone", registration, event_id=registration.event_id, by=by)
            _rank_again(registration, kind)


def answer_suggestions(registration: Registration, answers: Mapping[int, Answer], *, by: int | None) -> Outcome:
    """Do what a firm says to several suggestions: a want is a request, a no hides; each in a transaction of its own.

    Where requests cannot be sent yet, a want is kept as *wanted*. What is refused of one firm stands in the outcome.
    Raises PhaseForbids where the event's phase takes no wishes.
    """
    require_phase(registration.event, EventAct.SAY_WISHES)
    outcome = Outcome()
    for other_id, answer in answers.items():
        if answer is Answer.NO:
            say(registration, other_id, "hidden", by=by)
            outcome.hidden.append(other_id)
            continue
        try:
            meetings.ask(registration.event_id, registration.id, other_id, by=by)
        except DomainError as refused:
            if refused.code in KEPT_WHEN:
                say(registration, other_id, "wanted", by=by)
                outcome.kept.append(other_id)
            else:
                outcome.refused[other_id] = refused
        else:
            outcome.asked.append(other_id)
    return outcome


def ask_for_wants(event: Event, *, by: int | None) -> None:
    """Have the wants that were kept sent, inside a running transaction; nothing where there are none, and one run for
    all that are approved while it waits.
    """
    current_transaction()
    waiting = running_job(event.id, "send_wants")
    if waiting is not None and waiting.state == "queued":
        return
    if is_allowed(Phase(event.phase), EventAct.ASK, BookingMode(event.booking_mode)) and wants_kept(event.id):
        enqueue("send_wants", user_id=by, event_id=event.id)


def send_wants(event_id: int) -> int:
    """Make the kept wants of approved firms requests, each in a transaction of its own; how many were sent.

    What is refused (a limit, a firm that asked first) is passed over and stays kept.
    """
    sent = 0
    for registration_id, other_id, priority in wants_kept(event_id):
        try:
            meetings.ask(event_id, registration_id, other_id, by=None, priority=priority or "want")
        except DomainError:
            continue
        with transaction():
            _unsay(registration_id, other_id, "wanted")
        sent += 1
    return sent


def _rank_again(registration: Registration, kind: str) -> None:
    """By nobody, as whoever follows the jobs is not to learn who said something."""
    if kind in BARRING:
        ask_for_ranking(registration.event_id)


def _unsay(registration_id: int, other_id: int, kind: str) -> bool:
    """Whether it had been said."""
    found = db.session.scalar(_said(registration_id, other_id, kind))
    if found is not None:
        db.session.delete(found)
        db.session.flush()
    return found is not None


def _said(registration_id: int, other_id: int, kind: str) -> Select[Preference]:
    said = (Preference.registration_id == registration_id, Preference.other_id == other_id, Preference.kind == kind)
    return select(Preference).where(*said)
