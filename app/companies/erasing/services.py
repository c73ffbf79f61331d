"""A firm becomes an empty row: registrations, merges and notices point to it. The caller holds the transaction."""

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
from app.companies.services.vectors import forget_vectors
from app.db import db, now
from app.floor import notices
from app.floor.erasing.services import clean_rows, empty_files
from app.kernel.traces import NOBODY, Traces

TEXTS: Final = ("about", "offers", "seeks")
FREE: Final = (*(f"{text}_{language}" for text in TEXTS for language in ("en", "zh", "fr")), "sector_words")
EMPTY: Final[dict[str, Any]] = {
    **dict.fromkeys(("name_zh", "city", "website", "uen", "uscc", "stock_code", "logo_id", *FREE)),
    **dict.fromkeys(("founded", "employees", "turnover", "currency")),
    "name": NOBODY,
    "other_names": [],
    "folded": "",
    "holds_none": False,
}
"""What is left of a firm; its country and what it does (``is_in``) count on."""


def erase(
    company_ids: Collection[int], traces: Traces, *, organisations: Collection[int], by: int | None, why: str
) -> None:
    """Empty these firms, and take the traces out of what others of the registers say."""
    theirs = select(Company).where(Company.id.in_(company_ids)).order_by(Company.id)
    for company in db.session.scalars(theirs).all():
        if company.logo_id is not None:
            empty_files([company.logo_id])
        for column, value in EMPTY.items():
            setattr(company, column, value)
        company.erased_at, company.version = now(), company.version + 1
        notices.write("company.erased", company, by=by, why=why)
    db.session.flush()
    said = (CompanySector.company_id.in_(company_ids), CompanySector.kind != "is_in")
    db.session.execute(delete(CompanySector).where(*said))
    _forget_shown(company_ids)
    forget_vectors(company_ids)
    theirs_too = select(Company.id).where(Company.organisation_id.in_(organisations))
    if clean_rows(Company, (*FREE, "other_names"), Company.organisation_id.in_(organisations), traces=traces):
        forget_vectors(theirs_too)
    texts = [f"{part}_{language}" for part in ("name", "line") for language in ("en", "zh", "fr")]
    clean_rows(CompanyProduct, texts, CompanyProduct.company_id.in_(theirs_too), traces=traces)
    clean_rows(CompanyCertificate, ("number", "issuer"), CompanyCertificate.company_id.in_(theirs_too), traces=traces)
    clean_rows(CompanyReference, ("customer", "line"), CompanyReference.company_id.in_(theirs_too), traces=traces)
    _clean_merges(company_ids, traces, organisations)


def _forget_shown(company_ids: Collection[int]) -> None:
    """What they showed of themselves: certificates with their papers, products with their pictures, references."""
    for file_id in (CompanyCertificate.file_id, CompanyProduct.picture_id):
        kept = select(file_id).where(file_id.class_.company_id.in_(company_ids), file_id.is_not(None))
        empty_files([one for one in db.session.scalars(kept) if one is not None])
    for model in (CompanyCertificate, CompanyUser, CompanyProduct, CompanyReference, CompanyMarket):
        db.session.execute(delete(model).where(model.company_id.in_(company_ids)))


def leave(user_ids: Collection[int]) -> None:
    """These act for no firm any more."""
    db.session.execute(delete(CompanyUser).where(CompanyUser.user_id.in_(user_ids)))


def _clean_merges(company_ids: Collection[int], traces: Traces, organisations: Collection[int]) -> None:
    """A merge of an erased firm stands for good: what an undo would need has gone."""
    theirs = or_(CompanyMerge.kept_id.in_(company_ids), CompanyMerge.gone_id.in_(company_ids))
    db.session.execute(update(CompanyMerge).where(theirs).values(moved={}))
    clean_rows(CompanyMerge, ("moved",), CompanyMerge.organisation_id.in_(organisations), traces=traces)
