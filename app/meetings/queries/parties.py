"""What firms are called, by registration."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.companies.models import Company
from app.core.db import db
from app.core.localized import Localized
from app.meetings.queries.lists import Firm
from app.registrations.models import Registration


def names_of(registration_ids: Collection[int]) -> dict[int, Firm]:
    """Those that are there, in one query."""
    rows = (
        select(Registration.id, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.id.in_(registration_ids))
    )
    return {row[0]: Firm(row[0], row[1], row[2] or "", Localized()) for row in db.session.execute(rows)}
