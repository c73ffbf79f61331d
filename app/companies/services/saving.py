"""Writing what a company says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select

from app.companies.certificates import certificate
from app.companies.facts import NAMES, OF_COMPANY, SECTORS, SIZES, STANDARDS, Value, codes_in
from app.companies.models import Company, CompanyCertificate, CompanyMarket, CompanySector
from app.companies.queries import values_of
from app.companies.search import searchable
from app.companies.sectors import tree
from app.companies.signals import company_saved
from app.companies.sizes import size_of
from app.db import db, now, running
from app.floor import notices
from app.floor.files import store
from app.floor.models import StoredFile
from app.kernel.errors import Invalid, NotFound


class NameMissing(Invalid):
    """A company has a name."""

    code = "company_name_missing"


def locked(company_id: int) -> Company:
    """The company as it now is, behind its lock. Raises NotFound."""
    found = select(Company).where(Company.id == company_id).with_for_update().execution_options(populate_existing=True)
    company = db.session.scalar(found)
    if company is None:
        raise NotFound
    return company


def save(company: Company, values: Mapping[str, Value], *, by: int | None, event_id: int | None = None) -> list[str]:
    """Write these fields of a company inside the running transaction; the names of those that changed.

    Fields that are not its own are left alone. Raises NameMissing, UnknownSector, UnknownCertificate, SizeUnknown,
    Invalid ``country_unknown``.
    """
    running()
    stored = values_of(company)
    changed = sorted(field for field in values if field in OF_COMPANY and values[field] != stored[field])
    if not changed:
        return changed
    if "name" in changed and not values["name"]:
        raise NameMissing
    for field in changed:
        _write(company, field, values[field])
    if set(changed) & set(NAMES):
        company.folded = searchable(company.name, company.name_zh, *company.other_names)
    company.version += 1
    company.updated_at = now()
    db.session.flush()
    notices.write("company.saved", company, event_id=event_id, by=by, fields=changed)
    company_saved.send(company)
    return changed


def keep_logo(company: Company, drawn: bytes, *, by: int | None, event_id: int | None = None) -> None:
    """Keep a picture that ``logos.as_logo`` has drawn as the company's, inside the running transaction.

    The file is of no event and of no user, for it stays when these are erased.
    """
    running()
    before = company.logo_id
    kept = store(drawn, name="logo.png", media_type="image/png", user_id=None)
    company.logo_id = kept.id
    forget_file(before)
    notices.write("company.logo_kept", company, event_id=event_id, by=by)


def remove_logo(company: Company, *, by: int | None, event_id: int | None = None) -> None:
    """The company has no logo any more."""
    running()
    before, company.logo_id = company.logo_id, None
    forget_file(before)
    notices.write("company.logo_removed", company, event_id=event_id, by=by)


def forget_file(file_id: int | None) -> None:
    """In the running transaction: a file that nothing points to any more goes, with its bytes."""
    db.session.flush()
    db.session.execute(delete(StoredFile).where(StoredFile.id == file_id))


def _write(company: Company, field: str, value: Value) -> None:
    codes = codes_in(value)
    if field in SECTORS:
        _write_sectors(company, field, [tree()[code].code for code in codes])
    elif field in STANDARDS:
        _write_standards(company, field, [certificate(code).code for code in codes])
    elif field == "exports":
        _write_markets(company, codes)
    elif field in ("name", "holds_none"):
        setattr(company, field, value)
    elif field in SIZES:
        setattr(company, field, size_of(field, str(value or ""), until=now().year))
    else:
        setattr(company, field, value or None)


def _write_sectors(company: Company, kind: str, codes: Iterable[str]) -> None:
    held = {one.code: one for one in company.sectors if one.kind == kind}
    wanted = set(codes)
    for code in held.keys() - wanted:
        company.sectors.remove(held[code])
        db.session.delete(held[code])
    company.sectors.extend(CompanySector(code=code, kind=kind) for code in sorted(wanted - held.keys()))


def _write_markets(company: Company, countries: Iterable[str]) -> None:
    held = {one.country: one for one in company.markets}
    wanted = set(countries)
    if not all(re.fullmatch("[A-Z]{2}", one) for one in wanted):
        raise Invalid("country_unknown")
    for country in held.keys() - wanted:
        company.markets.remove(held[country])
        db.session.delete(held[country])
    company.markets.extend(CompanyMarket(country=country) for country in sorted(wanted - held.keys()))


def _write_standards(company: Company, kind: str, standards: Iterable[str]) -> None:
    held = {one.standard: one for one in company.certificates if one.kind == kind}
    wanted = set(standards)
    for standard in held.keys() - wanted:
        company.certificates.remove(held[standard])
        db.session.delete(held[standard])
        forget_file(held[standard].file_id)
    company.certificates.extend(
        CompanyCertificate(standard=standard, kind=kind) for standard in sorted(wanted - held.keys())
    )
