"""Writing what a company says of itself, inside a running transaction."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Select, delete, func, insert, select

from app.companies import text_vectors
from app.companies.certificates import trade_certificate
from app.companies.facts import (
    MAX_SHOWCASE_ITEMS,
    FactValue,
    parse_showcase_item,
    parse_size,
    value_codes,
)
from app.companies.fields import CERTIFICATE_FIELDS, COMPANY_FIELDS, NAME_FIELDS, SECTOR_FIELDS, SIZE_FIELDS
from app.companies.models import (
    Company,
    CompanyCertificate,
    CompanyMarket,
    CompanyProduct,
    CompanyReference,
    CompanySector,
    CompanyVectors,
)
from app.companies.names.search import search_key
from app.companies.queries import company_facts, list_showcase
from app.companies.sectors.tree import sector_tree
from app.companies.signals import company_saved
from app.companies.uploads import ProductPicture, UploadedPaper
from app.core import audit
from app.core.db import Model, current_transaction, db, now, transaction
from app.core.errors import Invalid, NotFound, Stale
from app.core.files import store_file
from app.core.models import StoredFile

__all__ = [
    "CompanyNameMissing",
    "ShowcaseChanged",
    "add_showcase_item",
    "delete_removed_items",
    "lock_company",
    "move_showcase_item",
    "remove_logo",
    "remove_paper",
    "remove_picture",
    "remove_showcase_item",
    "restore_showcase_item",
    "save_company",
    "save_logo",
    "save_paper",
    "save_picture",
    "update_certificate",
    "update_showcase_item",
]


class CompanyNameMissing(Invalid):
    """A company has a name."""

    code = "company_name_missing"


def lock_company(company_id: int) -> Company:
    """The company as it now is, behind its lock. Raises NotFound."""
    query = select(Company).where(Company.id == company_id).with_for_update().execution_options(populate_existing=True)
    company = db.session.scalar(query)
    if company is None:
        raise NotFound
    return company


def save_company(
    company: Company, values: Mapping[str, FactValue], *, by: int | None, event_id: int | None = None
) -> list[str]:
    """Write these fields of a company inside the running transaction; the names of those that changed.

    Fields that are not its own are left alone. Raises NameMissing, UnknownSector, UnknownCertificate, SizeUnknown,
    Invalid ``country_unknown``.
    """
    current_transaction()
    stored = company_facts(company)
    changed = sorted(field for field in values if field in COMPANY_FIELDS and values[field] != stored[field])
    if not changed:
        return changed
    if "name" in changed and not values["name"]:
        raise CompanyNameMissing
    for field in changed:
        _write_field(company, field, values[field])
    if set(changed) & set(NAME_FIELDS):
        company.folded = search_key(company.name, company.name_zh, *company.other_names)
    company.version += 1
    company.updated_at = now()
    db.session.flush()
    audit.log_action("company.saved", company, event_id=event_id, by=by, fields=changed)
    company_saved.send(company)
    return changed


def save_logo(company: Company, drawn: bytes, *, by: int | None, event_id: int | None = None) -> None:
    """Keep a picture that ``uploads.render_logo`` has drawn as the company's, inside the running transaction.

    The file is of no event and of no user, for it stays when these are erased.
    """
    current_transaction()
    before = company.logo_id
    file = store_file(drawn, name="logo.png", media_type="image/png", user_id=None)
    company.logo_id = file.id
    delete_file(before)
    audit.log_action("company.logo_kept", company, event_id=event_id, by=by)


def remove_logo(company: Company, *, by: int | None, event_id: int | None = None) -> None:
    """The company has no logo any more."""
    current_transaction()
    before, company.logo_id = company.logo_id, None
    delete_file(before)
    audit.log_action("company.logo_removed", company, event_id=event_id, by=by)


def delete_file(file_id: int | None) -> None:
    """In the running transaction: a file that nothing points to any more goes, with its bytes."""
    db.session.flush()
    db.session.execute(delete(StoredFile).where(StoredFile.id == file_id))


def _write_field(company: Company, field: str, value: FactValue) -> None:
    codes = value_codes(value)
    if field in SECTOR_FIELDS:
        _write_sectors(company, field, [sector_tree()[code].code for code in codes])
    elif field in CERTIFICATE_FIELDS:
        _write_standards(company, field, [trade_certificate(code).code for code in codes])
    elif field == "exports":
        _write_markets(company, codes)
    elif field in ("name", "holds_none"):
        setattr(company, field, value)
    elif field in SIZE_FIELDS:
        setattr(company, field, parse_size(field, str(value or ""), until=now().year))
    else:
        setattr(company, field, value or None)


def _write_sectors(company: Company, kind: str, codes: Iterable[str]) -> None:
    stored = {sector.code: sector for sector in company.sectors if sector.kind == kind}
    new_codes = set(codes)
    for code in stored.keys() - new_codes:
        company.sectors.remove(stored[code])
        db.session.delete(stored[code])
    company.sectors.extend(CompanySector(code=code, kind=kind) for code in sorted(new_codes - stored.keys()))


def _write_markets(company: Company, countries: Iterable[str]) -> None:
    stored = {market.country: market for market in company.markets}
    new_countries = set(countries)
    if not all(re.fullmatch("[A-Z]{2}", market) for market in new_countries):
        raise Invalid("country_unknown")
    for country in stored.keys() - new_countries:
        company.markets.remove(stored[country])
        db.session.delete(stored[country])
    company.markets.extend(CompanyMarket(country=country) for country in sorted(new_countries - stored.keys()))


def _write_standards(company: Company, kind: str, standards: Iterable[str]) -> None:
    stored = {certificate.standard: certificate for certificate in company.certificates if certificate.kind == kind}
    new_standards = set(standards)
    for standard in stored.keys() - new_standards:
        company.certificates.remove(stored[standard])
        db.session.delete(stored[standard])
        delete_file(stored[standard].file_id)
    company.certificates.extend(
        CompanyCertificate(standard=standard, kind=kind) for standard in sorted(new_standards - stored.keys())
    )


ShowcaseItem = CompanyProduct | CompanyReference
Kind = TypeVar("Kind", bound=CompanyProduct | CompanyReference)
SHOWCASE_WORDS: Final = {CompanyProduct: "product", CompanyReference: "reference"}


class ShowcaseChanged(Stale):
    """Somebody changed this since it was read; nothing was written."""

    code = "showcase_changed"


def add_showcase_item(
    kind: type[Kind], company: Company, values: Mapping[str, FactValue], *, by: int | None, event_id: int | None = None
) -> Kind:
    """One more, at the end. Raises Invalid ``showcase_full``, and what ``parse_showcase_item`` raises."""
    current_transaction()
    count, last = db.session.execute(
        select(func.count(), func.max(kind.position)).where(kind.company_id == company.id, kind.removed_at.is_(None))
    ).one()
    if count >= MAX_SHOWCASE_ITEMS:
        raise Invalid("showcase_full", most=MAX_SHOWCASE_ITEMS)
    parsed = parse_showcase_item(SHOWCASE_WORDS[kind], values, until=now().year)
    item = kind(company_id=company.id, position=(last or 0) + 1, **parsed)
    db.session.add(item)
    db.session.flush()
    audit.log_action(f"company.{SHOWCASE_WORDS[kind]}_added", company, event_id=event_id, by=by)
    return item


def update_showcase_item(
    item: ShowcaseItem, values: Mapping[str, FactValue], *, version: int, by: int | None, event_id: int | None = None
) -> list[str]:
    """Write these fields; the names of those that changed. ``shown`` is behind its company's lock.

    Raises ShowcaseChanged unless it is still version ``seen``, and what ``parse_showcase_item`` raises.
    """
    current_transaction()
    if item.version != version:
        raise ShowcaseChanged
    parsed = parse_showcase_item(SHOWCASE_WORDS[type(item)], values, until=now().year)
    changed = sorted(name for name, value in parsed.items() if getattr(item, name) != value)
    for name in changed:
        setattr(item, name, parsed[name])
    if changed:
        _touch_item(item)
        _log_item_change(item, "changed", event_id, by, changed)
    return changed


def remove_showcase_item(item: ShowcaseItem, *, version: int, by: int | None, event_id: int | None = None) -> None:
    """It is shown no more; the one that was removed before goes for good, with its picture. Raises ShowcaseChanged
    unless it is still version ``seen``."""
    current_transaction()
    if item.version != version:
        raise ShowcaseChanged
    kind = type(item)
    before = select(kind).where(kind.company_id == item.company_id, kind.removed_at.is_not(None))
    _delete_items(db.session.scalars(before).all())
    item.removed_at = now()
    _touch_item(item)
    _log_item_change(item, "removed", event_id, by)


def restore_showcase_item(
    kind: type[Kind], company: Company, shown_id: int, *, by: int | None, event_id: int | None = None
) -> Kind:
    """What was removed is shown again, where it stood; what is shown stays so. Raises NotFound for what is not there
    any more, Invalid ``showcase_full``."""
    current_transaction()
    query = select(kind).where(kind.id == shown_id, kind.company_id == company.id)
    item = db.session.scalar(query.with_for_update())
    if item is None:
        raise NotFound
    if item.removed_at is None:
        return item
    if len(list_showcase(kind, company.id)) >= MAX_SHOWCASE_ITEMS:
        raise Invalid("showcase_full", most=MAX_SHOWCASE_ITEMS)
    item.removed_at = None
    _touch_item(item)
    _log_item_change(item, "brought_back", event_id, by)
    return item


def delete_removed_items(until: datetime) -> None:
    """What was removed before then goes for good, with its pictures. Nothing is locked where there is nothing."""
    _delete_removed(CompanyProduct, until)
    _delete_removed(CompanyReference, until)


def _delete_removed(kind: type[Kind], until: datetime) -> None:
    due = select(kind).where(kind.removed_at < until)
    if db.session.scalar(due.limit(1)) is not None:
        with transaction() as session:
            _delete_items(session.scalars(due.with_for_update()).all())


def _delete_items(removed: Iterable[Model]) -> None:
    for item in removed:
        db.session.delete(item)
        delete_file(getattr(item, "picture_id", None))


def move_showcase_item(item: Kind, *, up: bool, by: int | None, event_id: int | None = None) -> None:
    """One place up or down; at the end of the list nothing happens."""
    current_transaction()
    company = db.session.get_one(Company, item.company_id)
    order = list(list_showcase(type(item), company.id))
    at = order.index(item)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
        for place, sibling in enumerate(order):
            sibling.position = place
        audit.log_action(f"company.{SHOWCASE_WORDS[type(item)]}s_ordered", company, event_id=event_id, by=by)
    db.session.flush()


def save_picture(
    product: CompanyProduct, drawn: ProductPicture, *, by: int | None, event_id: int | None = None
) -> None:
    """Keep a picture that ``uploads`` has drawn as the product's."""
    current_transaction()
    before = product.picture_id
    ending = drawn.media_type.rpartition("/")[2]
    file = store_file(drawn.content, name=f"product.{ending}", media_type=drawn.media_type, user_id=None)
    product.picture_id = file.id
    delete_file(before)
    _touch_item(product)
    _log_item_change(product, "changed", event_id, by, ["picture"])


