"""Keep what the texts of companies mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, insert

from app.companies import sentences
from app.companies.models import CompanyVectors
from app.db import db, running


def keep_vectors(read: Mapping[int, Sequence[str]]) -> None:
    """Of each company those of all its texts, in place of earlier ones, inside a running transaction; all of them have
    been read before."""
    running()
    forget_vectors(read.keys())
    rows = [
        {"company_id": company_id, "mark": sentences.mark_of(texts), "vectors": sentences.to_bytes(texts)}
        for company_id, texts in read.items()
        if texts
    ]
    if rows:
        db.session.execute(insert(CompanyVectors), rows)


def forget_vectors(company_ids: Collection[int] | Select[Any]) -> None:
    """Inside a running transaction."""
    running()
    db.session.execute(delete(CompanyVectors).where(CompanyVectors.company_id.in_(company_ids)))
