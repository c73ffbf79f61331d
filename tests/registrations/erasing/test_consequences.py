"""What an erasure ends, what it leaves, and whom it does not touch."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.accounts.services import LastAdministrator
from app.companies.models import CompanyMerge, CompanySector
from app.db import Model, db, transaction
from app.floor.models import Notice, Outbox
from app.kernel.errors import NotFound
from app.kernel.traces import NOBODY
from app.meetings.models import Claim, Meeting
from app.meetings.services import accept, ask, place
from app.registrations.erasure import Why
from app.registrations.models import ImportBatch, Registration, Representative
from app.registrations.party import ONLY_ONE
from app.registrations.queries import erasing as queries
from app.registrations.queries.undoing import undo_plan
from app.registrations.services import merging
from app.registrations.services.erasing import NothingToErase, erase
from app.registrations.services.undoing import NothingToUndo, undo
from tests import factories
from tests.registrations.erasing.aviary import EMAIL, NAME, aviary

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
    meeting = ask(event.id, firm.id, other.id, by=None)
    accept(meeting, other.id, by=None)
    place(meeting, firm.id, event.slots[1].id, by=None)
    seated = db.session.scalars(select(Claim.representative_id).where(Claim.representative_id.is_not(None))).all()
    going = next(one for one in persons if one.id in seated)
    return event, firm, meeting, going, next((one for one in persons if one is not going), None)


def letters(kind):
    return sorted(db.session.scalars(select(Outbox.recipient).where(Outbox.kind == kind)))


def test_a_colleague_who_is_free_takes_the_seat_and_nobody_is_told_of_an_end(app):
    event, _firm, meeting, going, colleague = firm_with_meeting(2)

    erase(queries.of_person(event, going, Why.ASKED_IN_WRITING, by=None))

    seats = db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == meeting)).all()
    assert fresh(Meeting, meeting).state == "booked"
    assert colleague.id in seats
    assert going.id not in seats
    assert letters("meeting.cancelled") == []


def test_without_a_colleague_the_meeting_ends_and_both_firms_are_told(app):
    event, firm, meeting, going, _nobody = firm_with_meeting(1)

    erase(queries.of_person(event, going, Why.MISTAKE, by=None))

    assert fresh(Meeting, meeting).state == "cancelled"
    assert db.session.scalar(select(func.count()).select_from(Claim)) == 0
    assert len(letters("meeting.cancelled")) == 2
    assert (fresh(Representative, going.id).display_name, fresh(Registration, firm.id).state) == (NOBODY, "approved")
    why = db.session.scalars(select(Notice.details).where(Notice.kind == "person.erased")).one()
    assert why == {"why": "mistake"}


def test_counts_stay_when_a_firm_goes_and_its_partners_are_told_once(app):
    at = aviary()
    assert at.firm.company is not None
    before = counts()
    with transaction() as session:
        for kind, code in (("is_in", "6419"), ("seeks", "5210")):
            session.add(CompanySector(company_id=factories.company_id(at.firm), code=code, kind=kind))
    told_before = len(letters("meeting.cancelled"))

    erase(queries.of_company(at.firm.company, Why.AUTHORITY, by=at.organizer.id))

    assert counts() == before | {"company_sectors": before["company_sectors"] + 1}
    assert fresh(Meeting, at.held).state == "held"
    assert (fresh(Meeting, at.booked).state, fresh(Registration, at.firm.id).state) == ("cancelled", "cancelled")
    partners = [one for one in letters("meeting.cancelled")[told_before:] if one != EMAIL]
    assert len(partners) == 1
    with pytest.raises(NotFound):
        merging.undo(at.event.organisation_id, db.session.scalars(select(CompanyMerge.id)).one(), by=None)


def test_an_import_whose_people_were_erased_cannot_bring_them_back(app):
    at = aviary()
    erase(queries.of_user(at.user.id, Why.ITSELF, by=at.user.id))
    db.session.expire_all()

    with pytest.raises(NothingToUndo):
        undo(at.batch.id, fresh(ImportBatch, at.batch.id).version, by=None)
    assert {one.reason for one in undo_plan(fresh(ImportBatch, at.batch.id)).staying} == {"edited"}


def test_whoever_bears_the_same_name_or_shares_the_address_is_left_alone(app):
    event = factories.event()
    firm, other = factories.firm(event, people=0), factories.firm(event, "Chongqing", people=0, goal="trade")
    going = factories.representative(firm, display_name="Wei Zhang", email="desk@example.org")
    same = factories.representative(other, display_name="Wei Zhang", email="wei@example.org")
    shares = factories.representative(firm, display_name="Bo Li", email="desk@example.org")
    with transaction():
        other.answers = {"remarks": "Wei Zhang, desk@example.org"}

    erase(queries.of_person(event, going, Why.ASKED_IN_PERSON, by=None))

    assert [fresh(Representative, one.id).display_name for one in (going, same, shares)] == [
        NOBODY,
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

    erase(queries.of_person(here, mine, Why.ASKED_IN_WRITING, by=None))

    assert (fresh(Representative, mine.id).email, fresh(Representative, theirs.id).email) == (None, EMAIL)
    assert fresh(User, user.id).email == EMAIL


@pytest.mark.parametrize("part", ONLY_ONE)
def test_an_account_that_leads_a_delegation_has_other_ties(app, part):
    event, user = factories.event(), factories.user()
    with transaction():
        setattr(factories.delegation(event), f"{part}_user_id", user.id)

    assert queries.ties_beyond(user.id, [], event.organisation_id)


def test_the_last_administrator_stays_and_an_empty_erasure_is_refused(app):
    house = factories.organisation("House")
    boss = factories.member(house, Role.ADMINISTRATOR, name=NAME)

    with pytest.raises(LastAdministrator):
        erase(queries.of_user(boss.id, Why.ITSELF, by=boss.id))
    assert fresh(User, boss.id).name == NAME
    factories.member(house, Role.ADMINISTRATOR)
    erase(queries.of_user(boss.id, Why.ITSELF, by=boss.id))
    assert (fresh(User, boss.id).name, fresh(User, boss.id).is_active) == (NOBODY, False)
    with pytest.raises(NothingToErase):
        erase(queries.of_user(boss.id, Why.ITSELF, by=None))
