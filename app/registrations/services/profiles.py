"""Saving what a company says of itself: its profile, products, references and certificates; and telling it of
certificates that expire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import select

from app.companies import services as companies
from app.companies.certificates import trade_certificate
from app.companies.facts import FactValue, FactValues, value_codes
from app.companies.models import Company, CompanyCertificate, CompanyProduct, CompanyReference
from app.companies.profile import CompanyGoal
from app.companies.queries import company_facts, get_showcase_item
from app.companies.uploads import ProductPicture, UploadedPaper
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed, require_act
from app.registrations import mails
from app.registrations.models import Registration
from app.registrations.queries.profiles import (
    REGISTRATION_FIELDS,
    ProfileVersions,
    get_profile_values,
    get_profile_versions,
    list_expiring_certificates,
)
from app.registrations.services.transitions import open_invitation
from app.registrations.signals import languages_changed, profile_saved


class ProfileChanged(Stale):
    """Somebody saved this profile since it was read; nothing was written."""

    code = "profile_changed"


def save_profile(
    registration_id: int, values: FactValues, *, seen: ProfileVersions | None, by: int | None, confirmed: bool = False
) -> list[str]:
    """Write these fields; the names of those that changed. ``confirmed``: the company itself has read it through.

    Raises ProfileChanged where the profile is no longer the one that was ``seen`` (None: whatever it is), and what
    ``companies.services.save`` raises; PhaseForbids once the event is over.
    """
    with transaction() as session:
        registration = lock_registration(registration_id)
        if registration.company_id is None:
            raise NotFound
        require_profile_open(registration)
        company = companies.lock_company(registration.company_id)
        if seen is not None and seen != get_profile_versions(registration):
            raise ProfileChanged
        stored = get_profile_values(registration)
        mine = [name for name in REGISTRATION_FIELDS if name in values and values[name] != stored[name]]
        changed = companies.save_company(company, values, by=by, event_id=registration.event_id)
        for name in mine:
            _write_field(registration, name, values)
        if mine:
            registration.version += 1
        if confirmed and registration.confirmed_at is None:
            registration.confirmed_at = now()
        session.flush()
        if confirmed:
            open_invitation(registration, by=by)
        changed = sorted([*changed, *mine])
        if changed:
            audit.log_action("profile.saved", registration, event_id=registration.event_id, by=by, fields=changed)
        if mine:
            profile_saved.send(registration)
        if {"languages", "needs_interpreter"}.intersection(mine):
            languages_changed.send(registration, person=None, by=by)
    return changed


def is_profile_open(event: Event) -> bool:
    """Whether profiles are written now."""
    return is_allowed(Phase(event.phase), _required_act(event), BookingMode(event.booking_mode))


def require_profile_open(registration: Registration) -> None:
    """Profiles are written from the first draft of an event until it is closed. Raises PhaseForbids."""
    event = registration.event
    require_act(Phase(event.phase), _required_act(event), BookingMode(event.booking_mode))


def _required_act(event: Event) -> EventAct:
    return EventAct.ADD_COMPANIES if event.phase == Phase.DRAFT else EventAct.EDIT_PROFILE


def lock_registration(registration_id: int) -> Registration:
    """The registration as it now is, behind its lock. Raises NotFound."""
    registrations = select(Registration).where(Registration.id == registration_id).with_for_update()
    registration = db.session.scalar(registrations.execution_options(populate_existing=True))
    if registration is None:
        raise NotFound
    return registration


def _write_field(registration: Registration, name: str, values: FactValues) -> None:
    value = values[name]
    if name == "languages":
        registration.languages = list(value) if isinstance(value, tuple) else []
    elif name == "needs_interpreter":
        registration.needs_interpreter = value if isinstance(value, bool) else None
    else:
        registration.goal = _parse_goal(value) if value else None


def _parse_goal(value: object) -> str:
    if value not in list(CompanyGoal):
        raise Invalid("goal_unknown")
    return str(value)


ShowcaseKind = type[CompanyProduct] | type[CompanyReference]


class CertificateExists(Conflict):
    """The firm has said already that it holds this certificate."""

    code = "certificate_there"


def add_showcase_item(
    registration: Registration,
    kind: ShowcaseKind,
    values: Mapping[str, FactValue],
    *,
    picture: ProductPicture | None = None,
    by: int | None,
) -> int:
    """A product or a reference more; its id. Raises PhaseForbids and what ``companies.services.add`` raises."""
    with _locked_company(registration) as company:
        made = companies.add_showcase_item(kind, company, values, by=by, event_id=registration.event_id)
        if picture is not None and isinstance(made, CompanyProduct):
            companies.save_picture(made, picture, by=by, event_id=registration.event_id)
        return made.id


def update_showcase_item(
    registration: Registration,
    kind: ShowcaseKind,
    shown_id: int,
    values: Mapping[str, FactValue],
    *,
    picture: ProductPicture | None = None,
    seen: int,
    by: int | None,
) -> bool:
    """Whether anything became another. Raises PhaseForbids, NotFound, ShowcaseChanged and what ``add`` raises."""
    with _locked_company(registration) as company:
        shown = get_showcase_item(kind, company.id, shown_id)
        changed = companies.update_showcase_item(shown, values, version=seen, by=by, event_id=registration.event_id)
        if picture is not None and isinstance(shown, CompanyProduct):
            companies.save_picture(shown, picture, by=by, event_id=registration.event_id)
        return bool(changed) or picture is not None


def remove_showcase_item(
    registration: Registration, kind: ShowcaseKind, shown_id: int, *, seen: int, by: int | None
) -> None:
    """Raises PhaseForbids, NotFound, ShowcaseChanged."""
    with _locked_company(registration) as company:
        companies.remove_showcase_item(
            get_showcase_item(kind, company.id, shown_id), version=seen, by=by, event_id=registration.event_id
        )


def restore_showcase_item(registration: Registration, kind: ShowcaseKind, shown_id: int, *, by: int | None) -> None:
    """What was removed is shown again. Raises PhaseForbids, NotFound, Invalid ``showcase_full``."""
    with _locked_company(registration) as company:
        companies.restore_showcase_item(kind, company, shown_id, by=by, event_id=registration.event_id)


def move_showcase_item(
    registration: Registration, kind: ShowcaseKind, shown_id: int, *, up: bool, by: int | None
) -> None:
    """One place up or down. Raises PhaseForbids, NotFound."""
    with _locked_company(registration) as company:
        companies.move_showcase_item(
            get_showcase_item(kind, company.id, shown_id), up=up, by=by, event_id=registration.event_id
        )


def remove_product_picture(registration: Registration, product_id: int, *, by: int | None) -> None:
    """Raises PhaseForbids, NotFound."""
    with _locked_company(registration) as company:
        product = get_showcase_item(CompanyProduct, company.id, product_id)
        companies.remove_picture(product, by=by, event_id=registration.event_id)


def add_certificate(
    registration: Registration,
    standard: str,
    details: Mapping[str, str | dt.date | None],
    *,
    paper: UploadedPaper | None = None,
    by: int | None,
) -> int:
    """The firm holds one certificate more; its id. Raises PhaseForbids, UnknownCertificate, CertificateThere."""
    with _locked_company(registration) as company:
        standards = value_codes(company_facts(company)["holds"])
        if trade_certificate(standard).code in standards:
            raise CertificateExists
        values: dict[str, FactValue] = {"holds": tuple(sorted((*standards, standard))), "holds_none": False}
        companies.save_company(company, values, by=by, event_id=registration.event_id)
        made = next(
            certificate
            for certificate in company.certificates
            if (certificate.kind, certificate.standard) == ("holds", standard)
        )
        _write_certificate(registration, made, details, paper, seen=made.version, by=by)
        return made.id


def update_certificate(
    registration: Registration,
    certificate_id: int,
    details: Mapping[str, str | dt.date | None],
    *,
    paper: UploadedPaper | None = None,
    seen: int,
    by: int | None,
) -> None:
    """Raises PhaseForbids, NotFound, ShowcaseChanged."""
    with _locked_company(registration) as company:
        _write_certificate(registration, get_certificate(company.id, certificate_id), details, paper, seen=seen, by=by)


def remove_certificate_paper(registration: Registration, certificate_id: int, *, by: int | None) -> None:
    """Raises PhaseForbids, NotFound."""
    with _locked_company(registration) as company:
        companies.remove_paper(get_certificate(company.id, certificate_id), by=by, event_id=registration.event_id)


def get_certificate(company_id: int | None, certificate_id: int) -> CompanyCertificate:
    """One of the certificates that a company holds. Raises NotFound."""
    company_certificate = db.session.scalar(
        select(CompanyCertificate).where(
            CompanyCertificate.id == certificate_id,
            CompanyCertificate.company_id == company_id,
            CompanyCertificate.kind == "holds",
        )
    )
    if company_certificate is None:
        raise NotFound
    return company_certificate


def _write_certificate(
    registration: Registration,
    company_certificate: CompanyCertificate,
    details: Mapping[str, str | dt.date | None],
    paper: UploadedPaper | None,
    *,
    seen: int,
    by: int | None,
) -> None:
    companies.update_certificate(company_certificate, details, version=seen, by=by, event_id=registration.event_id)
    if paper is not None:
        companies.save_paper(company_certificate, paper, by=by, event_id=registration.event_id)


@contextmanager
def _locked_company(registration: Registration) -> Iterator[Company]:
    with transaction():
        require_profile_open(registration)
        if registration.company_id is None:
            raise NotFound
        yield companies.lock_company(registration.company_id)


def notify_certificate_expiry(today: dt.date) -> int:
    """One email for each certificate and last day, to whoever reads for the company; how many certificates. Safe to run
    at any time, and by several at once."""
    due = [(certificate.id, company.id) for certificate, company in list_expiring_certificates(today)]
    return sum(_notify_expiry(certificate_id, registration_id) for certificate_id, registration_id in due)


def _notify_expiry(certificate_id: int, registration_id: int) -> bool:
    with transaction() as session:
        certificate = session.scalar(
            select(CompanyCertificate).where(CompanyCertificate.id == certificate_id).with_for_update()
        )
        if certificate is None or certificate.valid_until is None or certificate.warned_of == certificate.valid_until:
            return False
        certificate.warned_of = certificate.valid_until
        company = session.get_one(Registration, registration_id)
        notice = audit.log_action("certificate.expires", company, event_id=company.event_id, by=None)
        mails.send_expiry_email(notice, company, certificate.standard, certificate.valid_until)
    return True
