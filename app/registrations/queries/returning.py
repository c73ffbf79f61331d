"""Whether a registration that has ended can be opened again."""

from __future__ import annotations

from app.registrations.models import Registration
from app.registrations.queries.merging import survivor_of


def may_come_back(registration: Registration) -> bool:
    """Not a guest, not an erased firm, nor one that takes part by another registration since the two were merged."""
    company = registration.company
    return company is not None and company.erased_at is None and survivor_of(registration) is None
