"""What a firm shows of its work, changed by whoever answers for the firm while profiles are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import select

from app.companies import services as companies
from app.companies.certificates import certificate
from app.companies.facts import Value, codes_in
from app.companies.models import Company, CompanyCertificate, CompanyProduct, CompanyReference
from app.companies.papers import Paper
from app.companies.pictures import Picture
from app.companies.queries import shown_one, values_of
from app.db import db, transaction
from app.kernel.errors import Conflict, NotFound
from app.registrations.models import Registration
from app.registrations.services.profiles import require_open

Kind = type[CompanyProduct] | type[CompanyReference]


class CertificateThere(Conflict):
    """The firm has said already that it holds this certificate."""

    code = "certificate_there"


def add(
    registration: Registration,
    kind: Kind,
    values: Mapping[str, Value],
    *,
    picture: Picture | None = None,
    by: int | None,
) -> int:
    """A product or a reference more; its id. Raises PhaseForbids and what ``companies.services.add`` raises."""
    with _behind_lock(registration) as company:
        made = companies.add(kind, company, values, by=by, event_id=registration.event_id)
        if picture is not None and isinstance(made, CompanyProduct):
            companies.keep_picture(made, picture, by=by, event_id=registration.event_id)
        return made.id


def change(
    registration: Registration,
    kind: Kind,
    shown_id: int,
    values: Mapping[str, Value],
    *,
    picture: Picture | None = None,
    seen: int,
    by: int | None,
) -> bool:
    """Whether anything became another. Raises PhaseForbids, NotFound, ShowcaseChanged and what ``add`` raises."""
    with _behind_lock(registration) as company:
        shown = shown_one(kind, company.id, shown_id)
        changed = companies.change(shown, values, seen=seen, by=by, event_id=registration.event_id)
        if picture is not None and isinstance(shown, CompanyProduct):
            companies.keep_picture(shown, picture, by=by, event_id=registration.event_id)
        return bool(changed) or picture is not None


def remove(registration: Registration, kind: Kind, shown_id: int, *, seen: int, by: int | None) -> None:
    """Raises PhaseForbids, NotFound, ShowcaseChanged."""
    with _behind_lock(registration) as company:
        companies.remove(shown_one(kind, company.id, shown_id), seen=seen, by=by, event_id=registration.event_id)


def bring_back(registration: Registration, kind: Kind, shown_id: int, *, by: int | None) -> None:
    """What was removed is shown again. Raises PhaseForbids, NotFound, Invalid ``showcase_full``."""
    with _behind_lock(registration) as company:
        companies.bring_back(kind, company, shown_id, by=by, event_id=registration.event_id)


def move(registration: Registration, kind: Kind, shown_id: int, *, up: bool, by: int | None) -> None:
    """One place up or down. Raises PhaseForbids, NotFound."""
    with _behind_lock(registration) as company:
        companies.move(shown_one(kind, company.id, shown_id), up=up, by=by, event_id=registration.event_id)


def remove_picture(registration: Registration, product_id: int, *, by: int | None) -> None:
    """Raises PhaseForbids, NotFound."""
    with _behind_lock(registration) as company:
        product = shown_one(CompanyProduct, company.id, product_id)
        companies.remove_picture(product, by=by, event_id=registration.event_id)


def hold(
    registration: Registration,
    standard: str,
    details: Mapping[str, str | dt.date | None],
    *,
    paper: Paper | None = None,
    by: int | None,
) -> int:
    """The firm holds one certificate more; its id. Raises PhaseForbids, UnknownCertificate, CertificateThere."""
    with _behind_lock(registration) as company:
        held = codes_in(values_of(company)["holds"])
        if certificate(standard).code in held:
            raise CertificateThere
        values: dict[str, Value] = {"holds": tuple(sorted((*held, standard))), "holds_none": False}
        companies.save(company, values, by=by, event_id=registration.event_id)
        made = next(one for one in company.certificates if (one.kind, one.standard) == ("holds", standard))
        _write(registration, made, details, paper, seen=made.version, by=by)
        return made.id


def change_certificate(
    registration: Registration,
    certificate_id: int,
    details: Mapping[str, str | dt.date | None],
    *,
    paper: Paper | None = None,
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
    paper: Paper | None,
    *,
    seen: int,
    by: int | None,
) -> None:
    companies.change_certificate(held, details, seen=seen, by=by, event_id=registration.event_id)
    if paper is not None:
        companies.keep_paper(held, paper, by=by, event_id=registration.event_id)


@contextmanager
def _behind_lock(registration: Registration) -> Iterator[Company]:
    with transaction():
        require_open(registration)
        if registration.company_id is None:
            raise NotFound
        yield companies.locked(registration.company_id)
