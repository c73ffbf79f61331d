"""A company becomes an empty row: other rows point to it. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import delete, or_, select, update

from app.companies.models import (
    Company,
    CompanyCertificate,
    CompanyMarket,
    CompanyMerge,
    CompanyProduct,
    CompanyReference,
    CompanySector,
    CompanyUser,
)
from app.companies.services import delete_vectors
from app.core import audit
from app.core.db import db, now
from app.core.erasure import clean_rows, clear_files
from app.core.personal_data import ERASED_NAME, PersonalTraces

TEXT_STEMS: Final = ("about", "offers", "seeks")
FREE_TEXT_FIELDS: Final = (
    *(f"{text}_{language}" for text in TEXT_STEMS for language in ("en", "zh", "fr")),
    "sector_words",
)
EMPTY_COMPANY: Final[dict[str, Any]] = {
    **dict.fromkeys(("name_zh", "city", "website", "uen", "uscc", "stock_code", "logo_id", *FREE_TEXT_FIELDS)),
    **dict.fromkeys(("founded", "employees", "turnover", "currency")),
    "name": ERASED_NAME,
    "other_names": [],
    "folded": "",
    "holds_none": False,
}
"""What is left of a firm; its country and what it does (``is_in``) count on."""


def erase_companies(
    company_ids: Collection[int], traces: PersonalTraces, *, organisations: Collection[int], by: int | None, why: str
) -> None:
    """Empty these firms, and take the traces out of what others of the registers say."""
    theirs = select(Company).where(Company.id.in_(company_ids)).order_by(Company.id)
    for company in db.session.scalars(theirs).all():
        if company.logo_id is not None:
            clear_files([company.logo_id])
        for column, value in EMPTY_COMPANY.items():
            setattr(company, column, value)
        company.erased_at, company.version = now(), company.version + 1
        audit.log_action("company.erased", company, by=by, why=why)
    db.session.flush()
    sector_conditions = (CompanySector.company_id.in_(company_ids), CompanySector.kind != "is_in")
    db.session.execute(delete(CompanySector).where(*sector_conditions))
    _delete_showcase(company_ids)
    delete_vectors(company_ids)
    theirs_too = select(Company.id).where(Company.organisation_id.in_(organisations))
    if clean_rows(
        Company, (*FREE_TEXT_FIELDS, "other_names"), Company.organisation_id.in_(organisations), traces=traces
    ):
        delete_vectors(theirs_too)
    texts = [f"{part}_{language}" for part in ("name", "line") for language in ("en", "zh", "fr")]
    clean_rows(CompanyProduct, texts, CompanyProduct.company_id.in_(theirs_too), traces=traces)
    clean_rows(CompanyCertificate, ("number", "issuer"), CompanyCertificate.company_id.in_(theirs_too), traces=traces)
    clean_rows(CompanyReference, ("customer", "line"), CompanyReference.company_id.in_(theirs_too), traces=traces)
    _clean_merges(company_ids, traces, organisations)


def _delete_showcase(company_ids: Collection[int]) -> None:
    """What they showed of themselves: certificates with their papers, products with their pictures, references."""
    for file_id in (CompanyCertificate.file_id, CompanyProduct.picture_id):
        file_ids = select(file_id).where(file_id.class_.company_id.in_(company_ids), file_id.is_not(None))
        clear_files([stored_id for stored_id in db.session.scalars(file_ids) if stored_id is not None])
    for model in (CompanyCertificate, CompanyUser, CompanyProduct, CompanyReference, CompanyMarket):
        db.session.execute(delete(model).where(model.company_id.in_(company_ids)))


def remove_company_users(user_ids: Collection[int]) -> None:
    """These act for no firm any more."""
    db.session.execute(delete(CompanyUser).where(CompanyUser.user_id.in_(user_ids)))


def _clean_merges(company_ids: Collection[int], traces: PersonalTraces, organisations: Collection[int]) -> None:
    """A merge of an erased firm stands for good: what an undo would need has gone."""
    theirs = or_(CompanyMerge.kept_id.in_(company_ids), CompanyMerge.gone_id.in_(company_ids))
    db.session.execute(update(CompanyMerge).where(theirs).values(moved={}))
    clean_rows(CompanyMerge, ("moved",), CompanyMerge.organisation_id.in_(organisations), traces=traces)
