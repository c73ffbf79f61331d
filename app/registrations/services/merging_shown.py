"""What two companies show of themselves becomes one's, and is parted again. Inside the transaction that merges them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select, update

from app.companies.models import Company, CompanyCertificate, CompanyProduct, CompanyReference
from app.core.db import db

Shown = type[CompanyProduct] | type[CompanyReference]
SHOWN: Final[dict[str, Shown]] = {
    "products": CompanyProduct,
    "references": CompanyReference,
}
DETAILS: Final = ("number", "issuer", "valid_until", "file_id", "warned_of")


def move_over(kept: Company, gone: Company) -> dict[str, Any]:
    """Products and references go behind the kept one's own; details of a certificate that it tells nothing of go with
    it. What was moved, by ids."""
    moved: dict[str, Any] = {name: _append(model, kept, gone) for name, model in SHOWN.items()}
    theirs = {one.standard: one for one in _held(gone)}
    pairs = [(one, theirs[one.standard]) for one in _held(kept) if one.standard in theirs and _tells_nothing(one)]
    for mine, other in pairs:
        _hand_over(other, mine)
    db.session.flush()
    return {**moved, "certificates": [[mine.id, other.id] for mine, other in pairs]}


def give_back(kept: Company, gone: Company, moved: dict[str, Any]) -> None:
    """Those that are still the kept one's."""
    for name, model in SHOWN.items():
        mine = (model.id.in_(moved.get(name, [])), model.company_id == kept.id)
        db.session.execute(update(model).where(*mine).values(company_id=gone.id))
    held = {one.id: one for company in (kept, gone) for one in _held(company)}
    for mine, other in moved.get("certificates", []):
        if mine in held and other in held and _tells_nothing(held[other]):
            _hand_over(held[mine], held[other])
    db.session.flush()


def _append(model: Shown, kept: Company, gone: Company) -> list[int]:
    last = db.session.scalar(select(func.max(model.position)).where(model.company_id == kept.id)) or 0
    theirs = select(model.id).where(model.company_id == gone.id).order_by(model.position, model.id)
    ids = list(db.session.scalars(theirs))
    for place, shown_id in enumerate(ids, last + 1):
        db.session.execute(update(model).where(model.id == shown_id).values(company_id=kept.id, position=place))
    return ids


def _held(company: Company) -> list[CompanyCertificate]:
    of_it = (CompanyCertificate.company_id == company.id, CompanyCertificate.kind == "holds")
    return list(db.session.scalars(select(CompanyCertificate).where(*of_it).order_by(CompanyCertificate.id)))


def _tells_nothing(one: CompanyCertificate) -> bool:
    return not any(getattr(one, name) for name in DETAILS)


def _hand_over(giving: CompanyCertificate, taking: CompanyCertificate) -> None:
    for name in DETAILS:
        setattr(taking, name, getattr(giving, name))
        setattr(giving, name, None)
    taking.version, giving.version = taking.version + 1, giving.version + 1