def remove_picture(product: CompanyProduct, *, by: int | None, event_id: int | None = None) -> None:
    """The product has no picture any more."""
    current_transaction()
    before, product.picture_id = product.picture_id, None
    delete_file(before)
    _touch_item(product)
    _log_item_change(product, "changed", event_id, by, ["picture"])


def _touch_item(item: ShowcaseItem) -> None:
    item.version += 1
    item.updated_at = now()
    db.session.flush()


def _log_item_change(
    item: ShowcaseItem, act: str, event_id: int | None, by: int | None, fields: list[str] | None = None
) -> None:
    company = db.session.get_one(Company, item.company_id)
    details = {"fields": fields} if fields else {}
    audit.log_action(f"company.{SHOWCASE_WORDS[type(item)]}_{act}", company, event_id=event_id, by=by, **details)


CERTIFICATE_DETAILS: Final = ("number", "issuer", "valid_until")


def update_certificate(
    certificate: CompanyCertificate,
    details: Mapping[str, str | dt.date | None],
    *,
    version: int,
    by: int | None,
    event_id: int | None = None,
) -> list[str]:
    """Write its number, issuer and last day; the names of what changed. Raises ShowcaseChanged unless it is still
    version ``seen``."""
    current_transaction()
    if certificate.version != version:
        raise ShowcaseChanged
    changed = [name for name in CERTIFICATE_DETAILS if getattr(certificate, name) != (details.get(name) or None)]
    for name in changed:
        setattr(certificate, name, details.get(name) or None)
    if changed:
        _log_certificate_change(certificate, changed, event_id, by)
    if "valid_until" in changed:  # an expired one is not counted as held
        company_saved.send(certificate.company)
    return changed


