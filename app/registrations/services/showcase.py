"""What a firm shows of its work, changed by whoever answers for the firm while profiles are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import select

from app.companies import services as companies
from app.companies.certificates import trade_certificate
from app.companies.facts import FactValue, value_codes
from app.companies.models import Company, CompanyCertificate, CompanyProduct, CompanyReference
from app.companies.queries import company_facts, get_showcase_item
from app.companies.uploads import ProductPicture, UploadedPaper
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound
from app.registrations.models import Registration
from app.registrations.services.profiles import require_open

Kind = type[CompanyProduct] | type[CompanyReference]


class CertificateThere(Conflict):
    """The firm has said already that it holds this certificate."""

    code = "certificate_there"


def add(
    registration: Registration,
    kind: Kind,
    values: Mapping[str, FactValue],
    *,
    picture: ProductPicture | None = None,
    by: int | None,
) -> int:
    """A product or a reference more; its id. Raises PhaseForbids and what ``companies.services.add`` raises."""
    with _behind_lock(registration) as company:
        made = companies.add_showcase_item(kind, company, values, by=by, event_id=registration.event_id)
        if picture is not None and isinstance(made, CompanyProduct):
            companies.save_picture(made, picture, by=by, event_id=registration.event_id)
        return made.id


def change(
    registration: Registration,
    kind: Kind,
    shown_id: int,
    values: Mapping[str, FactValue],
    *,
    picture: ProductPicture | None = None,
    seen: int,
    by: int | None,
) -> bool:
    """Whether anything became another. Raises PhaseForbids, NotFound, ShowcaseChanged and what ``add`` raises."""
    with _behind_lock(registration) as company:
        shown = get_showcase_item(kind, company.id, shown_id)
        changed = companies.update_showcase_item(shown, values, version=seen, by=by, event_id=registration.event_id)
        if picture is not None and isinstance(shown, CompanyProduct):
            companies.save_picture(shown, picture, by=by, event_id=registration.event_id)
        return bool(changed) or picture is not None


def remove(registration: Registration, kind: Kind, shown_id: int, *, seen: int, by: int | None) -> None:
    """Raises PhaseForbids, NotFound, ShowcaseChanged."""
    with _behind_lock(registration) as company:
        companies.remove_showcase_item(
            get_showcase_item(kind, company.id, shown_id), version=seen, by=by, event_id=registration.event_id
        )


def bring_back(registration: Registration, kind: Kind, shown_id: int, *, by: int | None) -> None:
    """What was removed is shown again. Raises PhaseForbids, NotFound, Invalid ``showcase_full``."""
    with _behind_lock(registration) as company:
        companies.restore_showcase_item(kind, company, shown_id, by=by, event_id=registration.event_id)


def move(registration: Registration, kind: Kind, shown_id: int, *, up: bool, by: int | None) -> None:
    """One place up or down. Raises PhaseForbids, NotFound."""
    with _behind_lock(registration) as company:
        companies.move_showcase_item(
            get_showcase_item(kind, company.id, shown_id), up=up, by=by, event_id=registration.event_id
        )


def remove_picture(registration: Registration, product_id: int, *, by: int | None) -> None:
    """Raises PhaseForbids, NotFound."""
    with _behind_lock(registration) as company:
        product = get_showcase_item(CompanyProduct, company.id, product_id)
        companies.remove_picture(product, by=by, event_id=registration.event_id)


def hold(
    registration: Registration,
    standard: str,
    details: Mapping[str, str | dt.date | None],
    *,
    paper: UploadedPaper | None = None,
    by: int | None,
) -> int:
    """The firm holds one certificate more; its id. Raises PhaseForbids, UnknownCertificate, CertificateThere."""
    with _behind_lock(registration) as company:
        held = value_codes(company_facts(company)["holds"])
        if trade_certificate(standard).code in held:
            raise CertificateThere
        values: dict[str, FactValue] = {"holds": tuple(sorted((*held, standard))), "holds_none": False}
        companies.save_company(company, values, by=by, event_id=registration.event_id)
        made = next(one for one in company.certificates if (one.kind, one.standard) == ("holds", standard))
        _write(registration, made, details, paper, seen=made.version, by=by)
        return made.id


def change_certificate(
    registration: Registration,
    certificate_id: int,
    details: Mapping[str, str | dt.date | None],
    *,
    paper: UploadedPaper | None = None,
    seen: int,
    by: int | None,
) -> None:
    """Raises PhaseForbids, NotFound, ShowcaseChanged."""
    with _behind_lock(registration) as company:
        _write(registration, held_one(company.id, certificate_id), details, paper, seen=seen, by=by)


def remove_paper(registration: Registration, certificate_id: int, *, by: int | None) -> None:
    """Raises PhaseForbids, NotFound."""
    with _behind_lock(registration) as company:
        companies.remove_paper(held_one(company.id, certificate_id), by=by, event_id=registration.event_id)


def held_one(company_id: int | None, certificate_id: int) -> CompanyCertificate:
    """One of the certificates that a company holds. Raises NotFound."""
    found = db.session.scalar(
        select(CompanyCertificate).where(
            CompanyCertificate.id == certificate_id,
            CompanyCertificate.company_id == company_id,
            CompanyCertificate.kind == "holds",
        )
    )
    if found is None:
        raise NotFound
    return found


def _write(
    registration: Registration,
    held: CompanyCertificate,
    details: Mapping[str, str | dt.date | None],
    paper: UploadedPaper | None,
    *,
    seen: int,
    by: int | None,
) -> None:
    companies.update_certificate(held, details, version=seen, by=by, event_id=registration.event_id)
    if paper is not None:
        companies.save_paper(held, paper, by=by, event_id=registration.event_id)


@contextmanager
def _behind_lock(registration: Registration) -> Iterator[Company]:
    with transaction():
        require_open(registration)
        if registration.company_id is None:
            raise NotFound
        yield companies.lock_company(registration.company_id)
