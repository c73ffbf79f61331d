"""The ledger of consents: who agreed to what, in which words, and how we know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import and_, or_, select, update

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Invalid
from app.core.models import Notice
from app.core.web.locale import language as reads
from app.registrations import mails
from app.registrations.consent_texts import ATTENDEE_LIST_PURPOSE, CONSENT_TEXTS, PERSONAL_PURPOSES
from app.registrations.models import Consent, Registration
from app.registrations.models.consents import oldest_consent_first
from app.registrations.queries.consents import get_unlisted_people


def save_consents(
    registration: Registration,
    given_by_purpose: Mapping[str, bool],
    *,
    language: str,
    source: str = "self",
    evidence: str | None = None,
    at: datetime | None = None,
    by: int | None = None,
    people: Collection[int] | None = None,
    for_company: bool = True,
) -> Notice:
    """Add what a company said to each purpose (True, False); what it said before stays in the ledger. ``for_company``:
    else nothing is said for the company itself, only what is personal, and to the attendee list, by these people.

    What is personal (``PERSONAL_PURPOSES``) is kept for the company and for these ``people`` of it, who said so (None:
    all of them, as on a sheet that speaks for all). A company's yes to the attendee list takes back the no of these
    ``people`` alone. From paper, ``evidence`` says where the paper is and ``at`` when it
    was signed. Raises Invalid ``consent_evidence_missing``.
    """
    if source == "paper" and not (evidence or "").strip():
        raise Invalid("consent_evidence_missing")
    spoken_for = [
        representative.id
        for representative in registration.representatives
        if people is None or representative.id in people
    ]
    with transaction() as session:
        for purpose, given in given_by_purpose.items():
            text = CONSENT_TEXTS[purpose]
            subjects: list[dict[str, int]] = [{"registration_id": registration.id}] if for_company else []
            own = (
                spoken_for
                if purpose in PERSONAL_PURPOSES or (purpose == ATTENDEE_LIST_PURPOSE and not for_company)
                else []
            )
            if purpose == ATTENDEE_LIST_PURPOSE and for_company and given and people is not None:
                own = sorted(get_unlisted_people(spoken_for))
            subjects += [{"representative_id": person_id} for person_id in own]
            session.add_all(
                Consent(
                    event_id=registration.event_id,
                    purpose=purpose,
                    given=given,
                    text_version=text.version,
                    text_hash=text.hash_in(language),
                    language=language,
                    source=source,
                    evidence=evidence,
                    recorded_by=by,
                    at=at or now(),
                    **subject,
                )
                for subject in subjects
            )
        kind = "consent.recorded" if source == "paper" else "consent.given"
        return audit.log_action(
            kind,
            registration,
            event_id=registration.event_id,
            by=by,
            yes=[purpose for purpose, given in given_by_purpose.items() if given],
            no=[purpose for purpose, given in given_by_purpose.items() if not given],
            source=source,
            **({} if for_company else {"people": spoken_for}),
        )


def save_paper_consents(
    registrations: Iterable[Registration],
    given_by_purpose: Mapping[str, bool],
    *,
    language: str,
    evidence: str,
    at: datetime,
    by: int,
) -> int:
    """The chamber read the same answers on the signed sheets of several companies, who are told by letter; how many
    companies.

    Raises Invalid ``consent_spoken_since`` where one of them said otherwise since the paper was signed.
    """
    with transaction():
        companies = list(registrations)
        if later := [company for company in companies if _list_later_consents(company, given_by_purpose, at)]:
            raise Invalid(
                "consent_spoken_since",
                names="; ".join(mails.get_registrant_name(company, reads()) for company in later),
            )
        for company in companies:
            notice = save_consents(
                company, given_by_purpose, language=language, source="paper", evidence=evidence, at=at, by=by
            )
            mails.send_paper_consent_email(notice, company, given_by_purpose, at)
        db.session.flush()
    return len(companies)


def _list_later_consents(registration: Registration, given_by_purpose: Mapping[str, bool], at: datetime) -> bool:
    """Whether the newest word to one of these purposes is younger than ``at`` and not the same: the company's, or to
    what is personal that of one of its people."""
    people = [representative.id for representative in registration.representatives]
    of_person = and_(Consent.representative_id.in_(people), Consent.purpose.in_(PERSONAL_PURPOSES))
    theirs = or_(Consent.registration_id == registration.id, of_person)
    newest: dict[tuple[int | None, str], Consent] = {}
    for row in db.session.scalars(select(Consent).where(theirs).order_by(*oldest_consent_first())):
        newest[row.representative_id, row.purpose] = row
    return any(
        (row.withdrawn_at or row.at) > at and given_by_purpose[row.purpose] != (row.given and row.withdrawn_at is None)
        for (_person, purpose), row in newest.items()
        if purpose in given_by_purpose
    )


def withdraw_consents(registration: Registration, purpose: str, *, people: Collection[int], by: int | None) -> None:
    """From now on a purpose is not allowed any more: for the company, and for these people of it if it is personal.

    The rows stay and say when; a purpose that is not allowed now is left as it is.
    """
    subjects = [Consent.registration_id == registration.id]
    if purpose in PERSONAL_PURPOSES:
        subjects.append(Consent.representative_id.in_(list(people)))
    given = (Consent.purpose == purpose, Consent.given.is_(True), Consent.withdrawn_at.is_(None), or_(*subjects))
    with transaction() as session:
        taken = session.execute(update(Consent).where(*given).values(withdrawn_at=now()).returning(Consent.id)).all()
        if taken:
            audit.log_action("consent.withdrawn", registration, event_id=registration.event_id, by=by, purpose=purpose)
