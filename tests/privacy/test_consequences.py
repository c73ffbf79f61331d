"""What an erasure ends, what it leaves, and whom it does not touch."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.accounts.services import LastAdministrator
from app.companies.models import CompanyMerge, CompanySector
from app.core.db import Model, db, now, transaction
from app.core.errors import NotFound
from app.core.models import DigestLine, Notice, Outbox
from app.core.personal_data import ERASED_NAME
from app.importing.queries.undo import plan_undo
from app.importing.services.undo import ImportNothingToUndo, undo_import
from app.meetings.models import Claim, Meeting
from app.meetings.services import accept, book, decline, request_meeting
from app.privacy.erasure import ErasureReason
from app.privacy.queries import erasure as queries
from app.privacy.services.erasure import NothingToErase, erase_data
from app.registrations.delegate_roles import LEADER_ROLES
from app.registrations.models import ImportBatch, Registration, Representative
from app.registrations.services import merging
from tests import factories
from tests.privacy.aviary import EMAIL, NAME, aviary
from tests.privacy.remains import letters_as_files

KEPT = {"registrations", "meetings", "meeting_parties", "export_log", "export_rows", "consents", "company_sectors"}
"""What is counted long after."""


def counts():
    tables = Model.metadata.tables
    return {name: db.session.scalar(select(func.count()).select_from(tables[name])) for name in KEPT}


def fresh(model, row_id):
    return db.session.get(model, row_id, populate_existing=True)


def firm_with_meeting(people):
    event = factories.event()
    firm, other = (
        factories.firm(event, side, people=0, users=[factories.user()]) for side in ("Singapore", "Chongqing")
    )
    factories.representative(other)
    persons = [
        factories.representative(firm, display_name=f"Person of ours {n}", email=f"p{n}@example.org")
        for n in range(people)
    ]
    meeting = request_meeting(event.id, firm.id, other.id, by=None)
    accept(meeting, other.id, by=None)
    book(meeting, firm.id, event.slots[1].id, by=None)
    seated = db.session.scalars(select(Claim.representative_id).where(Claim.representative_id.is_not(None))).all()
    going = next(one for one in persons if one.id in seated)
    return event, firm, meeting, going, next((one for one in persons if one is not going), None)


def letters(kind):
    return sorted(db.session.scalars(select(Outbox.recipient).where(Outbox.kind == kind)))


@pytest.mark.full
def test_a_colleague_who_is_free_takes_the_seat_and_nobody_is_told_of_an_end(app):
    event, _firm, meeting, going, colleague = firm_with_meeting(2)

    erase_data(queries.create_person_erasure(event, going, ErasureReason.ASKED_IN_WRITING, by=None))

    seats = db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == meeting)).all()
    assert fresh(Meeting, meeting).state == "booked"
    assert colleague.id in seats
    assert going.id not in seats
    assert letters("meeting.cancelled") == []


WORDS = "Our boat is full of lanterns.\n\nCome and see."
QUOTED = ("> Our boat is full of lanterns.", "> Come and see.")


@pytest.fixture
def written(app):
    """A request with words in it, of somebody who is going to be erased, and the words that decline another one."""
    event, writer, reader = factories.event(), factories.user(), factories.user()
    firm = factories.firm(event, users=[writer])
    factories.representative(firm, user_id=writer.id)
    asked, asking = (factories.firm(event, "Chongqing", users=[reader]) for _ in range(2))
    request_meeting(event.id, firm.id, asked.id, by=writer.id, message=WORDS)
    declined = request_meeting(event.id, asking.id, firm.id, by=reader.id, message="From us.")
    decline(declined, firm.id, by=writer.id, reason="No boat.")
    request_meeting(event.id, asked.id, factories.firm(event, users=[factories.user()]).id, by=reader.id, message=WORDS)
    return event, firm, writer


def quoting(words):
    return db.session.scalars(select(Outbox).where(Outbox.body.contains(words)).order_by(Outbox.id)).all()


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_letters_that_quote_an_erased_message_are_emptied(app, written):
    _event, _firm, writer = written
    [asked, other] = quoting(QUOTED[0])
    [declined] = quoting("> No boat.")

    erase_data(queries.create_user_erasure(writer.id, ErasureReason.ITSELF, by=writer.id))

    for letter in (asked, declined):
        kept = fresh(Outbox, letter.id)
        assert (kept.subject, kept.body, kept.calendar, kept.state) == ("", "", None, "sent")
        assert kept.recipient == letter.recipient
    assert fresh(Outbox, other.id).body.count(QUOTED[1]) == 1
    assert sum(b"lanterns" in path.read_bytes() for path in letters_as_files()) == 1
    assert not any(b"No boat" in path.read_bytes() for path in letters_as_files())


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_letters_that_quote_an_erased_firm_are_emptied_and_so_are_those_that_quote_others_to_it(app, written):
    _event, firm, _writer = written
    about = [*quoting(QUOTED[0])[:1], *quoting("> No boat."), *quoting("> From us.")]
    assert len(about) == 3

    erase_data(queries.create_company_erasure(firm.company, ErasureReason.ASKED_IN_WRITING, by=None))

    assert {fresh(Outbox, letter.id).body for letter in about} == {""}


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_a_letter_that_waits_goes_without_the_words_that_were_erased(app, written):
    _event, _firm, writer = written
    [asked, _other] = quoting(QUOTED[0])
    with transaction():
        asked.state = "held"

    erase_data(queries.create_user_erasure(writer.id, ErasureReason.ITSELF, by=writer.id))

    kept = fresh(Outbox, asked.id)
    assert kept.state == "held"
    assert kept.subject
    assert kept.body.count("> —") == 2
    assert not any(line in kept.body for line in QUOTED)


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_news_that_quote_an_erased_message_are_emptied_with_the_digest_that_brought_them(app, written):
    _event, _firm, writer = written
    [asked, other] = quoting(QUOTED[0])
    line = {"notice_id": asked.notice_id, "event_id": asked.event_id, "language": "en", "topic": "meeting:1"}
    news = {"kind": "meeting.digested", "subject": "A request", "body": f"They ask.\n\n{QUOTED[0]}\n{QUOTED[1]}\n"}
    with transaction() as session:
        gathered = DigestLine(**line, **news, recipient="one@ych.example", state="gathered", letter_id=other.id)
        waiting = DigestLine(**line, **news, recipient="two@ych.example", state="waiting", due_at=now())
        session.add_all([gathered, waiting])

    erase_data(queries.create_user_erasure(writer.id, ErasureReason.ITSELF, by=writer.id))

    assert (fresh(DigestLine, gathered.id).subject, fresh(DigestLine, gathered.id).body) == ("", "")
    assert fresh(DigestLine, waiting.id).body == "They ask.\n\n> —\n> —\n"
    assert fresh(Outbox, other.id).body == ""


@pytest.mark.full
def test_without_a_colleague_the_meeting_ends_and_both_firms_are_told(app):
    event, firm, meeting, going, _nobody = firm_with_meeting(1)

    erase_data(queries.create_person_erasure(event, going, ErasureReason.MISTAKE, by=None))

    assert fresh(Meeting, meeting).state == "cancelled"
    assert db.session.scalar(select(func.count()).select_from(Claim)) == 0
    assert len(letters("meeting.cancelled")) == 2
    assert (fresh(Representative, going.id).display_name, fresh(Registration, firm.id).state) == (
        ERASED_NAME,
        "approved",
    )
    why = db.session.scalars(select(Notice.details).where(Notice.kind == "person.erased")).one()
    assert why == {"why": "mistake"}


@pytest.mark.full
def test_counts_stay_when_a_firm_goes_and_its_partners_are_told_once(app):
    at = aviary()
    assert at.firm.company is not None
    before = counts()
    with transaction() as session:
        for kind, code in (("is_in", "6419"), ("seeks", "5210")):
            session.add(CompanySector(company_id=factories.company_id(at.firm), code=code, kind=kind))
    told_before = len(letters("meeting.cancelled"))

    erase_data(queries.create_company_erasure(at.firm.company, ErasureReason.AUTHORITY, by=at.organizer.id))

    assert counts() == before | {"company_sectors": before["company_sectors"] + 1}
    assert fresh(Meeting, at.held).state == "held"
    assert (fresh(Meeting, at.booked).state, fresh(Registration, at.firm.id).state) == ("cancelled", "cancelled")
    partners = [one for one in letters("meeting.cancelled")[told_before:] if one != EMAIL]
    assert len(partners) == 1
    with pytest.raises(NotFound):
        merging.undo_merge(at.event.organisation_id, db.session.scalars(select(CompanyMerge.id)).one(), by=None)


@pytest.mark.full
def test_an_import_whose_people_were_erased_cannot_bring_them_back(app):
    at = aviary()
    erase_data(queries.create_user_erasure(at.user.id, ErasureReason.ITSELF, by=at.user.id))
    db.session.expire_all()

    with pytest.raises(ImportNothingToUndo):
        undo_import(at.batch.id, fresh(ImportBatch, at.batch.id).version, by=None)
    assert {one.reason for one in plan_undo(fresh(ImportBatch, at.batch.id)).staying} == {"edited"}


def test_whoever_bears_the_same_name_or_shares_the_address_is_left_alone(app):
    event = factories.event()
    firm, other = factories.firm(event, people=0), factories.firm(event, "Chongqing", people=0, goal="trade")
    going = factories.representative(firm, display_name="Wei Zhang", email="desk@example.org")
    same = factories.representative(other, display_name="Wei Zhang", email="wei@example.org")
    shares = factories.representative(firm, display_name="Bo Li", email="desk@example.org")
    with transaction():
        other.answers = {"remarks": "Wei Zhang, desk@example.org"}

    erase_data(queries.create_person_erasure(event, going, ErasureReason.ASKED_IN_PERSON, by=None))

    assert [fresh(Representative, one.id).display_name for one in (going, same, shares)] == [
        ERASED_NAME,
        "Wei Zhang",
        "Bo Li",
    ]
    assert fresh(Registration, other.id).answers == {"remarks": "Wei Zhang, desk@example.org"}


def test_an_organizer_reaches_only_the_events_of_the_house_and_no_account_that_has_other_ties(app):
    here, elsewhere = factories.event("here"), factories.event("elsewhere")
    user = factories.user(NAME, EMAIL)
    mine, theirs = (
        factories.representative(factories.firm(one, people=0), display_name=NAME, email=EMAIL, user_id=user.id)
        for one in (here, elsewhere)
    )

    erase_data(queries.create_person_erasure(here, mine, ErasureReason.ASKED_IN_WRITING, by=None))

    assert (fresh(Representative, mine.id).email, fresh(Representative, theirs.id).email) == (None, EMAIL)
    assert fresh(User, user.id).email == EMAIL


@pytest.mark.parametrize("part", LEADER_ROLES)
def test_an_account_that_leads_a_delegation_has_other_ties(app, part):
    event, user = factories.event(), factories.user()
    with transaction():
        setattr(factories.delegation(event), f"{part}_user_id", user.id)

    assert queries.has_other_ties(user.id, [], event.organisation_id)


def test_the_last_administrator_stays_and_an_empty_erasure_is_refused(app):
    house = factories.organisation("House")
    boss = factories.member(house, Role.ADMINISTRATOR, name=NAME)

    with pytest.raises(LastAdministrator):
        erase_data(queries.create_user_erasure(boss.id, ErasureReason.ITSELF, by=boss.id))
    assert fresh(User, boss.id).name == NAME
    factories.member(house, Role.ADMINISTRATOR)
    erase_data(queries.create_user_erasure(boss.id, ErasureReason.ITSELF, by=boss.id))
    assert (fresh(User, boss.id).name, fresh(User, boss.id).is_active) == (ERASED_NAME, False)
    with pytest.raises(NothingToErase):
        erase_data(queries.create_user_erasure(boss.id, ErasureReason.ITSELF, by=None))
