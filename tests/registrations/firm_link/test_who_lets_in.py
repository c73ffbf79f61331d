"""A chamber does not come in as its member: the firm's own people answer, and what they noted stays theirs."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from app.accounts import services
from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.companies.models import CompanyUser
from app.core.db import db, transaction
from app.core.models import Outbox
from app.day.phone.models import PrivateNote
from app.day.phone.services import save_note
from app.events.models import Event
from app.matching.queries.suggestions import list_preferences, saved_registration_ids
from app.matching.services.preferences import delete_preference, set_preference
from app.meetings.errors import AcceptsNoMeetings
from app.meetings.policy import MeetingAct, refusals
from app.meetings.queries.policy import load_meeting_facts
from app.registrations.models import JoinRequest, Registration
from app.registrations.queries.access import list_company_users
from app.registrations.queries.directory import get_preferences_about, list_known_companies
from app.registrations.services import access, company_links
from tests import factories
from tests.registrations.firm_link.links import address, link_of
from tests.support.clients import Visitor

KINDS = ("never", "known", "saved")


@pytest.fixture
def chamber(firm: Registration) -> User:
    return factories.member(chamber_of(firm), Role.CHAMBER)


@pytest.fixture
def partner(firm: Registration) -> Registration:
    with transaction() as session:
        session.get_one(Event, firm.event_id).phase = "booking"
    return factories.firm(firm.event, "Chongqing", name="Partner")


@pytest.fixture
def organizer(firm: Registration) -> User:
    return factories.member(firm.event.organisation, Role.ORGANIZER)


def chamber_of(firm: Registration) -> Organisation:
    assert firm.delegation is not None
    return db.session.get_one(Organisation, firm.delegation.organisation_id)


def boss_of(firm: Registration) -> User:
    """Who came by the link first."""
    return access.claim_link(firm.id, link_of(firm).version, person_id=None, visitor=None, language="en").user


def asked(app, firm: Registration) -> JoinRequest:
    Visitor(app, use_cookies=True).post(f"{address(firm)}/join", data={"name": "Mallory"})
    return db.session.query(JoinRequest).one()


def answer_of(client, user: User, firm: Registration, join: JoinRequest, word: str = "yes") -> int:
    at = f"/events/{firm.event.slug}/companies/{firm.id}/joins/{join.id}/{word}"
    return int(client.as_user(user).post(at).status_code)


@pytest.mark.parametrize("word", ["yes", "no"])
def test_a_chamber_answers_nobody_who_asks_to_join_a_firm_with_users(client, app, firm, chamber, word):
    boss_of(firm)
    join = asked(app, firm)

    assert answer_of(client, chamber, firm, join, word) == 409
    assert db.session.query(CompanyUser).count() == 1
    page = client.get(f"/events/{firm.event.slug}/companies/{firm.id}/registration").text
    assert ("Mallory asks to join" in page, f"joins/{join.id}/yes" in page) == (True, False)


def test_the_firm_and_the_organizer_answer(client, app, firm, organizer):
    boss = boss_of(firm)
    join = asked(app, firm)

    assert answer_of(client, organizer, firm, join) == 302
    assert [user.id for user in list_company_users(firm)] == [boss.id, join.user_id]


def test_a_chamber_cannot_ask_to_join_its_own_firm(client, firm, chamber):
    boss_of(firm)

    page = client.as_user(chamber).post(f"{address(firm)}/join")

    assert "You look after this firm already" in page.text
    assert db.session.query(JoinRequest).count() == 0


def test_a_firm_is_told_who_asks_and_whom_the_organizer_let_in(client, app, firm, organizer):
    factories.let_in(firm, factories.user("Boss", "boss@firm.example"))
    join = asked(app, firm)
    answer_of(client, organizer, firm, join)

    letters = [(letter.recipient, letter.subject) for letter in db.session.query(Outbox).order_by(Outbox.id)]
    assert letters == [
        ("boss@firm.example", f"Mallory asks to join {firm.company.name}"),
        ("boss@firm.example", f"Mallory now acts for {firm.company.name}"),
    ]


def test_a_colleague_whom_the_firm_lets_in_reads_its_lists_and_is_no_news(client, app, firm, partner):
    boss = boss_of(firm)
    factories.let_in(firm, factories.user("Colleague", "colleague@firm.example"))
    join = asked(app, firm)
    set_preference(firm, partner.id, "never", by=boss.id)

    assert answer_of(client, boss, firm, join) == 302
    assert [kept.kind for kept in list_preferences(firm)] == ["never"]
    assert [letter.kind for letter in db.session.query(Outbox)] == ["join.asked"]


@pytest.mark.full
def test_a_fresh_link_inherits_neither_lists_nor_notes(firm, partner):
    boss = boss_of(firm)
    for kind in KINDS:
        set_preference(firm, partner.id, kind, by=boss.id)
    save_note(partner, "Talks too much", seen=0, by=boss.id)
    company_links.replace_link(firm.id, by=None)

    back = boss_of(firm)

    assert back.id == boss.id
    assert [
        *list_preferences(firm),
        *saved_registration_ids(firm),
        *list_known_companies(firm),
        *get_preferences_about(firm, partner),
    ] == []
    assert db.session.query(PrivateNote).count() == 0


@pytest.mark.full
def test_a_link_mailed_to_an_address_that_a_chamber_wrote_inherits_neither_lists_nor_notes(app, client, firm, partner):
    person = firm.representatives[0]
    visitor = Visitor(app, use_cookies=True)
    visitor.post(address(firm), data={"act": "yes", "person": person.id})
    (boss,) = list_company_users(firm)
    for kind in KINDS:
        set_preference(firm, partner.id, kind, by=boss.id)
    save_note(partner, "Talks too much", seen=0, by=boss.id)
    with transaction():
        person.email = "assistant@chamber.example"

    chamber = Visitor(app, use_cookies=True)
    chamber.post(urlsplit(services.sign_in_link(boss)).path)

    assert chamber.get("/account").status_code == 200
    assert visitor.get("/account").status_code == 302
    assert [
        *list_preferences(firm),
        *saved_registration_ids(firm),
        *list_known_companies(firm),
        *get_preferences_about(firm, partner),
    ] == []
    assert db.session.query(PrivateNote).count() == 0


def test_a_sealed_never_holds_and_is_told_as_the_cause_of_the_other(firm, partner):
    boss = boss_of(firm)
    set_preference(firm, partner.id, "never", by=boss.id)
    company_links.replace_link(firm.id, by=None)
    boss_of(firm)

    facts = load_meeting_facts(firm.event, MeetingAct.REQUEST, firm, partner)
    facts_of_other = load_meeting_facts(firm.event, MeetingAct.REQUEST, partner, firm)
    assert (facts.own_never, facts.other_never) == (False, True)
    assert (facts_of_other.own_never, facts_of_other.other_never) == (False, True)
    assert AcceptsNoMeetings in {refusal.kind for refusal in refusals(facts)}


@pytest.mark.full
def test_what_is_said_again_is_read_again_and_can_be_taken_back(firm, partner):
    boss = boss_of(firm)
    set_preference(firm, partner.id, "never", by=boss.id)
    company_links.replace_link(firm.id, by=None)
    boss_of(firm)

    set_preference(firm, partner.id, "never", by=boss.id)
    assert [kept.kind for kept in list_preferences(firm)] == ["never"]
    delete_preference(firm, partner.id, "never", by=boss.id)
    assert not load_meeting_facts(firm.event, MeetingAct.REQUEST, firm, partner).other_never


@pytest.mark.full
def test_a_link_to_a_later_event_opens_no_lists_of_an_earlier_one(firm, partner):
    boss = boss_of(firm)
    set_preference(firm, partner.id, "never", by=boss.id)
    later = factories.event("later", run_by=firm.event.organisation, phase="registration")
    delegation = factories.delegation(later, of=chamber_of(firm))
    again = factories.registration_of(firm.company, later, delegation_id=delegation.id)
    company_links.create_links([again])

    boss_of(again)

    assert list_preferences(firm) == []


def test_a_firm_whose_people_sign_in_is_joined_through_them_by_a_fresh_link_too(client, app, firm):
    boss_of(firm)
    factories.let_in(firm, factories.user("Colleague", "colleague@firm.example"))
    company_links.replace_link(firm.id, by=None)

    page = Visitor(app, use_cookies=True).get(address(firm))

    assert "Ask to join" in page.text
