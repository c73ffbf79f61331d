"""What registrations keep besides names: answers, remarks, consents' evidence, heads, links, sheets. The caller holds
the transaction."""

from __future__ import annotations

from sqlalchemy import delete, func, or_, select, update

from app.core.db import db
from app.core.erasure import clean_rows
from app.core.personal_data import ERASED_NAME
from app.events.models import Event, Interpreter
from app.registrations.erasure import Erasure
from app.registrations.models import (
    Answer,
    BusSeat,
    Consent,
    Delegation,
    DelegationRole,
    FirmLink,
    JoinRequest,
    Preference,
    Question,
    Registration,
    SheetMemory,
    VisitBlock,
)
from app.registrations.party import ONLY_ONE
from app.registrations.questions import QuestionKind
from app.registrations.services.erasing_sheets import clean_sheets, words_beside_in_sheets
from app.registrations.sheet_erasure import without_parts


def clean_texts(erasure: Erasure) -> set[int]:
    """The numbers of the files whose bytes go with it."""
    files = _forget_answers(erasure)
    _clean_registrations(erasure)
    _clean_consents(erasure)
    _clean_heads(erasure)
    _clean_links(erasure)
    _clean_interpreters(erasure)
    _forget_memories(erasure)
    return files | clean_sheets(erasure)


def _forget_memories(erasure: Erasure) -> None:
    """Headers and names of sheets that name somebody go whole: no two of a house may be alike."""
    kept = select(SheetMemory).where(SheetMemory.organisation_id.in_(erasure.organisations))
    for one in db.session.scalars(kept).all():
        if erasure.traces.is_mentioned_in(one.key) or erasure.traces.remove_from_all(one.value) != one.value:
            db.session.delete(one)
    db.session.flush()


def _forget_answers(erasure: Erasure) -> set[int]:
    """Answers of who goes; of events that are over also each firm's texts, files and sealed answers."""
    telling = select(Question.id).where(
        Question.event_id.in_(erasure.whole),
        or_(Question.kind.in_((QuestionKind.TEXT, QuestionKind.FILE)), Question.sensitive.is_(True)),
    )
    theirs = or_(
        Answer.representative_id.in_(erasure.people),
        Answer.registration_id.in_(erasure.registrations),
        Answer.question_id.in_(telling),
    )
    files = db.session.scalars(delete(Answer).where(theirs).returning(Answer.file_id)).all()
    clean_rows(Answer, ("value",), Answer.event_id.in_(erasure.events), traces=erasure.traces)
    return {one for one in files if one is not None}


def _clean_registrations(erasure: Erasure) -> None:
    """What a sheet or form said besides; a guest's institution. Firms that go forget their wishes."""
    gone = or_(Registration.id.in_(erasure.registrations), Registration.event_id.in_(erasure.whole))
    for one in db.session.scalars(select(Registration).where(gone)).all():
        one.answers = {name: value for name, value in one.answers.items() if isinstance(value, bool | int | float)}
        one.institution, one.programme_told = None, {}
    db.session.flush()
    told = ("answers", "institution", "programme_told")
    clean_rows(Registration, told, Registration.event_id.in_(erasure.events), traces=erasure.traces)
    _clean_their_firms(erasure)
    mine = or_(Preference.registration_id.in_(erasure.registrations), Preference.other_id.in_(erasure.registrations))
    db.session.execute(delete(Preference).where(mine))


def _clean_their_firms(erasure: Erasure) -> None:
    """Firms that stay lose what their sheet said in the rows of who goes, which need not name them, and first names."""
    firms = {one for found in erasure.stands_for.values() for one in found} - erasure.registrations
    beside = words_beside_in_sheets(erasure)
    for one in db.session.scalars(select(Registration).where(Registration.id.in_(firms))).all():
        kept = {name: (value, without_parts(value, beside)) for name, value in one.answers.items()}
        one.answers = {name: left for name, (value, left) in kept.items() if left == value or left}
    db.session.flush()
    clean_rows(Registration, ("answers",), Registration.id.in_(firms), traces=erasure.traces.split_names())


