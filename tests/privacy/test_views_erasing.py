"""The pages of erasing: what goes and stays is shown, nothing goes without a proof and a tick, each is noted."""

from __future__ import annotations

import io
import zipfile
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.accounts import credentials
from app.accounts.models import Token, User
from app.core.db import db, transaction
from app.core.models import Notice
from app.core.personal_data import ERASED_NAME
from app.events.models import Slot
from app.meetings.models import Meeting
from app.registrations.models import Representative
from tests import factories
from tests.privacy.aviary import COMPANY, NAME, aviary
from tests.support.clients import Visitor

SECRET = "chamber-of-nine-bridges"


@pytest.fixture
def at(app):
    made = aviary()
    with transaction():
        account(made.user).password_hash = None
    return made


def as_user(app, user):
    return Visitor(app, use_cookies=True).as_user(user)


def person(row):
    return db.session.get_one(Representative, row.id, populate_existing=True)


def account(row):
    return db.session.get_one(User, row.id, populate_existing=True)


def why(kind):
    return [one["why"] for one in db.session.scalars(select(Notice.details).where(Notice.kind == kind))]


def test_the_page_of_erasing_oneself_tells_meetings_on_the_clocks_of_the_event(app, at):
    slot = db.session.get_one(Slot, db.session.get_one(Meeting, at.booked).slot_id)
    there = slot.starts_at.astimezone(ZoneInfo(at.event.zone))

    page = as_user(app, account(at.user)).get("/account/erasure").text

    assert there.utcoffset()
    assert f"{there:%H:%M}" in page


@pytest.mark.full
def test_a_person_erases_herself_with_her_password_and_a_tick(app, at):
    with transaction():
        account(at.user).password_hash = credentials.hash_password(SECRET)
    me = as_user(app, account(at.user))

    page = me.get("/account/erasure").text
    wrong = me.post("/account/erasure", data={"sure": "y", "present": "something-else-12"})
    unsure = me.post("/account/erasure", data={"present": SECRET})

    assert all(words in page for words in ("2 meetings end", "Worm", COMPANY, "Nobody else comes for this firm"))
    assert (wrong.status_code, unsure.status_code, account(at.user).name) == (422, 422, NAME)

    answer = me.post("/account/erasure", data={"sure": "y", "present": SECRET})

    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert (account(at.user).name, person(at.person).display_name) == (ERASED_NAME, ERASED_NAME)
    assert me.get("/account").location.startswith("/sign-in")
    assert why("user.erased") == ["itself"]


@pytest.mark.full
def test_without_a_password_an_old_session_needs_a_link_that_is_mailed(app, at, monkeypatch):
    me = as_user(app, at.user)
    monkeypatch.setattr("app.accounts.login.FRESH_SECONDS", -1)

    refused = me.post("/account/erasure", data={"sure": "y"})
    me.post("/account/proof", data={"page": "/account/erasure"})

    assert "First confirm that it’s you" in refused.text
    assert account(at.user).name == NAME
    assert db.session.scalars(select(Token.payload).order_by(Token.id.desc()).limit(1)).one() == "/account/erasure"
    monkeypatch.undo()
    assert me.post("/account/erasure", data={"sure": "y"}).status_code == 302
    assert account(at.user).name == ERASED_NAME


@pytest.mark.full
def test_an_organizer_fetches_a_persons_data_and_erases_it_with_a_reason(app, at):
    organizer = as_user(app, at.organizer)
    here = f"/events/birds/companies/{at.firm.id}/people/{at.person.id}"

    packed = organizer.post(f"{here}/data.zip")
    without = organizer.post(f"{here}/erasure", data={"sure": "y"})

    with zipfile.ZipFile(io.BytesIO(packed.data)) as found:
        assert NAME in found.read("qiao-own-data.json").decode()
    assert (
        db.session.scalars(select(Notice.subject_id).where(Notice.kind == "person.data_fetched")).one() == at.person.id
    )
    assert (without.status_code, person(at.person).display_name) == (422, NAME)

    answer = organizer.post(f"{here}/erasure", data={"sure": "y", "why": "asked_in_writing"})

    assert (answer.status_code, person(at.person).display_name) == (302, ERASED_NAME)
    assert why("person.erased") == ["asked_in_writing"]
    assert as_user(app, factories.user()).post(f"{here}/erasure").status_code == 404
    assert organizer.get(f"{here}/erasure").status_code == 404


@pytest.mark.full
def test_a_firm_is_erased_by_its_own_people_and_by_nobody_of_another_house(app, at):
    here = f"/events/birds/companies/{at.firm.id}/erasure"
    only_here = factories.event_role(at.event, "organizer")
    factories.registration_of(at.firm.company, factories.event("other", run_by=at.event.organisation))

    assert as_user(app, only_here).post(here, data={"sure": "y", "why": "mistake"}).status_code == 409
    page = as_user(app, at.user).get(here).text
    answer = as_user(app, at.user).post(here, data={"sure": "y"})

    assert "1 person who comes for it" in page
    assert (answer.status_code, answer.location) == (302, "/")
    assert why("company.erased") == ["itself", "itself"]


@pytest.mark.full
def test_a_guest_is_erased_and_taken_off_the_list_of_an_event_ahead(app, at):
    guest = factories.guest(at.event)
    factories.representative(guest, display_name="Mr Wren")
    organizer = as_user(app, at.organizer)

    organizer.post(f"/events/birds/guests/{guest.id}/erasure", data={"sure": "y", "why": "authority"})

    assert "Mr Wren" not in organizer.get("/events/birds/guests").text
    db.session.refresh(guest)
    assert (guest.state, guest.institution) == ("cancelled", None)


@pytest.mark.full
def test_the_page_of_keeping_says_when_and_what_and_a_hold_stands_on_it(app, at):
    organizer = as_user(app, at.organizer)
    organizer.post("/events/birds/privacy/hold/removal")

    page = organizer.get("/events/birds/privacy").text
    organizer.post("/events/birds/privacy/days", data={"days": "90"})
    bad = organizer.post("/events/birds/privacy/days", data={"days": "7"})
    told = organizer.get("/events/birds/settings").text
    organizer.post("/events/birds/privacy/hold", data={"reason": "Audit of the zone"})

    assert "Saturday 19 March 2033" in page
    assert bad.status_code == 422
    assert "erased 90 days after the event" in told
    assert "Audit of the zone" in organizer.get("/events/birds/privacy").text
    assert db.session.scalars(select(Notice.details).where(Notice.kind == "event.keep_days_set")).one() == {"days": 90}
