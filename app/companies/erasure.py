"""A company becomes an empty row: other rows point to it. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select

from app.companies.models import Company, CompanySector
from app.companies.services import delete_vectors
from app.core import audit
from app.core.db import db, now
from app.core.erasure import clean_rows, clear_files, empty_values, names_in
from app.core.personal_data import PersonalTraces


def erase_companies(
    company_ids: Collection[int], traces: PersonalTraces, *, organisations: Collection[int], by: int | None, why: str
) -> None:
    """Empty these firms, and take the traces out of what others of the registers say of themselves; what stands in
    other tables is the marks' matter. Its country and what a firm does (``is_in``) count on."""
    for company in db.session.scalars(select(Company).where(Company.id.in_(company_ids)).order_by(Company.id)).all():
        if company.logo_id is not None:
            clear_files([company.logo_id])
        for column, value in empty_values(Company).items():
            setattr(company, column, value)
        company.erased_at, company.version = now(), company.version + 1
        audit.log_action("company.erased", company, by=by, why=why)
    db.session.flush()
    wanted = (CompanySector.company_id.in_(company_ids), CompanySector.kind != "is_in")
    db.session.execute(delete(CompanySector).where(*wanted))
    delete_vectors(company_ids)
    registers = Company.organisation_id.in_(organisations)
    if clean_rows(Company, names_in(Company, "removed"), registers, traces=traces):
        delete_vectors(select(Company.id).where(registers))