def save_paper(
    certificate: CompanyCertificate, paper: UploadedPaper, *, by: int | None, event_id: int | None = None
) -> None:
    """Keep a paper that ``uploads`` has looked at in the place of the one before."""
    current_transaction()
    before = certificate.file_id
    name = f"{certificate.standard}.{paper.ending}"
    certificate.file_id = store_file(paper.content, name=name, media_type=paper.media_type, user_id=None).id
    delete_file(before)
    _log_certificate_change(certificate, ["paper"], event_id, by)


def remove_paper(certificate: CompanyCertificate, *, by: int | None, event_id: int | None = None) -> None:
    """The certificate has no paper any more."""
    current_transaction()
    before, certificate.file_id = certificate.file_id, None
    delete_file(before)
    _log_certificate_change(certificate, ["paper"], event_id, by)


def _log_certificate_change(
    certificate: CompanyCertificate, fields: list[str], event_id: int | None, by: int | None
) -> None:
    certificate.version += 1
    db.session.flush()
    company = db.session.get_one(Company, certificate.company_id)
    audit.log_action("company.certificate_changed", company, event_id=event_id, by=by, fields=fields)


def save_vectors(read: Mapping[int, Sequence[str]]) -> None:
    """Of each company those of all its texts, in place of earlier ones, inside a running transaction; all of them have
    been read before."""
    current_transaction()
    delete_vectors(read.keys())
    rows = [
        {
            "company_id": company_id,
            "mark": text_vectors.texts_mark(texts),
            "vectors": text_vectors.vectors_to_bytes(texts),
        }
        for company_id, texts in read.items()
        if texts
    ]
    if rows:
        db.session.execute(insert(CompanyVectors), rows)


def delete_vectors(company_ids: Collection[int] | Select[Any]) -> None:
    """Inside a running transaction."""
    current_transaction()
    db.session.execute(delete(CompanyVectors).where(CompanyVectors.company_id.in_(company_ids)))
