"""Registrations by the sectors of their firms."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, exists, false

from app.companies.models import SECTOR_KINDS, CompanySector
from app.registrations.models import Registration


def in_sectors(codes: Iterable[str], kinds: Collection[str] = SECTOR_KINDS) -> ColumnElement[bool]:
    """Whether a registration's firm is in, offers or seeks (``kinds``) one of these sectors; nobody is in none."""
    wanted = list(codes)
    if not wanted:
        return false()
    return exists().where(
        CompanySector.company_id == Registration.company_id,
        CompanySector.code.in_(wanted),
        CompanySector.kind.in_(kinds),
    )
