"""Whether everybody whom a meeting's change concerns was written to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import func, or_, select, union_all

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.core.models import DigestLine, Notice, Outbox
from app.events.models import Event
from app.meetings.models import Meeting
from app.meetings.replay import PREFIX, ROUND_PREFIX, Noted
from app.meetings.telling import told_of
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.firms import READ_ELSEWHERE

Readers = dict[int, list[tuple[str, datetime]]]
OFTEN = (
    *("preference.%", "wishes.%", "consent.%"),
    *("person.checked_in", "person.check_in_undone", "person.data_fetched", "person.greeter_named"),
    *("firm.reminded%", "firm.not_reminded%", "firm.way_in%", "registration.limited", "registration.answers_saved"),
    *("user.signed_in", "user.sign_in_link_sent", "user.reset_asked", "user.password_set", "user.data_fetched"),
)
"""What is often written of firms and people, and changes neither whose letters go where nor what anybody speaks."""
LEAVE_READERS = (*OFTEN, "profile.%", "representative.%")
LEAVE_SPEECH = (*OFTEN, "representative.away", "representative.there", "registration.table", "user.settings_saved")
"""The same, that alone leave the one or the other as it is."""


@integrity_check("meetings.letters", "Every change of a meeting that tells somebody has its letters.")
def letters_lacking() -> Iterator[IntegrityFault]:
    """Only where today's readers surely were readers then: nothing was written since of their firm or of them that may
    change who reads."""
    sent: dict[int, set[str]] = defaultdict(set)
    letters = select(Outbox.notice_id, Outbox.recipient).where(
        or_(*(Outbox.kind.like(f"{prefix}%") for prefix in (PREFIX, ROUND_PREFIX)))
    )
    lines = select(DigestLine.notice_id, DigestLine.recipient)  # in one letter with others, or not wanted
    for notice, recipient in db.session.execute(union_all(letters, lines)):
        sent[notice].add(recipient)
    readers, changed = _readers(), last_changes(but=LEAVE_READERS)
    erased = select(Event.id).where(Event.erased_at.is_not(None))  # with its people went the letters to them
    rows = select(Notice.id, Notice.kind, Notice.details, Notice.at).where(
        Notice.subject == Meeting.__tablename__, Notice.event_id.not_in(erased)
    )
    for number, kind, details, at in db.session.execute(rows.order_by(Notice.id)):
        for firm in told_of(Noted(number, kind, details)):
            surely = [address for address, since in readers.get(firm, ()) if since < at]
            if changed.get(firm, 0) < number and set(surely) - sent[number]:
                says = f"Notice {number} ({kind}) has no letter to {len(set(surely) - sent[number])} of firm {firm}."
                yield IntegrityFault("letter_lacking", "notices", (number,), says)


def _readers() -> Readers:
    """By firm the addresses that get its letters, and since when each can have been one."""
    users = (
        select(Registration.id, User.email, User.created_at)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .join(User, User.id == CompanyUser.user_id)
        .where(User.email.is_not(None), User.disabled_at.is_(None), ~READ_ELSEWHERE)
    )
    people = (
        select(Representation.registration_id, func.lower(Representative.email), Representative.created_at)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representative.email.is_not(None))
    )
    found: Readers = defaultdict(list)
    for query in (users, people):
        for firm, address, since in db.session.execute(query):
            found[firm].append((str(address), since))
    return found


def last_changes(*, but: Iterable[str] = ()) -> dict[int, int]:
    """By firm the last notice that says anything of it, its company, its people or its users; ``but``: patterns of the
    kinds that are passed over."""
    last = (
        select(Notice.subject, Notice.subject_id, func.max(Notice.id))
        .where(*(Notice.kind.not_like(kind) for kind in but))
        .group_by(Notice.subject, Notice.subject_id)
    )
    notices = {(subject, number): newest for subject, number, newest in db.session.execute(last)}
    found: dict[int, int] = defaultdict(int)
    of_firms = (
        ("registrations", select(Registration.id, Registration.id)),
        ("companies", select(Registration.id, Registration.company_id)),
        ("representatives", select(Representation.registration_id, Representation.representative_id)),
        (
            "users",
            select(Registration.id, CompanyUser.user_id).join(
                CompanyUser, CompanyUser.company_id == Registration.company_id
            ),
        ),
    )
    for subject, query in of_firms:
        for firm, number in db.session.execute(query):
            found[firm] = max(found[firm], notices.get((subject, number or 0), 0))
    return found
