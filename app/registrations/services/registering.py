"""A firm registers itself: openly, or with the event's code."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from app.accounts.credentials import mailbox_key
from app.companies.models import Company
from app.companies.names.parsing import fold
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid
from app.events.models import Event
from app.registrations import mails
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.links import may_register
from app.registrations.queries.roster import row_of
from app.registrations.services import consents, standing
from app.registrations.services.firms import NewFirm, create
from app.registrations.services.replies import Reply
from app.registrations.services.replies import keep as keep_replies
from app.registrations.states import OUT_OF_SIGHT, Act, Actor


class RegistrationClosed(Conflict):
    """Nobody may register by themselves now."""

    code = "registration_closed"


def is_open(event: Event) -> bool:
    """Whether strangers may register now: the event lets them, its phase allows it and the last day is not over."""
    return event.registration_mode in ("open", "code") and may_register(event, now())


def register(
    event: Event,
    firm: NewFirm,
    *,
    group_id: int,
    code: str,
    said: Mapping[str, bool],
    language: str,
    replies: Sequence[Reply] = (),
) -> Registration:
    """Register a firm with its first person; its link goes to the person's address by mail, in ``language``;
    the same letter says where it stands.

    Approved at once where the event says so. A firm that is at the event already is registered all the same, so that
    no stranger learns who is there; the organizer sees which one it may be (``queries.doubles``). Who sends the form
    again gets the letter again. ``replies``: what was answered for the firm, then for the person. Raises
    RegistrationClosed, Invalid ``event_code_wrong``.
    """
    if not is_open(event):
        raise RegistrationClosed
    if event.registration_mode == "code" and not is_code(event, code):
        raise Invalid("event_code_wrong")
    with transaction():
        if (again := _sent_before(event, firm)) is not None:
            mails.welcome(row_of(again), event, language, to=firm.email)
            return again
        made = create(event, firm, known=False, by=None, group_id=group_id, source="registered")
        consents.record(made, said, language=language)
        _answer(made, replies, language)
        standing.act_on(event, made.id, Act.SUBMIT, actor=Actor.COMPANY, by=None, tell=False)
        mails.welcome(row_of(made), event, language)
    return made


def _answer(registration: Registration, replies: Sequence[Reply], language: str) -> None:
    people: list[int | None] = [None, *(one.id for one in registration.representatives)]
    whose = [replace(reply, person_id=person) for reply, person in zip(replies, people, strict=False)]
    keep_replies(registration, whose, language=language, by=None, seen=None)


def _sent_before(event: Event, firm: NewFirm) -> Registration | None:
    """What the same person registered under the same name."""
    theirs = (
        select(Registration, Representative.email, Company.name)
        .join(Company, Company.id == Registration.company_id)
        .join(Representation, Representation.registration_id == Registration.id)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Registration.event_id == event.id, Registration.source == "registered")
        .where(Registration.state.not_in(OUT_OF_SIGHT), Representative.email.is_not(None))
        .order_by(Registration.id)
    )
    wanted = (mailbox_key(firm.email or ""), fold(firm.name))
    found = db.session.execute(theirs)
    return next((one for one, email, name in found if (mailbox_key(email or ""), fold(name)) == wanted), None)


def is_code(event: Event, typed: str) -> bool:
    """Compared in constant time; case and spaces do not matter."""
    given, wanted = ("".join(text.split()).casefold().encode() for text in (typed, event.registration_code or ""))
    return bool(wanted) and hmac.compare_digest(given, wanted)
