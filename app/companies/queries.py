"""Reads about companies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import undefer

from app.companies.facts import LINES, NAMES, ONE_LINERS, SECTORS, SIZES, STANDARDS, TEXTS, Value
from app.companies.models import Company, CompanyProduct, CompanyReference
from app.db import db
from app.floor.models import StoredFile
from app.kernel.errors import NotFound

Shown = TypeVar("Shown", bound=CompanyProduct | CompanyReference)


def values_of(company: Company) -> dict[str, Value]:
    """What a company says of itself, by field; codes sorted, an empty line is ""."""
    values: dict[str, Value] = {field: getattr(company, field) or "" for field in (*NAMES, *LINES, *ONE_LINERS, *TEXTS)}
    for kind in SECTORS:
        values[kind] = tuple(sorted(one.code for one in company.sectors if one.kind == kind))
    for kind in STANDARDS:
        values[kind] = tuple(sorted(one.standard for one in company.certificates if one.kind == kind))
    values["holds_none"] = company.holds_none
    for field in SIZES:
        values[field] = str(getattr(company, field) or "")
    values["exports"] = tuple(sorted(one.country for one in company.markets))
    return values


def by_name(language: str) -> tuple[ColumnElement[Any], ...]:
    """The order of companies for readers of ``language``: by the name that leads there, Chinese ones by pinyin."""
    return (Company.sort_name_zh if language == "zh" else Company.sort_name, Company.name)  # type: ignore[return-value]


def logo_of(company: Company) -> StoredFile | None:
    """The company's logo with its bytes."""
    return file_with_bytes(company.logo_id)


def shown_of(kind: type[Shown], company_id: int | None) -> Sequence[Shown]:
    """The products or the references of a company, in its order."""
    shown = select(kind).where(kind.company_id == company_id, kind.removed_at.is_(None))
    return db.session.scalars(shown.order_by(kind.position, kind.id)).all()


def shown_and_removed(
    kind: type[Shown], company_id: int | None, since: datetime
) -> tuple[Sequence[Shown], Sequence[Shown]]:
    """The same, and what was removed since then and can be brought back."""
    either = or_(kind.removed_at.is_(None), kind.removed_at >= since)
    found = db.session.scalars(select(kind).where(kind.company_id == company_id, either).order_by(kind.id)).all()
    shown = sorted((one for one in found if one.removed_at is None), key=lambda one: one.position)
    return shown, [one for one in found if one.removed_at is not None]


def shown_one(kind: type[Shown], company_id: int | None, shown_id: int) -> Shown:
    """One of those that a company shows. Raises NotFound."""
    shown = (kind.company_id == company_id, kind.removed_at.is_(None))
    one = db.session.scalar(select(kind).where(kind.id == shown_id, *shown))
    if one is None:
        raise NotFound
    return one


def file_with_bytes(file_id: int | None) -> StoredFile | None:
    """A stored file with its bytes."""
    found = select(StoredFile).options(undefer(StoredFile.content)).where(StoredFile.id == file_id)
    return db.session.scalar(found) if file_id is not None else None
