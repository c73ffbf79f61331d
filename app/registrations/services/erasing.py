"""Erase people and firms: all that names them goes, in one transaction; counts, states and times stay."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from flask import current_app
from sqlalchemy import delete, select, update

from app.accounts.services import users as accounts
from app.companies import erasure as companies
from app.core import audit
from app.core import erasure as core_erasure
from app.core.db import db, now, transaction
from app.core.errors import Conflict, DomainError
from app.core.personal_data import ERASED_NAME
from app.events.models import Event
from app.events.phases import Phase
from app.registrations.erased import marks_of
from app.registrations.erasure import Erasure, Why
from app.registrations.models import ErasedMark, Registration, Representation, Representative
from app.registrations.queries.erasing import is_over
from app.registrations.queries.published import NAMES_SOMEBODY, marks_naming
from app.registrations.services import standing
from app.registrations.services.erasing_texts import clean_events, clean_texts
from app.registrations.signals import data_erased, profile_saved
from app.registrations.states import Act, Actor

EMPTY: Final[dict[str, Any]] = {
    **dict.fromkeys(
        ("user_id", "salutation", "family_name", "given_name", "name_zh", "title", "title_zh", "rank", "email", "phone")
    ),
    "wechat": None,
    "dietary": None,
    "greeter": None,
    "display_name": ERASED_NAME,
    "languages": [],
    "absent": [],
    "vip": False,
}
"""What is left of a representative; when it checked in counts on."""


class NothingToErase(Conflict):
    """Whoever it was is erased already."""

    code = "erase_nothing"


class ErasesElsewhere(Conflict):
    """The firm takes part at events that others run."""

    code = "erase_elsewhere"


def erase(erasure: Erasure) -> None:
    """All of it or nothing. Live meetings of who goes end, and their partners are told as by a cancellation.

    Raises NothingToErase, LastAdministrator (an organisation keeps one).
    """
    if erasure.is_empty:
        raise NothingToErase
    with transaction() as session:
        last = core_erasure.newest_email_id()
        _remember(erasure)
        clean_events(erasure)  # before partners are told: emails are signed with an event's address
        concerned = _cancel(erasure) | {one for firms in erasure.stands_for.values() for one in firms}
        _empty_people(erasure.people)
        companies.remove_company_users(erasure.users)
        accounts.erase_users(erasure.users, erasure.traces, by=erasure.by, why=erasure.why)
        data_erased.send(erasure)
        file_ids = clean_texts(erasure)
        companies.erase_companies(
            erasure.companies, erasure.traces, organisations=erasure.organisations, by=erasure.by, why=erasure.why
        )
        core_erasure.clear_files(file_ids)
        letters = core_erasure.clean_emails(erasure.whose, up_to=last)
        core_erasure.clean_jobs_and_files(erasure.whose)
        if erasure.companies:
            core_erasure.forget_new_emails(up_to=last, traces=erasure.traces)
        _note(erasure)
        session.expire_all()
        _tell_lists(() if erasure.whole else concerned)
        core_erasure.enqueue_erasure_job(letters)


def _tell_lists(registrations: Collection[int]) -> None:
    """Lists and suggestions are made anew for those that stay."""
    chosen = select(Registration).where(Registration.id.in_(registrations)).order_by(Registration.id)
    for one in db.session.scalars(chosen).all():
        profile_saved.send(one)


def _cancel(erasure: Erasure) -> set[int]:
    """Firms and guests that go take part no longer where the event is still ahead; the ids of all that go."""
    chosen = select(Registration).where(Registration.id.in_(erasure.registrations)).order_by(Registration.id)
    for registration in db.session.scalars(chosen).all():
        event = db.session.get_one(Event, registration.event_id)
        if event.phase != Phase.CLOSED and not is_over(event, now()):
            try:
                standing.act_within(event, registration, Act.CANCEL, actor=Actor.COMPANY, by=erasure.by)
            except DomainError:  # it takes part no longer as it is
                continue
    return set(erasure.registrations)


def _remember(erasure: Erasure) -> None:
    """Mark the addresses of who goes on request, so that no later sheet of the event brings them back."""
    if erasure.why is Why.TIME_OVER:
        return
    secret = str(current_app.config["SECRET_KEY"]).encode()
    addresses = erasure.traces.addresses | erasure.traces.numbers
    for event_id in sorted(erasure.events):
        there = set(db.session.scalars(select(ErasedMark.mark).where(ErasedMark.event_id == event_id)))
        for mark in sorted(marks_of(secret, event_id, addresses) - there):
            db.session.add(ErasedMark(event_id=event_id, mark=mark))


def _empty_people(people: Collection[int]) -> None:
    """They stand for nobody; who points to their rows finds nobody there."""
    db.session.execute(delete(Representation).where(Representation.representative_id.in_(people)))
    raised = {
        "badge_version": Representative.badge_version + 1,
        "calendar_version": Representative.calendar_version + 1,
        "erased_at": now(),
    }
    db.session.execute(update(Representative).where(Representative.id.in_(people)).values({**EMPTY, **raised}))
    db.session.expire_all()


def _note(erasure: Erasure) -> None:
    people = () if erasure.whole else erasure.people
    for one in db.session.scalars(select(Representative).where(Representative.id.in_(people))).all():
        audit.log_action("person.erased", one, event_id=one.event_id, by=erasure.by, why=erasure.why.value)
    for event_id in sorted(erasure.whole):
        event = db.session.get_one(Event, event_id)
        audit.log_action("event.people_erased", event, event_id=event_id, by=erasure.by, people=len(erasure.people))
    for event_id in sorted(erasure.events):
        if marks := marks_naming(event_id, erasure.traces):
            event = db.session.get_one(Event, event_id)
            audit.log_action(NAMES_SOMEBODY, event, event_id=event_id, by=None, lines=marks)