def _clean_consents(erasure: Erasure) -> None:
    """The ledger stays, without what tells whose paper or row it was."""
    theirs = or_(
        Consent.representative_id.in_(erasure.people),
        Consent.registration_id.in_(erasure.registrations),
        Consent.event_id.in_(erasure.whole),
    )
    here = select(Consent).where(Consent.event_id.in_(erasure.events), Consent.evidence.is_not(None))
    named = [one.id for one in db.session.scalars(here) if erasure.traces.is_mentioned_in(one.evidence or "")]
    told = (or_(theirs, Consent.id.in_(named)), Consent.evidence.is_not(None))
    db.session.execute(update(Consent).where(*told).values(evidence=None))


def clean_events(erasure: Erasure) -> None:
    """An address to ask at and why an event is kept; what organizers publish of it stays."""
    runs = Event.organisation_id.in_(erasure.organisations)
    theirs = (runs, func.lower(Event.contact_email).in_(list(erasure.traces.addresses)))
    db.session.execute(update(Event).where(*theirs).values(contact_email=None))
    clean_rows(Event, ("hold_reason",), runs, traces=erasure.traces)


def _clean_interpreters(erasure: Erasure) -> None:
    over = Interpreter.event_id.in_(erasure.whole)
    db.session.execute(update(Interpreter).where(over).values(name=ERASED_NAME))
    clean_rows(Interpreter, ("name",), Interpreter.event_id.in_(erasure.events), traces=erasure.traces)


def _clean_heads(erasure: Erasure) -> None:
    """Who led delegations, what these are called, and what their programmes say."""
    here = Delegation.event_id.in_(erasure.events)
    for part in ONLY_ONE:
        user, name = getattr(Delegation, f"{part}_user_id"), getattr(Delegation, f"{part}_name")
        led = or_(user.in_(erasure.users), Delegation.event_id.in_(erasure.whole))
        db.session.execute(update(Delegation).where(led).values({user: None, name: None}))
        for one in db.session.scalars(select(Delegation).where(here, name.is_not(None))).all():
            if erasure.traces.is_mentioned_in(getattr(one, f"{part}_name") or ""):
                setattr(one, f"{part}_name", None)
    for model in (DelegationRole, BusSeat):
        db.session.execute(delete(model).where(model.representative_id.in_(erasure.people)))
    db.session.flush()
    visits = select(VisitBlock.id).join(Delegation, Delegation.id == VisitBlock.delegation_id).where(here)
    told = ("label", "label_zh", "label_fr", "place", "place_zh", "place_fr", "note", "pickup_place", "buses")
    over = select(Delegation.id).where(Delegation.event_id.in_(erasure.whole))
    db.session.execute(update(VisitBlock).where(VisitBlock.delegation_id.in_(over)).values(note=None))
    clean_rows(VisitBlock, told, VisitBlock.id.in_(visits), traces=erasure.traces)
    clean_rows(BusSeat, ("bus",), BusSeat.visit_id.in_(visits), traces=erasure.traces)
    texts = ("name_en", "name_zh", "name_fr", "origin", "organising_body")
    clean_rows(Delegation, texts, here, traces=erasure.traces)


def _clean_links(erasure: Erasure) -> None:
    """Who came by a firm's link, and who asked to join."""
    here = select(Registration.id).where(
        or_(Registration.id.in_(erasure.registrations), Registration.event_id.in_(erasure.whole))
    )
    asked = or_(JoinRequest.user_id.in_(erasure.users), JoinRequest.registration_id.in_(here))
    db.session.execute(delete(JoinRequest).where(asked))
    came = or_(FirmLink.claimed_by.in_(erasure.users), FirmLink.registration_id.in_(here))
    db.session.execute(update(FirmLink).where(came).values(claimed_by=None))
