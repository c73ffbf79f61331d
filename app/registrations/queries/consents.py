"""What a firm and its people have said to each purpose; the newest word of a subject and purpose counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ScalarSelect, and_, case, or_, select

from app.core.db import db
from app.core.localized import Localized
from app.registrations.consent_texts import CONSENT_TEXTS, LISTED, PERSONAL, agreed_text
from app.registrations.models import Consent, Registration, Representative
from app.registrations.models.consents import newest_first, newest_last


def said_by(registration: Registration, person: Representative | None) -> dict[str, Consent | None]:
    """The answer to each purpose, None where it was never asked. To ``contacts`` it is the person's own; to crossing
    the border the firm's and the person's together: the one that says no, else the person's, else the firm's; to the
    list the firm's, unless the person said no."""
    of_firm: dict[str, Consent | None] = dict.fromkeys(CONSENT_TEXTS)
    own = of_firm.copy()
    for row in _rows(registration, person):
        (of_firm if row.representative_id is None else own)[row.purpose] = row
    if person is None:
        return of_firm
    together = own["cross_border"] if is_given(of_firm["cross_border"]) else None
    word, listed = own[LISTED], of_firm[LISTED]
    if word is not None and not is_given(word) and is_given(listed):
        listed = word
    crosses = together or of_firm["cross_border"]
    return {**of_firm, LISTED: listed, "contacts": own["contacts"], "cross_border": crosses}


def unlisted(people: Collection[int]) -> set[int]:
    """Those of these people (ids) who stay out of attendee lists by their own last word, whatever their firm says."""
    if not people:
        return set()
    theirs = select(Consent).where(Consent.representative_id.in_(people), Consent.purpose == LISTED)
    newest = {one.representative_id: one for one in db.session.scalars(theirs.order_by(*newest_last()))}
    return {number for number, word in newest.items() if number is not None and not is_given(word)}


def is_given(said: Consent | None) -> bool:
    return said is not None and said.given and said.withdrawn_at is None


def last_word(purpose: str) -> ScalarSelect[int]:
    """Within a query of registrations: 1 or 0 for what each firm said last, NULL where it was never asked."""
    return (
        select(case((and_(Consent.given, Consent.withdrawn_at.is_(None)), 1), else_=0))
        .where(Consent.registration_id == Registration.id, Consent.purpose == purpose)
        .order_by(*newest_first())
        .limit(1)
        .scalar_subquery()
    )


def leaves_person_out(said: Consent | None, person: Representative | None) -> bool:
    """Whether the firm alone has given it, where this person's own word is needed as well."""
    if said is None or person is None or not is_given(said):
        return False
    return said.purpose in PERSONAL and said.representative_id is None


def agreed_words(said: Consent) -> Localized:
    """What was agreed to, in all languages; nothing where a sheet said it in its own words."""
    return agreed_text(said.purpose, said.text_version)


def _rows(registration: Registration, person: Representative | None) -> Sequence[Consent]:
    """Oldest first."""
    own = [Consent.registration_id == registration.id]
    if person is not None:
        own.append(Consent.representative_id == person.id)
    return db.session.scalars(select(Consent).where(or_(*own)).order_by(*newest_last())).all()
