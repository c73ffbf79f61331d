"""The firms that notices are about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.companies.models import Company
from app.core.db import db
from app.core.localized import Localized
from app.events.overview import OverviewLink, OverviewNotice
from app.registrations.models import Registration


def firms_named_in(happened: Sequence[OverviewNotice]) -> dict[int, list[OverviewLink]]:
    """By the id of each notice the firms that it is about: the sides of a meeting, a registration, its link."""
    ids = {one.id: _registration_ids(one) for one in happened}
    wanted = {registration_id for found in ids.values() for registration_id in found}
    rows = (
        select(Registration.id, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.id.in_(wanted))
    )
    places = {
        row.id: OverviewLink(
            "registrations.registration", {"registration_id": row.id}, Localized(row.name, row.name_zh or "")
        )
        for row in db.session.execute(rows)
    }
    return {notice_id: [places[one] for one in found if one in places] for notice_id, found in ids.items()}


def _registration_ids(one: OverviewNotice) -> list[int]:
    """The asker of a meeting first, where the notice tells it."""
    if one.subject == "registrations":
        return [one.subject_id]
    named = [one.details.get(name) for name in ("registration", "low", "high", "host", "guest")]
    return list(dict.fromkeys(found for found in named if isinstance(found, int)))
