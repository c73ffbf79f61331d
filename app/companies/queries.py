"""Reads about companies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import undefer

from app.companies.facts import FactValue
from app.companies.fields import CERTIFICATE_FIELDS, COMPANY_FIELDS, SECTOR_FIELDS, WRITTEN_FIELDS
from app.companies.models import Company, CompanyProduct, CompanyReference
from app.core.db import db
from app.core.errors import NotFound
from app.core.models import StoredFile

Shown = TypeVar("Shown", bound=CompanyProduct | CompanyReference)


def company_facts(company: Company) -> dict[str, FactValue]:
    """What a company says of itself, by field; codes sorted, an empty line is ""."""
    values: dict[str, FactValue] = {field: str(getattr(company, field) or "") for field in WRITTEN_FIELDS}
    for kind in SECTOR_FIELDS:
        values[kind] = tuple(sorted(row.code for row in company.sectors if row.kind == kind))
    for kind in CERTIFICATE_FIELDS:
        values[kind] = tuple(sorted(row.standard for row in company.certificates if row.kind == kind))
    values["holds_none"] = company.holds_none
    values["exports"] = tuple(sorted(row.country for row in company.markets))
    return {field: values[field] for field in COMPANY_FIELDS}


def company_name_order(language: str) -> tuple[ColumnElement[Any], ...]:
    """The order of companies for readers of ``language``: by the name that leads there, Chinese ones by pinyin."""
    return (Company.sort_name_zh if language == "zh" else Company.sort_name, Company.name)  # type: ignore[return-value]


def get_logo(company: Company) -> StoredFile | None:
    """The company's logo with its bytes."""
    return get_file_with_bytes(company.logo_id)


def list_showcase(kind: type[Shown], company_id: int | None) -> Sequence[Shown]:
    """The products or the references of a company, in its order."""
    query = select(kind).where(kind.company_id == company_id, kind.removed_at.is_(None))
    return db.session.scalars(query.order_by(kind.position, kind.id)).all()


def list_showcase_and_removed(
    kind: type[Shown], company_id: int | None, since: datetime
) -> tuple[Sequence[Shown], Sequence[Shown]]:
    """The same, and what was removed since then and can be brought back."""
    either = or_(kind.removed_at.is_(None), kind.removed_at >= since)
    items = db.session.scalars(select(kind).where(kind.company_id == company_id, either).order_by(kind.id)).all()
    visible = sorted((item for item in items if item.removed_at is None), key=lambda item: item.position)
    return visible, [item for item in items if item.removed_at is not None]


def get_showcase_item(kind: type[Shown], company_id: int | None, shown_id: int) -> Shown:
    """One of those that a company shows. Raises NotFound."""
    conditions = (kind.company_id == company_id, kind.removed_at.is_(None))
    item = db.session.scalar(select(kind).where(kind.id == shown_id, *conditions))
    if item is None:
        raise NotFound
    return item


def get_file_with_bytes(file_id: int | None) -> StoredFile | None:
    """A stored file with its bytes."""
    query = select(StoredFile).options(undefer(StoredFile.content)).where(StoredFile.id == file_id)
    return db.session.scalar(query) if file_id is not None else None
