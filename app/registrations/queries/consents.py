"""The newest consent of a company and its people to each purpose, the ledger that the organizer sees, and all
consents of an event."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ScalarSelect, and_, case, or_, select

from app.accounts.models import User
from app.core.db import db
from app.core.localized import Localized
from app.events.models import Event
from app.registrations.consent_texts import (
    ATTENDEE_LIST_PURPOSE,
    CONSENT_TEXTS,
    LIST_CONSENT_TEXTS,
    PERSONAL_PURPOSES,
    get_consent_text,
)
from app.registrations.existing_record import ConsentKey, ExistingConsent
from app.registrations.models import Consent, Registration, Representative
from app.registrations.models.consents import newest_consent_first, oldest_consent_first


def get_consents(registration: Registration, person: Representative | None) -> dict[str, Consent | None]:
    """The answer to each purpose, None where it was never asked. To ``contacts`` it is the person's own; to crossing
    the border the company's and the person's together: the one that says no, else the person's, else the company's;
    to the list the company's, unless the person said no."""
    of_company: dict[str, Consent | None] = dict.fromkeys(CONSENT_TEXTS)
    own = of_company.copy()
    for row in _list_consents(registration, person):
        (of_company if row.representative_id is None else own)[row.purpose] = row
    if person is None:
        return of_company
    together = own["cross_border"] if is_consent_given(of_company["cross_border"]) else None
    word, listed = own[ATTENDEE_LIST_PURPOSE], of_company[ATTENDEE_LIST_PURPOSE]
    if word is not None and not is_consent_given(word) and is_consent_given(listed):
        listed = word
    crosses = together or of_company["cross_border"]
    return {**of_company, ATTENDEE_LIST_PURPOSE: listed, "contacts": own["contacts"], "cross_border": crosses}


def get_unlisted_people(people: Collection[int]) -> set[int]:
    """Those of these people (ids) who stay out of attendee lists by their own last word, whatever their firm says."""
    if not people:
        return set()
    theirs = select(Consent).where(Consent.representative_id.in_(people), Consent.purpose == ATTENDEE_LIST_PURPOSE)
    newest = {their.representative_id: their for their in db.session.scalars(theirs.order_by(*oldest_consent_first()))}
    return {number for number, word in newest.items() if number is not None and not is_consent_given(word)}


def is_consent_given(consent: Consent | None) -> bool:
    return consent is not None and consent.given and consent.withdrawn_at is None


def latest_consent(purpose: str) -> ScalarSelect[int]:
    """Within a query of registrations: 1 or 0 for what each firm said last, NULL where it was never asked."""
    return (
        select(case((and_(Consent.given, Consent.withdrawn_at.is_(None)), 1), else_=0))
        .where(Consent.registration_id == Registration.id, Consent.purpose == purpose)
        .order_by(*newest_consent_first())
        .limit(1)
        .scalar_subquery()
    )


def excludes_person(consent: Consent | None, person: Representative | None) -> bool:
    """Whether the firm alone has given it, where this person's own word is needed as well."""
    if consent is None or person is None or not is_consent_given(consent):
        return False
    return consent.purpose in PERSONAL_PURPOSES and consent.representative_id is None


def get_agreed_text(consent: Consent) -> Localized:
    """What was agreed to, in all languages; nothing where a sheet said it in its own words."""
    return get_consent_text(consent.purpose, consent.text_version)


def _list_consents(registration: Registration, person: Representative | None) -> Sequence[Consent]:
    """Oldest first."""
    own = [Consent.registration_id == registration.id]
    if person is not None:
        own.append(Consent.representative_id == person.id)
    return db.session.scalars(select(Consent).where(or_(*own)).order_by(*oldest_consent_first())).all()


@dataclass(frozen=True)
class LedgerEntry:
    """The newest word of a firm on one purpose; ``given`` None: never asked."""

    purpose: str
    given: bool | None = None
    source: str = ""
    at: datetime | None = None
    evidence: str = ""
    recorded_by: str = ""
    withdrawn_at: datetime | None = None


def get_ledger(registration: Registration) -> Sequence[LedgerEntry]:
    """The firm's newest word on each purpose that has a text, in their order."""
    from_company = (
        select(Consent, User.name)
        .outerjoin(User, User.id == Consent.recorded_by)
        .where(Consent.registration_id == registration.id)
        .order_by(*oldest_consent_first())
    )
    texts = LIST_CONSENT_TEXTS if registration.kind == "guest" else CONSENT_TEXTS
    entries = {purpose: LedgerEntry(purpose) for purpose in texts}
    for consent, name in db.session.execute(from_company):
        given = consent.given and consent.withdrawn_at is None
        entries[consent.purpose] = LedgerEntry(
            consent.purpose, given, consent.source, consent.at, consent.evidence or "", name or "", consent.withdrawn_at
        )
    return [entries[purpose] for purpose in texts]


@dataclass(frozen=True, slots=True)
class RecordedConsents:
    """By purpose, of each registration and of each representative."""

    companies: dict[int, dict[str, ExistingConsent]] = field(default_factory=dict)
    people: dict[int, dict[str, ExistingConsent]] = field(default_factory=dict)

    def of(self, registration_id: int | None, people: Iterable[int]) -> Mapping[ConsentKey, ExistingConsent]:
        """Of a firm and its people."""
        words: dict[ConsentKey, ExistingConsent] = {}
        for person, theirs in (
            (None, self.companies.get(registration_id or 0, {})),
            *((n, self.people.get(n, {})) for n in people),
        ):
            words.update({(purpose, person): word for purpose, word in theirs.items()})
        return words


def get_recorded_consents(event: Event) -> RecordedConsents:
    """The newest of each."""
    asked = (Consent.registration_id, Consent.representative_id, Consent.purpose)
    spoken = select(*asked, Consent.given, Consent.source, Consent.withdrawn_at)
    recorded_consents = RecordedConsents()
    for company, person, purpose, given, source, withdrawn_at in db.session.execute(
        spoken.where(Consent.event_id == event.id).order_by(*oldest_consent_first())
    ):
        by_purpose = (
            recorded_consents.companies.setdefault(company or 0, {})
            if person is None
            else recorded_consents.people.setdefault(person, {})
        )
        taken_back = withdrawn_at is not None
        by_purpose[purpose] = ExistingConsent(given and not taken_back, is_own=taken_back or source != "sheet")
    return recorded_consents
