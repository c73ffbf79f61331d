"""The figures of an evening: which day is meant, when they were made, and by what mark two of them are told apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from app.companies.sectors import tree
from app.db import now
from app.events.models import Event
from app.outcomes.counted import Ground
from app.outcomes.figures import Figures, figures_of
from app.outcomes.queries.ground import ground_of
from app.registrations.models import Delegation


@dataclass(frozen=True)
class Report:
    """``delegation``: of whose firms alone it tells, None for all; ``version``: the same for the same figures."""

    event: Event
    delegation: Delegation | None
    ground: Ground
    figures: Figures
    made_at: datetime

    @property
    def version(self) -> str:
        told = json.dumps(asdict(self.figures), default=str, sort_keys=True)
        mark = sha256(told.encode()).hexdigest()
        return f"{mark[:4]} {mark[4:8]}"


def report_of(event: Event, delegation: Delegation | None, day: date | None) -> Report:
    """Of one day, or of all."""
    ground = ground_of(event, delegation.id if delegation is not None else None)
    sides = [one.id for one in event.groups if _is_told(one.id, ground)]
    return Report(event, delegation, ground, figures_of(ground, sides, day, tree().sections), now())


def _is_told(side: int, ground: Ground) -> bool:
    """Of a delegation its own sides."""
    return ground.own is None or any(firm.side == side for firm in ground.firms.values() if ground.counts(firm.id))


def usual_day(event: Event, days: Sequence[date]) -> date | None:
    """Today where it is one of them, else the last before, else the first; None where there is none."""
    today = now().astimezone(ZoneInfo(event.zone)).date()
    return max((day for day in days if day <= today), default=min(days, default=None))


def days_of(event: Event) -> list[date]:
    return [one.day for one in event.days]
