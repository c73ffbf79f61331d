"""Reads about companies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import undefer

from app.companies.facts import LINES, NAMES, ONE_LINERS, SECTORS, STANDARDS, TEXTS, Value
from app.companies.models import Company
from app.db import db
from app.floor.models import StoredFile


def values_of(company: Company) -> dict[str, Value]:
    """What a company says of itself, by field; codes sorted, an empty line is ""."""
    values: dict[str, Value] = {field: getattr(company, field) or "" for field in (*NAMES, *LINES, *ONE_LINERS, *TEXTS)}
    for kind in SECTORS:
        values[kind] = tuple(sorted(one.code for one in company.sectors if one.kind == kind))
    for kind in STANDARDS:
        values[kind] = tuple(sorted(one.standard for one in company.certificates if one.kind == kind))
    values["holds_none"] = company.holds_none
    return values


def by_name(language: str) -> tuple[ColumnElement[Any], ...]:
    """The order of companies for readers of ``language``: by the name that leads there, Chinese ones by pinyin."""
    return (Company.sort_name_zh if language == "zh" else Company.sort_name, Company.name)  # type: ignore[return-value]


def logo_of(company: Company) -> StoredFile | None:
    """The company's logo with its bytes."""
    found = select(StoredFile).options(undefer(StoredFile.content)).where(StoredFile.id == company.logo_id)
    return db.session.scalar(found) if company.logo_id is not None else None
