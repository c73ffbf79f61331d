"""Erase people and companies with all that names them, in one transaction; counts, states and times stay."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, or_, select, update

from app.accounts.services import users as accounts
from app.companies import erasure as companies
from app.companies.models import CompanyUser
from app.core import audit
from app.core import erasure as core_erasure
from app.core.db import db, now, transaction
from app.core.erasure import clean_rows, empty_values
from app.core.errors import Conflict, DomainError
from app.events.models import Event
from app.events.phases import Phase
from app.importing.sheet_erasure import (
    find_imported_rows,
    find_texts_beside,
    reduce_to_counts,
    remove_answer_parts,
    remove_personal_data,
    remove_rows,
    remove_undo_values,
)
from app.privacy.erasure import Erasure, ErasureReason
from app.privacy.queries.erasure import is_event_over, reachable_batches_query
from app.privacy.queries.published_texts import PERSON_NAMED, list_marks_naming
from app.privacy.signals import data_erased
from app.registrations.delegate_roles import LEADER_ROLES
from app.registrations.erased_people import create_marks
from app.registrations.models import (
    Answer,
    Delegation,
    ErasedMark,
    ImportBatch,
    Question,
    Registration,
    Representation,
    Representative,
    SheetMemory,
)
from app.registrations.queries.duplicate_candidates import clear_attendance_cache
from app.registrations.questions import QuestionKind
from app.registrations.services import transitions
from app.registrations.signals import profile_saved
from app.registrations.states import RegistrationAct, RegistrationActor


class NothingToErase(Conflict):
    """Whoever it was is erased already."""

    code = "erase_nothing"


class CompanyTakesPartElsewhere(Conflict):
    """The firm takes part at events that others run."""

    code = "erase_elsewhere"


def erase_data(erasure: Erasure) -> None:
    """All of it or nothing. Live meetings of who goes end, and their partners are told as by a cancellation.

    Raises NothingToErase, LastAdministrator (an organisation keeps one).
    """
    if erasure.is_empty:
        raise NothingToErase
    with transaction() as session:
        last = core_erasure.newest_email_id()
        _mark_addresses(erasure)
        addresses = list(erasure.traces.addresses)
        # before partners are told: emails are signed with an event's address
        asked_at = (Event.organisation_id.in_(erasure.organisations), func.lower(Event.contact_email).in_(addresses))
        session.execute(update(Event).where(*asked_at).values(contact_email=None))
        concerned = _cancel_registrations(erasure) | {
            company for firms in erasure.stands_for.values() for company in firms
        }
        _empty_people(erasure.people)
        session.execute(delete(CompanyUser).where(CompanyUser.user_id.in_(erasure.users)))
        accounts.erase_users(erasure.users, erasure.traces, by=erasure.by, why=erasure.why)
        data_erased.send(erasure)
        clear_attendance_cache()  # of this process; others do so within minutes
        core_erasure.clear_files(clean_texts(erasure))
        companies.erase_companies(
            erasure.companies, erasure.traces, organisations=erasure.organisations, by=erasure.by, why=erasure.why
        )
        core_erasure.erase_marked_columns(erasure)
        emails = core_erasure.clean_emails(erasure, up_to=last)
        core_erasure.clean_jobs_and_files(erasure)
        if erasure.companies:
            core_erasure.forget_new_emails(up_to=last, traces=erasure.traces)
        _log_erasure(erasure)
        session.expire_all()
        _send_profile_saved(() if erasure.whole else concerned)
        core_erasure.enqueue_erasure_job(emails)


def _send_profile_saved(registrations: Collection[int]) -> None:
    """Lists and suggestions are made anew for those that stay."""
    chosen = select(Registration).where(Registration.id.in_(registrations)).order_by(Registration.id)
    for registration in db.session.scalars(chosen).all():
        profile_saved.send(registration)


def _cancel_registrations(erasure: Erasure) -> set[int]:
    """Firms and guests that go take part no longer where the event is still ahead; the ids of all that go."""
    chosen = select(Registration).where(Registration.id.in_(erasure.registrations)).order_by(Registration.id)
    for registration in db.session.scalars(chosen).all():
        event = db.session.get_one(Event, registration.event_id)
        if event.phase != Phase.CLOSED and not is_event_over(event, now()):
            try:
                transitions.transition_within(
                    event, registration, RegistrationAct.CANCEL, actor=RegistrationActor.COMPANY, by=erasure.by
                )
            except DomainError:  # it takes part no longer as it is
                continue
    return set(erasure.registrations)


def _mark_addresses(erasure: Erasure) -> None:
    """Mark the addresses of who goes on request, so that no later sheet of the event brings them back."""
    if erasure.why is ErasureReason.TIME_OVER:
        return
    secret = str(current_app.config["SECRET_KEY"]).encode()
    addresses = erasure.traces.addresses | erasure.traces.numbers
    for event_id in sorted(erasure.events):
        there = set(db.session.scalars(select(ErasedMark.mark).where(ErasedMark.event_id == event_id)))
        for mark in sorted(create_marks(secret, event_id, addresses) - there):
            db.session.add(ErasedMark(event_id=event_id, mark=mark))


def _empty_people(people: Collection[int]) -> None:
    """They stand for nobody; who points to their rows finds nobody there."""
    db.session.execute(delete(Representation).where(Representation.representative_id.in_(people)))
    raised = {
        "badge_version": Representative.badge_version + 1,
        "calendar_version": Representative.calendar_version + 1,
        "erased_at": now(),
    }
    db.session.execute(
        update(Representative).where(Representative.id.in_(people)).values(empty_values(Representative) | raised)
    )
    db.session.expire_all()


def _log_erasure(erasure: Erasure) -> None:
    people = () if erasure.whole else erasure.people
    for representative in db.session.scalars(select(Representative).where(Representative.id.in_(people))).all():
        audit.log_action(
            "person.erased", representative, event_id=representative.event_id, by=erasure.by, why=erasure.why.value
        )
    for event_id in sorted(erasure.whole):
        event = db.session.get_one(Event, event_id)
        audit.log_action("event.people_erased", event, event_id=event_id, by=erasure.by, people=len(erasure.people))
    for event_id in sorted(erasure.events):
        if marks := list_marks_naming(event_id, erasure.traces):
            event = db.session.get_one(Event, event_id)
            audit.log_action(PERSON_NAMED, event, event_id=event_id, by=None, lines=marks)


def clean_texts(erasure: Erasure) -> set[int]:
    """Texts whose rule needs more than a mark of their columns. The numbers of the files whose bytes go with them."""
    files = _delete_telling_answers(erasure)
    _clean_registrations(erasure)
    for part in LEADER_ROLES:
        user, name = getattr(Delegation, f"{part}_user_id"), getattr(Delegation, f"{part}_name")
        db.session.execute(update(Delegation).where(user.in_(erasure.users)).values({user: None, name: None}))
    _delete_sheet_memories(erasure)
    return files | clean_sheets(erasure)


def _delete_sheet_memories(erasure: Erasure) -> None:
    """Headers and names of sheets that name somebody go whole: no two of a house may be alike."""
    chosen = select(SheetMemory).where(SheetMemory.organisation_id.in_(erasure.organisations))
    for memory in db.session.scalars(chosen).all():
        if erasure.traces.is_mentioned_in(memory.key) or erasure.traces.remove_from_all(memory.value) != memory.value:
            db.session.delete(memory)
    db.session.flush()


def _delete_telling_answers(erasure: Erasure) -> set[int]:
    """Of events that are over each firm's texts, files and sealed answers."""
    telling = select(Question.id).where(
        Question.event_id.in_(erasure.whole),
        or_(Question.kind.in_((QuestionKind.TEXT, QuestionKind.FILE)), Question.sensitive.is_(True)),
    )
    files = db.session.scalars(delete(Answer).where(Answer.question_id.in_(telling)).returning(Answer.file_id)).all()
    return {file for file in files if file is not None}


