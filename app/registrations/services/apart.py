"""What somebody said in a preview and an import keeps: that a new firm is none of those that it was taken for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.companies.models import Company, CompanyDistinct
from app.core import audit
from app.core.db import db
from app.registrations.plan import Effect
from app.registrations.services.import_rows import Written


def keep_apart(done: Sequence[tuple[Effect, Written]], *, by: int | None) -> None:
    """For each new firm of an import; its pairs go when the import is taken back."""
    companies = {effect.key: written.company.id for effect, written in done}
    wanted: set[tuple[int, int]] = set()
    for effect, written in done:
        for key in (key for row in effect.rows for key in row.apart):
            other = companies.get(key) or (int(key[1:]) if key.startswith("c") else None)
            if other is not None and other != written.company.id:
                low, high = sorted((other, written.company.id))
                wanted.add((low, high))
    for low, high in sorted(wanted - _said(wanted)):
        db.session.add(CompanyDistinct(low_id=low, high_id=high, said_by=by))
        audit.log_action("company.distinct", db.session.get_one(Company, low), by=by, other=high)


def _said(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    lows = {low for low, _ in pairs}
    rows = select(CompanyDistinct.low_id, CompanyDistinct.high_id).where(CompanyDistinct.low_id.in_(lows))
    return {(low, high) for low, high in db.session.execute(rows)} if lows else set()
