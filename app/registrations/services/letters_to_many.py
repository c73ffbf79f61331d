"""Invitations and reminders: to a few firms at once, to more of them in the background, some at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from app.core.db import db, retry_transient, transaction
from app.core.jobs import ProgressReport, enqueue
from app.core.models import JobRun
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations.models import Delegation
from app.registrations.reminder_words import Words
from app.registrations.services.invitations import Sent, invite, remind

JOB: Final = "firm_letters"
AT_ONCE: Final = 10
"""So many firms are written to within a request, and in one transaction: others write meanwhile."""


def send(
    what: str,
    event: Event,
    delegation: Delegation | None,
    first: Collection[int],
    *,
    again: Mapping[int, str],
    words: Mapping[str, Words] | None = None,
    by: int,
) -> Sent | JobRun:
    """``what``: "invite" or "remind", as the services of these names; the work, where it is too much for a request.
    Raises PhaseForbids."""
    if len({*first, *again}) <= AT_ONCE:
        return _act(what, words)(event, delegation, first, again=again, by=by)
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    asked: dict[str, Any] = {
        "what": what,
        "delegation_id": delegation.id if delegation is not None else None,
        "first": sorted(first),
        "again": {str(number): mark for number, mark in again.items()},
        "words": {language: asdict(one) for language, one in words.items()} if words is not None else None,
    }
    with transaction():
        return enqueue(JOB, user_id=by, event_id=event.id, **asked)


def write(event_id: int, asked: Mapping[str, Any], *, by: int, tell: ProgressReport) -> Sent:
    """What was asked for; who has had the letter meanwhile gets none. It may be ended between any two parts and begun
    again. Raises PhaseForbids."""
    first, again = set(asked["first"]), {int(number): mark for number, mark in asked["again"].items()}
    said = asked["words"]
    words = {language: Words(**one) for language, one in said.items()} if said is not None else None
    firms, sent = sorted({*first, *again}), Sent()
    for start in range(0, len(firms), AT_ONCE):
        if tell(start / len(firms)):
            break
        part = firms[start : start + AT_ONCE]
        sent += retry_transient(_write, event_id, asked, part, first, again, words, by)
    return sent


def _write(
    event_id: int,
    asked: Mapping[str, Any],
    part: Collection[int],
    first: Collection[int],
    again: Mapping[int, str],
    words: Mapping[str, Words] | None,
    by: int,
) -> Sent:
    event, delegation_id = db.session.get_one(Event, event_id), asked["delegation_id"]
    delegation = db.session.get_one(Delegation, delegation_id) if delegation_id is not None else None
    now = {number: mark for number, mark in again.items() if number in part}
    act = _act(asked["what"], words)
    return act(event, delegation, [one for one in part if one in first], again=now, by=by)


def _act(what: str, words: Mapping[str, Words] | None) -> Callable[..., Sent]:
    return invite if what == "invite" else partial(remind, words=words)
