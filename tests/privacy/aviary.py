"""A world in which one person and one firm stand in every column that may name anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, LargeBinary, select, update

from app.accounts.models import User
from app.accounts.permissions import Role
from app.accounts.services import own_account
from app.calendars.services import create_feed
from app.companies.models import CompanyCertificate, CompanyMerge, CompanyProduct, CompanyReference
from app.core.db import Model, db, now, transaction
from app.core.files import store_file
from app.core.models import DigestLine, EmailOptOut, EmailPreference, IdempotencyKey, JobRun, Outbox
from app.day.models import Shift
from app.day.phone.models import PrivateNote
from app.documents.ics import Appointment, to_ics
from app.events.models import Event, Interpreter, LetterText
from app.group_meetings.services.opening import open_group_meeting
from app.importing.services.preview import remember_choices
from app.lists.models import ExportLog, ExportRow
from app.lists.services.exports import save_view
from app.meetings.models import Meeting, MeetingReason, Unavailability
from app.meetings.services import accept, book, request_meeting
from app.messages.models import Message, MessageDelegation
from app.outcomes.models import Outcome, OutcomeConfirmation
from app.registrations.models import (
    Answer,
    BusSeat,
    DelegationRole,
    ImportBatch,
    Question,
    Registration,
    Representative,
    VisitBlock,
)
from app.registrations.services.consents import save_consents
from tests import factories
from tests.architecture.personal import FIRM, PERSON, TEXT, personal
from tests.importing.batches import imported, uploaded
from tests.sheets.workbooks import xlsx

NAME, NAME_ZH, EMAIL, PHONE = "Canaria Testbird", "金丝雀", "canaria@birds.example", "+65 8765 4321"
COMPANY, COMPANY_ZH = "Aviarium, Holdings", "鸟舍控股"
OF_PERSON = ("canaria", NAME_ZH, "87654321", "8765 4321")
OF_FIRM = ("aviarium", COMPANY_ZH)
SPOKEN = f"ask {NAME} ({NAME_ZH}) of {COMPANY}, {COMPANY_ZH}, {EMAIL}, {PHONE}"
AT = datetime(2032, 1, 18, 6, 0, tzinfo=UTC)
CALENDAR = "".join(
    to_ics(
        [
            Appointment(
                uid="seed@qiao", sequence=0, starts_at=AT, ends_at=AT, changed_at=AT,
                summary="-" * parted + COMPANY, location="-" * parted + COMPANY_ZH, description="-" * parted + NAME,
                attendee=EMAIL,
            )
        ],
        method="REQUEST",
    )
    for parted in range(54, 64, 3)
)  # fmt: skip
"""Entries in which the names are escaped, and parted where the lines are too long."""
OWN_WAY = {
    *(("import_batches", name) for name in ("sheets", "choices", "fixes", "written")),
    *{("sheet_memories", "key"), ("saved_views", "name"), ("consents", "evidence"), ("outbox", "recipient")},
    *{
        ("events", "contact_email"),
        ("letter_lines", "recipient"),
        ("letter_choices", "address"),
        ("letter_refusals", "address"),
    },
}
"""Planted by what they are for: a real import, a view, a letter, the ledger."""


@dataclass
class Aviary:
    event: Event
    user: User
    person: Representative
    firm: Registration
    partner: Registration
    organizer: User
    batch: ImportBatch
    booked: int
    held: int


def aviary() -> Aviary:
    host, chamber = factories.organisation("Zone office"), factories.organisation("Bird chamber")
    organizer = factories.member(host, Role.ORGANIZER, name="Olga")
    event = factories.event("birds", run_by=host)
    delegation = factories.delegation(event, of=chamber)
    sheet = xlsx(
        ("Company", "Contact", "Email", "Phone", "Remarks"),
        (COMPANY, NAME, EMAIL, PHONE, "likes seeds"),
        ("Other Pte Ltd", "Bo"),
    )
    batch = imported(event, delegation, sheet)
    _settle(uploaded(event, delegation, sheet))
    firm = _one(
        select(Registration).where(Registration.delegation_id == delegation.id).order_by(Registration.id).limit(1)
    )
    with transaction():
        firm.state, firm.languages = "approved", ["en"]
    user = factories.user(NAME, EMAIL, phone=PHONE)
    factories.let_in(firm, user)
    person = firm.representatives[0]
    partner, third = (
        factories.firm(event, "Chongqing", name=name, users=[factories.user()]) for name in ("Worm", "Nut")
    )
    booked, held = (_meeting(event, firm, other, slot, user) for other, slot in ((partner, 1), (third, 2)))
    _rows(event, firm, person, user, organizer, factories.company_id(partner))
    with transaction():
        person.user_id, person.name_zh = user.id, NAME_ZH
        assert firm.company is not None
        firm.company.name_zh = COMPANY_ZH
        db.session.get_one(Meeting, held).state = "held"
    _news(event, firm, user, held)
    _plant(person, firm, user)
    _file_papers(firm)
    return Aviary(event, user, person, firm, partner, organizer, batch, booked, held)


def _settle(preview: ImportBatch) -> None:
    """As somebody does who mends a row of the preview and says what a column is."""
    with transaction():
        preview.fixes, preview.choices = (
            {"Sheet1!2": {"name": SPOKEN}},
            {"columns": {f"mail of {NAME} ({COMPANY})": "email"}},
        )


def _meeting(event: Event, firm: Registration, other: Registration, slot: int, user: User) -> int:
    made = request_meeting(event.id, firm.id, other.id, message=SPOKEN, by=user.id)
    accept(made, other.id, by=None)
    book(made, firm.id, event.slots[slot].id, by=None)
    return made


def _rows(
    event: Event, firm: Registration, person: Representative, user: User, organizer: User, partner_id: int
) -> None:
    save_consents(firm, {"contacts": True}, language="en", source="paper", evidence=SPOKEN, at=now(), by=organizer.id)
    save_view(event.id, organizer.id, f"With {NAME}, {COMPANY}", {"q": [NAME, COMPANY]}, shared="event")
    assert firm.delegation is not None
    with transaction():
        remember_choices(
            firm.delegation.organisation_id, "sheet", {f"list of {NAME}, {COMPANY}": True}, by=organizer.id
        )
    own_account.sign_in_link(user)
    _tour(event, firm.delegation.id, person)
    with transaction() as session:
        question = Question(event_id=event.id, key="notes", kind="file", subject="person")
        session.add(question)
        session.flush()
        answer = store_file(
            SPOKEN.encode(), name=f"{NAME}.pdf", media_type="application/pdf", user_id=None, event_id=event.id
        )
        export = store_file(
            SPOKEN.encode(), name="list.csv", media_type="text/csv", user_id=organizer.id, event_id=event.id
        )
        log = ExportLog(
            event_id=event.id, user_id=organizer.id, purpose="running", reason="r", recipient="r", format="csv",
            row_count=1, left_out=0, file_id=export.id,
        )  # fmt: skip
        session.add(log)
        session.flush()
        partner = select(Registration.id).where(Registration.company_id == partner_id)
        noted = {"event_id": event.id, "words": "w", "version": 1}
        kept_id, gone_id = firm.company_id, factories.company(event.organisation_id, "Aviarium").id
        session.add_all(
            [
                Answer(
                    event_id=event.id,
                    question_id=question.id,
                    representative_id=person.id,
                    value="v",
                    file_id=answer.id,
                ),
                ExportRow(export_id=log.id, registration_id=firm.id, representative_id=person.id),
                PrivateNote(**noted, user_id=user.id, registration_id=session.scalars(partner).one()),
                PrivateNote(**noted, user_id=organizer.id, registration_id=session.scalars(partner).one()),
                Interpreter(event_id=event.id, name="n", languages=["en"]),
                Unavailability(event_id=event.id, slot_id=event.slots[5].id, representative_id=person.id, reason="r"),
                IdempotencyKey(user_id=user.id, key="a-key-of-a-post", body_hash="x", answer={}),
                JobRun(public_id="j", kind="attendee_list", user_id=organizer.id, event_id=event.id, state="done"),
                CompanyMerge(organisation_id=event.organisation_id, kept_id=kept_id, gone_id=gone_id, moved={}),
                CompanyCertificate(company_id=kept_id, standard="aeo", kind="holds"),
                *(CompanyProduct(company_id=one, name_en="n") for one in (kept_id, partner_id)),
                *(CompanyReference(company_id=one, customer="c") for one in (kept_id, partner_id)),
            ]
        )


def _news(event: Event, firm: Registration, user: User, meeting_id: int) -> None:
    """News that wait for a letter to each reader of one, what a reader chose, a calendar that follows, a reason."""
    create_feed(firm, by=user.id)
    with transaction() as session:
        for nth, letter in enumerate(session.scalars(select(Outbox).where(Outbox.event_id == event.id)).all()):
            session.add(
                DigestLine(
                    notice_id=letter.notice_id,
                    event_id=event.id,
                    user_id=letter.user_id,
                    kind=f"later.{nth}",
                    recipient=letter.recipient,
                    language="en",
                    topic="t",
                    due_at=now() + timedelta(hours=1),
                )
            )
        session.add(EmailPreference(address=EMAIL, rhythm="day"))
        session.add(EmailOptOut(address=EMAIL, kind="message"))
        written = {"event_id": event.id, "written_by": user.id, "of_list": "attendees"}
        session.add(LetterText(event_id=event.id, kind="free", name="n"))
        within = [MessageDelegation(delegation_id=firm.delegation_id)]
        session.add(Message(**written, state="sent", notice_id=letter.notice_id, within=within))
        declined = {"meeting_id": meeting_id, "registration_id": firm.id, "choice": "other", "shared": False}
        session.add(MeetingReason(event_id=event.id, words="w", **declined))
        session.add(Shift(event_id=event.id, minutes=5, plan={}, words="w", undo_until=now()))
        said = Outcome(event_id=event.id, meeting_id=meeting_id, registration_id=firm.id, stage="none", way="company")
        session.add(said)
        session.flush()
        session.add(OutcomeConfirmation(event_id=event.id, meeting_id=meeting_id, outcome_id=said.id, reason="w"))
    open_group_meeting(event.id, firm.id, topic="t", slot_id=event.slots[4].id, seats=2, is_open=True, by=user.id)


def _file_papers(firm: Registration) -> None:
    """A certificate and a picture that name the firm, which goes with it alone."""
    with transaction() as session:
        for model, column in ((CompanyCertificate, "file_id"), (CompanyProduct, "picture_id")):
            file = store_file(COMPANY.encode(), name=f"{COMPANY}.pdf", media_type="application/pdf", user_id=None)
            theirs = update(model).where(model.company_id == firm.company_id)
            session.execute(theirs.values({column: file.id}))


def _tour(event: Event, delegation_id: int, person: Representative) -> None:
    """Something that the delegation does, with a seat in its bus, and a part in the delegation."""
    start = event.slots[0].starts_at - timedelta(hours=5)
    with transaction() as session:
        tour = VisitBlock(
            delegation_id=delegation_id, label="t", starts_at=start, ends_at=start + timedelta(hours=1), buses=["1"]
        )
        session.add(tour)
        session.flush()
        session.add(BusSeat(visit_id=tour.id, representative_id=person.id, bus="1"))
        session.add(DelegationRole(delegation_id=delegation_id, representative_id=person.id, role="head"))


def _plant(person: Representative, firm: Registration, user: User) -> None:
    """Write the canary wherever it may stand."""
    whose = {"representatives": person.id, "companies": firm.company_id, "users": user.id}
    company = {name: f"{COMPANY} {COMPANY_ZH}" for table, name in personal(FIRM) if table == "companies"}
    keep = {"display_name": NAME, "name_zh": NAME_ZH, "email": EMAIL, "phone": PHONE, "name": NAME}
    with transaction() as session:
        for table_name, name in sorted(personal(PERSON, TEXT) - OWN_WAY):
            table = Model.metadata.tables[table_name]
            said: Any = SPOKEN
            if table_name in ("users", "representatives"):
                said = keep.get(name, f"{name} {NAME}")
            elif name == "calendar":
                said = CALENDAR
            elif isinstance(table.c[name].type, JSON):
                said = [SPOKEN] if name in ("other_names", "columns", "buses") else {"q": SPOKEN, NAME: [COMPANY]}
            elif isinstance(table.c[name].type, LargeBinary):
                said = SPOKEN.encode()
            act = update(table).values({name: said})
            session.execute(act.where(table.c.id == whose[table_name]) if table_name in whose else act)
        companies = Model.metadata.tables["companies"]
        session.execute(
            update(companies)
            .where(companies.c.id == firm.company_id)
            .values({**company, "name": COMPANY, "name_zh": COMPANY_ZH})
        )
        session.execute(update(Event).where(Event.id == firm.event_id).values(contact_email=EMAIL))
        session.flush()
    db.session.expire_all()


def _one(chosen: Any) -> Any:
    return db.session.scalars(chosen).one()
