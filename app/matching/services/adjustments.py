"""What the organizer adjusts in the ranking: weights, looked at before they are kept, and pins of pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Delete, and_, delete, or_, select

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import NotFound, Stale
from app.core.jobs import enqueue
from app.events.models import Event
from app.matching.models import PIN_KINDS, RankingPin, RankingSettings
from app.matching.parameters import MatchSettings, compare_lists
from app.matching.profiles import CompanyKey
from app.matching.queries.ranking_input import BARRING_KINDS, RankingInput, get_ranking_input
from app.matching.services.ranking import compute_ranking, request_ranking
from app.meetings.policy import MeetingAct, require_allowed
from app.meetings.queries.policy import load_meeting_facts
from app.registrations.models import Preference, Registration

PREVIEW_JOB = "matching.preview_weights"
PreviewProgress = Callable[[float, str], None]


def save_settings(event: Event, settings: MatchSettings, *, version: int, by: int | None) -> None:
    """Weigh so from now on, and have the lists computed anew. ``version``: of the settings that were looked at, 0 for
    none kept. Raises Stale where somebody else changed them meanwhile."""
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event.id).with_for_update(key_share=True))
        stored = session.get(RankingSettings, event.id, populate_existing=True)
        if version != (stored.version if stored is not None else 0):
            raise Stale
        if stored is None:
            stored = RankingSettings(event_id=event.id, version=0)
            session.add(stored)
        stored.settings, stored.version = settings.to_json(), version + 1
        audit.log_action("ranking.weighed", event, event_id=event.id, by=by, widen=settings.widen)
        request_ranking(event.id, by=by)


def request_preview(event: Event, settings: MatchSettings, *, by: int) -> str:
    """Have it counted what these settings would change; the public id of the job."""
    with transaction():
        return enqueue(PREVIEW_JOB, user_id=by, event_id=event.id, settings=settings.to_json()).public_id


def preview_settings(event_id: int, settings: MatchSettings, *, tell: PreviewProgress) -> dict[str, Any]:
    """``SheetChanges`` as plain values, beside the ``settings`` they come from; nothing is written."""
    tell(0.1, "reading")
    basis = get_ranking_input(event_id)
    db.session.rollback()
    tell(0.3, "ranking")
    before = _key_lists(basis, basis.settings)
    tell(0.6, "ranking")
    changes = compare_lists(
        before, _key_lists(basis, settings), [company for company, readers in basis.readers().items() if readers]
    )
    return {"settings": settings.to_json(), "changes": asdict(changes)}


def _key_lists(basis: RankingInput, settings: MatchSettings) -> dict[CompanyKey, list[CompanyKey]]:
    ranking = compute_ranking(basis, settings)
    return {key: [place.other for place in ranking.of(key)] for key in ranking}


def pin_pair(event: Event, first_id: int, other_id: int, kind: str, *, by: int | None) -> None:
    """``kind``: ``up`` or ``down``; a pair has one at a time. The lists are computed anew. Raises NotFound for a
    company of another event, or one company twice, and the first refusal of ``MeetingAct.PIN_UP`` or ``PIN_DOWN``."""
    if first_id == other_id or kind not in PIN_KINDS:
        raise NotFound
    low, high = sorted((first_id, other_id))
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event.id).with_for_update(key_share=True))
        here = select(Registration).where(Registration.event_id == event.id, Registration.id.in_((low, high)))
        registrations = session.scalars(here).all()
        if len(registrations) != len((low, high)):
            raise NotFound
        act = MeetingAct.PIN_UP if kind == "up" else MeetingAct.PIN_DOWN
        facts = load_meeting_facts(event, act, *registrations)
        require_allowed(replace(facts, other_never=act is MeetingAct.PIN_UP and _has_barring_mark(event, low, high)))
        session.execute(_pin_deletion(event.id, low, high))
        session.add(RankingPin(event_id=event.id, low_id=low, high_id=high, kind=kind))
        audit.log_action(f"ranking.pinned_{kind}", event, event_id=event.id, by=by, firms=[low, high])
        request_ranking(event.id, by=by)


def unpin_pair(event: Event, first_id: int, other_id: int, *, by: int | None) -> None:
    """Nothing happens where the pair has no pin."""
    low, high = sorted((first_id, other_id))
    with transaction() as session:
        if session.execute(_pin_deletion(event.id, low, high).returning(RankingPin.id)).all():
            audit.log_action("ranking.unpinned", event, event_id=event.id, by=by, firms=[low, high])
            request_ranking(event.id, by=by)


def _has_barring_mark(event: Event, low: int, high: int) -> bool:
    """Whether one keeps the other out of its list, for whatever reason. To take out what stands there anyhow is no
    harm, and says nothing."""
    preferences = select(Preference.id).where(
        Preference.event_id == event.id,
        Preference.kind.in_(BARRING_KINDS),
        or_(
            and_(Preference.registration_id == low, Preference.other_id == high),
            and_(Preference.registration_id == high, Preference.other_id == low),
        ),
    )
    return db.session.scalars(preferences).first() is not None


def _pin_deletion(event_id: int, low: int, high: int) -> Delete:
    pair = (RankingPin.event_id == event_id, RankingPin.low_id == low, RankingPin.high_id == high)
    return delete(RankingPin).where(*pair)
