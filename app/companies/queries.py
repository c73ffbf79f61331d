"""Reads about companies."""

from __future__ import annotations

from app.companies.facts import LINES, NAMES, ONE_LINERS, SECTORS, STANDARDS, TEXTS, Value
from app.companies.models import Company


def values_of(company: Company) -> dict[str, Value]:
    """What a company says of itself, by field; codes sorted, an empty line is ""."""
    values: dict[str, Value] = {field: getattr(company, field) or "" for field in (*NAMES, *LINES, *ONE_LINERS, *TEXTS)}
    for kind in SECTORS:
        values[kind] = tuple(sorted(one.code for one in company.sectors if one.kind == kind))
    for kind in STANDARDS:
        values[kind] = tuple(sorted(one.standard for one in company.certificates if one.kind == kind))
    values["holds_none"] = company.holds_none
    return values
