"""What a company says about others, and the wants that become requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import delete

from app.core import audit
from app.core.db import current_transaction, db, transaction
from app.core.errors import DomainError, NotFound
from app.core.jobs import enqueue_once
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.matching.queries.ranking_input import BARRING_KINDS
from app.matching.queries.suggestions import list_wants
from app.matching.services.ranking import request_ranking
from app.meetings import services as meetings
from app.meetings.services.policy import require_phase
from app.meetings.services.transitions import lock_companies
from app.registrations.models import HIDING_REASONS, Preference, Registration


class SuggestionAnswer(StrEnum):
    WANT = "want"
    NO = "no"


@dataclass
class AnswerOutcome:
    """Ids of the other companies: ``asked`` got a request; ``saved`` are noted until requests can be sent; ``hidden``;
    ``refused``: with why nothing was sent."""

    asked: list[int] = field(default_factory=list)
    saved: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    refused: dict[int, DomainError] = field(default_factory=dict)


TEMPORARY_REFUSALS = frozenset({"phase_forbids", "not_taking_part"})
"""Refusals that time may lift: requests are not open yet, or the firm is not approved yet."""


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
        _delete_preference(registration.id, other_id, kind)
        session.add(
            Preference(
                event_id=registration.event_id,
                registration_id=registration.id,
                other_id=other_id,
                kind=kind,
                because=because if kind == "hidden" and because in HIDING_REASONS else None,
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
    for registration_id, other_id in list_wants(event_id):
        try:
            meetings.request_meeting(event_id, registration_id, other_id, by=None)
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
    deletion = delete(Preference).where(
        Preference.registration_id == registration_id, Preference.other_id == other_id, Preference.kind == kind
    )
    return bool(db.session.scalars(deletion.returning(Preference.id)).all())
