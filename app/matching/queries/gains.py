"""How many firms one may meet, and how many would rank it higher with a fuller profile."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from app.core.db import db
from app.matching.models import ProfileGain
from app.registrations.models import Registration
from app.registrations.queries.profiles import audiences_of


def may_meet(registration: Registration) -> int:
    """How many firms of the event this one may meet, whether they are approved already or about to be."""
    audience = audiences_of(registration.event_id).get(registration.group_id or 0)
    return audience.firms if audience else 0


def gains_of(event_id: int, among: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    """For these registrations: part of the profile that was missing when it was last counted → how many other firms
    would rank the firm higher with it. A firm that lacked nothing is absent."""
    chosen = select(ProfileGain.registration_id, ProfileGain.firms).where(
        ProfileGain.event_id == event_id, ProfileGain.registration_id.in_(among)
    )
    return {row[0]: row[1] for row in db.session.execute(chosen)}
