"""Compute an event's ranking and store it; ask for a new one when a profile changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select

from app.db import db, running, transaction
from app.events.models import Event
from app.events.phases import Act, BookingMode, Phase, allows
from app.floor import notices
from app.floor.jobs import Running, enqueue
from app.kernel.errors import DomainError, NotFound
from app.matching.models import Ranking, Suggestion
from app.matching.queries import basis_of, running_job, wants_kept
from app.matching.ranking import rank as rank_firms
from app.matching.reasons import to_json
from app.matching.wishes import KEPT_WHEN, Answer, Outcome
from app.meetings import services as meetings
from app.registrations.models import Preference, Registration

PLACES = 20
REASONS = 6
KEPT_VERSIONS = 2
CHUNK = 2_000


def rank(event_id: int, *, by: int | None = None, run: Running | None = None) -> Ranking:
    """Rank all firms of an event and store the lists under the next version.

    Reads first, thinks without any lock, then writes in one transaction; older versions go, but for the last one.
    """
    _tell(run, 0.05, "reading")
    basis = basis_of(event_id)
    db.session.rollback()
    _tell(run, 0.2, "ranking")
    found = rank_firms(basis.firms, basis.allowed, basis.barred, places=PLACES)
    rows = [
        {
            "event_id": event_id,
            "registration_id": key,
            "other_id": pairing.other,
            "score": pairing.score,
            "fit": pairing.fit_for_me,
            "fit_back": pairing.fit_for_them,
            "reasons": to_json(reasons),
        }
        for key, pairing, reasons in found.all(limit=REASONS)
    ]
    _number(rows)
    _tell(run, 0.7, "storing")
    return _store(event_id, len(basis.firms), rows, by)


def ask_for_ranking(event_id: int, *, by: int | None = None) -> None:
    """Have the event ranked anew, inside a running transaction; many wishes while one waits are one run."""
    running()
    waiting = running_job(event_id)
    if waiting is None or waiting.state != "queued":
        enqueue("rank", user_id=by, event_id=event_id)


def say(registration: Registration, other_id: int, kind: str, *, by: int | None) -> None:
    """Keep what a firm says about another (never, known, hidden, saved, wanted); private, and taken back by ``unsay``.

    Raises NotFound for a firm of another event.
    """
    with transaction() as session:
        other = session.get(Registration, other_id)
        if other is None or other.event_id != registration.event_id or other.id == registration.id:
            raise NotFound
        _unsay(registration.id, other_id, kind)
        session.add(
            Preference(event_id=registration.event_id, registration_id=registration.id, other_id=other_id, kind=kind)
        )
        session.flush()
        notices.write(f"preference.{kind}", registration, event_id=registration.event_id, by=by)


def unsay(registration: Registration, other_id: int, kind: str, *, by: int | None) -> None:
    """Take back what was said about another; nothing happens where nothing was said."""
    with transaction():
        if _unsay(registration.id, other_id, kind):
            notices.write(f"preference.{kind}_undone", registration, event_id=registration.event_id, by=by)


def answer_suggestions(registration: Registration, answers: Mapping[int, Answer], *, by: int | None) -> Outcome:
    """Do what a firm says to several suggestions: a want is a request, a no hides; each in a transaction of its own.

    Where requests cannot be sent yet, a want is kept as *wanted*. Nothing is raised: what was refused stands in the
    outcome.
    """
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
    running()
    waiting = running_job(event.id, "send_wants")
    if waiting is not None and waiting.state == "queued":
        return
    if allows(Phase(event.phase), Act.ASK, BookingMode(event.booking_mode)) and wants_kept(event.id):
        enqueue("send_wants", user_id=by, event_id=event.id)


def send_wants(event_id: int) -> int:
    """Make the kept wants of approved firms requests, each in a transaction of its own; how many were sent.

    What is refused (a limit, a firm that asked first) is passed over and stays kept.
    """
    sent = 0
    for registration_id, other_id in wants_kept(event_id):
        try:
            meetings.ask(event_id, registration_id, other_id, by=None)
        except DomainError:
            continue
        with transaction():
            _unsay(registration_id, other_id, "wanted")
        sent += 1
    return sent


def _unsay(registration_id: int, other_id: int, kind: str) -> bool:
    """Whether it had been said."""
    said = (Preference.registration_id == registration_id, Preference.other_id == other_id, Preference.kind == kind)
    return db.session.scalar(delete(Preference).where(*said).returning(Preference.id)) is not None


def _number(rows: list[dict[str, Any]]) -> None:
    """The place of each row in its list, from 1."""
    place, last = 0, None
    for row in rows:
        place = place + 1 if row["registration_id"] == last else 1
        last = row["registration_id"]
        row["place"] = place


def _store(event_id: int, firms: int, rows: list[dict[str, Any]], by: int | None) -> Ranking:
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event_id).with_for_update())
        newest = session.scalar(select(func.max(Ranking.version)).where(Ranking.event_id == event_id)) or 0
        ranking = Ranking(event_id=event_id, version=newest + 1, firms=firms)
        session.add(ranking)
        session.flush()
        for start in range(0, len(rows), CHUNK):
            part = [{**row, "ranking_id": ranking.id} for row in rows[start : start + CHUNK]]
            session.execute(insert(Suggestion), part)
        _forget_older(event_id, newest + 1)
        notices.write("ranking.stored", ranking, event_id=event_id, by=by, version=ranking.version, firms=firms)
    return ranking


def _forget_older(event_id: int, newest: int) -> None:
    old = select(Ranking.id).where(Ranking.event_id == event_id, Ranking.version <= newest - KEPT_VERSIONS)
    db.session.execute(delete(Suggestion).where(Suggestion.ranking_id.in_(old)))
    stale = (Ranking.event_id == event_id, Ranking.version <= newest - KEPT_VERSIONS)
    db.session.execute(delete(Ranking).where(*stale))


def _tell(run: Running | None, fraction: float, stage: str) -> None:
    if run is not None:
        run.progress(fraction, stage)
