"""A link is claimed once, whoever presses first; joining, answering and going are done once too. On both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db, transaction
from app.core.errors import DomainError, NotFound
from app.core.models import Notice, Outbox
from app.registrations.models import JoinRequest, Registration
from app.registrations.queries.access import list_company_users
from app.registrations.queries.profiles import get_profile_versions
from app.registrations.services import access, company_links, consents, people, profiles
from app.registrations.services.profiles import ProfileChanged
from app.registrations.signals import recipient_leaves
from tests import factories
from tests.support.racing import at_once

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def firm(app: Flask) -> Registration:
    made = factories.firm(factories.event(phase="registration"), state="invited")
    company_links.create_links([made])
    return made


def test_of_four_at_once_one_claims_the_link(app, firm):
    number = firm.id
    db.session.rollback()

    told = at_once(app, lambda: access.claim_link(number, 1, person_id=None, visitor=None, language="en"))

    assert told == ["done", "firm_link_not_open", "firm_link_not_open", "firm_link_not_open"]
    assert db.session.query(CompanyUser).count() == 1
    assert db.session.query(User).count() == 1


def test_of_two_saves_from_one_reading_one_is_told(app, firm):
    number, seen = firm.id, get_profile_versions(firm)
    db.session.rollback()

    told = at_once(
        app, lambda: profiles.save_profile(number, {"city": threading.current_thread().name}, seen=seen, by=None), 2
    )

    assert told == ["done", "profile_changed"]


def test_a_version_that_was_replaced_claims_nothing(firm):
    company_links.replace_link(firm.id, by=None)

    with pytest.raises(access.LinkNotOpen):
        access.claim_link(firm.id, 1, person_id=None, visitor=None, language="en")


def test_asked_twice_it_is_asked_once_and_answered_once(firm):
    access.claim_link(firm.id, 1, person_id=None, visitor=None, language="en")
    boss, second = list_company_users(firm)[0], factories.user()

    for _ in range(2):
        asked = access.request_to_join(firm.id, 1, name="", visitor=second, language="en")
    access.answer_join_request(firm, asked.id, yes=True, by=boss.id)

    assert db.session.query(JoinRequest).count() == 1
    assert {one.id for one in list_company_users(firm)} == {boss.id, second.id}
    with pytest.raises(NotFound):
        access.answer_join_request(firm, asked.id, yes=False, by=boss.id)


def test_only_so_many_wait_at_a_door(firm):
    other = factories.firm(firm.event, state="invited")
    company_links.create_links([other])
    for one in (firm, other):
        access.claim_link(one.id, 1, person_id=None, visitor=None, language="en")
    for number in range(access.MAX_JOIN_REQUESTS):
        access.request_to_join(firm.id, 1, name=f"P{number}", visitor=None, language="en")

    with pytest.raises(access.TooManyJoinRequests):
        access.request_to_join(firm.id, 1, name="one more", visitor=None, language="en")

    assert db.session.query(User).filter_by(name="one more").count() == 0
    assert access.request_to_join(other.id, 1, name="one more", visitor=None, language="en").registration_id == other.id


def noted(kind: str) -> list[tuple[object, ...]]:
    """The notices of this kind: about what, at which event, whose act, with which details."""
    rows = db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    return [(row.subject_id, row.event_id, row.user_id, row.details) for row in rows]


def test_a_claim_is_noted_and_one_by_a_fresh_link_as_a_return(firm):
    boss = access.claim_link(firm.id, 1, person_id=None, visitor=None, language="en")
    company_links.replace_link(firm.id, by=None)

    again = access.claim_link(firm.id, 2, person_id=None, visitor=None, language="en")

    link = factories.link_of(firm)
    assert [boss.came_back, again.came_back] == [False, True]
    assert (again.user.id, again.registration.id) == (boss.user.id, firm.id)
    claimed = link.id, firm.event_id, boss.user.id
    assert noted("firm_link.claimed") == [(*claimed, {"back": False}), (*claimed, {"back": True})]


def test_who_reads_the_mail_of_a_firm_is_told_of_a_return_and_not_of_the_first_claim(firm):
    factories.representative(firm, email="tan@firm.example")
    access.claim_link(firm.id, 1, person_id=None, visitor=None, language="en")
    first = joins_told()
    company_links.replace_link(firm.id, by=None)

    access.claim_link(firm.id, 2, person_id=None, visitor=None, language="en")

    assert (first, joins_told()) == ([], ["tan@firm.example"])


def joins_told() -> list[str]:
    """To whom was written that somebody acts for a firm from now on."""
    return list(db.session.scalars(select(Outbox.recipient).where(Outbox.kind == "join.let_in")))


def test_a_return_by_a_mailed_link_is_noted_and_told_too(firm):
    factories.representative(firm, email="tan@firm.example")
    boss = access.claim_link(firm.id, 1, person_id=None, visitor=None, language="en").user

    with transaction():
        access.reopen_access(boss)

    assert joins_told() == ["tan@firm.example"]
    claimed = factories.link_of(firm).id, firm.event_id, boss.id
    assert noted("firm_link.claimed") == [(*claimed, {"back": False}), (*claimed, {"back": True})]


def test_who_asked_to_join_and_who_answered_what_is_kept_and_noted(firm):
    boss = access.claim_link(firm.id, 1, person_id=None, visitor=None, language="en").user
    first, second = (
        access.request_to_join(firm.id, 1, name=name, visitor=None, language="zh") for name in ("Koh", "Mallory")
    )

    access.answer_join_request(firm, first.id, yes=True, by=boss.id)
    access.answer_join_request(firm, second.id, yes=False, by=boss.id)

    answers = [(one.answer, one.answered_by, one.answered_at is None) for one in (first, second)]
    assert answers == [("let_in", boss.id, False), ("declined", boss.id, False)]
    assert [one.id for one in list_company_users(firm)] == [boss.id, first.user_id]
    koh = db.session.get_one(User, first.user_id)
    assert (koh.name, koh.locale) == ("Koh", "zh")
    of_firm = {"registration": firm.id}
    assert noted("join.asked") == [(one.id, firm.event_id, one.user_id, of_firm) for one in (first, second)]
    assert noted("join.let_in") == [(first.id, firm.event_id, boss.id, of_firm)]
    assert noted("join.declined") == [(second.id, firm.event_id, boss.id, of_firm)]


def test_that_a_link_came_to_the_wrong_firm_is_noted(firm):
    link, user = factories.link_of(firm), factories.user()

    access.report_wrong_recipient(link, by=user.id)

    assert noted("firm_link.not_ours") == [(link.id, firm.event_id, user.id, {"registration": firm.id})]


def test_an_account_made_by_a_link_has_the_name_and_telephone_of_the_person_or_the_name_of_the_company(firm):
    person = factories.representative(firm, display_name="Tan Hui Min", phone="+65 0000 0014")
    other = factories.firm(firm.event, name="Keppel", state="invited")
    company_links.create_links([other])

    made = access.claim_link(firm.id, 1, person_id=person.id, visitor=None, language="fr").user
    nobody = access.claim_link(other.id, 1, person_id=None, visitor=None, language="en").user

    assert (made.name, made.phone, made.locale) == ("Tan Hui Min", "+65 0000 0014", "fr")
    assert (nobody.name, nobody.phone) == ("Keppel", None)


def test_a_person_who_has_an_account_stays_so_and_an_account_is_one_person_at_an_event(firm):
    boss, other = factories.user(), factories.user()
    person, second = factories.representative(firm), factories.representative(firm)
    with transaction():
        access.grant_access(firm, boss, person)

        access.grant_access(firm, other, person)
        access.grant_access(firm, boss, second)

    assert (person.user_id, second.user_id) == (boss.id, None)


def test_another_firms_request_is_not_answered(firm):
    access.claim_link(firm.id, 1, person_id=None, visitor=None, language="en")
    asked = access.request_to_join(firm.id, 1, name="X", visitor=None, language="en")
    other = factories.firm(firm.event)

    with pytest.raises(NotFound):
        access.answer_join_request(other, asked.id, yes=True, by=list_company_users(firm)[0].id)


def test_a_profile_is_shut_once_the_event_is_over(firm):
    with transaction():
        firm.event.phase = "closed"

    with pytest.raises(DomainError) as refusal:
        profiles.save_profile(firm.id, {"city": "X"}, seen=None, by=None)

    assert refusal.value.code == "phase_forbids"


def test_a_saved_profile_raises_the_version_that_was_seen(firm):
    seen = get_profile_versions(firm)
    profiles.save_profile(firm.id, {"goal": "trade", "seeks": ("5210",)}, seen=seen, by=None)

    with pytest.raises(ProfileChanged):
        profiles.save_profile(firm.id, {"goal": "peers"}, seen=seen, by=None)

    assert firm.goal == "trade"


def test_unchanged_values_change_no_version(firm):
    seen = get_profile_versions(firm)

    assert profiles.save_profile(firm.id, {"city": "", "goal": "", "seeks": ()}, seen=seen, by=None) == []
    assert get_profile_versions(firm) == seen


def test_a_person_added_twice_by_one_user_is_that_user_once(firm):
    user = factories.user()
    first = people.add_person(firm, {"display_name": "A"}, by=None, user_id=user.id)
    second = people.add_person(firm, {"display_name": "B"}, by=None, user_id=user.id)

    assert (first.user_id, second.user_id) == (user.id, None)


def test_a_consent_that_was_taken_back_stays_in_the_ledger(firm):
    consents.save_consents(firm, {"contacts": True}, language="fr", at=datetime(2032, 2, 8, tzinfo=UTC))
    person = firm.representatives[0]

    consents.withdraw_consents(firm, "contacts", people=[person.id], by=None)

    rows = db.session.execute(db.text("SELECT given, withdrawn_at FROM consents")).all()
    assert len(rows) == 2
    assert all(row[0] and row[1] is not None for row in rows)


def test_who_no_longer_acts_for_a_firm_goes_on_acting_and_asking_elsewhere(firm):
    boss, colleague = factories.user(), factories.user()
    others = factories.firm(firm.event, name="Others", users=[colleague])
    abroad = factories.firm(factories.event(), name="Abroad", users=[colleague])
    person, of_boss = factories.representative(firm), factories.representative(firm)
    known_abroad = factories.representative(abroad)
    with transaction() as session:
        access.grant_access(firm, boss, of_boss)
        access.grant_access(firm, colleague, person)
        access.grant_access(abroad, colleague, known_abroad)
        asks = [
            JoinRequest(registration_id=one.id, user_id=user.id) for one in (firm, others) for user in (boss, colleague)
        ]
        session.add_all(asks)

    access.revoke_access(firm, colleague.id, by=boss.id)

    assert [one.id for one in list_company_users(firm)] == [boss.id]
    assert [[one.id for one in list_company_users(elsewhere)] for elsewhere in (others, abroad)] == [[colleague.id]] * 2
    assert (person.user_id, of_boss.user_id, known_abroad.user_id) == (None, boss.id, colleague.id)
    left = {(one.registration_id, one.user_id) for one in db.session.scalars(select(JoinRequest))}
    assert left == {(firm.id, boss.id), (others.id, boss.id), (others.id, colleague.id)}
    notice = db.session.scalars(select(Notice).where(Notice.kind == "firm.let_out")).one()
    assert (notice.event_id, notice.user_id, notice.details["user"]) == (firm.event_id, boss.id, colleague.id)


@pytest.mark.parametrize(
    ("email", "locale", "heard"), [("tan@firm.example", "fr", "fr"), ("tan@firm.example", None, "en"), (None, "fr", "")]
)
def test_who_no_longer_acts_for_a_firm_is_told_in_their_language_where_they_have_an_address(firm, email, locale, heard):
    boss, colleague = factories.user(), factories.user(email=email, locale=locale)
    with transaction():
        access.grant_access(firm, colleague)
    told = []

    with recipient_leaves.connected_to(lambda who, **values: told.append((who.id, values))):
        access.revoke_access(firm, colleague.id, by=boss.id)

    expected = [(firm.id, email, heard)] if email else []
    assert [(number, values["address"], values["language"]) for number, values in told] == expected