def _clean_registrations(erasure: Erasure) -> None:
    """Of the answers of firms that go figures alone stay. Firms that stay lose what their sheet said in the rows of who
    goes, which need not name them, and first names."""
    erased = or_(Registration.id.in_(erasure.registrations), Registration.event_id.in_(erasure.whole))
    for registration in db.session.scalars(select(Registration).where(erased)).all():
        registration.answers = {
            name: value for name, value in registration.answers.items() if isinstance(value, bool | int | float)
        }
    db.session.flush()
    firms = {
        registration_id for registration_ids in erasure.stands_for.values() for registration_id in registration_ids
    } - set(erasure.registrations)
    beside = get_texts_beside(erasure)
    for registration in db.session.scalars(select(Registration).where(Registration.id.in_(firms))).all():
        answer_parts = {
            name: (value, remove_answer_parts(value, beside)) for name, value in registration.answers.items()
        }
        registration.answers = {name: left for name, (value, left) in answer_parts.items() if left == value or left}
    db.session.flush()
    theirs = Registration.id.in_(firms)
    clean_rows(Registration, ("answers",), theirs, traces=erasure.traces)
    clean_rows(Registration, ("answers",), theirs, traces=erasure.traces.split_names())


def clean_sheets(erasure: Erasure) -> set[int]:
    """The numbers of the uploaded files that name somebody and go whole.

    Rows go as a whole, imported or not, since they hold what no name tells. Of events that are over all sheets go, but
    for how many rows became what.
    """
    files = set()
    for batch in db.session.scalars(reachable_batches_query(erasure).with_for_update()).all():
        if _clear_batch(batch) if batch.event_id in erasure.whole else _clean_batch(batch, erasure):
            files.add(batch.file_id)
    db.session.flush()
    return files


def get_texts_beside(erasure: Erasure) -> set[str]:
    """What the sheets of the events say in rows that name who goes, and in no other. Before they are cleaned."""
    chosen = reachable_batches_query(erasure).where(
        ImportBatch.event_id.in_(erasure.events), ImportBatch.state == "imported"
    )
    batches = db.session.scalars(chosen).all()
    return {text for batch in batches for text in find_texts_beside(batch.sheets, erasure.traces)}


def _clear_batch(batch: ImportBatch) -> bool:
    if batch.state == "preview":
        batch.state = "thrown_away"
    batch.sheets, batch.fixes, batch.choices = [], {}, {}
    batch.written = reduce_to_counts(batch.written)
    return True


def _clean_batch(batch: ImportBatch, erasure: Erasure) -> bool:
    own = {"people": erasure.people, "registrations": erasure.registrations}
    before = _get_batch_values(batch)
    batch.sheets = remove_rows(
        batch.sheets,
        erasure.traces,
        find_imported_rows(batch.written, **own),
        batch.choices.get("columns", {}),
        batch.choices.get("sheets", {}),
    )
    batch.written = remove_undo_values(batch.written, **own)
    batch.sheets = remove_personal_data(batch.sheets, erasure.traces)
    for name in ("fixes", "choices", "written"):
        setattr(batch, name, erasure.traces.remove_from_all(getattr(batch, name)))
    touched = _get_batch_values(batch) != before
    batch.version += touched
    return touched


def _get_batch_values(batch: ImportBatch) -> tuple[Any, ...]:
    return batch.sheets, batch.fixes, batch.choices, batch.written
